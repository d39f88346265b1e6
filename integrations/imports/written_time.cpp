#include "integrations/imports/written_time.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace dondoc::integrations::imports {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from its beginning.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  [[nodiscard]] bool done() const { return left_.empty(); }
  [[nodiscard]] bool starts_with_digit() const { return !left_.empty() && is_digit(left_.front()); }

  bool take(char c) {
    if (left_.empty() || left_.front() != c) return false;
    left_.remove_prefix(1);
    return true;
  }

  bool take_blanks() {
    const std::size_t before = left_.size();
    while (take(' ')) {
    }
    return left_.size() < before;
  }

  // Between `least` and `most` digits; -1 where there are fewer.
  int number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < most && starts_with_digit(); ++digits) {
      value = value * 10 + (left_.front() - '0');
      left_.remove_prefix(1);
    }
    return digits < least || starts_with_digit() ? -1 : value;
  }

  // Milliseconds of a fraction of a second; further digits do not count.
  int fraction() {
    int value = 0;
    int weight = 100;
    while (starts_with_digit()) {
      value += weight * (left_.front() - '0');
      weight /= 10;
      left_.remove_prefix(1);
    }
    return value;
  }

 private:
  std::string_view left_;
};

bool is_excel_serial(std::string_view text) {
  const std::size_t point = std::min(text.find_first_of(".,"), text.size());
  const auto digits = [](std::string_view part) { return std::all_of(part.begin(), part.end(), is_digit); };
  if (point < 4 || point > 6 || !digits(text.substr(0, point))) return false;
  return point == text.size() || digits(text.substr(point + 1));
}

struct Date {
  int year = -1;
  int month = -1;
  int day = -1;
};

bool scan_date(Scanner& scanner, const DateForm& form, Date& date) {
  std::array<int*, 3> parts = {&date.day, &date.month, &date.year};
  if (form.order == DateForm::Order::mdy) parts = {&date.month, &date.day, &date.year};
  if (form.order == DateForm::Order::ymd) parts = {&date.year, &date.month, &date.day};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && !scanner.take(form.separator)) return false;
    *parts[i] = parts[i] == &date.year ? scanner.number(4, 4) : scanner.number(1, 2);
    if (*parts[i] < 0) return false;
  }
  return true;
}

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millis = 0;
};

bool scan_clock(Scanner& scanner, Clock& clock) {
  clock.hour = scanner.number(1, 2);
  if (clock.hour < 0 || !scanner.take(':')) return false;
  clock.minute = scanner.number(2, 2);
  if (clock.minute < 0) return false;
  if (!scanner.take(':')) return true;
  clock.second = scanner.number(2, 2);
  if (clock.second < 0) return false;
  if (scanner.take('.') || scanner.take(',')) clock.millis = scanner.fraction();
  return true;
}

bool is_clock(const Clock& clock) {
  const bool end_of_day = clock.hour == 24 && clock.minute == 0 && clock.second == 0 && clock.millis == 0;
  return end_of_day || (clock.hour < 24 && clock.minute < 60 && clock.second < 60);
}

bool scan_offset(Scanner& scanner, std::optional<seconds>& offset) {
  if (scanner.take('Z')) {
    offset = seconds{0};
    return true;
  }
  const bool minus = scanner.take('-');
  if (!minus && !scanner.take('+')) return scanner.done();
  Scanner with_colon = scanner;
  int hour = with_colon.number(2, 2);
  int minute = with_colon.take(':') ? with_colon.number(2, 2) : -1;
  if (minute < 0) {
    const int both = scanner.number(4, 4);
    if (both < 0) return false;
    hour = both / 100;
    minute = both % 100;
  } else {
    scanner = with_colon;
  }
  if (hour > 14 || minute > 59) return false;
  offset = (minus ? -1 : 1) * (hours{hour} + minutes{minute});
  return true;
}

tl::expected<WrittenTime, TimeFault> scan_time(std::string_view text, const DateForm& form, bool needs_offset) {
  Scanner scanner(text);
  Date date;
  if (!scan_date(scanner, form, date)) return tl::unexpected(TimeFault::unknown_form);
  const std::chrono::year_month_day civil{std::chrono::year{date.year},
                                          std::chrono::month(static_cast<unsigned>(date.month)),
                                          std::chrono::day(static_cast<unsigned>(date.day))};
  if (!civil.ok()) return tl::unexpected(TimeFault::no_such_date);
  if (date.year < 1900 || date.year > 2100) return tl::unexpected(TimeFault::out_of_range);
  WrittenTime out{.local = rules::LocalTime{std::chrono::local_days{civil}}, .offset = {}, .date_only = scanner.done()};
  if (out.date_only) return out;
  if (!scanner.take('T') && !scanner.take_blanks()) return tl::unexpected(TimeFault::unknown_form);
  Clock clock;
  if (!scan_clock(scanner, clock)) return tl::unexpected(TimeFault::unknown_form);
  scanner.take_blanks();
  if (!scan_offset(scanner, out.offset) || !scanner.done()) return tl::unexpected(TimeFault::unknown_form);
  if (!is_clock(clock)) return tl::unexpected(TimeFault::no_such_date);
  if (needs_offset && !out.offset) return tl::unexpected(TimeFault::no_offset);
  out.local += hours{clock.hour} + minutes{clock.minute} + seconds{clock.second} + rules::Millis{clock.millis};
  return out;
}

}  // namespace

std::optional<DateForm> parse_date_form(std::string_view pattern) {
  static constexpr std::array<std::pair<std::string_view, DateForm::Order>, 3> kOrders = {{
      {"dd?MM?yyyy", DateForm::Order::dmy},
      {"MM?dd?yyyy", DateForm::Order::mdy},
      {"yyyy?MM?dd", DateForm::Order::ymd},
  }};
  for (const auto& [shape, order] : kOrders) {
    const std::size_t first = shape.find('?');
    if (pattern.size() != shape.size() || std::string_view("/-. ").find(pattern[first]) == std::string_view::npos)
      continue;
    std::string expected(shape);
    std::replace(expected.begin(), expected.end(), '?', pattern[first]);
    if (pattern == expected) return DateForm{.order = order, .separator = pattern[first]};
  }
  return std::nullopt;
}

tl::expected<WrittenTime, TimeFault> parse_written_time(std::string_view text, const DateForm& form,
                                                        bool needs_offset) {
  static constexpr DateForm kIso{.order = DateForm::Order::ymd, .separator = '-'};
  if (text.size() > 4 && text[4] == '-') return scan_time(text, kIso, needs_offset);
  const auto time = scan_time(text, form, false);
  if (!time && time.error() == TimeFault::unknown_form && is_excel_serial(text)) {
    return tl::unexpected(TimeFault::excel_serial);
  }
  return time;
}

}  // namespace dondoc::integrations::imports
