#include "daemon/cli/absence_times.hpp"

#include <charconv>

namespace dondoc::daemon::cli {

AbsenceTimes absence_times(Context& context, const std::optional<std::string>& from,
                           const std::optional<std::string>& until) {
  if (!until || until->empty()) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--until"}})};
  const AbsenceTimes times{from ? context.parse_time(*from).instant : context.now(), context.parse_time_until(*until)};
  if (times.until <= times.from) throw CommandError{Exit::usage, problem("DD5011", {{"value", *until}})};
  if (times.until <= context.now()) throw CommandError{Exit::usage, problem("DD5115", {{"value", *until}})};
  return times;
}

std::string absence_state(const Context& context, rules::Instant from, rules::Instant until) {
  if (until <= context.now()) return context.text("cli.absence.over");
  return context.text(from > context.now() ? "cli.absence.ahead" : "cli.absence.in_force");
}

std::int64_t absence_id(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || id < 1) {
    throw CommandError{Exit::usage, problem("DD5116", {{"value", text}})};
  }
  return id;
}

}  // namespace dondoc::daemon::cli
