#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/time.hpp"

namespace dondoc::rules {

// Units of a term or of a distance to an anchor.
//   wd   working days, a date unit        wh, wmin   working hours and minutes, walk working time
//   d    civil days, a date unit          h, min, s  elapsed time
// A working day is never converted into hours, nor hours into days.
enum class Unit { wd, wh, wmin, d, h, min, s };

[[nodiscard]] constexpr bool counts_working_time(Unit unit) {
  return unit == Unit::wd || unit == Unit::wh || unit == Unit::wmin;
}
[[nodiscard]] constexpr bool is_date_unit(Unit unit) { return unit == Unit::wd || unit == Unit::d; }

// amount := DIGITS UNIT        "3wd", "24wh", "90wmin", "30d", "8h", "15min", "20s"
struct Amount {
  std::int64_t count = 0;  // never negative; the sign of a moment stands apart
  Unit unit = Unit::wd;
  friend bool operator==(const Amount&, const Amount&) = default;
};

// Nothing unless the whole text is an amount of at most 100 years.
[[nodiscard]] std::optional<Amount> parse_amount(std::string_view text);
[[nodiscard]] std::string format_amount(const Amount& amount);
[[nodiscard]] std::string_view unit_name(Unit unit);

// The length of an amount that does not depend on dates: wh and wmin as working time, h, min and s as elapsed time.
// REQUIRES: !is_date_unit(amount.unit)
[[nodiscard]] Millis length_of(const Amount& amount);

}  // namespace dondoc::rules
