#include <gtest/gtest.h>

#include "config/zones.hpp"
#include "daemon/cli/time_text.hpp"

namespace dondoc::daemon::cli {
namespace {

class TimeText : public ::testing::Test {
 protected:
  const std::shared_ptr<const rules::Zone> zone_ = config::load_zone("Asia/Ho_Chi_Minh").value();
  const rules::Instant now_ = *rules::parse_iso("2022-12-01T07:30:00+07:00");

  std::string iso(std::string_view text) const {
    const auto given = read_time(text, *zone_, now_);
    return given ? rules::format_iso(given->instant, *zone_) : "refused";
  }
};

TEST_F(TimeText, ReadsWhatOperatorsWrite) {
  EXPECT_EQ(iso("now"), "2022-12-01T07:30:00+07:00");
  EXPECT_EQ(iso("2022-12-01T07:30:00Z"), "2022-12-01T14:30:00+07:00");
  EXPECT_EQ(iso("2022-12-01T07:30"), "2022-12-01T07:30:00+07:00");
  EXPECT_EQ(iso("2022-12-01 07:30:15"), "2022-12-01T07:30:15+07:00");
  EXPECT_EQ(iso("01/12/2022 07:30"), "2022-12-01T07:30:00+07:00");
  EXPECT_EQ(iso("1/12/2022"), "2022-12-01T00:00:00+07:00");
  EXPECT_EQ(iso("30/11/2022 24:00"), "2022-12-01T00:00:00+07:00");
}

TEST_F(TimeText, RefusesWhatIsNoTime) {
  for (const char* text : {"", "mai", "31/02/2022", "2022-13-01", "01/12/22", "01/12/2022 25:00", "01/12/2022 07:30:61",
                           "45000", "12/2022", "01/12/2022 7h30"}) {
    EXPECT_EQ(iso(text), "refused") << text;
  }
}

TEST_F(TimeText, KnowsABareDate) {
  EXPECT_TRUE(read_time("01/12/2022", *zone_, now_)->bare_date);
  EXPECT_FALSE(read_time("01/12/2022 00:00", *zone_, now_)->bare_date);
}

TEST_F(TimeText, WritesInTheLanguage) {
  EXPECT_EQ(write_time(now_, *zone_, config::Language::vi), "01/12/2022 07:30");
  EXPECT_EQ(write_time(now_, *zone_, config::Language::en), "2022-12-01 07:30");
  EXPECT_EQ(write_time(now_ + std::chrono::seconds{5}, *zone_, config::Language::en), "2022-12-01 07:30:05");
  EXPECT_EQ(write_length(std::chrono::minutes{450}, config::Language::vi), "7 giờ 30 phút");
  EXPECT_EQ(write_length(std::chrono::minutes{45}, config::Language::en), "45 min");
}

}  // namespace
}  // namespace dondoc::daemon::cli
