#include <algorithm>

#include "rules/deadline.hpp"
#include "rules/series.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::days;
using std::chrono::floor;

// No run of days off is longer, so that no occurrence shifts farther.
constexpr days kLongestShift{40};

bool in_force(const Agency& agency, Day day) {
  return (!agency.valid_from || *agency.valid_from <= day) && (!agency.valid_until || day <= *agency.valid_until);
}

// A plan is made for one series at a time; lives on the stack of plan_series().
class Planner {
 public:
  Planner(const Series& series, const World& world, const Zone& zone, Interval interval)
      : series_{series}, world_{world}, zone_{zone}, interval_{interval} {}

  SeriesPlan plan() {
    // What lies just outside may shift onto a day within.
    const Interval wide{interval_.from - kLongestShift, interval_.until + kLongestShift};
    const auto found = expand_recurrence(series_.recurrence, zone_, wide);
    if (!found) {
      plan_.findings.push_back({"DD6904", "series:" + series_.id, {{"series", series_.id}}});
      return std::move(plan_);
    }
    for (const auto& agency : agencies()) plan_agency(agency, *found);
    std::ranges::sort(plan_.occurrences, {}, [](const Occurrence& one) { return std::tie(one.day, one.agency); });
    return std::move(plan_);
  }

 private:
  struct Made {
    Occurrence occurrence;
    Day shifted_to{};
    bool wanted = false;  // within the interval
  };

  [[nodiscard]] std::vector<std::string> agencies() const {
    if (!series_.for_each) return series_.agencies.empty() ? std::vector<std::string>{""} : series_.agencies;
    std::vector<std::string> out;
    for (const auto& agency : world_.directory->agencies) {
      Item item;
      item.kind = Kind::occurrence;
      item.agency = agency.code;
      item.source = series_.source();
      if (matches(*series_.for_each, item, *world_.directory, zone_)) out.push_back(agency.code);
    }
    return out;
  }

  [[nodiscard]] bool belongs(const std::string& code, Day day) const {
    const auto* agency = world_.directory->agency(code);
    return agency ? in_force(*agency, day) : code.empty();
  }

  void plan_agency(const std::string& agency, const std::vector<Recurring>& found) {
    std::vector<Made> made;
    for (const auto& one : found) {
      const Day day = floor<days>(one.local);
      if (!belongs(agency, day)) continue;
      const bool wanted = one.at >= interval_.from && one.at < interval_.until;
      auto occurrence = make(agency, one);
      if (!occurrence) {
        if (wanted) miss(agency, day, occurrence.error());
      } else if (*occurrence) {
        (*occurrence)->wanted = wanted;
        merge(std::move(**occurrence), made);
      }
    }
    for (auto& one : made) {
      if (one.wanted) plan_.occurrences.push_back(std::move(one.occurrence));
    }
  }

  static days shift_of(const Made& one) { return std::chrono::abs(one.shifted_to - one.occurrence.day); }

  static void merge(Made next, std::vector<Made>& made) {
    const auto same = std::ranges::find(made, next.shifted_to, &Made::shifted_to);
    if (same == made.end()) {
      made.push_back(std::move(next));
    } else if (shift_of(next) < shift_of(*same)) {
      *same = std::move(next);
    }
  }

  void miss(const std::string& agency, Day day, const MissingYear& missing) {
    plan_.undecided.insert(occurrence_code(series_.id, agency, day));
    Finding finding{"DD6903",
                    "series:" + series_.id + "/" + missing.calendar + "/" + std::to_string(missing.year),
                    {{"series", series_.id}, {"calendar", missing.calendar}, {"year", std::to_string(missing.year)}}};
    if (std::ranges::find(plan_.findings, finding) == plan_.findings.end())
      plan_.findings.push_back(std::move(finding));
  }

  // Nothing (inner) where the day is off and the series skips it.
  [[nodiscard]] Covered<std::optional<Made>> make(const std::string& agency, const Recurring& one) const {
    const Day day = floor<days>(one.local);
    const auto* calendar = calendar_of(agency);
    const auto to = shifted(day, calendar);
    if (!to) return tl::unexpected(to.error());
    if (!*to) return std::optional<Made>{};
    const Instant start =
        **to == day ? one.at : instant_of_civil(LocalTime{**to} + (one.local - LocalTime{day}), zone_);
    const auto due = due_of(**to, start, calendar);
    if (!due) return tl::unexpected(due.error());
    Occurrence occurrence{occurrence_code(series_.id, agency, day),
                          agency,
                          day,
                          occurrence_title(series_.title, day),
                          start,
                          *due,
                          series_.date_only,
                          **to != day};
    return std::optional<Made>{Made{std::move(occurrence), **to}};
  }

  [[nodiscard]] const WorkCalendar* calendar_of(const std::string& agency) const {
    Item item;
    item.agency = agency;
    return world_.calendar_of(item);
  }

  [[nodiscard]] Covered<std::optional<Day>> shifted(Day day, const WorkCalendar* calendar) const {
    if (series_.if_day_off == IfDayOff::keep) return std::optional{day};
    if (!calendar) return tl::unexpected(MissingYear{world_.default_calendar, year_of(day)});
    const auto working = calendar->is_working_day(day);
    if (!working) return tl::unexpected(working.error());
    if (*working) return std::optional{day};
    if (series_.if_day_off == IfDayOff::skip) return std::optional<Day>{};
    const auto to = calendar->shift_working_days(day, series_.if_day_off == IfDayOff::next ? 1 : -1);
    if (!to) return tl::unexpected(to.error());
    return std::optional{*to};
  }

  [[nodiscard]] Covered<Instant> due_of(Day day, Instant start, const WorkCalendar* calendar) const {
    if (!series_.term) return series_.date_only ? zone_.span_of(day).until : start;
    if (!calendar) return tl::unexpected(MissingYear{world_.default_calendar, year_of(day)});
    if (!series_.date_only) {
      TermInput input;
      input.received = start;
      input.budget = series_.term;
      const auto deadline = compute_deadline(input, *calendar);
      if (!deadline) return tl::unexpected(deadline.error());
      return deadline->value().due;
    }
    const auto last = series_.term->unit == Unit::d ? Covered<Day>{day + days{series_.term->count}}
                                                    : calendar->shift_working_days(day, series_.term->count);
    if (!last) return tl::unexpected(last.error());
    return zone_.span_of(*last).until;
  }

  const Series& series_;
  const World& world_;
  const Zone& zone_;
  Interval interval_;
  SeriesPlan plan_;
};

}  // namespace

SeriesPlan plan_series(const Series& series, const World& world, const Zone& zone, Interval interval) {
  return Planner{series, world, zone, interval}.plan();
}

}  // namespace dondoc::rules
