#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "rules/message.hpp"

namespace dondoc::integrations::render {

// What a template sees: named fields, already in words of the message's language. A field without content is `false`,
// so that {{#field}} … {{/field}} leaves out what is zero or unknown. Every field is always there; so a field of a line
// never falls through to one of the message.
struct View {
  using Value = std::variant<bool, std::string, std::vector<View>>;
  std::map<std::string, Value> fields;
};

// Lines shown in one message; the others are only counted.
inline constexpr std::size_t kMaxShownLines = 50;

// A field of a line (a title, progress in words, …) shows this many letters, any other field this many; longer ones end
// with "…". A text from a foreign table must not become a letter of its own.
inline constexpr std::size_t kMaxLineLetters = 300;
inline constexpr std::size_t kMaxFieldLetters = 2000;

// REQUIRES: facts.zone is set.
[[nodiscard]] View make_view(const rules::MessageFacts& facts);

// Every field there is, for checking templates: a view with one element in each list.
[[nodiscard]] const View& sample_view();

}  // namespace dondoc::integrations::render
