#pragma once

#include <boost/json/fwd.hpp>

#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// A problem of a table as a line of `--json`: {"type":"problem", "code", "severity", "file", "line", "column", …}.
[[nodiscard]] boost::json::object table_problem_row(Context& context, const rules::Problem& problem);

}  // namespace dondoc::daemon::cli
