#pragma once

#include <string>

#include "config/calendar_edit.hpp"
#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// The file of the configuration directory that has this calendar. CommandError (DD5507) where none has.
[[nodiscard]] config::CalendarFile calendar_file(Context& context, const std::string& id);

// Puts the text in place of the file, as a whole, after the whole configuration was loaded with it, and says so, with
// the warnings about this file, on the error output. CommandError where that load fails, or where somebody else changed
// the file meanwhile: then nothing changes. False for a rehearsal: that prints which open items would move.
enum class Writing { rehearse, write };
[[nodiscard]] bool write_calendar(Context& context, const config::CalendarFile& file, const std::string& text,
                                  Writing writing);

}  // namespace dondoc::daemon::cli
