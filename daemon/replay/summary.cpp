#include "daemon/replay/summary.hpp"

#include <algorithm>

namespace dondoc::daemon::replay {
namespace {

void add(Count& count, const integrations::sqlite::SentMessage& message) {
  ++count.messages;
  if (message.message_class == "critical") ++count.critical;
  count.notices += message.notices.size();
}

int hour_of(rules::Instant at, const rules::Zone& zone, rules::Day day) {
  const auto since = zone.to_local(at) - rules::LocalTime{day};
  return static_cast<int>(std::chrono::floor<std::chrono::hours>(since).count());
}

}  // namespace

std::pair<rules::Day, std::size_t> PersonCount::fullest_day() const {
  return *std::ranges::max_element(per_day, {}, [](const auto& day) { return day.second; });
}

std::vector<std::pair<rules::Recipient, const PersonCount*>> Summary::by_number() const {
  std::vector<std::pair<rules::Recipient, const PersonCount*>> list;
  list.reserve(people.size());
  for (const auto& [recipient, count] : people) list.emplace_back(recipient, &count);
  std::ranges::stable_sort(list, std::greater{}, [](const auto& one) { return one.second->messages; });
  return list;
}

Summary summarise(const std::vector<integrations::sqlite::SentMessage>& messages, const rules::Zone& zone) {
  Summary summary;
  std::map<std::pair<rules::Day, int>, std::size_t> hours;
  for (const auto& message : messages) {
    const auto day = zone.day_of(message.sealed_at);
    add(summary.all, message);
    add(summary.days[day], message);
    ++summary.people_of_day[day][message.recipient];
    auto& person = summary.people[message.recipient];
    add(person, message);
    ++person.per_day[day];
    ++hours[{day, hour_of(message.sealed_at, zone, day)}];
  }
  const auto most = std::ranges::max_element(hours, {}, [](const auto& hour) { return hour.second; });
  if (most != hours.end()) summary.busiest = Hour{most->first.first, most->first.second, most->second};
  return summary;
}

}  // namespace dondoc::daemon::replay
