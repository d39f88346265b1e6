#include "daemon/cli/calendar_write.hpp"

#include <algorithm>
#include <ostream>

#include "config/toml_document.hpp"
#include "daemon/cli/calendar_diff.hpp"
#include "daemon/cli/swap_file.hpp"
#include "daemon/setup.hpp"

namespace dondoc::daemon::cli {

config::CalendarFile calendar_file(Context& context, const std::string& id) {
  const auto folder = context.configuration_directory() / "calendars";
  auto file = config::find_calendar_file(folder, id);
  if (file) return std::move(*file);
  throw CommandError{Exit::configuration, problem("DD5507", {{"calendar", id}, {"directory", folder.string()}})};
}

bool write_calendar(Context& context, const config::CalendarFile& file, const std::string& text, Writing writing) {
  SetupResult loaded = load_setup(context.configuration_directory(), {.instead = {{file.name, text}}});
  if (!loaded.setup) {
    context.print_problems(loaded.problems);
    throw CommandError{Exit::configuration, problem("DD5508", {{"file", file.path.string()}})};
  }
  std::erase_if(loaded.problems, [&](const rules::Problem& found) { return found.file != file.name; });
  context.print_problems(loaded.problems);
  if (writing == Writing::rehearse) {
    (void)print_moves(context, context.configuration().calendars, loaded.setup->configuration.calendars, false);
    return false;
  }
  const auto now = config::read_file(file.path, file.name);
  if (!now || *now != file.content) {
    throw CommandError{Exit::unavailable, problem("DD5509", {{"file", file.path.string()}})};
  }
  swap_file(file.path, text);
  context.err() << context.text("cli.calendar.written", {{"file", file.path.string()}}) << '\n';
  return true;
}

}  // namespace dondoc::daemon::cli
