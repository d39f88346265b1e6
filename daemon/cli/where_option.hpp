#pragma once

#include <string>
#include <vector>

#include "daemon/cli/context.hpp"
#include "rules/filter.hpp"

namespace dondoc::daemon::cli {

// --where := FIELD OP VALUE { "|" VALUE }      several --where must all hold
// OP      := "="  any of the values; "*" in one stands for any run of letters
//          | "!=" none of them
//          | ">=" | "<="  numbers, dates and texts
// Fields are those of a rule's `where` (rules/filter.hpp). A name that nearly is a known field is answered with a
// warning.
[[nodiscard]] rules::Filter parse_where(Context& context, const std::vector<std::string>& options);

}  // namespace dondoc::daemon::cli
