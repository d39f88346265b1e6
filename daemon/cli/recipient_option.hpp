#pragma once

#include <string>

#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// For a list that is empty: tells a recipient who got nothing from one that nobody is. Throws CommandError.
void expect_recipient(Context& context, const std::string& recipient);

}  // namespace dondoc::daemon::cli
