#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "daemon/cli/context.hpp"
#include "integrations/sqlite/lock.hpp"

namespace dondoc::daemon::cli {

// The dondocd that works on this database. CommandError where its lock cannot be asked.
[[nodiscard]] std::optional<integrations::sqlite::LockHolder> daemon_if_running(Context& context);
// CommandError where none runs.
[[nodiscard]] integrations::sqlite::LockHolder running_daemon(Context& context);
// CommandError where it may not be signalled, before anything is written for it.
void expect_signalable(const integrations::sqlite::LockHolder& holder);
// Asks it to read its configuration again. CommandError where it may not be signalled.
void signal_reload(const integrations::sqlite::LockHolder& holder);

// Where dondoc.toml says `mode = "redirect"` (or "off") in [delivery].
struct ModeLine {
  std::filesystem::path file;
  std::string content;  // of the whole file
  std::size_t at = 0;   // of the word between the quotes
  std::size_t length = 0;
};
// CommandError where it does not stand there on a line of its own: then it has to be changed by hand.
[[nodiscard]] ModeLine find_mode_line(const std::filesystem::path& file);
// The whole file with that word replaced by "live" and nothing else.
[[nodiscard]] std::string live_text(const ModeLine& line);
// See swap_file().
void write_live_mode(const ModeLine& line);

}  // namespace dondoc::daemon::cli
