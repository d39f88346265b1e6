#include "daemon/cli/item_options.hpp"

#include <charconv>

#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/words.hpp"
#include "daemon/world.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
namespace json = boost::json;

// The due that is in force is the end of a date.
bool shows_as_date(const sqlite::ItemReport& report) {
  return report.item.due_is_date && !report.item.appointment_at && report.due == report.item.due_at;
}

}  // namespace

sqlite::ItemKey find_item(Context& context, const std::string& name) {
  auto key = sqlite::find_item(context.database(), name);
  if (!key) throw CommandError{Exit::no, std::move(key.error())};
  return std::move(*key);
}

sqlite::ItemReport expect_readable(Context& context, const sqlite::ItemKey& key, rules::Instant at,
                                   std::optional<sqlite::ItemReport> report) {
  if (!report) throw CommandError{Exit::no, problem("DD5043", {{"code", key.code}, {"at", context.show(at)}})};
  if (report->unreadable) throw CommandError{Exit::data, problem("DD5049", {{"code", key.source + "/" + key.code}})};
  return std::move(*report);
}

std::int64_t parse_limit(const std::optional<std::string>& text, std::int64_t standard) {
  if (!text) return standard;
  std::int64_t limit = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (error != std::errc{} || end != text->data() + text->size() || limit < 1) {
    throw CommandError{Exit::usage, problem("DD5045", {{"value", *text}})};
  }
  return limit;
}

CommandError unknown_agency(const rules::World& world, const std::string& code) {
  std::vector<std::string> codes;
  for (const rules::Agency& agency : world.directory->agencies) codes.push_back(agency.code);
  if (const auto near = rules::nearest(code, codes)) {
    return CommandError{Exit::no, problem("DD5042", {{"agency", code}, {"nearest", *near}})};
  }
  return CommandError{Exit::no, problem("DD5032", {{"agency", code}})};
}

std::optional<std::int64_t> most_extensions(Context& context, const rules::World& world, const rules::Item& item) {
  const config::Configuration* configuration = context.configuration_if_any();
  return daemon::most_extensions(configuration ? *configuration : config::Configuration{}, world, item);
}

json::object item_row(Context& context, const sqlite::ItemReport& report, const rules::Directory& directory) {
  const rules::Item& item = report.item;
  json::object row;
  row["code"] = item.code;
  row["source"] = item.source;
  row["kind"] = std::string{rules::kind_name(item.kind)};
  row["title"] = item.title;
  row["state"] = std::string{rules::state_name(item.state)};
  row["agency"] = json_text(item.agency);
  row["agency_name"] = json_text(agency_name(directory, item.agency));
  row["officer"] = json_text(item.officer);
  row["officer_name"] = json_text(officer_name(directory, item));
  row["procedure"] = json_text(item.procedure);
  row["document"] = item.document ? json_text(item.document->number) : json::value{};
  row["priority"] = json_text(item.priority);
  row["product"] = json_text(item.product);
  row["received_at"] = json_time(context, item.received_at);
  row["due"] = json_time(context, report.due);
  row["due_is_date"] = shows_as_date(report);
  row["overdue"] = report.overdue;
  row["provisional"] = report.provisional;
  row["version"] = report.version;
  row["finished_at"] = json_time(context, item.finished_at);
  row["attributes"] = json::object{};
  for (const auto& [name, value] : item.attributes) row["attributes"].as_object()[name] = value;
  return row;
}

}  // namespace dondoc::daemon::cli
