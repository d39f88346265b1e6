#include "daemon/http/answer_page.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "daemon/http/html.hpp"

namespace dondoc::daemon {
namespace {

// A message may have thousands of items; a telephone shows the first of them.
constexpr std::size_t kMostShown = 300;

// Old browsers leave out what they do not know: without :not and :checked every field simply shows.
constexpr std::string_view kStyle =
    "body{margin:0;padding:0;background:#fff;color:#1b1b1b;font:16px/1.5 Arial,Helvetica,sans-serif}"
    "main{display:block;max-width:640px;margin:0 auto;padding:16px}"
    "h1{font-size:20px;line-height:1.3;margin:0 0 8px}h2{font-size:17px;margin:20px 0 8px}"
    "p{margin:0 0 12px}ul{margin:0 0 12px;padding-left:20px}"
    ".note{color:#555;font-size:14px}.late{color:#b3261e}"
    ".banner{background:#fff3cd;color:#5c4400;font-weight:bold;padding:8px}"
    ".faults{border:2px solid #b3261e;padding:8px 12px;margin:0 0 12px}.faults ul{margin:0}"
    ".good{border-left:4px solid #1e7d32;padding-left:12px}.bad{border-left:4px solid #b3261e;padding-left:12px}"
    ".item,.choice{border:1px solid #bbb;border-radius:6px;padding:10px 12px;margin:0 0 8px;overflow-wrap:break-word;"
    "word-wrap:break-word}"
    ".item label,.choice>label{display:inline}.code{font-weight:bold}"
    ".field{margin:10px 0 0}.field label{display:block;margin:0 0 4px}"
    "input[type=text],input[type=date],textarea{box-sizing:border-box;width:100%;padding:10px;font:inherit;"
    "border:1px solid #888;border-radius:4px;background:#fff;color:#1b1b1b}"
    "textarea{min-height:96px}"
    "input[type=checkbox],input[type=radio]{width:20px;height:20px;vertical-align:middle;margin:0 8px 0 0}"
    "input:not(:checked)~.more{display:none}"
    "button{width:100%;padding:14px;margin:16px 0;font:inherit;font-weight:bold;border:0;border-radius:6px;"
    "background:#0b57d0;color:#fff}"
    "@media (prefers-color-scheme:dark){body{background:#1b1b1b;color:#eaeaea}.note{color:#b5b5b5}.late{color:#ff8a80}"
    "input[type=text],input[type=date],textarea{background:#2a2a2a;color:#eaeaea;border-color:#888}"
    ".item,.choice{border-color:#666}button{background:#8ab4f8;color:#111}a{color:#8ab4f8}}";

class Page {
 public:
  explicit Page(config::Language language) : language_(language) {}

  void begin(std::string_view title) {
    const bool english = language_ == config::Language::en;
    html_.raw("<!DOCTYPE html>\n<html lang=\"").raw(english ? "en" : "vi");
    html_.raw(
        "\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"robots\" content=\"noindex\">\n<title>");
    html_.text(title).raw("</title>\n<style>").raw(kStyle).raw("</style>\n</head>\n<body>\n<main>\n");
  }

  std::string end() { return html_.raw("</main>\n</body>\n</html>\n").take(); }

  [[nodiscard]] std::string words(std::string_view name, const config::TextArgs& args = {}) const {
    return config::text(language_, "answers.page." + std::string{name}, args);
  }

  void head(const LinkedPage& page) {
    if (page.rehearsal) html_.element("p class=\"banner\"", words("rehearsal"));
    if (!page.banner.empty()) html_.element("p class=\"banner\"", page.banner);
    html_.element("h1", words("title"));
    html_.element("p", words("sent_to", {{"reader", page.reader}}));
  }

  void foot(const LinkedPage& page) {
    if (!page.contact.empty()) html_.element("p class=\"note\"", words("contact", {{"contact", page.contact}}));
  }

