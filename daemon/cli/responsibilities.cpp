#include "daemon/cli/responsibilities.hpp"

#include <algorithm>

#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/words.hpp"

namespace dondoc::daemon::cli {
namespace {

using integrations::sqlite::Responsibility;

std::string person_name(const rules::Directory& directory, const std::string& code) {
  const rules::Person* person = directory.person(code);
  return person ? person->name : code;
}

// Old and new agencies often have one name.
std::string named(const rules::Directory& directory, const std::string& code) {
  return agency_name(directory, code) + " (" + code + ")";
}

std::string people_of(Context& context, const rules::Directory& directory, const Responsibility& part) {
  const auto officer = part.officer.empty() ? part.officer_name : person_name(directory, part.officer);
  std::string words;
  const auto add = [&](const char* key, const std::string& name) {
    if (!name.empty()) words += (words.empty() ? " (" : "; ") + context.text(key, {{"name", name}});
  };
  add("cli.org.head", part.head.empty() ? std::string{} : person_name(directory, part.head));
  add("cli.org.officer", officer);
  return words.empty() ? words : words + ")";
}

}  // namespace

std::optional<std::int64_t> charged_days(const rules::World& world, const rules::Item& item,
                                         std::optional<rules::Instant> due, const Responsibility& part) {
  const rules::WorkCalendar* calendar = world.calendar_of(item);
  if (part.of_coordinator || !due || calendar == nullptr) return std::nullopt;
  const rules::Instant from = std::max(*due, part.from.value_or(*due));
  if (from >= part.until) return std::nullopt;
  const rules::Zone& zone = calendar->zone();
  const auto days = calendar->working_days_between(zone.day_before_end(from), zone.day_before_end(part.until));
  return days ? std::optional{*days} : std::nullopt;
}

void print_responsibilities(Context& context, const rules::World& world, const rules::Item& item,
                            std::optional<rules::Instant> due, const std::vector<Responsibility>& parts) {
  const rules::Directory& directory = *world.directory;
  const auto now = context.now();
  for (const Responsibility& part : parts) {
    context.say(part.of_coordinator ? "cli.org.coordinated" : "cli.org.responsible",
                {{"until", context.show_day(context.zone()->day_of(part.until))},
                 {"agency", named(directory, part.agency)},
                 {"since", part.from ? context.text("cli.org.since",
                                                    {{"from", context.show_day(context.zone()->day_of(*part.from))}})
                                     : std::string{}},
                 {"people", people_of(context, directory, part)},
                 {"successor", named(directory, part.successor)}});
    if (const auto days = charged_days(world, item, due, part)) {
      context.say("cli.org.charged", {{"days", std::to_string(*days)}, {"agency", named(directory, part.agency)}});
    }
    if (!part.of_coordinator && now < part.grace_until) {
      context.say("cli.org.rests", {{"at", context.show(part.at)}, {"until", context.show_due(part.grace_until)}});
    }
  }
}

boost::json::array responsibility_rows(Context& context, const rules::World& world, const rules::Item& item,
                                       std::optional<rules::Instant> due, const std::vector<Responsibility>& parts) {
  boost::json::array rows;
  for (const Responsibility& part : parts) {
    const auto days = charged_days(world, item, due, part);
    rows.push_back({{"role", part.of_coordinator ? "coordinator" : "lead"},
                    {"agency", part.agency},
                    {"successor", part.successor},
                    {"from", json_time(context, part.from)},
                    {"until", json_time(context, part.until)},
                    {"entered_at", json_time(context, part.at)},
                    {"grace_until", json_time(context, part.grace_until)},
                    {"head", json_text(part.head)},
                    {"officer", json_text(part.officer)},
                    {"officer_name", json_text(part.officer_name)},
                    {"working_days_overdue", days ? boost::json::value(*days) : boost::json::value{}}});
  }
  return rows;
}

}  // namespace dondoc::daemon::cli
