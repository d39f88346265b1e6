#include "rules/plan_recurrence_reader.hpp"

#include <algorithm>
#include <array>

#include "rules/plan_range.hpp"
#include "rules/plan_recurrence_days.hpp"
#include "rules/plan_scope.hpp"

namespace dondoc::rules {
namespace {

using Reading = std::optional<RecurringWording>;

enum class Every { week, month, quarter, half_year, nine_months, year };

std::vector<unsigned> last_months_of(Every every) {
  switch (every) {
    case Every::week:
      return {};
    case Every::month:
      return every_month();
    case Every::quarter:
      return {3, 6, 9, 12};
    case Every::half_year:
      return {6, 12};
    case Every::nine_months:
      return {9};
    case Every::year:
      return {12};
  }
  return {};
}

bool take_each(PlanReader& reader) { return reader.take_any({"hàng", "hằng", "mỗi"}); }

std::optional<Every> read_period(PlanReader& reader) {
  if (reader.take("tuần")) return Every::week;
  if (reader.take("tháng")) return Every::month;
  if (reader.take_any({"quý", "quí"})) return Every::quarter;
  if (reader.take("năm")) return Every::year;
  const std::size_t place = reader.place();
  const auto count = reader.number(1, 2);
  if (count && (*count == 6 || *count == 9) && reader.take("tháng")) {
    return *count == 6 ? Every::half_year : Every::nine_months;
  }
  reader.back_to(place);
  return std::nullopt;
}

// ("," | "và") [each] period
std::optional<Every> read_further_period(PlanReader& reader) {
  const std::size_t place = reader.place();
  const bool comma = reader.take_mark(',');
  if (reader.take("và") || comma) {
    take_each(reader);
    if (const auto period = read_period(reader)) return period;
  }
  reader.back_to(place);
  return std::nullopt;
}

// Periods that end together: without a week, and nine months only beside shorter or longer ones.
Reading ends_of(const std::vector<Every>& periods) {
  RecurringWording out{.assumed_day = true};
  if (periods == std::vector{Every::week}) {
    out.weekday = std::chrono::Sunday;
    return out;
  }
  if (periods == std::vector{Every::nine_months}) return std::nullopt;
  for (const Every period : periods) {
    if (period == Every::week) return std::nullopt;
    const auto months = last_months_of(period);
    out.months.insert(out.months.end(), months.begin(), months.end());
  }
  std::sort(out.months.begin(), out.months.end());
  out.months.erase(std::unique(out.months.begin(), out.months.end()), out.months.end());
  return out;
}

bool take_once(PlanReader& reader) {
  const std::size_t place = reader.place();
  const auto count = reader.number(1, 2);
  if ((count ? *count == 1 : reader.take("một")) && reader.take("lần")) return true;
  reader.back_to(place);
  return false;
}

// "hàng quý", "định kỳ hàng quý, năm", "6 tháng một lần"
Reading read_periods(PlanReader& reader) {
  const bool periodic = reader.take_any({"định kỳ", "định kì"});
  const bool each = take_each(reader);
  std::vector<Every> periods;
  auto period = read_period(reader);
  for (; period; period = read_further_period(reader)) periods.push_back(*period);
  if (periods.empty()) return std::nullopt;
  const std::size_t place = reader.place();
  bool once = take_once(reader);
  if (!once && reader.take_mark('/')) once = reader.take("lần");
  if (!once) reader.back_to(place);
  if ((once && periods.size() > 1) || (!once && !periodic && !each)) return std::nullopt;
  return ends_of(periods);
}

// "01 lần/quý", "một lần mỗi năm"
Reading read_once_a_period(PlanReader& reader) {
  reader.take_any({"định kỳ", "định kì"});
  if (!take_once(reader)) return std::nullopt;
  if (!reader.take_mark('/') && !take_each(reader)) return std::nullopt;
  const auto period = read_period(reader);
  return period ? ends_of({*period}) : std::nullopt;
}

struct DayForm {
  Every every;
  NamedDayReading (*read)(PlanReader&, bool before);
};
constexpr std::array<DayForm, 4> kDayForms = {{{Every::week, read_day_of_week},
                                               {Every::month, read_day_of_month},
                                               {Every::quarter, read_day_of_quarter},
                                               {Every::year, read_day_of_year}}};

// [bound] day
NamedDayReading read_bounded(PlanReader& reader, const DayForm& form) {
  const PlanBound bound = read_plan_bound(reader);
  return bound == PlanBound::from ? std::nullopt : form.read(reader, bound == PlanBound::before);
}

// "thứ Sáu hàng tuần"
Reading read_day_of_each(PlanReader& reader, const DayForm& form) {
  const auto named = read_bounded(reader, form);
  return named && take_each(reader) && read_period(reader) == form.every ? recurring_on(reader, *named) : std::nullopt;
}

// "hàng năm, trước ngày 30/9", "hàng quý (ngày 15 tháng cuối quý)"
Reading read_each_on_day(PlanReader& reader, const DayForm& form) {
  reader.take_any({"định kỳ", "định kì"});
  if (!take_each(reader) || read_period(reader) != form.every) return std::nullopt;
  reader.take_mark(',');
  const bool in_parentheses = reader.take_mark('(');
  const auto named = read_bounded(reader, form);
  if (named && form.every == Every::quarter) reader.take_any({"quý", "quí"});
  return named && (!in_parentheses || reader.take_mark(')')) ? recurring_on(reader, *named) : std::nullopt;
}

Reading with_scope(PlanReader& reader, Reading reading) {
  if (!reading) return std::nullopt;
  const auto scope = read_plan_scope(reader);
  if (!scope) return std::nullopt;
  reading->from = scope->from;
  reading->until = scope->until;
  return reading;
}

bool is_at_end(const PlanReader& reader, bool in_parentheses) {
  return in_parentheses ? reader.peek() != nullptr && reader.peek()->key == ")" : reader.done();
}

Reading read_core(PlanReader& reader, bool in_parentheses) {
  const std::size_t place = reader.place();
  const auto attempt = [&](auto read) {
    reader.back_to(place);
    Reading reading = with_scope(reader, read());
    return reading && is_at_end(reader, in_parentheses) ? reading : std::nullopt;
  };
  if (Reading reading = attempt([&] { return read_periods(reader); })) return reading;
  if (Reading reading = attempt([&] { return read_once_a_period(reader); })) return reading;
  for (const DayForm& form : kDayForms) {
    if (Reading reading = attempt([&] { return read_day_of_each(reader, form); })) return reading;
    if (Reading reading = attempt([&] { return read_each_on_day(reader, form); })) return reading;
  }
  return std::nullopt;
}

}  // namespace

std::optional<RecurringWording> read_plan_recurrence(PlanReader& reader) {
  if (!reader.take("theo quy định")) return read_core(reader, false);
  const bool in_parentheses = reader.take_mark('(');
  if (!in_parentheses) reader.take_mark(',');
  Reading reading = read_core(reader, in_parentheses);
  return reading && (!in_parentheses || reader.take_mark(')')) ? reading : std::nullopt;
}

}  // namespace dondoc::rules
