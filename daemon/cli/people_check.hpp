#pragma once

#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// Agencies in force × roles × channels, the gaps first. True where every head can be reached.
[[nodiscard]] bool check_people(Context& context, bool json);

}  // namespace dondoc::daemon::cli
