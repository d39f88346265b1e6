#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/finding.hpp"
#include "rules/recurrence.hpp"
#include "rules/world.hpp"

namespace dondoc::rules {

// What comes again and again: a meeting, whose due is its start, or a report, due at its start or a term after it.
enum class SeriesKind { meeting, report };
// What becomes of an occurrence that falls on a day off of its agency's calendar.
enum class IfDayOff { next, previous, keep, skip };
// automatic: it closes by itself at its time and is never overdue. report: somebody says that it is done; the minutes
// close a meeting.
enum class Completion { automatic, report };

[[nodiscard]] std::string_view series_kind_name(SeriesKind kind);  // "meeting", "report"
[[nodiscard]] std::optional<SeriesKind> parse_series_kind(std::string_view name);
[[nodiscard]] std::string_view if_day_off_name(IfDayOff choice);  // "next", …
[[nodiscard]] std::optional<IfDayOff> parse_if_day_off(std::string_view name);
[[nodiscard]] std::string_view completion_name(Completion completion);  // "auto", "report"
[[nodiscard]] std::optional<Completion> parse_completion(std::string_view name);

struct Series {
  std::string id;
  std::string origin = "config";  // config | import
  SeriesKind kind = SeriesKind::meeting;
  std::string title;  // with {{month}}, {{quarter}}, {{year}} and {{date}} of the occurrence
  std::string rrule;
  Recurrence recurrence;   // of the same rule
  bool date_only = false;  // the start is a date: reports only, due at 24:00
  std::string zone;        // IANA; empty: that of the installation
  IfDayOff if_day_off = IfDayOff::keep;
  std::optional<Filter> for_each;     // one occurrence for each agency that matches and is in force on its day
  std::vector<std::string> agencies;  // or for each of these (codes); neither: one that belongs to no agency
  std::optional<Amount> term;         // reports; of date-only ones in wd or d
  std::chrono::days horizon{60};      // how long ahead occurrences become items
  std::optional<Day> since;           // from this day on, also before the series was first loaded
  Completion completion = Completion::automatic;
  std::string document;  // number
  std::string product;
  std::vector<std::string> coordinators;  // agency codes
  // Of its meetings: who is invited (empty: standard_invite(), once somebody names date, place and chair), and what
  // nobody has to name each time.
  std::vector<RecipientSpec> invite;
  std::string place;
  std::string chair;                           // in words
  std::optional<std::chrono::minutes> length;  // kStandardMeeting
  std::optional<Instant> loaded_at;            // when it was first loaded

  // Under which its occurrences are items.
  [[nodiscard]] std::string source() const { return "series:" + id; }
  // The series gives the time and says whom to invite: nobody has to name anything.
  [[nodiscard]] bool invites_by_itself() const { return kind == SeriesKind::meeting && !invite.empty(); }
};

inline constexpr std::chrono::minutes kStandardMeeting{90};
inline constexpr std::chrono::minutes kLongestMeeting{7 * 24 * 60};
// Of "90min" or "2h"; nothing unless from one minute to seven days.
[[nodiscard]] std::optional<std::chrono::minutes> parse_meeting_length(std::string_view text);

// auto for meetings, report for reports.
[[nodiscard]] Completion standard_completion(SeriesKind kind);

// What does not go together in a series, whoever wrote it.
struct SeriesFault {
  std::string_view field;
  std::string_view code;   // DD1711 … DD1716
  std::string_view cause;  // in English, for what no catalogue translates
};
[[nodiscard]] std::optional<SeriesFault> series_fault(const Series& series);

inline constexpr std::string_view kTitlePlaces[] = {"month", "quarter", "year", "date"};
// The first {{place}} of a title that is none of these; nothing where there is none.
[[nodiscard]] std::optional<std::string> unknown_title_place(std::string_view title);

// With the places filled in as officials write dates: months 1 and 2 and days have two digits.
[[nodiscard]] std::string occurrence_title(std::string_view title, Day day);

struct Occurrence {
  std::string code;  // SERIES "/" AGENCY "/" DAY, without an agency SERIES "/" DAY
  std::string agency;
  Day day{};  // the civil date that the rule gives, whatever it was shifted or moved to: a calendar edit duplicates
              // nothing
  std::string title;
  Instant start{};
  Instant due{};
  bool due_is_date = false;
  bool shifted = false;  // off a day off
  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

struct SeriesPlan {
  std::vector<Occurrence> occurrences;           // by day, then agency
  std::set<std::string, std::less<>> undecided;  // codes of which the calendar says nothing: not made, not taken back
  std::vector<Finding> findings;                 // DD6903: a calendar without a year; DD6904: too many
};

// The occurrences whose unshifted civil time lies in the interval. Where shifting brings two of an agency onto one day,
// the one that was shifted least stays, of equals the earlier. `zone` is that of the series. Nothing is guessed: where
// the calendar has no such year, there is no occurrence.
[[nodiscard]] SeriesPlan plan_series(const Series& series, const World& world, const Zone& zone, Interval interval);

[[nodiscard]] std::string occurrence_code(std::string_view series, std::string_view agency, Day day);

}  // namespace dondoc::rules
