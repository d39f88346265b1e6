#include "rules/work_calendar.hpp"

#include <gtest/gtest.h>

#include "tests/rules/calendars.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string said_spans(const WorkCalendar& calendar, const char* date) {
  const auto spans = calendar.spans_of(day(date));
  if (!spans) return "missing " + std::to_string(spans.error().year);
  std::string text;
  for (const Interval& span : *spans) {
    if (!text.empty()) text += ", ";
    text += format_iso(span.from, calendar.zone()).substr(11, 5) + "-" +
            format_iso(span.until, calendar.zone()).substr(11, 5);
  }
  return text.empty() ? "off" : text;
}

TEST(WorkCalendar, KnowsTheHoursOfEachDay) {
  const char* whole_day = "07:00-11:30, 13:30-17:00";
  const struct {
    const char* rule;
    const char* date;
    const char* expected;
  } cases[] = {
      {"a weekday", "2022-12-01", whole_day},
      {"a Saturday", "2022-12-03", "off"},
      {"statutory: 2/9 and the day before it", "2022-09-01", "off"},
      {"statutory on a weekday", "2022-04-11", "off"},
      {"compensatory: 1/1/2022 was a Saturday", "2022-01-03", "off"},
      {"swap_off: Monday before the National Day", "2026-08-31", "off"},
      {"swap_work: a make-up Saturday has the hours of the day it replaces", "2026-08-22", whole_day},
      {"swap_work: the other one", "2026-01-10", whole_day},
      {"the Saturday after is off again", "2026-08-29", "off"},
      {"Ngày Văn hóa Việt Nam, since 2026", "2026-11-24", "off"},
      {"the Monday before it is worked", "2026-11-23", whole_day},
      {"a year that is not there", "2024-05-02", "missing 2024"},
  };
  for (const auto& [rule, date, expected] : cases) EXPECT_EQ(said_spans(vietnam(), date), expected) << rule;
}

TEST(WorkCalendar, ASpecialDayCanBeAskedFor) {
  const SpecialDay* special = vietnam().special_day(day("2026-08-22"));
  ASSERT_NE(special, nullptr);
  EXPECT_EQ(day_kind_name(special->kind), "swap_work");
  EXPECT_EQ(special->replaces, day("2026-08-31"));
  EXPECT_EQ(vietnam().special_day(day("2026-08-21")), nullptr);
}

TEST(WorkCalendar, HoursOfASwapWorkDay) {
  CalendarSpec spec;
  spec.id = "swaps";
  spec.hours = monday_to_friday(work_hours({{700, 1130}, {1330, 1700}}));
  spec.hours[std::chrono::Friday.c_encoding()] = work_hours({{700, 1130}});
  spec.seasons.push_back({"winter", std::chrono::October / 15, std::chrono::April / 15,
                          monday_to_friday(work_hours({{730, 1200}, {1300, 1630}}))});
  spec.years = {{2022, {}}};
  spec.days = {worked("2022-06-11", "", work_hours({{800, 1200}})),
               worked("2022-06-18", "2022-06-17"),
               worked("2022-06-25", ""),
               worked("2022-07-02", "2022-07-03"),
               worked("2022-07-09", "2022-11-07"),
               worked("2022-12-03", "")};
  const WorkCalendar calendar{spec, zone("Asia/Ho_Chi_Minh")};
  EXPECT_EQ(said_spans(calendar, "2022-06-11"), "08:00-12:00") << "as given";
  EXPECT_EQ(said_spans(calendar, "2022-06-18"), "07:00-11:30") << "else those of the Friday it replaces";
  EXPECT_EQ(said_spans(calendar, "2022-06-25"), "07:00-11:30, 13:30-17:00") << "else Monday's";
  EXPECT_EQ(said_spans(calendar, "2022-07-02"), "07:00-11:30, 13:30-17:00") << "a replaced Sunday has none: Monday's";
  EXPECT_EQ(said_spans(calendar, "2022-07-09"), "07:30-12:00, 13:00-16:30") << "the replaced day's season";
  EXPECT_EQ(said_spans(calendar, "2022-12-03"), "07:30-12:00, 13:00-16:30") << "Monday of its own season";
}

