#include "config/series_reader.hpp"

#include "config/where_reader.hpp"
#include "config/zones.hpp"

namespace dondoc::config {
namespace {

using Type = TomlNode::Type;

constexpr std::int64_t kLongestHorizon = 3700;

// A date, a date-time without offset, or either as a text.
std::optional<rules::CivilTime> civil_of(TomlReader& reader, const TomlNode& node, std::string_view key) {
  if (node.type == Type::date) return rules::CivilTime{node.day, std::nullopt};
  if (node.type == Type::local_date_time) {
    return rules::CivilTime{node.day, node.instant - rules::Instant{node.day.time_since_epoch()}};
  }
  if (node.type == Type::text) {
    if (auto time = rules::parse_civil(node.text)) return time;
  }
  reader.report_at(node, "DD1718", key,
                   {{"got", node.type == Type::text ? node.text : std::string{type_name(node.type)}}});
  return std::nullopt;
}

std::vector<rules::CivilTime> civil_list(TomlReader& reader, std::string_view key) {
  const auto* node = reader.any(key);
  if (!node) return {};
  std::vector<rules::CivilTime> out;
  const std::vector<TomlNode> one{*node};
  for (const auto& item : node->type == Type::list ? node->items : one) {
    if (const auto time = civil_of(reader, item, key)) out.push_back(*time);
  }
  return out;
}

void read_start(TomlReader& reader, rules::Series& series) {
  const auto* node = reader.any("start");
  if (!node) {
    reader.report("DD1103", "start", {{"key", "start"}});
    return;
  }
  const auto start = civil_of(reader, *node, "start");
  if (!start) return;
  series.date_only = !start->clock;
  series.recurrence.start = rules::LocalTime{start->day} + start->clock.value_or(rules::Millis{0});
}

// In any zone: whether there is one at all.
bool gives_none(const rules::Series& series) {
  const auto zone = load_zone("UTC");
  const auto start = rules::Instant{series.recurrence.start.time_since_epoch()} - std::chrono::days{2};
  const auto found = zone ? rules::expand_recurrence(series.recurrence, **zone, {start, rules::kLatestInstant})
                          : std::vector<rules::Recurring>{{}};
  return found && found->empty();
}

void read_rule(TomlReader& reader, rules::Series& series) {
  series.rrule = reader.required_text("rrule");
  read_start(reader, series);
  series.recurrence.dates = civil_list(reader, "rdate");
  series.recurrence.except = civil_list(reader, "exdate");
  if (series.rrule.empty()) return;
  auto rule = rules::parse_recurrence_rule(series.rrule);
  if (rule) {
    series.recurrence.rule = std::move(*rule);
    return;
  }
  auto problem = rules::problem_of(rule.error());
  reader.report(problem.code, "rrule", std::move(problem.args));
}

void read_agencies(TomlReader& reader, rules::Series& series) {
  series.agencies = reader.texts("agencies");
  if (const auto* table = reader.table("for_each")) {
    auto conditions = reader.below(*table, "for_each");
    series.for_each = read_where(conditions);
  }
}

std::optional<std::chrono::days> horizon_in(std::string_view text) {
  const auto amount = rules::parse_amount(text);
  if (!amount || amount->unit != rules::Unit::d || amount->count < 1 || amount->count > kLongestHorizon) {
    return std::nullopt;
  }
  return std::chrono::days{amount->count};
}

void read_times(TomlReader& reader, rules::Series& series) {
  series.zone = reader.text_or("zone", "");
  if (!series.zone.empty() && !load_zone(series.zone)) reader.report("DD1115", "zone", {{"zone", series.zone}});
  series.if_day_off = reader.parsed("if_day_off", rules::parse_if_day_off, "DD1721").value_or(series.if_day_off);
  series.term = reader.parsed("term", rules::parse_amount, "DD1117");
  series.horizon = reader.parsed("horizon", horizon_in, "DD1719").value_or(series.horizon);
  series.since = reader.day("since");
}

void read_meetings(TomlReader& reader, rules::Series& series) {
  for (const auto& text : reader.texts("invite")) {
    if (auto spec = rules::parse_recipient_spec(text)) {
      series.invite.push_back(std::move(*spec));
    } else {
      reader.report("DD1724", "invite", {{"got", text}});
    }
  }
  series.place = reader.text_or("place", "");
  series.chair = reader.text_or("chair", "");
  series.length = reader.parsed("length", rules::parse_meeting_length, "DD1725");
}

void read_words(TomlReader& reader, rules::Series& series) {
  series.kind = reader.parsed("kind", rules::parse_series_kind, "DD1722").value_or(series.kind);
  if (!reader.has("kind")) reader.report("DD1103", "kind", {{"key", "kind"}});
  series.title = reader.text_or("title", series.id);
  series.completion =
      reader.parsed("completion", rules::parse_completion, "DD1723").value_or(rules::standard_completion(series.kind));
  series.document = reader.text_or("document", "");
  series.product = reader.text_or("product", "");
  series.coordinators = reader.texts("coordinators");
  read_meetings(reader, series);
}

void check(TomlReader& reader, const rules::Series& series) {
  if (const auto fault = rules::series_fault(series)) {
    const auto place = rules::unknown_title_place(series.title).value_or("");
    reader.report(std::string{fault->code}, fault->field, {{"place", place}});
  } else if (series.recurrence.rule && gives_none(series)) {
    reader.report("DD1720", "rrule");
  }
}

}  // namespace

void SeriesTables::read(TomlReader& reader) {
  rules::Series series;
  series.id = reader.id("id");
  reader.call(series.id);
  static_cast<void>(ids_.add(series.id, reader, "id"));
  const auto before = reader.problems().size();
  read_words(reader, series);
  read_rule(reader, series);
  read_times(reader, series);
  read_agencies(reader, series);
  if (reader.problems().size() == before) check(reader, series);
  reader.finish();
  series_.push_back(std::move(series));
}

}  // namespace dondoc::config
