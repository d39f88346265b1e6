#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "integrations/render/facts_view.hpp"

// Fields of a view: empty texts and zeros become `false`.

namespace dondoc::integrations::render {

// No control characters, so that a value can never become a line of its own in a text; of a longer text its first
// letters and "…".
[[nodiscard]] std::string one_line(std::string_view text, std::size_t most_letters);

void set(View& view, const std::string& name, std::string_view text, std::size_t letters = kMaxFieldLetters);
inline void set(View& view, const std::string& name, const std::string& text) {
  set(view, name, std::string_view{text});
}
inline void set_short(View& view, const std::string& name, std::string_view text) {
  set(view, name, text, kMaxLineLetters);
}
// A literal would turn into `true`.
void set(View& view, const std::string& name, const char* text) = delete;
inline void set(View& view, const std::string& name, bool value) { view.fields[name] = value; }
void set_number(View& view, const std::string& name, std::int64_t number);

}  // namespace dondoc::integrations::render
