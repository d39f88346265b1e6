#include "daemon/cli/words.hpp"

#include "rules/deadline.hpp"
#include "rules/effective_deadline.hpp"

namespace dondoc::daemon::cli {

std::string word(const Context& context, const std::string& group, const std::string& name) {
  const std::string key = group + "." + name;
  return config::has_text(key) ? context.text(key) : name;
}

std::string agency_name(const rules::Directory& directory, const std::string& code) {
  const rules::Agency* agency = directory.agency(code);
  if (agency == nullptr) return code;
  return agency->short_name.empty() ? agency->name : agency->short_name;
}

std::string recipient_name(const Context& context, const rules::Directory& directory, const std::string& recipient) {
  const std::size_t colon = recipient.find(':');
  if (colon == std::string::npos) return word(context, "recipient", recipient);
  const std::string code = recipient.substr(colon + 1);
  if (recipient.starts_with("person:")) {
    const rules::Person* person = directory.person(code);
    return person == nullptr ? recipient : person->name;
  }
  if (recipient.starts_with("agency:")) return agency_name(directory, code);
  if (recipient.starts_with("contact:")) {
    const rules::Contact* contact = directory.contact(code);
    return contact == nullptr || contact->name.empty() ? recipient : contact->name;
  }
  const rules::Room* room = directory.room(code);
  return room == nullptr || room->name.empty() ? recipient : room->name;
}

std::string officer_name(const rules::Directory& directory, const rules::Item& item) {
  const rules::Person* person = directory.person(item.officer);
  return person != nullptr ? person->name : !item.officer.empty() ? item.officer : item.officer_name;
}

std::string distance_to_due(const Context& context, const rules::WorkCalendar* calendar, const rules::Item& item,
                            rules::Instant due, rules::Instant now) {
  if (rules::stands_still(item.holds, due, now)) return context.text("cli.distance.still");
  if (calendar == nullptr) return {};
  // The end of a date, as `--at DATE` means it, belongs to that date.
  const rules::Zone& zone = calendar->zone();
  const auto days = calendar->working_days_between(zone.day_before_end(now), zone.day_before_end(due));
  if (!days) return {};
  const bool late = due < now;
  const std::string count = std::to_string(late ? -*days : *days);
  if (*days == 0) return context.text(late ? "cli.distance.late_today" : "cli.distance.today");
  return context.text(late ? "cli.distance.late" : "cli.distance.left", {{"days", count}});
}

std::optional<rules::DeadlineResult> deadline_by_term(const rules::World& world, const rules::Item& item,
                                                      rules::Instant now) {
  const rules::WorkCalendar* calendar = world.calendar_of(item);
  if (calendar == nullptr) return std::nullopt;
  const auto computed = rules::compute_deadline(rules::term_of(world, item, now), *calendar);
  return computed.value_or(std::nullopt);
}

}  // namespace dondoc::daemon::cli
