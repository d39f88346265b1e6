#include "integrations/sqlite/series_json.hpp"

#include <boost/json.hpp>

#include "integrations/sqlite/filter_json.hpp"

namespace dondoc::integrations::sqlite {
namespace {

namespace json = boost::json;

// Thrown and caught here: what is wrong with a row.
struct Fault {
  std::string text;
};

[[noreturn]] void fail(std::string_view where, std::string_view expected, const std::string& got) {
  throw Fault{std::string{where} + ": expected " + std::string{expected} + ", got " + got};
}

std::string text_of(std::string_view name, const json::value& value) {
  if (!value.is_string()) fail(name, "a text", json::serialize(value));
  return std::string{value.get_string()};
}

std::vector<std::string> texts_of(std::string_view name, const json::value& value) {
  if (!value.is_array()) fail(name, "a list of texts", json::serialize(value));
  std::vector<std::string> out;
  for (const auto& one : value.get_array()) out.push_back(text_of(name, one));
  return out;
}

template <class Parse>
auto parsed(std::string_view name, const std::string& text, std::string_view expected, Parse parse) {
  auto value = parse(std::string_view{text});
  if (!value) fail(name, expected, "\"" + text + "\"");
  return *std::move(value);
}

std::vector<rules::CivilTime> times_of(std::string_view name, const json::value& value) {
  std::vector<rules::CivilTime> out;
  for (const auto& text : texts_of(name, value)) out.push_back(parsed(name, text, "a civil time", rules::parse_civil));
  return out;
}

rules::Filter filter_of(const json::value& value) {
  auto filter = filter_from_json(json::serialize(value));
  if (!filter) throw Fault{"for_each: " + filter.error()};
  return std::move(*filter);
}

std::chrono::days horizon_of(const json::value& value) {
  constexpr std::int64_t kLongest = 3700;
  if (!value.is_int64() || value.get_int64() < 1 || value.get_int64() > kLongest) {
    fail("horizon", "days, 1 … 3700", json::serialize(value));
  }
  return std::chrono::days{value.get_int64()};
}

std::vector<rules::RecipientSpec> invite_of(const json::value& value) {
  std::vector<rules::RecipientSpec> out;
  for (const auto& text : texts_of("invite", value)) {
    out.push_back(parsed("invite", text, "recipients", rules::parse_recipient_spec));
  }
  return out;
}

void read_member(std::string_view name, const json::value& value, rules::Series& series) {
  const auto word = [&] { return text_of(name, value); };
  if (name == "agencies")
    series.agencies = texts_of(name, value);
  else if (name == "for_each")
    series.for_each = filter_of(value);
  else if (name == "rdate")
    series.recurrence.dates = times_of(name, value);
  else if (name == "exdate")
    series.recurrence.except = times_of(name, value);
  else if (name == "if_day_off")
    series.if_day_off = parsed(name, word(), "next, previous, keep or skip", rules::parse_if_day_off);
  else if (name == "term")
    series.term = parsed(name, word(), "a term", rules::parse_amount);
  else if (name == "horizon")
    series.horizon = horizon_of(value);
  else if (name == "since")
    series.since = parsed(name, word(), "a date", rules::parse_day);
  else if (name == "completion")
    series.completion = parsed(name, word(), "auto or report", rules::parse_completion);
  else if (name == "document")
    series.document = word();
  else if (name == "product")
    series.product = word();
  else if (name == "coordinators")
    series.coordinators = texts_of(name, value);
  else if (name == "invite")
    series.invite = invite_of(value);
  else if (name == "place")
    series.place = word();
  else if (name == "chair")
    series.chair = word();
  else if (name == "length")
    series.length = parsed(name, word(), "minutes or hours, at most 7 days", rules::parse_meeting_length);
  else
    throw Fault{"settings: there is no member \"" + std::string{name} + "\""};
}

void read_settings(const std::string& settings, rules::Series& series) {
  boost::system::error_code error;
  const json::value value = json::parse(settings.empty() ? "{}" : settings, error);
  if (error || !value.is_object()) fail("settings", "a JSON object", settings);
  for (const auto& member : value.get_object()) {
    if (!member.value().is_null()) read_member(member.key(), member.value(), series);
  }
}

void read_rule(const SeriesRow& row, rules::Series& series) {
  series.rrule = row.rrule;
  const auto start = parsed("start", row.start, "a civil time", rules::parse_civil);
  series.date_only = !start.clock;
  series.recurrence.start = rules::LocalTime{start.day} + start.clock.value_or(rules::Millis{0});
  if (row.rrule.empty()) return;
  auto rule = rules::parse_recurrence_rule(row.rrule);
  if (!rule)
    throw Fault{"rrule: " + rule.error().part + ": " + rule.error().value + " (" + rule.error().expected + ")"};
  series.recurrence.rule = std::move(*rule);
}

rules::Series read_row(const SeriesRow& row) {
  rules::Series series;
  series.id = row.id;
  series.origin = row.origin;
  series.kind = parsed("kind", row.kind, "meeting or report", rules::parse_series_kind);
  series.completion = rules::standard_completion(series.kind);
  series.title = row.title;
  series.zone = row.zone;
  read_settings(row.settings, series);
  read_rule(row, series);
  if (const auto wrong = rules::series_fault(series)) {
    throw Fault{std::string{wrong->field} + ": " + std::string{wrong->cause}};
  }
  return series;
}

void add_meeting_settings(const rules::Series& series, json::object& settings) {
  json::array invite;
  for (const auto& spec : series.invite) invite.emplace_back(rules::format_recipient_spec(spec));
  if (!invite.empty()) settings["invite"] = std::move(invite);
  if (!series.place.empty()) settings["place"] = series.place;
  if (!series.chair.empty()) settings["chair"] = series.chair;
  if (series.length) settings["length"] = std::to_string(series.length->count()) + "min";
}

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

json::array times(const std::vector<rules::CivilTime>& list) {
  json::array out;
  for (const auto& time : list) out.emplace_back(rules::format_civil(time));
  return out;
}

}  // namespace

tl::expected<rules::Series, std::string> series_from_row(const SeriesRow& row) {
  try {
    return read_row(row);
  } catch (Fault& fault) {
    return tl::unexpected(std::move(fault.text));
  }
}

SeriesRow row_of(const rules::Series& series) {
  json::object settings{{"if_day_off", rules::if_day_off_name(series.if_day_off)},
                        {"horizon", series.horizon.count()},
                        {"completion", rules::completion_name(series.completion)}};
  if (!series.agencies.empty()) settings["agencies"] = texts(series.agencies);
  if (!series.recurrence.dates.empty()) settings["rdate"] = times(series.recurrence.dates);
  if (!series.recurrence.except.empty()) settings["exdate"] = times(series.recurrence.except);
  if (series.term) settings["term"] = rules::format_amount(*series.term);
  if (series.since) settings["since"] = rules::format_day(*series.since);
  if (!series.document.empty()) settings["document"] = series.document;
  if (!series.product.empty()) settings["product"] = series.product;
  if (!series.coordinators.empty()) settings["coordinators"] = texts(series.coordinators);
  add_meeting_settings(series, settings);
  const auto day = std::chrono::floor<std::chrono::days>(series.recurrence.start);
  rules::CivilTime start{day, series.recurrence.start - rules::LocalTime{day}};
  if (series.date_only) start.clock.reset();
  return {series.id,
          series.origin,
          std::string{rules::series_kind_name(series.kind)},
          series.title,
          series.rrule,
          rules::format_civil(start),
          series.zone,
          json::serialize(settings)};
}

}  // namespace dondoc::integrations::sqlite
