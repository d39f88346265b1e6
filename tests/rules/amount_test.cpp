#include "rules/amount.hpp"

#include <gtest/gtest.h>

namespace dondoc::rules {
namespace {

TEST(ParseAmount, ReadsEveryUnit) {
  const struct {
    const char* text;
    Amount amount;
  } cases[] = {
      {"3wd", {3, Unit::wd}},           {"24wh", {24, Unit::wh}}, {"90wmin", {90, Unit::wmin}},
      {"30d", {30, Unit::d}},           {"8h", {8, Unit::h}},     {"15min", {15, Unit::min}},
      {"20s", {20, Unit::s}},           {"0wd", {0, Unit::wd}},   {"36525wd", {36525, Unit::wd}},
      {"876600wh", {876600, Unit::wh}},
  };
  for (const auto& [text, amount] : cases) {
    const auto parsed = parse_amount(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(*parsed, amount) << text;
    EXPECT_EQ(format_amount(*parsed), text);
  }
}

TEST(ParseAmount, RefusesEverythingElse) {
  for (const char* text : {"",
                           "3",
                           "wd",
                           "3 wd",
                           " 3wd",
                           "3wd ",
                           "+3wd",
                           "-3wd",
                           "3weks",
                           "3WD",
                           "3.5wd",
                           "3w",
                           "3m",
                           "3wdd",
                           "3wd07:30",
                           "0x3wd",
                           "36526wd",
                           "876601h",
                           "3155760001s",
                           "99999999999999999999s",
                           "18446744073709551619wd"}) {
    EXPECT_FALSE(parse_amount(text)) << text;
  }
}

TEST(Amount, KnowsItsLengthUnlessItCountsDates) {
  EXPECT_EQ(length_of({2, Unit::wh}), std::chrono::hours{2});
  EXPECT_EQ(length_of({90, Unit::wmin}), std::chrono::minutes{90});
  EXPECT_EQ(length_of({36, Unit::h}), std::chrono::hours{36});
  EXPECT_EQ(length_of({15, Unit::min}), std::chrono::minutes{15});
  EXPECT_EQ(length_of({20, Unit::s}), std::chrono::seconds{20});
  EXPECT_EQ(length_of({3'155'760'000, Unit::s}), std::chrono::hours{876'600});
}

TEST(Amount, WorkingUnitsAndDateUnits) {
  for (const Unit unit : {Unit::wd, Unit::wh, Unit::wmin}) EXPECT_TRUE(counts_working_time(unit)) << unit_name(unit);
  for (const Unit unit : {Unit::d, Unit::h, Unit::min, Unit::s}) {
    EXPECT_FALSE(counts_working_time(unit)) << unit_name(unit);
  }
  EXPECT_TRUE(is_date_unit(Unit::wd) && is_date_unit(Unit::d));
  EXPECT_FALSE(is_date_unit(Unit::wh) || is_date_unit(Unit::h));
}

}  // namespace
}  // namespace dondoc::rules