TEST(WorkCalendar, SeasonsIncludeBothEndsAndMayWrapAroundTheYear) {
  CalendarSpec spec;
  spec.hours = monday_to_friday(work_hours({{700, 1700}}));
  spec.seasons.push_back(
      {"winter", std::chrono::October / 17, std::chrono::April / 14, monday_to_friday(work_hours({{730, 1630}}))});
  spec.years = {{2022, {}}};
  const WorkCalendar calendar{spec, zone("Asia/Ho_Chi_Minh")};
  EXPECT_EQ(said_spans(calendar, "2022-01-03"), "07:30-16:30");
  EXPECT_EQ(said_spans(calendar, "2022-04-14"), "07:30-16:30");
  EXPECT_EQ(said_spans(calendar, "2022-04-15"), "07:00-17:00");
  EXPECT_EQ(said_spans(calendar, "2022-10-14"), "07:00-17:00");
  EXPECT_EQ(said_spans(calendar, "2022-10-17"), "07:30-16:30");
}

TEST(WorkCalendar, CountsWorkingDays) {
  const struct {
    const char* rule;
    const char* from;
    std::int64_t n;
    const char* expected;
  } cases[] = {
      {"none: the day itself, also a day off", "2022-12-03", 0, "2022-12-03"},
      {"the next one", "2022-12-01", 1, "2022-12-02"},
      {"over a weekend", "2022-12-02", 1, "2022-12-05"},
      {"from a day off", "2022-12-03", 1, "2022-12-05"},
      {"backwards from a day off", "2022-12-04", -1, "2022-12-02"},
      {"backwards over a weekend", "2022-12-05", -1, "2022-12-02"},
      {"over Tet 2023", "2023-01-19", 1, "2023-01-27"},
      {"a make-up Saturday counts", "2026-08-21", 1, "2026-08-22"},
      {"the swapped Monday does not", "2026-08-28", 1, "2026-09-03"},
      {"into the next year", "2022-12-30", 1, "2023-01-03"},
      {"a year's worth", "2022-01-04", 248, "2022-12-30"},
  };
  for (const auto& [rule, from, n, expected] : cases) {
    const auto found = vietnam().shift_working_days(day(from), n);
    ASSERT_TRUE(found) << rule;
    EXPECT_EQ(format_day(*found), expected) << rule;
    if (n > 0) {
      EXPECT_EQ(vietnam().working_days_between(day(from), *found), n) << rule;
    }
  }
  EXPECT_EQ(vietnam().working_days_between(day("2022-12-05"), day("2022-12-01")), -2);
  EXPECT_EQ(vietnam().working_days_between(day("2022-12-01"), day("2022-12-01")), 0);
}

TEST(WorkCalendar, WorkingTimeIsHalfOpen) {
  const auto open = [](const char* time) { return vietnam().is_open(at(time)).value(); };
  EXPECT_FALSE(open("Thu 2022-12-01T06:59:59.999+07:00"));
  EXPECT_TRUE(open("Thu 2022-12-01T07:00+07:00"));
  EXPECT_TRUE(open("Thu 2022-12-01T11:29:59.999+07:00"));
  EXPECT_FALSE(open("Thu 2022-12-01T11:30+07:00"));
  EXPECT_FALSE(open("Sat 2022-12-03T09:00+07:00"));
  EXPECT_TRUE(open("Sat 2026-08-22T09:00+07:00"));
}

