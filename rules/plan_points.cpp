#include "rules/plan_points.hpp"

#include <array>
#include <string_view>

namespace dondoc::rules {
namespace {

using Fault = PlanWordingFault;

// ("/" | "-" | ["," | "của"] "năm") YYYY
std::optional<int> read_year_suffix(PlanReader& reader) {
  const std::size_t place = reader.place();
  bool introduced = reader.take_mark('/');
  if (!introduced) {
    const PlanToken* next = reader.peek(1);
    const bool is_year = next != nullptr && next->kind == PlanToken::Kind::number && next->key.size() == 4;
    introduced = is_year && reader.take_mark('-');
  }
  if (!introduced) {
    reader.take_mark(',');
    reader.take("của");
    introduced = reader.take("năm");
  }
  if (introduced) {
    const std::size_t number = reader.place();
    if (const auto year = read_plan_year(reader)) return year;
    if (reader.number(1, 9)) reader.note(Fault::no_year, number);
  }
  reader.back_to(place);
  return std::nullopt;
}

bool next_is_number(const PlanReader& reader, std::size_t ahead = 0) {
  const PlanToken* token = reader.peek(ahead);
  return token != nullptr && token->kind == PlanToken::Kind::number;
}

std::optional<PlanPoint> read_iso(PlanReader& reader) {
  PlanPoint point{.place = reader.place()};
  const auto year = reader.number(4, 4);
  if (!year || !reader.take_mark('-')) return std::nullopt;
  const auto month = reader.number(2, 2);
  if (!month || !reader.take_mark('-')) return std::nullopt;
  const auto day = reader.number(2, 2);
  if (!day) return std::nullopt;
  point.year = static_cast<int>(*year);
  point.day = *day;
  point.first_month = point.last_month = *month;
  return point;
}

// D/M/YYYY, D-M-YYYY, D.M.YYYY, D/M
std::optional<PlanPoint> read_numeric_day(PlanReader& reader) {
  PlanPoint point{.place = reader.place()};
  const auto day = reader.number(1, 2);
  const PlanToken* separator = reader.peek();
  if (!day || separator == nullptr || separator->kind != PlanToken::Kind::mark) return std::nullopt;
  const char mark = separator->key.front();
  if (mark != '/' && mark != '-' && mark != '.') return std::nullopt;
  const bool glued = separator->glued;
  if (mark != '/' && !glued) return std::nullopt;
  reader.take_mark(mark);
  const auto month = reader.number(1, 2);
  if (!month) return std::nullopt;
  point.day = *day;
  point.first_month = point.last_month = *month;
  const bool has_year = reader.peek() != nullptr && (mark == '/' || reader.peek()->glued) &&
                        next_is_number(reader, 1) && reader.take_mark(mark);
  if (!has_year) {
    if (mark != '/') return std::nullopt;
    if (reader.peek() != nullptr && reader.peek()->key == "/") return std::nullopt;
    point.year = read_year_suffix(reader);
    return point;
  }
  const std::size_t number = reader.place();
  point.year = read_plan_year(reader);
  if (point.year) return point;
  if (reader.number(1, 9)) reader.note(Fault::no_year, number);
  return std::nullopt;
}

// "01 tháng 4 năm 2023"
std::optional<PlanPoint> read_spelt_day(PlanReader& reader) {
  PlanPoint point{.place = reader.place()};
  const auto day = reader.number(1, 2);
  if (!day || !reader.take("tháng")) return std::nullopt;
  const auto month = reader.number(1, 2);
  if (!month) return std::nullopt;
  point.day = *day;
  point.first_month = point.last_month = *month;
  point.year = read_year_suffix(reader);
  return point;
}

// "6/2023" or, after "tháng", "6"
std::optional<PlanPoint> read_month(PlanReader& reader, bool named) {
  PlanPoint point{.period = PlanPeriod::month, .place = reader.place()};
  const auto month = reader.number(1, 2);
  if (!month) return std::nullopt;
  point.first_month = point.last_month = *month;
  if (named) {
    point.year = read_year_suffix(reader);
    return point;
  }
  if (!reader.take_mark('/')) return std::nullopt;
  point.year = read_plan_year(reader);
  return point.year ? std::optional(point) : std::nullopt;
}

std::optional<unsigned> read_quarter_number(PlanReader& reader) {
  static constexpr std::array<std::string_view, 4> kRoman = {"i", "ii", "iii", "iv"};
  for (unsigned i = 0; i < kRoman.size(); ++i) {
    if (reader.take(kRoman[i])) return i + 1;
  }
  return reader.number(1, 1);
}

std::optional<PlanPoint> read_quarter(PlanReader& reader) {
  PlanPoint point{.period = PlanPeriod::quarter, .place = reader.place()};
  const auto quarter = read_quarter_number(reader);
  if (!quarter) return std::nullopt;
  if (*quarter < 1 || *quarter > 4) {
    reader.note(Fault::no_such_date, point.place);
    return std::nullopt;
  }
  point.first_month = *quarter * 3 - 2;
  point.last_month = *quarter * 3;
  point.year = read_year_suffix(reader);
  return point;
}

// "06 tháng đầu năm 2023", "nửa cuối năm 2023"
std::optional<PlanPoint> read_part(PlanReader& reader) {
  PlanPoint point{.period = PlanPeriod::part_of_year, .place = reader.place()};
  unsigned months = 6;
  if (!reader.take("nửa")) {
    const auto count = reader.number(1, 2);
    if (!count || (*count != 3 && *count != 6 && *count != 9) || !reader.take("tháng")) return std::nullopt;
    months = *count;
  }
  const bool first = reader.take("đầu");
  if (!first && !reader.take("cuối")) return std::nullopt;
  if (!reader.take("năm")) return std::nullopt;
  point.year = read_plan_year(reader);
  if (!point.year) {
    reader.note(Fault::no_year, reader.place());
    return std::nullopt;
  }
  point.first_month = first ? 1 : 13 - months;
  point.last_month = first ? months : 12;
  return point;
}

std::optional<PlanPoint> read_year(PlanReader& reader) {
  PlanPoint point{.period = PlanPeriod::year, .place = reader.place()};
  point.year = read_plan_year(reader);
  return point.year ? std::optional(point) : std::nullopt;
}

template <class Read>
std::optional<PlanPoint> try_reading(PlanReader& reader, Read read) {
  const std::size_t place = reader.place();
  auto point = read(reader);
  if (!point) reader.back_to(place);
  return point;
}

std::optional<PlanPoint> read_day(PlanReader& reader) {
  for (const auto read : {read_iso, read_numeric_day, read_spelt_day}) {
    if (auto point = try_reading(reader, read)) return point;
  }
  return std::nullopt;
}

std::optional<PlanPoint> read_any_point(PlanReader& reader) {
  if (reader.take("ngày")) return read_day(reader);
  if (reader.take("tháng")) return read_month(reader, true);
  if (reader.take_any({"quý", "quí"})) return read_quarter(reader);
  if (reader.take("năm")) return read_year(reader);
  for (const auto read : {read_part, read_day}) {
    if (auto point = try_reading(reader, read)) return point;
  }
  return read_month(reader, false);
}

}  // namespace

std::optional<int> read_plan_year(PlanReader& reader) {
  const std::size_t place = reader.place();
  const auto year = reader.number(4, 4);
  if (!year) return std::nullopt;
  if (*year >= 1900 && *year <= 2100) return static_cast<int>(*year);
  reader.note(Fault::out_of_range, place);
  reader.back_to(place);
  return std::nullopt;
}

std::optional<PlanPoint> read_plan_point(PlanReader& reader) { return try_reading(reader, read_any_point); }

std::optional<PlanPoint> read_plan_point_after(PlanReader& reader, const PlanPoint& before) {
  if (auto point = read_plan_point(reader)) return point;
  if (before.period == PlanPeriod::quarter) return try_reading(reader, read_quarter);
  if (before.period == PlanPeriod::year) return try_reading(reader, read_year);
  if (before.period == PlanPeriod::month) return try_reading(reader, [](PlanReader& r) { return read_month(r, true); });
  return std::nullopt;
}

std::optional<PlanDays> days_of(PlanReader& reader, const PlanPoint& point) {
  const unsigned first_day = point.period == PlanPeriod::day ? point.day : 1;
  const bool may_exist =
      point.first_month >= 1 && point.last_month <= 12 && first_day >= 1 && first_day <= most_days(point.first_month);
  if (!may_exist) {
    reader.note(Fault::no_such_date, point.place);
    return std::nullopt;
  }
  if (!point.year) {
    reader.note(Fault::no_year, reader.place());
    return std::nullopt;
  }
  if (*point.year < 1900 || *point.year > 2100) {
    reader.note(Fault::out_of_range, point.place);
    return std::nullopt;
  }
  const std::chrono::year year{*point.year};
  const auto first = year / std::chrono::month{point.first_month} / std::chrono::day{first_day};
  const std::chrono::year_month_day last = year / std::chrono::month{point.last_month} / std::chrono::last;
  if (!first.ok()) {
    reader.note(Fault::no_such_date, point.place);
    return std::nullopt;
  }
  return PlanDays{Day{first}, point.period == PlanPeriod::day ? Day{first} : Day{last}};
}

}  // namespace dondoc::rules
