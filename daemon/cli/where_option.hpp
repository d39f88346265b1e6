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
// Fields are those of a rule's `where` (rules/filter.hpp); dates and times as read_time() takes them, and a date
// compares by date. CommandError for a field or attribute that no item has, and for a value the field cannot have.
[[nodiscard]] rules::Filter parse_where(Context& context, const std::vector<std::string>& options);

}  // namespace dondoc::daemon::cli
