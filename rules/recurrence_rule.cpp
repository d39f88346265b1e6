#include <algorithm>
#include <array>
#include <charconv>

#include "rules/recurrence.hpp"

// Reads a rule and says what RFC 5545 §3.3.10 does not allow; libical is more lenient, and silent.

namespace dondoc::rules {
namespace {

using Kind = RecurrenceFault::Kind;
using Fault = tl::unexpected<RecurrenceFault>;

constexpr std::array<std::string_view, 7> kFrequencies{"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                                       "WEEKLY",   "MONTHLY",  "YEARLY"};
constexpr std::array<std::string_view, 7> kWeekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::string_view kWeekdayList = "MO, TU, WE, TH, FR, SA, SU";

// A list of numbers: from `least` to `most`, with `both_ways` also their negatives, never 0 then.
struct NumberPart {
  std::string_view name;
  int least;
  int most;
  bool both_ways;
};
constexpr NumberPart kNumberParts[] = {
    {"BYSECOND", 0, 60, false},  {"BYMINUTE", 0, 59, false}, {"BYHOUR", 0, 23, false},  {"BYMONTHDAY", 1, 31, true},
    {"BYYEARDAY", 1, 366, true}, {"BYWEEKNO", 1, 53, true},  {"BYMONTH", 1, 12, false}, {"BYSETPOS", 1, 366, true},
};
// libical keeps INTERVAL in 16 bits.
constexpr int kLargestInterval = 32767;
constexpr int kLargestCount = 1'000'000;

Fault fault(Kind kind, std::string_view part, std::string_view value = {}, std::string_view expected = {}) {
  return Fault{RecurrenceFault{kind, std::string{part}, std::string{value}, std::string{expected}}};
}

std::string upper(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0;;) {
    const auto to = text.find(at, from);
    out.push_back(text.substr(from, to == std::string_view::npos ? to : to - from));
    if (to == std::string_view::npos) return out;
    from = to + 1;
  }
}

std::optional<int> number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.starts_with('+')) return std::nullopt;
  return value;
}

