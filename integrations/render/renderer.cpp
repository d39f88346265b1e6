#include "integrations/render/renderer.hpp"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "integrations/render/facts_view.hpp"
#include "integrations/render/template_source.hpp"

namespace dondoc::integrations::render {

namespace {

namespace mustache = kainjow::mustache;

// The library's way to the fields of a message: made when a template names them, then kept for its other templates.
class Context final : public mustache::basic_context<std::string> {
 public:
  explicit Context(const View& message) : message_{&message, {}} { open_.push_back(&message_); }

  // A list's element brings the fields of its view; any other value brings none.
  void push(const mustache::data* data) override {
    const auto element = elements_.find(data);
    open_.push_back(element == elements_.end() ? nullptr : &element->second);
  }
  void pop() override { open_.pop_back(); }

  const mustache::data* get(const std::string& name) const override {
    for (auto scope = open_.rbegin(); scope != open_.rend(); ++scope) {
      if (const auto* value = *scope ? value_of(**scope, name) : nullptr) return value;
    }
    return nullptr;
  }
  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

 private:
  struct Scope {
    const View* view;
    std::unordered_map<std::string, mustache::data> made;
  };

  const mustache::data* value_of(Scope& scope, const std::string& name) const {
    if (const auto known = scope.made.find(name); known != scope.made.end()) return &known->second;
    const auto value = scope.view->value(name);
    if (!value) return nullptr;
    if (const auto* text = std::get_if<std::string>(&*value)) return &scope.made.emplace(name, *text).first->second;
    if (const auto* flag = std::get_if<bool>(&*value)) return &scope.made.emplace(name, *flag).first->second;
    return list_of(scope, name, std::get<View::List>(*value));
  }

  const mustache::data* list_of(Scope& scope, const std::string& name, const View::List& views) const {
    auto& list = scope.made.emplace(name, mustache::data::type::list).first->second;
    for (std::size_t i = 0; i < views.size(); ++i) list.push_back(mustache::data{});
    for (std::size_t i = 0; i < views.size(); ++i) {
      elements_.emplace(&list.list_value()[i], Scope{views[i].get(), {}});
      views_.push_back(views[i]);
    }
    return &list;
  }

  mutable Scope message_;
  mutable std::unordered_map<const mustache::data*, Scope> elements_;
  mutable View::List views_;  // of the elements
  std::vector<Scope*> open_;
};

std::string as_it_is(const std::string& text) { return text; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string to_one_line(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string extension_of(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::string{} : name.substr(dot);
}

// "vi/_line.txt" is only ever put into others: its fields mean something only there.
bool is_part(const std::string& name) { return name.find("/_") != std::string::npos; }

// A part with an error is met once for each template that takes it in.
rules::Problems without_repeats(const rules::Problems& problems) {
  rules::Problems out;
  for (const auto& problem : problems) {
    const bool known = std::ranges::any_of(out, [&](const auto& other) {
      return other.code == problem.code && other.file == problem.file && other.line == problem.line &&
             other.column == problem.column;
    });
    if (!known) out.push_back(problem);
  }
  return out;
}

// The template a step asks for, where all lines ask for the same one; else by topic.
std::string template_of(const rules::MessageFacts& facts) {
  if (facts.lines.empty()) return std::string(rules::topic_name(facts.topic));
  const auto& wanted = facts.lines.front().template_name;
  for (const auto& line : facts.lines) {
    if (line.template_name != wanted) return std::string(rules::topic_name(facts.topic));
  }
  return wanted.empty() ? std::string(rules::topic_name(facts.topic)) : wanted;
}

// Text that was checked, compiled by the library when it is first rendered: most languages and topics never are.
// Rendering changes nothing in a compiled template that has neither lambdas nor partials, though the library does not
// say so with a const; parts were put in when the text was checked.
class Template {
 public:
  Template(std::string text, bool html) : text_(std::move(text)), html_(html) {}

  [[nodiscard]] std::string render(Context& context) const {
    std::call_once(once_, [this] {
      compiled_ = std::make_unique<mustache::mustache>(text_);
      if (!html_) compiled_->set_custom_escape(as_it_is);
    });
    return compiled_->render(context);
  }

 private:
  std::string text_;
  bool html_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<mustache::mustache> compiled_;
};

}  // namespace

struct Renderer::Compiled {
  std::map<std::string, Template> templates;

  [[nodiscard]] const Template* find(const std::string& name) const {
    const auto found = templates.find(name);
    return found == templates.end() ? nullptr : &found->second;
  }
};

Renderer::Renderer(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Renderer::~Renderer() = default;

tl::expected<std::shared_ptr<const Renderer>, rules::Problems> Renderer::compile(
    const std::map<std::string, std::string>& templates) {
  rules::Problems problems;
  auto compiled = std::make_unique<Compiled>();
  for (const auto& [name, text] : templates) {
    if (is_part(name)) continue;
    compiled->templates.try_emplace(name, expand_template(name, templates, problems), extension_of(name) == ".html");
  }
  if (!problems.empty()) return tl::unexpected(without_repeats(problems));
  return std::shared_ptr<const Renderer>(new Renderer(std::move(compiled)));
}

tl::expected<rules::RenderedMessage, rules::Problem> Renderer::render(const rules::MessageFacts& facts) const {
  const auto base = (facts.language == "en" ? "en/" : "vi/") + template_of(facts);
  const auto* subject = compiled_->find(base + ".subject");
  const auto* text = compiled_->find(base + ".txt");
  const auto* html = compiled_->find(base + ".html");
  if (!subject || !text) {
    rules::Problem problem;
    problem.code = "DD1605";
    problem.args = {{"template", base + (subject ? ".txt" : ".subject")}};
    return tl::unexpected(std::move(problem));
  }
  const auto view = make_view(facts);
  Context context(*view);
  return rules::RenderedMessage{to_one_line(subject->render(context)), tidy_text(text->render(context)),
                                html ? tidy_text(html->render(context)) : std::string{}};
}

}  // namespace dondoc::integrations::render
