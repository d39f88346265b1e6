#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "rules/amount.hpp"
#include "rules/time.hpp"
#include "rules/work_calendar.hpp"

namespace dondoc::rules {

// moment  := anchor [ ("+" | "-") amount ] [ HH:MM ] | PERCENT "%"
// anchor  := "due" | "received" | "submitted" | "updated" | "held" | "finished" | "start"
// HH:MM goes with wd and d and with a bare anchor. Blanks around the sign and before HH:MM are free.
// `transferred` (to another agency) is no word of the grammar: only transfer_rule() counts from it.
enum class Anchor { due, received, submitted, updated, held, finished, start, transferred };
[[nodiscard]] std::string_view anchor_name(Anchor anchor);

struct Moment {
  Anchor anchor = Anchor::due;
  std::optional<int> percent;  // 1 … 100; then nothing else is set
  int sign = +1;
  std::optional<Amount> amount;
  std::optional<ClockTime> clock;
  friend bool operator==(const Moment&, const Moment&) = default;
};

// The steps that count from the deadline, the receipt, the start or a percentage form one ladder; submitted, updated,
// held, finished and transferred steps each form their own.
enum class Ladder { deadline, submitted, updated, held, finished, transferred };
[[nodiscard]] Ladder ladder_of(const Moment& moment);

// The error is a sentence in English that says what was expected, for the caller to place in its own message.
[[nodiscard]] tl::expected<Moment, std::string> parse_moment(std::string_view text);
[[nodiscard]] std::string format_moment(const Moment& moment);

// The instant of a moment that is not a percentage, given its anchor's instant.
// Moments count dates: the date of a due is that of the last millisecond before it (due 30/11/2022 24:00: -1wd 07:30 is
// 29/11 07:30, +1wd 07:30 is 01/12 07:30). Other anchors count from the date of the instant itself.
// Without HH:MM, wd keeps the anchor's clock time, clamped to the closing before it where that day has no such time; d
// keeps the clock time (24:00 becomes the closing of a working day); wh and wmin walk working time; h, min, s elapse.
[[nodiscard]] Covered<Instant> resolve_moment(const Moment& moment, Instant anchor, const WorkCalendar& calendar);

// An entry of `repeat.every`: amount [ HH:MM ], counted from the previous scheduled moment. Here the date of the
// previous moment is that of the instant itself (24:00 belongs to the next day).
struct RepeatInterval {
  Amount amount;
  std::optional<ClockTime> clock;
  friend bool operator==(const RepeatInterval&, const RepeatInterval&) = default;
};
[[nodiscard]] tl::expected<RepeatInterval, std::string> parse_repeat_interval(std::string_view text);
[[nodiscard]] std::string format_repeat_interval(const RepeatInterval& interval);
[[nodiscard]] Covered<Instant> next_repeat(const RepeatInterval& interval, Instant previous,
                                           const WorkCalendar& calendar);

}  // namespace dondoc::rules
