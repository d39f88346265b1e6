#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "rules/time.hpp"

namespace dondoc::integrations::imports {

// A date or a time as a cell has it.
struct WrittenTime {
  rules::LocalTime local;
  std::optional<std::chrono::seconds> offset;
  bool date_only = false;
};

enum class TimeFault {
  unknown_form,
  no_such_date,  // 31/02/2023, 25:00
  excel_serial,  // 44896 or 44896.3125
  no_offset,     // 2022-12-01T07:30
  out_of_range,  // before 1900 or after 2100
};

// How dates are written besides yyyy-MM-dd: the order of day, month and year, and what stands between them.
struct DateForm {
  enum class Order { dmy, mdy, ymd } order = Order::dmy;
  char separator = '/';
};
// "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "yyyy/MM/dd", …
[[nodiscard]] std::optional<DateForm> parse_date_form(std::string_view pattern);

//   time := date [(" "|"T") clock [offset]]      date := by the form | yyyy-MM-dd
//   clock := HH:mm[:ss[.fraction]]               offset := Z | (+|-)HH[:]mm
// With `needs_offset`, a clock after yyyy-MM-dd must have one: such texts come from programs, in which it may be UTC.
[[nodiscard]] tl::expected<WrittenTime, TimeFault> parse_written_time(std::string_view text, const DateForm& form,
                                                                      bool needs_offset);

}  // namespace dondoc::integrations::imports
