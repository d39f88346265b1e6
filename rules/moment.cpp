#include "rules/moment.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dondoc::rules {

namespace {

using std::chrono::days;

constexpr std::array<std::pair<Anchor, std::string_view>, 8> kAnchors{{
    {Anchor::due, "due"},
    {Anchor::received, "received"},
    {Anchor::submitted, "submitted"},
    {Anchor::updated, "updated"},
    {Anchor::held, "held"},
    {Anchor::finished, "finished"},
    {Anchor::start, "start"},
    {Anchor::transferred, "transferred"},
}};

constexpr Millis kWholeDay = std::chrono::hours{24};

tl::unexpected<std::string> expected_instead(std::string_view wanted, std::string_view got) {
  return tl::unexpected("expected " + std::string{wanted} + ", got \"" + std::string{got} + "\"");
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Cuts a text into the words of a moment.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  bool skip_blanks() { return !take_while(is_blank).empty(); }
  char take_one() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  std::string_view letters() { return take_while(is_letter); }
  // DIGITS UNIT, as far as the letters go.
  std::string_view amount() {
    const std::string_view whole = rest_;
    const auto digits = take_while(is_digit).size();
    return whole.substr(0, digits + letters().size());
  }

 private:
  template <class Predicate>
  std::string_view take_while(Predicate predicate) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), predicate);
    const auto word = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(word.size());
    return word;
  }

  std::string_view rest_;
};

tl::expected<Moment, std::string> parse_percent(std::string_view text) {
  const std::string_view number = text.substr(0, text.size() - 1);
  int value = 0;
  const bool digits = !number.empty() && number.size() <= 3 && std::all_of(number.begin(), number.end(), is_digit);
  for (const char c : digits ? number : std::string_view{}) value = value * 10 + (c - '0');
  if (value < 1 || value > 100) return expected_instead("\"1%\" to \"100%\"", text);
  Moment moment;
  moment.percent = value;
  return moment;
}

std::optional<Anchor> find_anchor(std::string_view name) {
  for (const auto& [anchor, known] : kAnchors) {
    if (known == name && anchor != Anchor::transferred) return anchor;
  }
  return std::nullopt;
}

// [HH:MM] at the end of a moment or of an interval, behind at least one blank.
tl::expected<std::optional<ClockTime>, std::string> parse_clock_tail(Words& words, bool allowed,
                                                                     std::string_view example, std::string_view text) {
  if (words.at_end()) return std::nullopt;
  if (!words.skip_blanks() || words.at_end()) return expected_instead(example, text);
  const auto clock = parse_clock(words.rest());
  if (!clock && words.rest().find(':') == std::string_view::npos) return expected_instead(example, text);
  if (!clock) return expected_instead("a clock time from 00:00 to 24:00", words.rest());
  if (!allowed) return expected_instead("HH:MM only after wd, d or an anchor", text);
  return clock;
}

// wd and d without HH:MM: the same clock time on another date.
Covered<Instant> keep_clock(Day day, Millis clock, Unit unit, const WorkCalendar& calendar) {
  if (unit == Unit::wd) return calendar.at_or_before(day, clock);
  if (clock == kWholeDay) {
    const auto working = calendar.is_working_day(day);
    if (!working) return tl::unexpected(working.error());
    if (*working) return calendar.closing_of(day);
  }
  return calendar.zone().to_instant(LocalTime{day} + clock);
}

// A date and a clock time on it, as a moment counts from them.
struct DateAndClock {
  Day date;
  Millis clock;
};

// `count` may be negative.
Covered<Instant> shift_date(const DateAndClock& origin, Unit unit, std::int64_t count, std::optional<ClockTime> clock,
                            const WorkCalendar& calendar) {
  const auto day =
      unit == Unit::wd ? calendar.shift_working_days(origin.date, count) : Covered<Day>{origin.date + days{count}};
  if (!day) return tl::unexpected(day.error());
  if (clock) return calendar.zone().at(*day, *clock);
  auto kept = keep_clock(*day, origin.clock, unit, calendar);
  // Counted from an early hour of a day off, the closing before that hour lies before the origin; later must be later.
  const Instant start = calendar.zone().to_instant(LocalTime{origin.date} + origin.clock);
  if (kept && count > 0 && *kept <= start) return calendar.next_opening(calendar.zone().at(*day, ClockTime{0}));
  return kept;
}