TEST(WorkCalendar, OpeningsAndClosings) {
  const struct {
    const char* rule;
    const char* from;
    const char* opening;
    const char* closing;
  } cases[] = {
      {"at work", "Thu 2022-12-01T10:15+07:00", "Thu 2022-12-01T10:15+07:00", "Wed 2022-11-30T17:00+07:00"},
      {"at an opening", "Thu 2022-12-01T07:00+07:00", "Thu 2022-12-01T07:00+07:00", "Wed 2022-11-30T17:00+07:00"},
      {"at a closing", "Thu 2022-12-01T11:30+07:00", "Thu 2022-12-01T13:30+07:00", "Thu 2022-12-01T11:30+07:00"},
      {"at lunch", "Thu 2022-12-01T12:00+07:00", "Thu 2022-12-01T13:30+07:00", "Thu 2022-12-01T11:30+07:00"},
      {"in the evening", "Fri 2022-12-02T18:00+07:00", "Mon 2022-12-05T07:00+07:00", "Fri 2022-12-02T17:00+07:00"},
      {"on Saturday", "Sat 2022-12-03T09:00+07:00", "Mon 2022-12-05T07:00+07:00", "Fri 2022-12-02T17:00+07:00"},
      {"on New Year's Eve", "Sat 2022-12-31T09:00+07:00", "Tue 2023-01-03T07:00+07:00", "Fri 2022-12-30T17:00+07:00"},
  };
  for (const auto& [rule, from, opening, closing] : cases) {
    EXPECT_EQ(said(vietnam().next_opening(at(from)), vietnam()), opening) << rule;
    EXPECT_EQ(said(vietnam().closing_before(at(from)), vietnam()), closing) << rule;
  }
  EXPECT_EQ(said(vietnam().closing_of(day("2022-12-01")), vietnam()), "Thu 2022-12-01T17:00+07:00");
}

TEST(WorkCalendar, WorkingTimeBetweenInstants) {
  const struct {
    const char* rule;
    const char* from;
    const char* until;
    Millis expected;
  } cases[] = {
      {"a whole day", "Thu 2022-12-01T00:00+07:00", "Fri 2022-12-02T00:00+07:00", hours{8}},
      {"over lunch", "Thu 2022-12-01T11:00+07:00", "Thu 2022-12-01T14:00+07:00", hours{1}},
      {"lunch", "Thu 2022-12-01T11:30+07:00", "Thu 2022-12-01T13:30+07:00", hours{0}},
      {"a weekend", "Fri 2022-12-02T16:00+07:00", "Mon 2022-12-05T08:00+07:00", hours{2}},
      {"milliseconds", "Thu 2022-12-01T06:59+07:00", "Thu 2022-12-01T07:00:00.001+07:00", Millis{1}},
      {"backwards", "Fri 2022-12-02T00:00+07:00", "Thu 2022-12-01T00:00+07:00", hours{0}},
      {"a year: 249 working days", "Sat 2022-01-01T00:00+07:00", "Sat 2022-12-31T24:00+07:00", hours{8 * 249}},
  };
  for (const auto& [rule, from, until, expected] : cases) {
    EXPECT_EQ(vietnam().working_time({at(from), at(until)}).value(), expected) << rule;
  }
}

TEST(WorkCalendar, WalksWorkingTimeForwardsAndBackwards) {
  const struct {
    const char* rule;
    const char* from;
    Millis length;
    const char* closing;
    const char* opening;
  } cases[] = {
      {"inside a span", "Thu 2022-12-01T10:00+07:00", hours{1}, "Thu 2022-12-01T11:00+07:00",
       "Thu 2022-12-01T11:00+07:00"},
      {"over lunch", "Thu 2022-12-01T10:00+07:00", hours{4}, "Thu 2022-12-01T16:00+07:00",
       "Thu 2022-12-01T16:00+07:00"},
      {"up to lunch", "Thu 2022-12-01T10:00+07:00", minutes{90}, "Thu 2022-12-01T11:30+07:00",
       "Thu 2022-12-01T13:30+07:00"},
      {"up to the evening of a Friday", "Fri 2022-12-02T16:00+07:00", hours{1}, "Fri 2022-12-02T17:00+07:00",
       "Mon 2022-12-05T07:00+07:00"},
      {"from the night", "Fri 2022-12-02T20:00+07:00", minutes{1}, "Mon 2022-12-05T07:01+07:00",
       "Mon 2022-12-05T07:01+07:00"},
      {"no length, at work", "Thu 2022-12-01T10:00+07:00", hours{0}, "Thu 2022-12-01T10:00+07:00",
       "Thu 2022-12-01T10:00+07:00"},
      {"no length, at an opening", "Mon 2022-12-05T07:00+07:00", hours{0}, "Fri 2022-12-02T17:00+07:00",
       "Mon 2022-12-05T07:00+07:00"},
      {"no length, on Sunday", "Sun 2022-12-04T12:00+07:00", hours{0}, "Fri 2022-12-02T17:00+07:00",
       "Mon 2022-12-05T07:00+07:00"},
      {"back over lunch", "Thu 2022-12-01T14:00+07:00", -hours{1}, "Thu 2022-12-01T11:00+07:00",
       "Thu 2022-12-01T11:00+07:00"},
      {"back to an opening", "Mon 2022-12-05T08:00+07:00", -hours{1}, "Fri 2022-12-02T17:00+07:00",
       "Mon 2022-12-05T07:00+07:00"},
      {"back from midnight", "Thu 2022-12-01T00:00+07:00", -hours{2}, "Wed 2022-11-30T15:00+07:00",
       "Wed 2022-11-30T15:00+07:00"},
  };
  for (const auto& [rule, from, length, closing, opening] : cases) {
    const auto walk = [&](const WorkCalendar& calendar) {
      return said(length < Millis{0} ? calendar.retreat(at(from), -length) : calendar.advance(at(from), length),
                  calendar);
    };
    EXPECT_EQ(walk(vietnam()), closing) << rule;
    EXPECT_EQ(walk(vietnam_opening()), opening) << rule;
  }
}

