#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/cli/context.hpp"
#include "rules/amount.hpp"
#include "rules/work_calendar.hpp"

namespace dondoc::daemon::cli {

// --calendar ID and --calendars DIR of `due` and `between`.
struct CalendarOptions {
  std::optional<std::string> id;
  std::optional<std::string> directory;
};

// From DIR, else from the configuration, else the shipped ones; without an ID the default one, or the only one there
// is. Throws CommandError.
[[nodiscard]] std::shared_ptr<const rules::WorkCalendar> choose_calendar(Context& context,
                                                                         const CalendarOptions& options);

// Those of a folder or of one file. CommandError with all that is wrong with them.
[[nodiscard]] rules::CalendarMap calendars_at(const std::string& path);

// The calendars compiled into the program.
[[nodiscard]] rules::CalendarMap shipped_calendars();

// The end of the n-th working or civil day after today for date units, else that much working or elapsed time from now.
[[nodiscard]] rules::Instant amount_ahead(const rules::WorkCalendar& calendar, const rules::Amount& amount,
                                          rules::Instant now);

// The value of a walk that must not leave the calendar; CommandError where it did.
template <class T>
[[nodiscard]] T covered(const rules::Covered<T>& value) {
  if (!value) {
    throw CommandError{Exit::data, problem("DD5012", {{"calendar", value.error().calendar},
                                                      {"year", std::to_string(value.error().year)}})};
  }
  return *value;
}

}  // namespace dondoc::daemon::cli
