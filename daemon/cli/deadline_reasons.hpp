#pragma once

#include <string>

#include "daemon/cli/context.hpp"
#include "rules/deadline.hpp"

// Why a deadline is not what receipt and term alone would give: said by `due` and `explain`.

namespace dondoc::daemon::cli {

// "Thứ Bảy 10/10/2026".
[[nodiscard]] std::string day_name(Context& context, rules::Day day);

// What made the day one, with the notice: "nghỉ lễ, tết: Quốc khánh [Thông báo …]".
[[nodiscard]] std::string special_day(Context& context, const rules::SpecialDay& special);

// Why it counts as received later than it came; nothing where it does not. Times are shown in `zone`.
void print_receipt(Context& context, const rules::TermInput& term, const rules::DeadlineResult& result,
                   const rules::WorkCalendar& calendar, const rules::Zone& zone);
// Why the due is not on the day off it fell on; nothing where it fell on none.
void print_roll(Context& context, const rules::DeadlineResult& result, const rules::WorkCalendar& calendar,
                const rules::Zone& zone);
// "next" or "previous" where the due was moved; for JSON.
[[nodiscard]] std::string_view roll_of(const rules::DeadlineResult& result);

}  // namespace dondoc::daemon::cli
