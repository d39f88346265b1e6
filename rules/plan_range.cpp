#include "rules/plan_range.hpp"

namespace dondoc::rules {
namespace {

bool read_range_beginning(PlanReader& reader, std::optional<PlanPoint>& point) {
  reader.take("trong");
  const bool stage = reader.take("giai đoạn");
  const bool from = !stage && reader.take("từ");
  point = read_plan_point(reader);
  if (!point) {
    const std::size_t place = reader.place();
    if (const auto year = read_plan_year(reader))
      point = PlanPoint{.period = PlanPeriod::year, .year = year, .place = place};
  }
  if (!point) return false;
  if (reader.take_mark('-')) return true;
  const bool to = (from || stage) && reader.take_any({"đến", "tới"});
  if (to) reader.take("hết");
  return to;
}

}  // namespace

PlanBound read_plan_bound(PlanReader& reader) {
  if (reader.take("trước")) return PlanBound::before;
  if (reader.take_any({"bắt đầu từ", "từ"})) return PlanBound::from;
  if (reader.take_any({"chậm nhất", "muộn nhất", "không muộn hơn", "không chậm hơn", "không quá"})) {
    reader.take("là");
    if (reader.take("trước")) return PlanBound::before;
    reader.take_any({"vào", "đến", "tới", "trong"});
    reader.take("hết");
    return PlanBound::by;
  }
  if (reader.take_any({"đến", "tới"})) {
    if (reader.take("trước")) return PlanBound::before;
    reader.take_any({"hết", "cuối"});
    return PlanBound::by;
  }
  return reader.take_any({"hết", "trong", "vào"}) ? PlanBound::by : PlanBound::none;
}

std::optional<PlanDays> read_plan_range(PlanReader& reader) {
  std::optional<PlanPoint> beginning;
  if (!read_range_beginning(reader, beginning)) return std::nullopt;
  const auto end = read_plan_point_after(reader, *beginning);
  if (!end) return std::nullopt;
  if (!beginning->year && beginning->period == end->period) beginning->year = end->year;
  const auto last = days_of(reader, *end);
  if (!last) return std::nullopt;
  const auto first = days_of(reader, *beginning);
  if (!first) return std::nullopt;
  if (first->first >= last->first || first->last >= last->last) {
    reader.note(PlanWordingFault::backwards, beginning->place);
    return std::nullopt;
  }
  return PlanDays{first->first, last->last};
}

}  // namespace dondoc::rules
