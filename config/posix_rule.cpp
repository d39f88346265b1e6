#include "config/posix_rule.hpp"

#include <algorithm>
#include <cctype>

namespace dondoc::config {

namespace {

using rules::Day;
using rules::Instant;
using std::chrono::days;
using std::chrono::seconds;
using Transitions = std::vector<rules::Zone::Transition>;

// The day of a year on which the clocks change, and the time of that day.
struct ChangeDate {
  char form = 'M';  // 'M', 'J' (29 February is never counted) or '0' (it is)
  int month = 0;
  int week = 0;
  int number = 0;  // weekday for 'M', else the day of the year
  seconds time = std::chrono::hours{2};
};

struct PosixRule {
  seconds standard{0};
  struct Summer {
    seconds offset{0};
    ChangeDate begin;
    ChangeDate end;
  };
  std::optional<Summer> summer;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<PosixRule> rule() {
    PosixRule result;
    result.standard = name_and_offset(std::nullopt);
    if (ok_ && !rest_.empty()) {
      PosixRule::Summer summer;
      summer.offset = name_and_offset(result.standard + std::chrono::hours{1});
      expect(',');
      summer.begin = change_date();
      expect(',');
      summer.end = change_date();
      result.summer = summer;
    }
    return ok_ && rest_.empty() ? std::optional{result} : std::nullopt;
  }

 private:
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) { ok_ = take(wanted) && ok_; }

  int number(int smallest, int largest) {
    int value = 0;
    std::size_t length = 0;
    while (length < rest_.size() && length < 4 && std::isdigit(static_cast<unsigned char>(rest_[length])) != 0) {
      value = value * 10 + (rest_[length++] - '0');
    }
    ok_ = ok_ && length > 0 && value >= smallest && value <= largest;
    rest_.remove_prefix(length);
    return value;
  }

  seconds signed_time() {
    const bool negative = take('-');
    if (!negative) take('+');
    seconds value = std::chrono::hours{number(0, 167)};
    if (take(':')) value += std::chrono::minutes{number(0, 59)};
    if (take(':')) value += seconds{number(0, 59)};
    return negative ? -value : value;
  }

  void name() {
    std::size_t length = 0;
    if (take('<')) {
      length = std::min(rest_.find('>'), rest_.size());
      rest_.remove_prefix(length);
      expect('>');
    } else {
      while (length < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[length])) != 0) ++length;
      rest_.remove_prefix(length);
    }
    ok_ = ok_ && length >= 3;
  }

  seconds name_and_offset(std::optional<seconds> fallback) {
    name();
    if (fallback && !rest_.empty() && rest_.front() == ',') return *fallback;
    return -signed_time();
  }

  ChangeDate change_date() {
    ChangeDate date;
    if (take('M')) {
      date.month = number(1, 12);
      expect('.');
      date.week = number(1, 5);
      expect('.');
      date.number = number(0, 6);
    } else {
      date.form = take('J') ? 'J' : '0';
      date.number = date.form == 'J' ? number(1, 365) : number(0, 365);
    }
    if (take('/')) date.time = signed_time();
    return date;
  }

  std::string_view rest_;
  bool ok_ = true;
};

Day day_in(const ChangeDate& date, int year_number) {
  const std::chrono::year year{year_number};
  if (date.form == '0') return Day{year / 1 / 1} + days{date.number};
  if (date.form == 'J') {
    const bool after_february = date.number >= 60;
    return Day{year / 1 / 1} + days{date.number - 1 + (year.is_leap() && after_february ? 1 : 0)};
  }
  const auto month = year / date.month;
  const std::chrono::weekday weekday{static_cast<unsigned>(date.number)};
  if (date.week == 5) return Day{month / weekday[std::chrono::last]};
  return Day{month / weekday[static_cast<unsigned>(date.week)]};
}

Instant change_instant(const ChangeDate& date, int year, seconds offset_before) {
  return Instant{day_in(date, year).time_since_epoch() + date.time - offset_before};
}

}  // namespace

std::optional<Transitions> expand_posix_rule(std::string_view rule, Instant from) {
  const auto parsed = Parser{rule}.rule();
  if (!parsed) return std::nullopt;
  if (!parsed->summer) return Transitions{{from, parsed->standard}};

  Transitions changes;
  const int first_year = rules::year_of(Day{std::chrono::floor<days>(from.time_since_epoch())}) - 1;
  const int last_year = rules::year_of(Day{std::chrono::floor<days>(rules::kLatestInstant.time_since_epoch())});
  for (int year = first_year; year <= last_year; ++year) {
    const auto& summer = *parsed->summer;
    changes.push_back({change_instant(summer.begin, year, parsed->standard), summer.offset});
    changes.push_back({change_instant(summer.end, year, summer.offset), parsed->standard});
  }
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.from < b.from; });

  const auto later =
      std::find_if(changes.begin(), changes.end(), [&](const auto& change) { return change.from > from; });
  Transitions result{{from, std::prev(later)->offset}};
  result.insert(result.end(), later, changes.end());
  return result;
}

}  // namespace dondoc::config