Covered<Instant> shift_instant(Instant from, const Amount& amount, int sign, const WorkCalendar& calendar) {
  const Millis length = length_of(amount);
  if (!counts_working_time(amount.unit)) return from + sign * length;
  return sign > 0 ? calendar.advance(from, length) : calendar.retreat(from, length);
}

// A due at 24:00 belongs to the date that ends there; every other instant to its own.
DateAndClock origin_of(Anchor anchor, Instant instant, const Zone& zone) {
  const Day date = anchor == Anchor::due ? zone.day_before_end(instant) : zone.day_of(instant);
  return {date, std::min(zone.to_local(instant) - LocalTime{date}, kWholeDay)};
}

std::string clock_suffix(std::optional<ClockTime> clock) { return clock ? " " + format_clock(*clock) : std::string{}; }

}  // namespace

std::string_view anchor_name(Anchor anchor) { return kAnchors[static_cast<std::size_t>(anchor)].second; }

Ladder ladder_of(const Moment& moment) {
  if (moment.percent) return Ladder::deadline;
  switch (moment.anchor) {
    case Anchor::submitted:
      return Ladder::submitted;
    case Anchor::updated:
      return Ladder::updated;
    case Anchor::held:
      return Ladder::held;
    case Anchor::finished:
      return Ladder::finished;
    case Anchor::transferred:
      return Ladder::transferred;
    default:
      return Ladder::deadline;
  }
}

tl::expected<Moment, std::string> parse_moment(std::string_view text) {
  constexpr std::string_view kExample = "\"due + 3wd\"";
  if (text.ends_with('%')) return parse_percent(text);
  Words words{text};
  Moment moment;
  const std::string_view name = words.letters();
  const auto anchor = find_anchor(name);
  if (!anchor) {
    return name.empty() ? expected_instead(kExample, text)
                        : expected_instead("due, received, submitted, updated, held, finished or start", name);
  }
  moment.anchor = *anchor;

  Words ahead = words;
  ahead.skip_blanks();
  if (ahead.peek() == '+' || ahead.peek() == '-') {
    moment.sign = ahead.take_one() == '-' ? -1 : +1;
    ahead.skip_blanks();
    moment.amount = parse_amount(ahead.amount());
    if (!moment.amount) return expected_instead(kExample, text);
    words = ahead;
  }
  const bool takes_clock = !moment.amount || is_date_unit(moment.amount->unit);
  const auto clock = parse_clock_tail(words, takes_clock, kExample, text);
  if (!clock) return tl::unexpected(clock.error());
  moment.clock = *clock;
  return moment;
}

std::string format_moment(const Moment& moment) {
  if (moment.percent) return std::to_string(*moment.percent) + "%";
  std::string text{anchor_name(moment.anchor)};
  if (moment.amount) text += (moment.sign < 0 ? " - " : " + ") + format_amount(*moment.amount);
  return text + clock_suffix(moment.clock);
}

Covered<Instant> resolve_moment(const Moment& moment, Instant anchor, const WorkCalendar& calendar) {
  if (moment.amount && !is_date_unit(moment.amount->unit)) {
    return shift_instant(anchor, *moment.amount, moment.sign, calendar);
  }
  const DateAndClock origin = origin_of(moment.anchor, anchor, calendar.zone());
  if (moment.amount) {
    return shift_date(origin, moment.amount->unit, moment.sign * moment.amount->count, moment.clock, calendar);
  }
  return moment.clock ? calendar.zone().at(origin.date, *moment.clock) : anchor;
}

tl::expected<RepeatInterval, std::string> parse_repeat_interval(std::string_view text) {
  constexpr std::string_view kExample = "\"1wd 07:30\"";
  Words words{text};
  const auto amount = parse_amount(words.amount());
  if (!amount) return expected_instead(kExample, text);
  if (amount->count == 0) return expected_instead("an amount above zero", text);
  const auto clock = parse_clock_tail(words, is_date_unit(amount->unit), kExample, text);
  if (!clock) return tl::unexpected(clock.error());
  return RepeatInterval{*amount, *clock};
}

std::string format_repeat_interval(const RepeatInterval& interval) {
  return format_amount(interval.amount) + clock_suffix(interval.clock);
}

Covered<Instant> next_repeat(const RepeatInterval& interval, Instant previous, const WorkCalendar& calendar) {
  if (!is_date_unit(interval.amount.unit)) return shift_instant(previous, interval.amount, +1, calendar);
  const DateAndClock origin = origin_of(Anchor::start, previous, calendar.zone());
  return shift_date(origin, interval.amount.unit, interval.amount.count, interval.clock, calendar);
}

}  // namespace dondoc::rules
