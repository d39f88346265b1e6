#include "daemon/cli/daemon_control.hpp"

#include <signal.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

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

CommandError file_error(const fs::path& file, const std::string& cause) {
  return CommandError{Exit::configuration, problem("DD5056", {{"file", file.string()}, {"cause", cause}})};
}

}  // namespace

std::optional<sqlite::LockHolder> daemon_if_running(Context& context) {
  return sqlite::lock_holder(context.database_path());
}

sqlite::LockHolder running_daemon(Context& context) {
  const auto holder = daemon_if_running(context);
  if (!holder) throw CommandError{Exit::unavailable, problem("DD5051", {{"file", context.database_path()}})};
  return *holder;
}

void signal_reload(const sqlite::LockHolder& holder) {
  if (::kill(holder.pid, SIGHUP) == 0) return;
  throw CommandError{Exit::unavailable,
                     problem("DD5052", {{"pid", std::to_string(holder.pid)}, {"cause", std::strerror(errno)}})};
}

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

void write_live_mode(const ModeLine& line) {
  std::string content = line.content;
  content.replace(line.at, line.length, "live");
  const fs::path beside = line.file.string() + ".new";
  std::error_code error;
  {
    std::ofstream stream{beside, std::ios::binary | std::ios::trunc};
    stream << content;
    stream.flush();
    if (!stream) throw file_error(beside, std::strerror(errno));
  }
  fs::permissions(beside, fs::status(line.file).permissions(), error);
  if (!error) fs::rename(beside, line.file, error);
  if (!error) return;
  std::error_code ignored;
  fs::remove(beside, ignored);
  throw file_error(line.file, error.message());
}

}  // namespace dondoc::daemon::cli
