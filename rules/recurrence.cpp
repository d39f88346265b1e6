#include "rules/recurrence.hpp"

#include <algorithm>

#include "rules/recurrence_limits.hpp"
#include "rules/recurrence_walk.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::days;
using std::chrono::floor;

using Fault = tl::unexpected<RecurrenceFault>;

bool after_until(const RecurrenceRule& rule, const Recurring& found) {
  if (!rule.until) return false;
  if (const auto* day = std::get_if<Day>(&*rule.until)) return floor<days>(found.local) > *day;
  if (const auto* local = std::get_if<LocalTime>(&*rule.until)) return found.local > *local;
  return found.at > std::get<Instant>(*rule.until);
}

// The rule's occurrences whose civil time lies between the two, both included.
tl::expected<std::vector<Recurring>, RecurrenceFault> walk(const Recurrence& recurrence, const Zone& zone,
                                                           LocalTime from, LocalTime upto) {
  const auto& rule = *recurrence.rule;
  std::vector<Recurring> out;
  if (!can_match(rule, recurrence.start)) return out;
  RecurrenceWalk steps{recurrence, from, upto};
  int counted = 0;
  while (out.size() < kMostOccurrences) {
    const auto local = steps.next();
    if (!local && steps.too_long()) break;
    if (!local || *local > upto) return out;
    const Recurring found{*local, instant_of_civil(*local, zone)};
    if (after_until(rule, found) || (rule.count && ++counted > *rule.count)) return out;
    if (*local >= from) out.push_back(found);
  }
  return Fault{RecurrenceFault{RecurrenceFault::Kind::too_many, "RRULE", rule.text}};
}

void add_dates(const Recurrence& recurrence, const Zone& zone, std::vector<Recurring>& out) {
  const auto clock = recurrence.start - LocalTime{floor<days>(recurrence.start)};
  for (const auto& date : recurrence.dates) {
    const LocalTime local = LocalTime{date.day} + date.clock.value_or(clock);
    out.push_back({local, instant_of_civil(local, zone)});
  }
  if (!recurrence.rule) out.push_back({recurrence.start, instant_of_civil(recurrence.start, zone)});
}

bool is_excepted(const Recurrence& recurrence, LocalTime local) {
  const Day day = floor<days>(local);
  return std::ranges::any_of(recurrence.except, [&](const CivilTime& except) {
    return except.day == day && (!except.clock || LocalTime{day} + *except.clock == local);
  });
}

}  // namespace

Instant instant_of_civil(LocalTime local, const Zone& zone) {
  const Instant at = zone.to_instant(local);
  if (zone.to_local(at) == local) return at;
  return Instant{local.time_since_epoch() - zone.offset_at(at - Millis{1})};
}

tl::expected<std::vector<Recurring>, RecurrenceFault> expand_recurrence(const Recurrence& recurrence, const Zone& zone,
                                                                        Interval interval) {
  std::vector<Recurring> out;
  if (recurrence.rule) {
    // A day more at both ends: no zone is farther than that from its own civil time.
    auto found =
        walk(recurrence, zone, zone.to_local(interval.from) - days{1}, zone.to_local(interval.until) + days{1});
    if (!found) return found;
    out = std::move(*found);
  }
  add_dates(recurrence, zone, out);
  std::erase_if(out, [&](const Recurring& one) {
    return one.at < interval.from || one.at >= interval.until || is_excepted(recurrence, one.local);
  });
  std::ranges::stable_sort(out, {}, [](const Recurring& one) { return std::pair{one.at, one.local}; });
  const auto same = std::ranges::unique(out, {}, &Recurring::at);
  out.erase(same.begin(), same.end());
  return out;
}

}  // namespace dondoc::rules
