#include "daemon/calendar_moves.hpp"

#include <algorithm>

#include "rules/effective_deadline.hpp"

namespace dondoc::daemon {
namespace {

using rules::Day;
using rules::WorkCalendar;
using std::chrono::days;

struct Computed {
  DueBy due;
  std::optional<rules::Instant> start;
};

Computed compute(const rules::World& world, const rules::Item& item, rules::Instant now) {
  const WorkCalendar* calendar = world.calendar_of(item);
  if (calendar == nullptr) return {};
  const auto result = rules::compute_deadline(rules::term_of(world, item, now), *calendar);
  if (!result) return {{std::nullopt, result.error().year, false}, std::nullopt};
  if (!*result) return {};
  return {{(*result)->due, std::nullopt, (*result)->provisional}, (*result)->start};
}

std::optional<rules::SpecialDay> special_of(const WorkCalendar& calendar, Day day) {
  const rules::SpecialDay* special = calendar.special_day(day);
  return special == nullptr ? std::nullopt : std::optional{*special};
}

// Changed days of the calendars that items use, each pair compared once.
class Changes {
 public:
  const std::vector<ChangedDay>& between(const WorkCalendar& before, const WorkCalendar& after) {
    const auto [entry, added] = known_.try_emplace({&before, &after});
    if (added) entry->second = changed_days(before, after);
    return entry->second;
  }

 private:
  std::map<std::pair<const WorkCalendar*, const WorkCalendar*>, std::vector<ChangedDay>> known_;
};

// The days that both walks, or the one there is, went over.
std::vector<ChangedDay> passed(const std::vector<ChangedDay>& changed, const rules::Zone& zone, const Computed& before,
                               const Computed& after) {
  std::vector<Day> ends;
  for (const Computed* one : {&before, &after}) {
    if (one->start) ends.push_back(zone.day_of(*one->start));
    if (one->due.due) ends.push_back(zone.day_before_end(*one->due.due));
  }
  std::vector<ChangedDay> some;
  if (ends.empty()) return some;
  const auto [first, last] = std::ranges::minmax(ends);
  std::ranges::copy_if(changed, std::back_inserter(some),
                       [&](const ChangedDay& day) { return day.day >= first && day.day <= last; });
  return some;
}

std::optional<Move> move_of(const rules::World& before, const rules::World& after, rules::Item item, rules::Instant now,
                            Changes& changes) {
  const bool promised = item.appointment_at.has_value();
  rules::Item by_term = item;
  by_term.appointment_at.reset();
  const Computed old = compute(before, by_term, now);
  const Computed made = compute(after, by_term, now);
  if (old.due.due == made.due.due && old.due.missing_year == made.due.missing_year) return std::nullopt;
  Move move{std::move(item), old.due, made.due, 0, promised, {}};
  const WorkCalendar* old_calendar = before.calendar_of(by_term);
  const WorkCalendar* new_calendar = after.calendar_of(by_term);
  if (old_calendar == nullptr || new_calendar == nullptr) return move;
  const rules::Zone& zone = new_calendar->zone();
  if (old.due.due && made.due.due) {
    move.days = (zone.day_before_end(*made.due.due) - zone.day_before_end(*old.due.due)).count();
  }
  move.because = passed(changes.between(*old_calendar, *new_calendar), zone, old, made);
  return move;
}

}  // namespace

std::vector<ChangedDay> changed_days(const WorkCalendar& before, const WorkCalendar& after) {
  std::vector<ChangedDay> changed;
  for (const auto& [year, coverage] : before.spec().years) {
    if (!after.covers(year)) continue;
    for (Day day = rules::make_day(year, 1, 1); rules::year_of(day) == year; day += days{1}) {
      if (before.spans_of(day).value() == after.spans_of(day).value()) continue;
      changed.push_back({day, special_of(before, day), special_of(after, day)});
    }
  }
  return changed;
}

void find_moves(integrations::Store& store, const rules::World& before, const rules::World& after, rules::Instant now,
                const std::function<void(const Move&)>& found) {
  constexpr std::size_t kBatch = 1000;
  Changes changes;
  for (rules::ItemId after_id = 0;;) {
    auto [items, done, end] = store.scan_items(after_id, kBatch, kBatch, nullptr);
    for (auto& stored : items) {
      if (!rules::is_active(stored.item.state)) continue;
      if (const auto move = move_of(before, after, std::move(stored.item), now, changes)) found(*move);
    }
    if (end) break;
    after_id = done;
  }
}

}  // namespace dondoc::daemon
