#include "integrations/render/template_source.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include "integrations/render/facts_view.hpp"

namespace dondoc::integrations::render {

namespace {

constexpr std::size_t kMaxDepth = 4;

// Letters to insert, delete or replace.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string with_kept_blank_lines(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && out.ends_with('\n')) out += kBlankLine;
    out += c;
  }
  return out;
}

// "vi/" of "vi/overdue.txt"
std::string language_of(const std::string& name) { return name.substr(0, name.find('/') + 1); }

class Expander {
 public:
  Expander(const TemplateSources& sources, rules::Problems& problems) : sources_(sources), problems_(problems) {
    scopes_.push_back(sample_view());
  }

  std::string expand(const std::string& name) {
    std::string out;
    const auto& text = sources_.at(name);
    const auto depth = open_.size();
    std::size_t place = 0;
    while (place < text.size()) {
      const auto begin = text.find("{{", place);
      out += with_kept_blank_lines(text.substr(place, begin == std::string::npos ? begin : begin - place));
      if (begin == std::string::npos) break;
      const auto end = text.find("}}", begin);
      if (end == std::string::npos) {
        report("DD1604", name, begin, {{"cause", "{{ … }}"}});
        break;
      }
      place = end + 2;
      out += tag(name, begin, text.substr(begin + 2, end - begin - 2));
    }
    close_open_sections(name, depth);
    return out;
  }

 private:
  struct Section {
    std::string field;
    std::size_t offset;
    bool scoped;
  };

  void report(std::string code, const std::string& name, std::size_t offset, std::map<std::string, std::string> args) {
    const auto& text = sources_.at(name);
    const auto head = std::string_view(text).substr(0, offset);
    const auto line_start = head.rfind('\n') == std::string_view::npos ? 0 : head.rfind('\n') + 1;
    rules::Problem problem;
    problem.code = std::move(code);
    problem.args = std::move(args);
    problem.file = "templates/" + name;
    problem.line = static_cast<int>(std::ranges::count(head, '\n')) + 1;
    problem.column = static_cast<int>(offset - line_start) + 1;
    problems_.push_back(std::move(problem));
  }

  std::string tag(const std::string& name, std::size_t offset, const std::string& inner) {
    const char sign = inner.empty() ? ' ' : inner.front();
    const auto field = trimmed(std::string_view(inner).substr(std::string_view{"#^/>!"}.find(sign) < 5 ? 1 : 0));
    switch (sign) {
      case '!':
        return {};
      case '{':
      case '&':
      case '=':
        report("DD1604", name, offset, {{"cause", "{{" + inner + "}}"}});
        return {};
      case '>':
        return part(name, offset, field);
      case '#':
      case '^':
        begin_section(name, offset, field, sign == '#');
        break;
      case '/':
        end_section(name, offset, field);
        break;
      default:
        find_field(name, offset, field);
    }
    return "{{" + inner + "}}";
  }

  std::string part(const std::string& name, std::size_t offset, const std::string& file) {
    const auto found = sources_.find(language_of(name) + file);
    if (found == sources_.end() || depth_ >= kMaxDepth) {
      report("DD1603", name, offset, {{"part", file}});
      return {};
    }
    ++depth_;
    auto text = expand(found->first);
    --depth_;
    // The line end after the tag is there already.
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }

  void begin_section(const std::string& name, std::size_t offset, const std::string& field, bool positive) {
    const auto value = find_field(name, offset, field);
    const auto* list = value ? std::get_if<View::List>(&*value) : nullptr;
    const bool scoped = positive && list && !list->empty();
    if (scoped) scopes_.push_back(list->front());
    open_.push_back({field, offset, scoped});
  }

  void end_section(const std::string& name, std::size_t offset, const std::string& field) {
    if (open_.empty() || open_.back().field != field) {
      report("DD1602", name, offset, {{"section", field}});
      return;
    }
    if (open_.back().scoped) scopes_.pop_back();
    open_.pop_back();
  }

  void close_open_sections(const std::string& name, std::size_t depth) {
    while (open_.size() > depth) {
      report("DD1602", name, open_.back().offset, {{"section", open_.back().field}});
      if (open_.back().scoped) scopes_.pop_back();
      open_.pop_back();
    }
  }

  std::optional<View::Value> find_field(const std::string& name, std::size_t offset, const std::string& field) {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (auto found = (*scope)->value(field)) return found;
    }
    const auto near = nearest(field);
    if (near.empty()) report("DD1606", name, offset, {{"field", field}});
    if (!near.empty()) report("DD1601", name, offset, {{"field", field}, {"nearest", near}});
    return std::nullopt;
  }

  [[nodiscard]] std::string nearest(const std::string& field) const {
    std::string best;
    // Further away it is no misspelling.
    std::size_t least = std::max<std::size_t>(field.size() / 3, 1) + 1;
    for (const auto& scope : scopes_) {
      for (const auto& known : scope->names()) {
        const auto steps = distance(field, known);
        if (steps >= least) continue;
        least = steps;
        best = known;
      }
    }
    return best;
  }

  const TemplateSources& sources_;
  rules::Problems& problems_;
  View::List scopes_;
  std::vector<Section> open_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string expand_template(const std::string& name, const TemplateSources& sources, rules::Problems& problems) {
  return Expander(sources, problems).expand(name);
}

std::string tidy_text(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  bool gap = false;
  for (std::string line; std::getline(in, line);) {
    gap = gap || line.find(kBlankLine) != std::string::npos;
    std::erase(line, kBlankLine);
    while (!line.empty() && is_blank(line.back())) line.pop_back();
    if (line.empty()) continue;
    if (gap && !out.empty()) out += "\n";
    gap = false;
    out += line + "\n";
  }
  return out;
}

}  // namespace dondoc::integrations::render