TEST(WorkCalendar, WritesBoundariesAsItsCalendarDoes) {
  const struct {
    const char* from;
    const char* closing;
    const char* opening;
  } cases[] = {
      {"Thu 2022-12-01T07:00+07:00", "Wed 2022-11-30T17:00+07:00", "Thu 2022-12-01T07:00+07:00"},
      {"Wed 2022-11-30T17:00+07:00", "Wed 2022-11-30T17:00+07:00", "Thu 2022-12-01T07:00+07:00"},
      {"Thu 2022-12-01T13:30+07:00", "Thu 2022-12-01T11:30+07:00", "Thu 2022-12-01T13:30+07:00"},
      {"Thu 2022-12-01T12:00+07:00", "Thu 2022-12-01T12:00+07:00", "Thu 2022-12-01T12:00+07:00"},
      {"Thu 2022-12-01T09:00+07:00", "Thu 2022-12-01T09:00+07:00", "Thu 2022-12-01T09:00+07:00"},
  };
  for (const auto& [from, closing, opening] : cases) {
    EXPECT_EQ(said(vietnam().write_by_boundary(at(from)), vietnam()), closing);
    EXPECT_EQ(said(vietnam_opening().write_by_boundary(at(from)), vietnam_opening()), opening);
  }
}

TEST(WorkCalendar, KeepsAClockTimeOrTheClosingBeforeIt) {
  const struct {
    const char* rule;
    const char* date;
    const char* clock;
    const char* expected;
  } cases[] = {
      {"at work", "2022-12-01", "10:15", "Thu 2022-12-01T10:15+07:00"},
      {"lunch", "2022-12-01", "12:00", "Thu 2022-12-01T11:30+07:00"},
      {"evening", "2022-12-01", "24:00", "Thu 2022-12-01T17:00+07:00"},
      {"before work", "2022-12-01", "06:00", "Wed 2022-11-30T17:00+07:00"},
      {"a day off", "2022-12-04", "10:15", "Fri 2022-12-02T17:00+07:00"},
  };
  for (const auto& [rule, date, clock, expected] : cases) {
    EXPECT_EQ(said(vietnam().at_or_before(day(date), clock_time(clock)), vietnam()), expected) << rule;
  }
}

