#include "rules/series_changes.hpp"

#include <algorithm>
#include <map>

namespace dondoc::rules {
namespace {

using std::chrono::days;
using What = OccurrenceChange::What;

// How far ahead the next occurrence is looked for; where there is none, the series is looked at again as soon.
constexpr days kLookAhead{400};

class Comparison {
 public:
  Comparison(const Series& series, const World& world, const Zone& zone, const std::vector<KnownOccurrence>& known,
             Instant now)
      : series_{series}, world_{world}, zone_{zone}, now_{now} {
    for (const auto& one : known) {
      known_.emplace(one.code, &one);
      if (one.state && (!made_until_ || *made_until_ < one.day)) made_until_ = one.day;
    }
  }

  // The series as if it were no more.
  SeriesChanges end() {
    for (const auto& [code, one] : known_) leave(*one);
    return std::move(out_);
  }

  SeriesChanges compare() {
    auto plan = plan_series(series_, world_, zone_, {from(), plan_until()});
    out_.findings = std::move(plan.findings);
    for (auto& occurrence : plan.occurrences) take(std::move(occurrence));
    for (const auto& [code, one] : known_) {
      if (!seen_.contains(code) && !plan.undecided.contains(code)) leave(*one);
    }
    look_ahead();
    return std::move(out_);
  }

 private:
  // The last day of which occurrences are items, and its end.
  [[nodiscard]] Day last_day() const { return zone_.day_of(now_ + series_.horizon); }
  [[nodiscard]] Instant horizon() const { return zone_.span_of(last_day()).until; }

  [[nodiscard]] Instant from() const {
    return series_.since ? zone_.span_of(*series_.since).from : series_.loaded_at.value_or(now_);
  }

  // Items beyond the horizon are there where it was longer once.
  [[nodiscard]] Instant plan_until() const {
    Instant until = horizon();
    for (const auto& [code, one] : known_) until = std::max(until, zone_.span_of(one->day).until);
    return std::max(until, from());
  }

  void take(Occurrence occurrence) {
    const auto found = known_.find(occurrence.code);
    const auto* known = found == known_.end() ? nullptr : found->second;
    seen_.insert(occurrence.code);
    const bool reached = occurrence.day <= last_day();
    if (known && known->moved_to)
      occurrence = moved(series_, std::move(occurrence), *known->moved_to, known->moved_to_date);
    if (!known || !known->state) {
      if (reached && !(known && known->cancelled) && !came_too_late(occurrence)) add(What::make, std::move(occurrence));
    } else if (ahead(*known)) {
      update(*known, std::move(occurrence));
    } else {
      close(*known, occurrence);
    }
  }

  // It had begun before its agency was there, or before the series had any: nobody owed it. After a downtime the last
  // days made lie before it.
  [[nodiscard]] bool came_too_late(const Occurrence& occurrence) const {
    if (series_.since || occurrence.start > now_) return false;
    return !made_until_ || occurrence.day <= *made_until_;
  }

  // Not begun yet.
  [[nodiscard]] bool ahead(const KnownOccurrence& known) const {
    return known.start.value_or(known.due.value_or(now_)) > now_;
  }

  void update(const KnownOccurrence& known, Occurrence occurrence) {
    const bool back = known.withdrawn && known.state == State::cancelled && !known.cancelled;
    const bool same = known.start == occurrence.start && known.due == occurrence.due &&
                      known.due_is_date == occurrence.due_is_date && known.title == occurrence.title;
    if (back) {
      add(What::restore, std::move(occurrence));
    } else if (is_active(*known.state) && !same) {
      add(What::change, std::move(occurrence));
    } else {
      await(known);
    }
  }

  void leave(const KnownOccurrence& known) {
    if (!known.state) return;
    const bool mine = is_active(*known.state) && ahead(known) && !known.told;
    if (mine) {
      add(What::withdraw, occurrence_of(known));
    } else {
      close(known, occurrence_of(known));
    }
  }

  [[nodiscard]] Occurrence occurrence_of(const KnownOccurrence& known) const {
    const Instant due = known.due.value_or(now_);
    return {known.code, known.agency, known.day, known.title, known.start.value_or(due), due, known.due_is_date, false};
  }

  void close(const KnownOccurrence& known, const Occurrence& occurrence) {
    if (series_.completion != Completion::automatic || !is_active(*known.state)) return;
    const Instant due = known.due.value_or(now_);
    if (due <= now_) {
      auto closed = occurrence;
      closed.due = due;
      out_.changes.push_back({What::close, std::move(closed)});
    } else {
      await(known);
    }
  }

  void await(const KnownOccurrence& known) {
    if (series_.completion == Completion::automatic && is_active(*known.state) && known.due) sooner(*known.due);
  }

  // What is made late, after its time, closes at once where it closes by itself.
  void add(What what, Occurrence occurrence) {
    const bool closes = series_.completion == Completion::automatic && what != What::withdraw;
    const bool over = closes && occurrence.due <= now_;
    if (closes && !over) sooner(occurrence.due);
    auto copy = occurrence;
    out_.changes.push_back({what, std::move(occurrence)});
    if (over) out_.changes.push_back({What::close, std::move(copy)});
  }

  void sooner(Instant at) {
    if (!out_.next || at < *out_.next) out_.next = at;
  }

  void look_ahead() {
    const Instant begin = std::max(horizon(), from());
    const auto coming = expand_recurrence(series_.recurrence, zone_, {begin, begin + kLookAhead});
    const bool some = coming && !coming->empty();
    const Instant next = some ? zone_.span_of(zone_.day_of(coming->front().at)).from : begin + kLookAhead;
    sooner(std::max(next - series_.horizon, now_ + Millis{1}));
  }

  const Series& series_;
  const World& world_;
  const Zone& zone_;
  Instant now_;
  std::map<std::string, const KnownOccurrence*, std::less<>> known_;
  std::set<std::string, std::less<>> seen_;
  std::optional<Day> made_until_;
  SeriesChanges out_;
};

}  // namespace

SeriesChanges changes_of(const Series& series, const World& world, const Zone& zone,
                         const std::vector<KnownOccurrence>& known, Instant now) {
  return Comparison{series, world, zone, known, now}.compare();
}

SeriesChanges changes_at_end(const Series& series, const World& world, const Zone& zone,
                             const std::vector<KnownOccurrence>& known, Instant now) {
  return Comparison{series, world, zone, known, now}.end();
}

Occurrence moved(const Series& series, Occurrence occurrence, Instant to, bool is_date) {
  occurrence.start = series.kind == SeriesKind::meeting ? to : std::min(occurrence.start, to);
  occurrence.due = to;
  occurrence.due_is_date = is_date;
  return occurrence;
}

}  // namespace dondoc::rules
