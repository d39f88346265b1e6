#pragma once

#include <map>
#include <string>
#include <string_view>

#include "rules/problem.hpp"

// Everything a person reads from dondoc's programs, in Vietnamese and English: config/catalogue/*.toml, compiled in.
// An entry is a table: ["DD1203"] or ["items.heading.due"] with vi = "…" and en = "…"; {name} stands for an argument.
// Codes have, besides, vi_hint and en_hint where the operator can be told what to do.

namespace dondoc::config {

enum class Language { vi, en };
[[nodiscard]] Language parse_language(std::string_view name);  // "en", "en_GB.UTF-8", …; Vietnamese otherwise

using TextArgs = std::map<std::string, std::string>;

// Valid UTF-8 without control characters, which become blanks: what stands in data must neither steer a terminal nor
// forge a line of a log.
[[nodiscard]] std::string one_line(std::string_view data);

// Arguments are made one_line(). REQUIRES: `key` stands in the catalogue (a test holds every key used in the sources
// against it).
[[nodiscard]] std::string text(Language language, std::string_view key, const TextArgs& args = {});
[[nodiscard]] bool has_text(std::string_view key);

// The arguments of a finding with the program's own names, such as "head" for a role, in words of the language.
[[nodiscard]] TextArgs args_in_words(Language language, TextArgs args);

// "rules/ho-so.toml:14:9: rule "qua-han": step "s2": at: … [DD1203]" and, on a line of its own, the hint if there is
// one.
[[nodiscard]] std::string format_problem(Language language, const rules::Problem& problem);
// Its parts: the sentence alone, and the hint, empty where there is none.
[[nodiscard]] std::string problem_message(Language language, const rules::Problem& problem);
[[nodiscard]] std::string problem_hint(Language language, const rules::Problem& problem);

}  // namespace dondoc::config
