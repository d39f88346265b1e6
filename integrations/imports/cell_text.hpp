#pragma once

#include <string_view>

namespace dondoc::integrations::imports {

// Without blanks around it, the no-break space of spreadsheets and byte order marks of glued files included.
[[nodiscard]] std::string_view trimmed(std::string_view text);
// "2,21E+14": what a spreadsheet shows for a long row of digits.
[[nodiscard]] bool is_scientific(std::string_view text);

}  // namespace dondoc::integrations::imports