  void faults(const std::vector<std::string>& faults) {
    if (faults.empty()) return;
    html_.raw("<div class=\"faults\" role=\"alert\">\n").element("p", words("faults")).raw("<ul>\n");
    for (const auto& fault : faults) html_.element("li", config::text(language_, fault));
    html_.raw("</ul>\n</div>\n");
  }

  void item(const LinkedItem& item, bool ticked) {
    html_.raw("<div class=\"item\">");
    const auto id = "i" + std::to_string(item.id);
    if (item.open()) {
      html_.raw("<input type=\"checkbox\" name=\"item\" id=\"").raw(id).raw("\" value=\"");
      html_.raw(std::to_string(item.id)).raw(ticked ? "\" checked>" : "\">");
      html_.raw("<label for=\"").raw(id).raw("\">");
    }
    html_.raw("<span class=\"code\">").text(item.code).raw("</span>");
    if (!item.title.empty()) html_.raw(" – ").text(item.title);
    if (item.open()) html_.raw("</label>");
    if (!item.due.empty()) {
      html_.raw(item.overdue ? "<br><span class=\"late\">" : "<br><span class=\"note\">");
      html_.text(words(item.overdue ? "overdue" : "due", {{"due", item.due}})).raw("</span>");
    }
    if (!item.open()) {
      html_.raw("<br><span class=\"note\">")
          .text(config::text(language_, "answers.state." + std::string{rules::state_name(item.state)}));
      html_.raw("</span>");
    }
    html_.raw("</div>\n");
  }

  void items(const LinkedPage& page, const FilledForm& filled) {
    const auto open = std::ranges::count_if(page.items, &LinkedItem::open);
    html_.element("h2", words(open > 1 ? "which" : "about"));
    for (std::size_t i = 0; i < std::min(page.items.size(), kMostShown); ++i) {
      const auto& one = page.items[i];
      const bool ticked = open == 1 || std::ranges::find(filled.items, one.id) != filled.items.end();
      item(one, ticked);
    }
    if (page.items.size() > kMostShown) {
      html_.element("p class=\"note\"", words("more", {{"count", std::to_string(page.items.size() - kMostShown)}}));
    }
  }

  // One of the five: a radio button, and what else it asks for.
  void choice(rules::AnswerKind kind, const FilledForm& filled, const std::function<void()>& more) {
    const auto name = std::string{rules::answer_kind_name(kind)};
    html_.raw("<div class=\"choice\"><input type=\"radio\" name=\"answer\" id=\"a_").raw(name).raw("\" value=\"");
    html_.raw(name).raw(filled.answer == name ? "\" checked>" : "\">").raw("<label for=\"a_").raw(name).raw("\">");
    html_.text(config::text(language_, "answers.kind." + name)).raw("</label>\n<div class=\"more\">\n");
    more();
    html_.raw("</div></div>\n");
  }

  void field(std::string_view name, const std::string& value, std::string_view type, std::string_view extra = {}) {
    html_.raw("<div class=\"field\"><label for=\"").raw(name).raw("\">").text(words(name)).raw("</label>");
    html_.raw("<input type=\"").raw(type).raw("\" name=\"").raw(name).raw("\" id=\"").raw(name);
    html_.raw("\" maxlength=\"120\" value=\"").text(value).raw("\"").raw(extra).raw("></div>\n");
  }

  // Browsers that know dates show a calendar of their own, and no example.
  void day(std::string_view name, const std::string& value) {
    field(name, value, "date", " placeholder=\"" + words("like_this") + "\"");
  }

  void area(std::string_view name, const std::string& value) {
    html_.raw("<div class=\"field\"><label for=\"").raw(name).raw("\">").text(words(name)).raw("</label>");
    html_.raw("<textarea rows=\"4\" cols=\"40\" maxlength=\"2000\" name=\"").raw(name).raw("\" id=\"").raw(name);
    html_.raw("\">\n").text(value).raw("</textarea></div>\n");
  }

