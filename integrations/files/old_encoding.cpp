#include "integrations/files/old_encoding.hpp"

namespace dondoc::integrations::files {
namespace {

// U+0080 … U+00FF without the letters of Vietnamese (À Á Â Ã È É Ê Ì Í Ò Ó Ô Õ Ù Ú Ý and their small forms).
bool is_foreign_latin(unsigned point) {
  switch (point & ~0x20U) {
    case 0xC0:
    case 0xC1:
    case 0xC2:
    case 0xC3:
    case 0xC8:
    case 0xC9:
    case 0xCA:
    case 0xCC:
    case 0xCD:
    case 0xD2:
    case 0xD3:
    case 0xD4:
    case 0xD5:
    case 0xD9:
    case 0xDA:
    case 0xDD:
      return false;
    default:
      // No-break space, section sign, quotation marks, degree and middle dot occur in any text.
      return point != 0xA0 && point != 0xA7 && point != 0xAB && point != 0xBB && point != 0xB0 && point != 0xB7 &&
             point != 0xB2;
  }
}

}  // namespace

bool looks_like_old_encoding(std::string_view utf8) {
  constexpr int kEnough = 3;
  int foreign = 0;
  for (std::size_t i = 0; i + 1 < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    const auto follow = static_cast<unsigned char>(utf8[i + 1]);
    // U+1E80 … U+1EFF, ă đ ĩ ũ ơ ư: letters that only Vietnamese has.
    if ((byte == 0xE1 && (follow == 0xBA || follow == 0xBB)) || (byte >= 0xC4 && byte <= 0xC6)) return false;
    if (byte != 0xC2 && byte != 0xC3) continue;
    if (is_foreign_latin((byte & 0x3U) << 6U | (follow & 0x3FU))) ++foreign;
  }
  return foreign >= kEnough;
}

}  // namespace dondoc::integrations::files
