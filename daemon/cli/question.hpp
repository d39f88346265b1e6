#pragma once

#include <string_view>

#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// Whether the person at the terminal says yes to this text of the catalogue; `yes` says so beforehand. CommandError
// where nobody can be asked.
[[nodiscard]] bool agreed(Context& context, std::string_view question, bool yes);

}  // namespace dondoc::daemon::cli