TEST(Coverage, EveryYearThatIsWalkedMustBeThere) {
  const auto missing = [](const auto& result) { return result ? 0 : result.error().year; };
  const WorkCalendar& calendar = vietnam();
  EXPECT_EQ(missing(calendar.is_working_day(day("2024-01-02"))), 2024);
  EXPECT_EQ(missing(calendar.is_open(at("2021-12-31T10:00+07:00"))), 2021);
  EXPECT_EQ(missing(calendar.is_open(at("2024-01-01T00:00+07:00"))), 2024);
  EXPECT_EQ(missing(calendar.next_opening(at("Fri 2023-12-29T18:00+07:00"))), 2024) << "no day is left in 2023";
  EXPECT_EQ(missing(calendar.shift_working_days(day("2023-12-28"), 1)), 0);
  EXPECT_EQ(missing(calendar.shift_working_days(day("2023-12-28"), 2)), 2024);
  EXPECT_EQ(missing(calendar.shift_working_days(day("2022-01-04"), -1)), 2021);
  EXPECT_EQ(missing(calendar.shift_working_days(day("2022-01-04"), -900)), 2021);
  EXPECT_EQ(missing(calendar.closing_before(at("Tue 2022-01-04T06:00+07:00"))), 2021);
  EXPECT_EQ(missing(calendar.working_days_between(day("2023-12-28"), day("2026-01-05"))), 2024);
  EXPECT_EQ(missing(calendar.working_days_between(day("2026-01-05"), day("2023-12-28"))), 2025);
  EXPECT_EQ(missing(calendar.working_time({at("2023-12-28T00:00+07:00"), at("2026-01-05T00:00+07:00")})), 2024);
  EXPECT_EQ(missing(calendar.advance(at("Fri 2023-12-29T16:00+07:00"), hours{1})), 0) << "ends with the year";
  EXPECT_EQ(missing(calendar.advance(at("Fri 2023-12-29T16:00+07:00"), hours{2})), 2024);
  EXPECT_EQ(missing(vietnam_opening().advance(at("Fri 2023-12-29T16:00+07:00"), hours{1})), 2024);
  EXPECT_EQ(missing(calendar.retreat(at("Tue 2022-01-04T08:00+07:00"), hours{2})), 2021);
  EXPECT_EQ(missing(calendar.working_time({at("2023-12-01T00:00+07:00"), at("2024-01-01T00:00+07:00")})), 0)
      << "24:00 of the last day is covered";
  EXPECT_EQ(calendar.advance(at("2024-01-01T00:00+07:00"), hours{1}).error().calendar, "vn");
  EXPECT_TRUE(calendar.covers(2023));
  EXPECT_FALSE(calendar.covers(2024));
}

TEST(Coverage, ProvisionalYearsAreUsedAndSaySo) {
  EXPECT_FALSE(vietnam().provisional_between(day("2026-01-01"), day("2026-12-31")));
  EXPECT_TRUE(vietnam().provisional_between(day("2026-12-31"), day("2027-01-01")));
  EXPECT_TRUE(vietnam().provisional_between(day("2027-01-01"), day("2026-12-31"))) << "in either order";
  EXPECT_TRUE(vietnam().is_working_day(day("2027-03-01")).value());
}

TEST(Coverage, AYearWithoutWorkIsCoveredAllTheSame) {
  CalendarSpec spec;
  spec.id = "idle";
  spec.years = {{2022, {}}};
  const WorkCalendar calendar{spec, zone("Asia/Ho_Chi_Minh")};
  EXPECT_FALSE(calendar.is_open(at("2022-06-01T10:00+07:00")).value());
  EXPECT_EQ(calendar.next_opening(at("2022-06-01T10:00+07:00")).error().year, 2023);
  EXPECT_EQ(calendar.closing_before(at("2022-06-01T10:00+07:00")).error().year, 2021);
  EXPECT_EQ(calendar.working_time({at("2022-06-01T10:00+07:00"), at("2022-07-01T10:00+07:00")}).value(), Millis{0});
}

