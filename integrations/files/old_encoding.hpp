#pragma once

#include <string_view>

namespace dondoc::integrations::files {

// Text typed in the fonts of the nineties (TCVN3 "ABC", VNI) and saved as if it were Unicode: "Hå s¬", "Hoà sô",
// "ñieän". It is valid UTF-8, so only the letters tell: many that Vietnamese never uses and none that only Vietnamese
// uses.
[[nodiscard]] bool looks_like_old_encoding(std::string_view utf8);

}  // namespace dondoc::integrations::files
