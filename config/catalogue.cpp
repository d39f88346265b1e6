#include "config/catalogue.hpp"

#include <algorithm>

#include "config/catalogue_entries.hpp"
#include "rules/text.hpp"

namespace dondoc::config {
namespace {

// Nothing where there is no such text.
const CatalogueEntry* find(std::string_view key) {
  const auto all = catalogue_entries();
  const auto found = std::ranges::lower_bound(all, key, {}, &CatalogueEntry::key);
  return found != all.end() && found->key == key ? &*found : nullptr;
}

// "{name}" with a known argument; other braces stay, as in { env = "NAME" }.
std::string fill(std::string_view pattern, const TextArgs& args) {
  std::string out;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    out += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    pattern.remove_prefix(open);
    const auto close = pattern.find('}');
    const auto arg =
        close == std::string_view::npos ? args.end() : args.find(std::string{pattern.substr(1, close - 1)});
    out += arg == args.end() ? "{" : one_line(arg->second);
    pattern.remove_prefix(arg == args.end() ? 1 : close + 1);
  }
  return out;
}

std::string place_of(const rules::Problem& problem) {
  if (problem.file.empty()) return {};
  std::string out = one_line(problem.file) + ":";
  if (problem.line > 0) out += std::to_string(problem.line) + ":" + std::to_string(problem.column) + ":";
  return out + " ";
}

}  // namespace

Language parse_language(std::string_view name) {
  const bool english = name == "en" || name.starts_with("en_") || name.starts_with("en-") || name.starts_with("en.");
  return english ? Language::en : Language::vi;
}

std::string one_line(std::string_view data) {
  std::string text = rules::valid_utf8(data);
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool control = byte(i) < 0x20 || byte(i) == 0x7F;
    // U+0080 to U+009F, of which some terminals take one for an escape and a bracket.
    const bool high = byte(i) == 0xC2 && i + 1 < text.size() && byte(i + 1) >= 0x80 && byte(i + 1) < 0xA0;
    if (high) text.erase(i, 1);
    if (control || high) text[i] = ' ';
  }
  return text;
}

bool has_text(std::string_view key) { return find(key) != nullptr; }

std::string text(Language language, std::string_view key, const TextArgs& args) {
  const auto* entry = find(key);
  if (!entry) return std::string{key};
  return fill(language == Language::en ? entry->en : entry->vi, args);
}

TextArgs args_in_words(Language language, TextArgs args) {
  const auto role = args.find("role");
  if (role == args.end()) return args;
  if (const auto key = "role." + role->second; has_text(key)) role->second = text(language, key);
  return args;
}

std::string format_problem(Language language, const rules::Problem& problem) {
  std::string out = place_of(problem);
  if (problem.warning) out += text(language, "problem.warning") + ": ";
  for (const auto& step : problem.path) out += one_line(step) + ": ";
  out += problem_message(language, problem) + " [" + problem.code + "]";
  const auto hint = problem_hint(language, problem);
  return hint.empty() ? out : out + "\n  " + hint;
}

std::string problem_message(Language language, const rules::Problem& problem) {
  return text(language, problem.code, problem.args);
}

std::string problem_hint(Language language, const rules::Problem& problem) {
  const auto* entry = find(problem.code);
  if (!entry) return {};
  return fill(language == Language::en ? entry->en_hint : entry->vi_hint, problem.args);
}

}  // namespace dondoc::config
