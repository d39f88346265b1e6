#include "config/posix_rule.hpp"

#include <gtest/gtest.h>

namespace dondoc::config {
namespace {

using rules::parse_iso;

// The first changes after 2040-01-01, as "instant offset-in-minutes".
std::string changes(const char* rule) {
  const auto expanded = expand_posix_rule(rule, parse_iso("2040-01-01T00:00:00Z").value());
  if (!expanded) return "refused";
  const rules::Zone utc{"UTC", {{rules::kEarliestInstant, std::chrono::seconds{0}}}};
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(expanded->size(), 3); ++i) {
    const auto& [from, offset] = (*expanded)[i];
    text += (i > 0 ? ", " : "") + format_iso(from, utc).substr(0, 16) + " " + std::to_string(offset.count() / 60);
  }
  return text;
}

TEST(PosixRule, GivesTheChangesOfEachYear) {
  EXPECT_EQ(changes("<+07>-7"), "2040-01-01T00:00 420");
  EXPECT_EQ(changes("CET-1CEST,M3.5.0,M10.5.0/3"), "2040-01-01T00:00 60, 2040-03-25T01:00 120, 2040-10-28T01:00 60");
  EXPECT_EQ(changes("EST5EDT,M3.2.0,M11.1.0"), "2040-01-01T00:00 -300, 2040-03-11T07:00 -240, 2040-11-04T06:00 -300");
  EXPECT_EQ(changes("AEST-10AEDT,M10.1.0,M4.1.0/3"),
            "2040-01-01T00:00 660, 2040-03-31T16:00 600, 2040-10-06T16:00 660");
  EXPECT_EQ(changes("IST-1GMT0,M10.5.0,M3.5.0/1"), "2040-01-01T00:00 0, 2040-03-25T01:00 60, 2040-10-28T01:00 0");
  EXPECT_EQ(changes("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"),
            "2040-01-01T00:00 -120, 2040-03-25T01:00 -60, 2040-10-28T01:00 -120");
  EXPECT_EQ(changes("EET-2EEST,M3.4.4/50,M10.4.4/50"),
            "2040-01-01T00:00 120, 2040-03-24T00:00 180, 2040-10-26T23:00 120");
  EXPECT_EQ(changes("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"),
            "2040-01-01T00:00 660, 2040-03-31T15:00 630, 2040-10-06T15:30 660");
}

TEST(PosixRule, CountsDaysOfTheYearBothWays) {
  // 2040 is a leap year: day 60 is 1 March without 29 February (J), and 29 February counted from zero is day 59.
  EXPECT_EQ(changes("AAA0BBB,J60/0,J300"), "2040-01-01T00:00 0, 2040-03-01T00:00 60, 2040-10-27T01:00 0");
  EXPECT_EQ(changes("AAA0BBB,59/0,J300"), "2040-01-01T00:00 0, 2040-02-29T00:00 60, 2040-10-27T01:00 0");
}

TEST(PosixRule, RefusesWhatItDoesNotUnderstand) {
  for (const char* rule : {"", "7", "ICT", "IC-7", "ICT-7,", "CET-1CEST", "CET-1CEST,M3.5.0",
                           "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
                           "CET-1CEST,J0,J1", "CET-200", "<+07-7", "CET-1CEST,M3.5.0,M10.5.0/3 "}) {
    EXPECT_EQ(changes(rule), "refused") << rule;
  }
}

}  // namespace
}  // namespace dondoc::config
