#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/catalogue.hpp"
#include "rules/amount.hpp"
#include "rules/time.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::cli {

// A point in time as an operator writes it.
struct GivenTime {
  rules::Instant instant;  // of a bare date: its midnight
  bool bare_date = false;
  rules::Day day;  // the civil date written
};

// TIME := "now" | ISO 8601 with offset | DATE [ ("T" | " ") HH:MM [ ":" SS ] ]   in the zone
// DATE := "2022-12-01" | "1/12/2022" | "01/12/2022"   of the years 1900 to 2100
[[nodiscard]] std::optional<GivenTime> read_time(std::string_view text, const rules::Zone& zone, rules::Instant now);

// "01/12/2022 07:30", in English "2022-12-01 07:30"; seconds only where they are not zero.
[[nodiscard]] std::string write_time(rules::Instant instant, const rules::Zone& zone, config::Language language);
// A deadline: as `write_time`, but "hết ngày 30/11/2022" where it ends with that day.
[[nodiscard]] std::string write_due(rules::Instant due, const rules::Zone& zone, config::Language language);
// "01/12/2022", in English "2022-12-01".
[[nodiscard]] std::string write_day(rules::Day day, config::Language language);
// A length of working time or elapsed time: "7 giờ 30 phút", in English "7 h 30 min".
[[nodiscard]] std::string write_length(rules::Millis length, config::Language language);
// "3 ngày làm việc", in English "3 working days".
[[nodiscard]] std::string write_amount(const rules::Amount& amount, config::Language language);

}  // namespace dondoc::daemon::cli
