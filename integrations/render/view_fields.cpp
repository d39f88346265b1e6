#include "integrations/render/view_fields.hpp"

namespace dondoc::integrations::render {

std::string one_line(std::string_view text, std::size_t most_letters) {
  std::string out;
  std::size_t letters = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool blank = byte <= 0x20 || byte == 0x7f;
    if (blank && (out.empty() || out.back() == ' ')) continue;
    const bool begins = (byte & 0xC0U) != 0x80U;
    if (begins && ++letters > most_letters) return out + "…";
    out += blank ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

View::Value words(std::string_view text, std::size_t letters) {
  auto value = one_line(text, letters);
  return value.empty() ? View::Value{false} : View::Value{std::move(value)};
}

View::Value number(std::int64_t number) {
  return number == 0 ? View::Value{false} : View::Value{std::to_string(number)};
}

}  // namespace dondoc::integrations::render