std::optional<int> number_in(std::string_view text, int least, int most) {
  const auto value = number_in(text);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

std::string range_text(const NumberPart& part) {
  const auto least = std::to_string(part.least);
  const auto most = std::to_string(part.most);
  return least + " … " + most + (part.both_ways ? ", -" + most + " … -" + least : "");
}

tl::expected<std::vector<int>, RecurrenceFault> numbers_of(const NumberPart& part, std::string_view value) {
  std::vector<int> out;
  for (const auto word : split(value, ',')) {
    const auto number = number_in(word);
    const int size = number ? (part.both_ways ? std::abs(*number) : *number) : part.least - 1;
    if (size < part.least || size > part.most) return fault(Kind::bad_value, part.name, word, range_text(part));
    out.push_back(*number);
  }
  return out;
}

class RuleParser {
 public:
  tl::expected<RecurrenceRule, RecurrenceFault> parse(std::string_view text) {
    for (const auto part : split(text, ';')) {
      if (auto read = read_part(part); !read) return Fault{std::move(read.error())};
    }
    if (!has("FREQ")) return fault(Kind::missing, "FREQ", {}, "FREQ");
    if (auto fits = check_together(); !fits) return Fault{std::move(fits.error())};
    return std::move(rule_);
  }

 private:
  using Done = tl::expected<void, RecurrenceFault>;

  [[nodiscard]] bool has(std::string_view name) const { return std::ranges::find(seen_, name) != seen_.end(); }

  Done read_part(std::string_view part) {
    const auto equals = part.find('=');
    const auto name = upper(part.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::string{} : upper(part.substr(equals + 1));
    if (has(name)) return fault(Kind::twice, name);
    seen_.push_back(name);
    if (auto read = read_value(name, value); !read) return read;
    if (name != "UNTIL") rule_.text += (rule_.text.empty() ? "" : ";") + name + "=" + value;
    return {};
  }

  Done read_value(const std::string& name, const std::string& value) {
    if (name == "FREQ") return read_frequency(value);
    if (name == "INTERVAL") return read_count(name, value, kLargestInterval, rule_.interval);
    if (name == "COUNT") return read_count(name, value, kLargestCount, rule_.count.emplace());
    if (name == "UNTIL") return read_until(value);
    if (name == "WKST") return read_week_start(value);
    if (name == "BYDAY") return read_days(value);
    const auto* part = std::ranges::find(kNumberParts, name, &NumberPart::name);
    if (part == std::end(kNumberParts)) return fault(Kind::unknown_part, name);
    auto numbers = numbers_of(*part, value);
    if (!numbers) return Fault{std::move(numbers.error())};
    rule_.by[name] = std::move(*numbers);
    return {};
  }

  Done read_frequency(const std::string& value) {
    const auto* found = std::ranges::find(kFrequencies, value);
    if (found == kFrequencies.end()) {
      return fault(Kind::bad_value, "FREQ", value, "SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY");
    }
    rule_.frequency = static_cast<Frequency>(found - kFrequencies.begin());
    return {};
  }

  static Done read_count(std::string_view name, std::string_view value, int most, int& out) {
    const auto number = number_in(value, 1, most);
    if (!number) return fault(Kind::bad_value, name, value, "1 … " + std::to_string(most));
    out = *number;
    return {};
  }

  Done read_until(const std::string& value) {
    const bool utc = value.ends_with('Z');
    const auto time = parse_civil(std::string_view{value}.substr(0, value.size() - (utc ? 1 : 0)));
    if (!time || (utc && !time->clock)) {
      return fault(Kind::bad_value, "UNTIL", value, "20301231, 20301231T235959, 20301231T235959Z");
    }
    if (!time->clock) {
      rule_.until = time->day;
    } else if (utc) {
      rule_.until = Instant{time->day.time_since_epoch() + *time->clock};
    } else {
      rule_.until = LocalTime{time->day} + *time->clock;
    }
    return {};
  }

  Done read_week_start(std::string_view value) {
    const auto* found = std::ranges::find(kWeekdays, value);
    if (found == kWeekdays.end()) return fault(Kind::bad_value, "WKST", value, kWeekdayList);
    rule_.week_start = std::chrono::Monday + std::chrono::days{found - kWeekdays.begin()};
    return {};
  }

  Done read_days(std::string_view value) {
    for (const auto word : split(value, ',')) {
      const auto day = word.substr(word.size() < 2 ? 0 : word.size() - 2);
      const auto ordinal = word.substr(0, word.size() - day.size());
      const auto number = ordinal.empty() ? std::optional<int>{} : number_in(ordinal);
      const bool good = ordinal.empty() || (number && *number != 0 && std::abs(*number) <= 53);
      if (!good || std::ranges::find(kWeekdays, day) == kWeekdays.end()) {
        return fault(Kind::bad_value, "BYDAY", word, "MO … SU, 1MO … 53SU, -53MO … -1SU");
      }
      counted_days_ = counted_days_ || number.has_value();
    }
    return {};
  }

  // What the RFC says MUST NOT stand together.
  [[nodiscard]] Done check_together() const {
    const auto frequency = std::string{kFrequencies[static_cast<std::size_t>(rule_.frequency)]};
    const auto forbid = [&](std::string_view name, std::initializer_list<Frequency> with) {
      return has(name) && std::ranges::find(with, rule_.frequency) != with.end();
    };
    using enum Frequency;
    if (has("COUNT") && has("UNTIL")) return fault(Kind::not_together, "COUNT", {}, "UNTIL");
    if (forbid("BYMONTHDAY", {weekly})) return fault(Kind::not_together, "BYMONTHDAY", {}, "FREQ=" + frequency);
    if (forbid("BYYEARDAY", {daily, weekly, monthly})) {
      return fault(Kind::not_together, "BYYEARDAY", {}, "FREQ=" + frequency);
    }
    if (has("BYWEEKNO") && rule_.frequency != yearly) {
      return fault(Kind::not_together, "BYWEEKNO", {}, "FREQ=" + frequency);
    }
    if (counted_days_ && rule_.frequency < monthly) {
      return fault(Kind::not_together, "BYDAY=n", {}, "FREQ=" + frequency);
    }
    if (counted_days_ && has("BYWEEKNO")) return fault(Kind::not_together, "BYDAY=n", {}, "BYWEEKNO");
    // Of which year or month it would be the n-th, the RFC does not say.
    if (counted_days_ && has("BYYEARDAY") && (has("BYMONTH") || has("BYMONTHDAY"))) {
      return fault(Kind::not_together, "BYDAY=n", {}, "BYYEARDAY");
    }
    // Allowed by the RFC; but which year the days of its first and last week belong to, libical does not say.
    if (has("BYSETPOS") && has("BYWEEKNO")) return fault(Kind::not_together, "BYSETPOS", {}, "BYWEEKNO");
    const bool other = std::ranges::any_of(
        seen_, [](const std::string& name) { return name.starts_with("BY") && name != "BYSETPOS"; });
    if (has("BYSETPOS") && !other) return fault(Kind::missing, "BYSETPOS", {}, "BYDAY, BYMONTHDAY, …");
    return {};
  }

  RecurrenceRule rule_;
  std::vector<std::string> seen_;
  bool counted_days_ = false;  // BYDAY=2TU
};

}  // namespace

Problem problem_of(const RecurrenceFault& fault) {
  constexpr std::string_view kCodes[] = {"DD1701", "DD1702", "DD1703", "DD1704", "DD1705", "DD1706"};
  Problem problem;
  problem.code = kCodes[static_cast<std::size_t>(fault.kind)];
  problem.args = {{"part", fault.part}, {"got", fault.value}, {"expected", fault.expected}};
  return problem;
}

tl::expected<RecurrenceRule, RecurrenceFault> parse_recurrence_rule(std::string_view text) {
  return RuleParser{}.parse(text);
}

}  // namespace dondoc::rules
