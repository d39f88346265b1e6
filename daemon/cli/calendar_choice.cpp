#include "daemon/cli/calendar_choice.hpp"

#include "config/calendar_reader.hpp"
#include "config/shipped_files.hpp"
#include "config/zones.hpp"

namespace dondoc::daemon::cli {
namespace {

constexpr std::string_view kShipped = "shipped/calendars/";

std::string names_of(const rules::CalendarMap& calendars) {
  std::string names;
  for (const auto& [id, calendar] : calendars) names += (names.empty() ? "" : ", ") + id;
  return names;
}

rules::CalendarMap calendars_of(const std::string& directory) {
  if (!std::filesystem::is_directory(directory)) {
    throw CommandError{Exit::usage, problem("DD5016", {{"directory", directory}})};
  }
  return calendars_at(directory);
}

}  // namespace

rules::CalendarMap calendars_at(const std::string& path) {
  config::CalendarsResult loaded = config::load_calendars(path);
  if (config::has_errors(loaded.problems)) throw CommandError{Exit::configuration, std::move(loaded.problems)};
  return std::move(loaded.calendars);
}

rules::CalendarMap shipped_calendars() {
  rules::CalendarMap calendars;
  rules::Problems problems;
  for (const config::ShippedFile& file : config::shipped_files()) {
    if (!file.path.starts_with(kShipped)) continue;
    const auto document = config::parse_toml(file.content, std::string{file.path});
    auto spec = document ? config::read_calendar(*document, std::string{file.path}, problems) : std::nullopt;
    auto zone = spec ? config::load_zone(spec->zone) : tl::unexpected(std::string{});
    if (!zone) continue;
    const std::string id = spec->id;
    calendars.emplace(id, std::make_shared<const rules::WorkCalendar>(std::move(*spec), std::move(*zone)));
  }
  return calendars;
}

rules::Instant amount_ahead(const rules::WorkCalendar& calendar, const rules::Amount& amount, rules::Instant now) {
  const rules::Zone& zone = calendar.zone();
  const rules::Day today = zone.day_of(now);
  if (amount.unit == rules::Unit::wd) {
    return zone.span_of(covered(calendar.shift_working_days(today, amount.count))).until;
  }
  if (amount.unit == rules::Unit::d) return zone.span_of(today + std::chrono::days{amount.count}).until;
  const rules::Millis length = rules::length_of(amount);
  return rules::counts_working_time(amount.unit) ? covered(calendar.advance(now, length)) : now + length;
}

std::shared_ptr<const rules::WorkCalendar> choose_calendar(Context& context, const CalendarOptions& options) {
  const config::Configuration* configuration = options.directory ? nullptr : context.configuration_if_any();
  const rules::CalendarMap calendars = options.directory ? calendars_of(*options.directory)
                                       : configuration   ? configuration->calendars
                                                         : shipped_calendars();
  if (!options.id && calendars.size() == 1) return calendars.begin()->second;
  const std::string id = options.id ? *options.id : configuration ? configuration->default_calendar : std::string{};
  if (id.empty()) throw CommandError{Exit::usage, problem("DD5017", {{"known", names_of(calendars)}})};
  const auto found = calendars.find(id);
  if (found == calendars.end()) {
    throw CommandError{Exit::usage, problem("DD5018", {{"calendar", id}, {"known", names_of(calendars)}})};
  }
  return found->second;
}

}  // namespace dondoc::daemon::cli
