#include "daemon/calendar_moves.hpp"

#include <algorithm>

#include "daemon/series_keeper.hpp"
#include "rules/effective_deadline.hpp"
#include "rules/series_changes.hpp"

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

// From the first of the dates to the last.
std::vector<ChangedDay> days_within(const std::vector<ChangedDay>& changed, const std::vector<Day>& ends) {
  std::vector<ChangedDay> some;
  if (ends.empty()) return some;
  const auto [first, last] = std::ranges::minmax(ends);
  std::ranges::copy_if(changed, std::back_inserter(some),
                       [&](const ChangedDay& day) { return day.day >= first && day.day <= last; });
  return some;
}

// The days that both walks, or the one there is, went over.
std::vector<ChangedDay> passed(const std::vector<ChangedDay>& changed, const rules::Zone& zone, const Computed& before,
                               const Computed& after) {
  std::vector<Day> ends;
  for (const Computed* one : {&before, &after}) {
    if (one->start) ends.push_back(zone.day_of(*one->start));
    if (one->due.due) ends.push_back(zone.day_before_end(*one->due.due));
  }
  return days_within(changed, ends);
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

// The dues of open occurrences once they agree with their series; nothing where one is withdrawn.
std::map<std::string, std::optional<rules::Instant>> dues_of(const std::vector<rules::KnownOccurrence>& known,
                                                             const rules::SeriesChanges& changes) {
  using What = rules::OccurrenceChange::What;
  std::map<std::string, std::optional<rules::Instant>> dues;
  for (const auto& one : known) {
    if (one.state && rules::is_active(*one.state)) dues[one.code] = one.due;
  }
  for (const auto& change : changes.changes) {
    const auto due = dues.find(change.occurrence.code);
    if (due == dues.end()) continue;
    if (change.what == What::change) due->second = change.occurrence.due;
    if (change.what == What::withdraw) due->second.reset();
  }
  return dues;
}

class OccurrenceMoves {
 public:
  OccurrenceMoves(const rules::World& before, const rules::World& after, rules::Instant now)
      : before_(before), after_(after), now_(now) {}

  void of_series(const AllSeries::One& one, const std::vector<rules::KnownOccurrence>& known,
                 const std::function<void(const Move&)>& found) {
    const auto old = dues_of(known, rules::changes_of(one.series, before_, *one.zone, known, now_));
    const auto made = dues_of(known, rules::changes_of(one.series, after_, *one.zone, known, now_));
    for (const auto& occurrence : known) {
      const auto due = old.find(occurrence.code);
      if (due == old.end() || due->second == made.at(occurrence.code)) continue;
      found(move_of_occurrence(one, occurrence, due->second, made.at(occurrence.code)));
    }
  }

 private:
  Move move_of_occurrence(const AllSeries::One& one, const rules::KnownOccurrence& occurrence,
                          std::optional<rules::Instant> old_due, std::optional<rules::Instant> new_due) {
    Move move;
    move.item.kind = rules::Kind::occurrence;
    move.item.source = one.series.source();
    move.item.code = occurrence.code;
    move.item.agency = occurrence.agency;
    move.item.title = occurrence.title;
    move.before.due = old_due;
    move.after.due = new_due;
    if (old_due && new_due) {
      move.days = (one.zone->day_before_end(*new_due) - one.zone->day_before_end(*old_due)).count();
    }
    const auto* old_calendar = before_.calendar_of(move.item);
    const auto* new_calendar = after_.calendar_of(move.item);
    if (old_calendar == nullptr || new_calendar == nullptr) return move;
    // From the date that the rule gives to where it was shifted, or to where the term ends.
    std::vector<Day> ends{occurrence.day};
    for (const auto& due : {old_due, new_due}) {
      if (due) ends.push_back(one.zone->day_before_end(*due));
    }
    move.because = days_within(changes_.between(*old_calendar, *new_calendar), ends);
    return move;
  }

  const rules::World& before_;
  const rules::World& after_;
  rules::Instant now_;
  Changes changes_;
};

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

void find_occurrence_moves(integrations::Store& store, const config::Configuration& configuration,
                           const rules::World& before, const rules::World& after, rules::Instant now,
                           const std::function<void(const Move&)>& found) {
  OccurrenceMoves moves{before, after, now};
  for (const auto& one : all_series(configuration, store.load_series()).series) {
    // Of one that was never loaded there is nothing yet that could move.
    if (!one.ended && one.series.loaded_at) moves.of_series(one, store.occurrences(one.series.id), found);
  }
}

}  // namespace dondoc::daemon
