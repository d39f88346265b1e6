#include "daemon/cli/daemon_control.hpp"

#include <signal.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "daemon/cli/swap_file.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace fs = std::filesystem;
namespace sqlite = integrations::sqlite;

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  return from == std::string_view::npos ? std::string_view{} : text.substr(from);
}

bool opens_table(std::string_view line, std::string_view name) {
  line = trimmed(line);
  if (!line.starts_with('[')) return false;
  line = trimmed(line.substr(1));
  return line.starts_with(name) && trimmed(line.substr(name.size())).starts_with(']');
}

// The value of `mode = "…"` as a part of the line; empty where the line is another one.
std::string_view mode_value(std::string_view line) {
  std::string_view rest = trimmed(line);
  if (!rest.starts_with("mode")) return {};
  rest = trimmed(rest.substr(4));
  if (!rest.starts_with('=')) return {};
  rest = trimmed(rest.substr(1));
  if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return {};
  const std::size_t end = rest.find(rest.front(), 1);
  return end == std::string_view::npos ? std::string_view{} : rest.substr(1, end - 1);
}

void send_signal(const sqlite::LockHolder& holder, int signal) {
  if (::kill(holder.pid, signal) == 0) return;
  throw CommandError{Exit::unavailable,
                     problem("DD5052", {{"pid", std::to_string(holder.pid)}, {"cause", std::strerror(errno)}})};
}

CommandError file_error(const fs::path& file, const std::string& cause) {
  return CommandError{Exit::configuration, problem("DD5056", {{"file", file.string()}, {"cause", cause}})};
}

}  // namespace

std::optional<sqlite::LockHolder> daemon_if_running(Context& context) {
  const std::string database = context.database_path();
  auto holder = sqlite::lock_holder(database);
  if (holder) return std::move(*holder);
  if (holder.error().cause.empty()) return std::nullopt;
  throw CommandError{Exit::unavailable, problem("DD5058", {{"file", database}, {"cause", holder.error().cause}})};
}

sqlite::LockHolder running_daemon(Context& context) {
  const auto holder = daemon_if_running(context);
  if (!holder) throw CommandError{Exit::unavailable, problem("DD5051", {{"file", context.database_path()}})};
  return *holder;
}

void expect_signalable(const sqlite::LockHolder& holder) { send_signal(holder, 0); }

void signal_reload(const sqlite::LockHolder& holder) { send_signal(holder, SIGHUP); }

ModeLine find_mode_line(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw file_error(file, std::strerror(errno));
  ModeLine found{file, text.str(), 0, 0};
  bool in_delivery = false;
  for (std::size_t at = 0; at < found.content.size();) {
    const std::size_t end = std::min(found.content.find('\n', at), found.content.size());
    const std::string_view line = std::string_view{found.content}.substr(at, end - at);
    if (trimmed(line).starts_with('[')) in_delivery = opens_table(line, "delivery");
    if (const std::string_view value = mode_value(line); in_delivery && !value.empty()) {
      found.at = static_cast<std::size_t>(value.data() - found.content.data());
      found.length = value.size();
      return found;
    }
    at = end + 1;
  }
  throw CommandError{Exit::configuration, problem("DD5055", {{"file", file.string()}})};
}

std::string live_text(const ModeLine& line) {
  std::string content = line.content;
  return content.replace(line.at, line.length, "live");
}

void write_live_mode(const ModeLine& line) { swap_file(line.file, live_text(line)); }

}  // namespace dondoc::daemon::cli