  void form(const LinkedPage& page, const FilledForm& filled) {
    using Kind = rules::AnswerKind;
    html_.raw("<form method=\"post\" accept-charset=\"utf-8\">\n<input type=\"hidden\" name=\"form\" value=\"");
    html_.text(filled.id).raw("\">\n");
    items(page, filled);
    html_.element("h2", words("answer"));
    choice(Kind::received, filled, [&] { day("until", filled.until); });
    choice(Kind::done, filled, [&] {
      field("document", filled.document, "text");
      day("document_date", filled.document_date);
    });
    choice(Kind::progress, filled, [&] { area("progress", filled.progress); });
    choice(Kind::difficulty, filled, [&] {
      area("difficulty", filled.difficulty);
      day("proposed", filled.proposed);
    });
    choice(Kind::not_mine, filled, [&] { area("not_mine", filled.not_mine); });
    html_.element("h2", words("who"));
    field("name", filled.name, "text", " autocomplete=\"name\"");
    field("position", filled.position, "text", " autocomplete=\"organization-title\"");
    html_.raw("<button type=\"submit\">").text(words("send")).raw("</button>\n</form>\n");
    html_.element("p class=\"note\"", words("privacy"));
  }

  void outcome(const ItemOutcome& one, bool rehearsal) {
    if (one.refusal) {
      html_.raw("<p class=\"bad\"><span class=\"code\">").text(one.code).raw("</span><br>");
      html_.text(config::problem_message(language_, *one.refusal)).raw("</p>\n");
      return;
    }
    html_.raw("<p class=\"good\"><span class=\"code\">").text(one.code).raw("</span><br>");
    html_.text(words(rehearsal ? "not_kept" : one.before ? "kept_before" : "kept")).raw("</p>\n");
  }

  Html& html() { return html_; }

 private:
  config::Language language_;
  Html html_;
};

std::string style_hash() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(kStyle.data(), kStyle.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

}  // namespace

std::string form_page(const LinkedPage& page, const FilledForm& filled, const std::vector<std::string>& faults) {
  Page out{config::parse_language(page.language)};
  out.begin(out.words("title"));
  out.head(page);
  out.faults(faults);
  if (std::ranges::any_of(page.items, &LinkedItem::open)) {
    out.form(page, filled);
  } else {
    out.html().element("p", out.words("all_closed"));
    for (const auto& item : page.items) out.item(item, false);
  }
  out.foot(page);
  return out.end();
}

std::string outcome_page(const LinkedPage& page, const rules::GivenAnswer& given,
                         const std::vector<ItemOutcome>& outcomes) {
  const auto language = config::parse_language(page.language);
  Page out{language};
  out.begin(out.words("title"));
  out.head(page);
  out.html().element("h2", config::text(language, "answers.kind." + std::string{rules::answer_kind_name(given.kind)}));
  for (const auto& one : outcomes) out.outcome(one, page.rehearsal);
  const bool any_kept = std::ranges::any_of(outcomes, [](const auto& one) { return !one.refusal; });
  if (any_kept && !page.rehearsal && given.kind == rules::AnswerKind::done) {
    out.html().element("p", out.words("awaits_confirmation"));
  }
  if (std::ranges::any_of(page.items, &LinkedItem::open)) {
    out.html().raw("<p><a href=\"\">").text(out.words("again")).raw("</a></p>\n");
  }
  out.foot(page);
  return out.end();
}

std::string notice_page(config::Language language, std::string_view name) {
  Page out{language};
  out.begin(out.words("title"));
  out.html().element("h1", out.words("title"));
  out.html().element("p", out.words(name));
  return out.end();
}

const std::string& content_security_policy() {
  static const std::string policy = "default-src 'none'; style-src 'sha256-" + style_hash() +
                                    "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  return policy;
}

}  // namespace dondoc::daemon
