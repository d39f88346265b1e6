#include "rules/plan_wording.hpp"

#include <algorithm>
#include <vector>

#include "rules/plan_range.hpp"
#include "rules/plan_reader.hpp"
#include "rules/plan_recurrence_reader.hpp"
#include "rules/plan_terms.hpp"

namespace dondoc::rules {
namespace {

using Reading = std::optional<PlanWording>;

// "hoàn thành", "thời hạn:": what the column is about anyway.
void skip_task_words(PlanReader& reader) {
  const bool term = reader.take_any({"thời hạn", "thời gian"});
  reader.take_any({"hoàn thành", "thực hiện"});
  if (!term) reader.take("xong");
  reader.take_mark(':');
}

// "17 giờ 30 phút", "17h30", "17:30". Nothing where none stands here.
std::optional<ClockTime> read_clock(PlanReader& reader) {
  const std::size_t place = reader.place();
  const auto hour = reader.number(1, 2);
  const bool colon = hour && reader.take_mark(':');
  if (colon || (hour && reader.take_any({"giờ", "h", "g"}))) {
    const auto minute = reader.number(2, 2);
    if (minute) reader.take("phút");
    const bool exists = *hour < 24 ? minute.value_or(0) < 60 : *hour == 24 && minute.value_or(0) == 0;
    if (exists && (minute || !colon)) return std::chrono::hours{*hour} + std::chrono::minutes{minute.value_or(0)};
    if (!exists) reader.note(PlanWordingFault::no_such_date, place);
  }
  reader.back_to(place);
  return std::nullopt;
}

Reading read_dated(PlanReader& reader) {
  const PlanBound bound = read_plan_bound(reader);
  const auto clock = read_clock(reader);
  if (clock) reader.take_mark(',');
  const auto point = read_plan_point(reader);
  if (!point) return std::nullopt;
  const auto days = days_of(reader, *point);
  if (!days) return std::nullopt;
  const bool is_day = point->period == PlanPeriod::day;
  if ((clock || bound == PlanBound::from) && !is_day) return std::nullopt;
  if (clock && bound == PlanBound::from) return std::nullopt;
  if (clock) return DatedWording{.last = days->last, .clock = clock};
  if (bound == PlanBound::before) return DatedWording{.last = days->first - std::chrono::days{1}};
  DatedWording dated{.last = days->last, .period = point->period, .start_by = bound == PlanBound::from};
  if (!is_day) dated.first = days->first;
  return dated;
}

Reading read_range(PlanReader& reader) {
  const auto days = read_plan_range(reader);
  if (!days) return std::nullopt;
  return DatedWording{.last = days->last, .first = days->first, .period = PlanPeriod::range};
}

template <class Read>
Reading read_as(PlanReader& reader, Read read) {
  auto reading = read(reader);
  Reading out;
  if (reading) out.emplace(std::move(*reading));
  return out;
}

// What the whole text can mean.
std::vector<PlanWording> readings_of(const PlanReader& beginning) {
  std::vector<PlanWording> out;
  const auto add = [&](auto read) {
    PlanReader reader = beginning;
    Reading reading = read_as(reader, read);
    if (reading && reader.done() && std::find(out.begin(), out.end(), *reading) == out.end()) out.push_back(*reading);
  };
  add(read_dated);
  add(read_range);
  add(read_plan_recurrence);
  add(read_plan_term);
  add(read_plan_continuous);
  add(read_plan_on_request);
  return out;
}

PlanWordingError error_of(const PlanReader::Trace& trace, const std::vector<PlanToken>& tokens, std::size_t size) {
  const bool explained = trace.fault && trace.fault_reached >= trace.reached;
  const std::size_t token = explained ? trace.fault_token : trace.reached;
  return {explained ? *trace.fault : PlanWordingFault::unknown, token < tokens.size() ? tokens[token].from : size};
}

}  // namespace

std::string_view plan_wording_fault_name(PlanWordingFault fault) {
  switch (fault) {
    case PlanWordingFault::empty:
      return "empty";
    case PlanWordingFault::unknown:
      return "unknown";
    case PlanWordingFault::no_such_date:
      return "no_such_date";
    case PlanWordingFault::no_year:
      return "no_year";
    case PlanWordingFault::some_periods:
      return "some_periods";
    case PlanWordingFault::backwards:
      return "backwards";
    case PlanWordingFault::out_of_range:
      return "out_of_range";
    case PlanWordingFault::ambiguous:
      return "ambiguous";
  }
  return "";
}

tl::expected<PlanWording, PlanWordingError> parse_plan_wording(std::string_view text) {
  const std::vector<PlanToken> tokens = plan_tokens(text);
  if (tokens.empty()) return tl::unexpected(PlanWordingError{PlanWordingFault::empty, 0});
  PlanReader::Trace trace;
  PlanReader reader(text, tokens, trace);
  skip_task_words(reader);
  std::vector<PlanWording> readings = readings_of(reader);
  if (readings.size() == 1) return std::move(readings.front());
  if (readings.empty()) return tl::unexpected(error_of(trace, tokens, text.size()));
  return tl::unexpected(PlanWordingError{PlanWordingFault::ambiguous, tokens.front().from});
}

}  // namespace dondoc::rules
