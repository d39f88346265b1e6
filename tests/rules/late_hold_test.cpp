#include "rules/late_hold.hpp"

#include <gtest/gtest.h>

#include "tests/rules/calendars.hpp"

// Received Mon 05/10/2026 10:15, three working days: due Thu 08/10 10:15.

namespace dondoc::rules {
namespace {

struct Case {
  const char* rule;
  std::vector<std::pair<const char*, const char*>> earlier;  // holds before it
  const char* from;
  const char* entered;
  const char* expected;
};

TEST(LateHolds, AreNamedByWhatIsOddAboutThem) {
  const std::vector<Case> cases = {
      {"ordinary", {}, "Tue 2026-10-06T09:00+07:00", "Tue 2026-10-06T23:00+07:00", ""},
      {"told on the next working day", {}, "Tue 2026-10-06T09:00+07:00", "Wed 2026-10-07T17:00+07:00", ""},
      {"told two working days later", {}, "Tue 2026-10-06T09:00+07:00", "Thu 2026-10-08T07:00+07:00", "entered_late"},
      {"over a weekend it is one working day", {}, "Fri 2026-10-02T09:00+07:00", "Mon 2026-10-05T07:00+07:00", ""},
      {"on the day of the due", {}, "Thu 2026-10-08T08:00+07:00", "Thu 2026-10-08T08:00+07:00", "last_day"},
      {"at the due", {}, "Thu 2026-10-08T10:15+07:00", "Thu 2026-10-08T10:15+07:00", "after_due"},
      {"after it, and told later",
       {},
       "Thu 2026-10-08T14:00+07:00",
       "Mon 2026-10-12T08:00+07:00",
       "entered_late after_due"},
      {"an earlier hold had moved the due to Friday",
       {{"Tue 2026-10-06T09:00+07:00", "Wed 2026-10-07T09:00+07:00"}},
       "Thu 2026-10-08T08:00+07:00",
       "Thu 2026-10-08T08:00+07:00",
       ""},
      {"so Friday is the last day",
       {{"Tue 2026-10-06T09:00+07:00", "Wed 2026-10-07T09:00+07:00"}},
       "Fri 2026-10-09T08:00+07:00",
       "Fri 2026-10-09T08:00+07:00",
       "last_day"},
  };
  for (const Case& one : cases) {
    TermInput term;
    term.received = at("Mon 2026-10-05T10:15+07:00");
    term.budget = parse_amount("3wd");
    for (const auto& [from, until] : one.earlier) term.holds.push_back({at(from), at(until), "", ""});
    const Hold hold{at(one.from), at("Fri 2026-10-16T08:00+07:00"), "", ""};
    term.holds.push_back(hold);
    std::string names;
    for (const LateHold late : late_reasons(term, hold, at(one.entered), vietnam())) {
      names += (names.empty() ? "" : " ") + std::string{late_hold_name(late)};
    }
    EXPECT_EQ(names, one.expected) << one.rule;
  }
}

TEST(LateHolds, WhereTheDueIsADayOffTheWorkingDayBeforeIsTheLast) {
  TermInput term;
  term.fixed = at("Sun 2026-10-11T00:00+07:00");  // hết ngày thứ Bảy 10/10
  const Hold friday{at("Fri 2026-10-09T09:00+07:00"), std::nullopt, "", ""};
  const Hold thursday{at("Thu 2026-10-08T09:00+07:00"), std::nullopt, "", ""};
  EXPECT_EQ(late_reasons(term, friday, friday.from, vietnam()), std::vector{LateHold::last_day});
  EXPECT_EQ(late_reasons(term, thursday, thursday.from, vietnam()), std::vector<LateHold>{});
  EXPECT_EQ(late_reasons({}, friday, friday.from, vietnam()), std::vector<LateHold>{}) << "no due";
}

}  // namespace
}  // namespace dondoc::rules