TEST(NightShifts, BelongToTheDayOnWhichTheyStart) {
  const WorkCalendar& calendar = berlin();
  EXPECT_EQ(said_spans(calendar, "2022-06-03"), "08:00-16:00, 22:00-06:00");
  EXPECT_EQ(said_spans(calendar, "2022-06-04"), "off");
  EXPECT_TRUE(calendar.is_open(at("Sat 2022-06-04T05:59+02:00")).value()) << "Friday's night";
  EXPECT_FALSE(calendar.is_open(at("Mon 2022-06-06T05:59+02:00")).value()) << "Sunday is off";
  EXPECT_EQ(format_day(calendar.working_day_of(at("Sat 2022-06-04T03:00+02:00")).value()), "2022-06-03");
  EXPECT_EQ(format_day(calendar.working_day_of(at("Fri 2022-06-03T23:00+02:00")).value()), "2022-06-03");
  EXPECT_EQ(said(calendar.closing_of(day("2022-06-03")), calendar), "Sat 2022-06-04T06:00+02:00");
}

TEST(NightShifts, AreAnHourShorterOrLongerWhenTheClocksChange) {
  const auto night = [](const char* evening, const char* morning) {
    return new_york().working_time({at(evening), at(morning)}).value();
  };
  EXPECT_EQ(night("Sat 2022-03-05T22:00-05:00", "Sun 2022-03-06T06:00-05:00"), hours{8});
  EXPECT_EQ(night("Sat 2022-03-12T22:00-05:00", "Sun 2022-03-13T06:00-04:00"), hours{7});
  EXPECT_EQ(night("Sat 2022-11-05T22:00-04:00", "Sun 2022-11-06T06:00-05:00"), hours{9});
  EXPECT_EQ(said(new_york().advance(at("Sat 2022-11-05T22:00-04:00"), hours{4}), new_york()),
            "Sun 2022-11-06T01:00-05:00")
      << "the second one o'clock";
}

TEST(NightShifts, TheFirstMorningMayBelongToAYearThatIsNotThere) {
  EXPECT_EQ(berlin().is_open(at("Sat 2022-01-01T05:59+01:00")).error().year, 2021);
  EXPECT_FALSE(berlin().is_open(at("Sat 2022-01-01T06:00+01:00")).value());
}

TEST(NightShifts, TheLastOneReachesIntoTheYearAfter) {
  EXPECT_TRUE(new_york().is_open(at("Mon 2024-01-01T05:00-05:00")).value());
  EXPECT_EQ(new_york().is_open(at("Mon 2024-01-01T06:00-05:00")).error().year, 2024);
}

TEST(WorkCalendar, SpansInAGapOfTheClocksDoNotExist) {
  CalendarSpec spec;
  spec.hours.fill(work_hours({{200, 300}, {800, 1200}}));
  spec.years = {{2022, {}}};
  const WorkCalendar calendar{spec, zone("Europe/Berlin")};
  EXPECT_EQ(said_spans(calendar, "2022-03-26"), "02:00-03:00, 08:00-12:00");
  EXPECT_EQ(said_spans(calendar, "2022-03-27"), "08:00-12:00");
}

TEST(WorkCalendar, ADateThatAZoneLeftOutIsNoWorkingDay) {
  CalendarSpec spec;
  spec.hours.fill(work_hours({{800, 1200}}));
  spec.years = {{2011, {}}};
  const WorkCalendar calendar{spec, zone("Pacific/Apia")};
  EXPECT_FALSE(calendar.is_working_day(day("2011-12-30")).value());
  EXPECT_EQ(format_day(calendar.shift_working_days(day("2011-12-29"), 1).value()), "2011-12-31");
}

TEST(WorkCalendar, TouchingSpansAreOneStretchOfWork) {
  CalendarSpec spec;
  spec.hours.fill(work_hours({{0, 800}, {800, 1600}, {1600, 2400}}));
  spec.years = {{2022, {}}};
  const WorkCalendar calendar{spec, zone("Asia/Ho_Chi_Minh")};
  EXPECT_EQ(said(calendar.write_by_boundary(at("Wed 2022-06-01T08:00+07:00")), calendar), "Wed 2022-06-01T08:00+07:00");
  EXPECT_EQ(said(calendar.advance(at("Wed 2022-06-01T07:00+07:00"), hours{48}), calendar),
            "Fri 2022-06-03T07:00+07:00");
  EXPECT_EQ(calendar.closing_before(at("Wed 2022-06-01T08:00+07:00")).error().year, 2021) << "it never closed";
}

}  // namespace
}  // namespace dondoc::rules
