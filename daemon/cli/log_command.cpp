#include "integrations/sqlite/log_report.hpp"

#include <boost/json.hpp>
#include <ostream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
namespace json = boost::json;

struct LogOptions {
  std::optional<std::string> item;
  std::optional<std::string> limit;
  bool json = false;
};

bool is_instant(const std::string& name) {
  return name.ends_with("_at") || name == "due" || name == "due_before" || name == "until" || name == "scheduled" ||
         name == "given";
}

bool is_due(const std::string& name) {
  return name == "due" || name == "due_before" || name == "due_at" || name == "new_due_at" || name == "appointment_at";
}

bool is_count(const std::string& name) {
  return name == "version" || name == "number" || name == "attempt" || name == "inserted" || name == "updated" ||
         name == "unchanged" || name == "total";
}

std::string text_in(const json::value& value) {
  return value.is_string() ? std::string{value.get_string()} : json::serialize(value);
}

std::string shown_hold(Context& context, const json::object& hold) {
  const auto instant = [&](const char* name) -> std::optional<rules::Instant> {
    const json::value* millis = hold.if_contains(name);
    if (millis == nullptr || !millis->is_int64()) return std::nullopt;
    return rules::instant_from_millis(millis->get_int64());
  };
  const auto until = instant("until_at");
  const json::value* reason = hold.if_contains("reason");
  return context.show(instant("from_at")) + " – " + (until ? context.show(until) : context.text("cli.show.open_hold")) +
         " (" + (reason == nullptr ? std::string{} : text_in(*reason)) + ")";
}

// The holds or coordinators of an item as an image has them.
std::string shown_parts(Context& context, const json::array& parts) {
  std::string text;
  for (const json::value& part : parts) {
    text += text.empty() ? "" : ", ";
    text += part.is_object() ? shown_hold(context, part.get_object()) : text_in(part);
  }
  return text.empty() ? "–" : text;
}

std::string shown_instant(Context& context, const std::string& name, std::int64_t millis) {
  const rules::Instant instant = rules::instant_from_millis(millis);
  return is_due(name) ? context.show_due(instant) : context.show(instant);
}

std::string shown(Context& context, const std::string& name, const json::value& value) {
  if (value.is_null()) return "–";
  if (is_instant(name) && value.is_int64()) return shown_instant(context, name, value.get_int64());
  if ((name == "hold_rows" || name == "coordinators") && value.is_array()) {
    return shown_parts(context, value.get_array());
  }
  const std::string text = text_in(value);
  if (text.empty()) return "–";
  return name == "state" ? word(context, "state", text) : text;
}

std::string shown_fact(Context& context, const std::string& name, const std::string& value) {
  if (!is_instant(name)) return value;
  return value.empty() ? "–" : shown_instant(context, name, std::stoll(value));
}

std::string changes_text(Context& context, const std::vector<sqlite::FieldChange>& changes) {
  std::string text;
  for (const sqlite::FieldChange& change : changes) {
    const bool whole = change.field == "hold_rows" || change.field == "coordinators";
    text += (text.empty() ? "" : "; ") + (whole ? std::string{} : change.field + ": ") +
            shown(context, change.field, change.before) + " → " + shown(context, change.field, change.after);
  }
  return text;
}

// The sentence of a kind is "log.<kind>" in the catalogue, with the facts as its arguments.
std::string sentence(Context& context, const sqlite::LogRow& row, const rules::Directory& directory) {
  config::TextArgs args;
  for (const auto& [name, value] : row.facts) {
    args[name] = shown_fact(context, name, value);
  }
  args["changes"] = row.unreadable ? context.text("log.unreadable") : changes_text(context, row.changes);
  if (row.kind == "notice") args["state"] = word(context, "notice", row.facts.at("state"));
  if (row.facts.contains("reason")) args["reason"] = word(context, "reason", row.facts.at("reason"));
  if (row.facts.contains("outcome")) args["outcome"] = word(context, "outcome", row.facts.at("outcome"));
  if (row.facts.contains("cause")) args["cause"] = word(context, "cause", row.facts.at("cause"));
  if (row.kind == "extension") args["state"] = word(context, "extension", row.facts.at("state"));
  if (row.kind == "acknowledgement") {
    args["person"] = recipient_name(context, directory, "person:" + row.facts.at("person"));
  }
  if (row.facts.contains("recipient")) {
    args["recipient"] = recipient_name(context, directory, row.facts.at("recipient"));
  }
  const std::string key = "log." + row.kind + (row.kind == "item" ? "." + row.facts.at("change") : "");
  const std::string said = context.text(key, args);
  const bool taken_back =
      row.kind != "item" && row.kind != "audit" && row.facts.contains("change") && row.facts.at("change") == "delete";
  return taken_back ? context.text("log.taken_back", {{"what", said}}) : said;
}

json::value json_fact(Context& context, const std::string& name, const std::string& value) {
  if (value.empty()) return nullptr;
  if (is_instant(name)) return json::value(context.iso(rules::instant_from_millis(std::stoll(value))));
  if (is_count(name)) return std::stoll(value);
  return json::value(value);
}

// What the database holds as JSON is JSON here too; instants read as everywhere, at the top and in holds.
json::value json_change(Context& context, const std::string& name, const json::value& value) {
  if (is_instant(name) && value.is_int64()) {
    return json::value(context.iso(rules::instant_from_millis(value.get_int64())));
  }
  if (name != "hold_rows" || !value.is_array()) return value;
  json::array holds;
  for (const json::value& part : value.get_array()) {
    if (!part.is_object()) continue;
    json::object hold;
    for (const auto& [key, entry] : part.get_object()) {
      const std::string column{key};
      hold[column == "from_at"    ? "from"
           : column == "until_at" ? "until"
                                  : column] = json_change(context, column, entry);
    }
    holds.push_back(std::move(hold));
  }
  return holds;
}

json::object log_row(Context& context, const sqlite::LogRow& row) {
  json::object object{{"at", json_time(context, row.at)},
                      {"kind", row.kind},
                      {"actor", json_text(row.actor)},
                      {"reason", json_text(row.reason)},
                      {"item", json_text(row.item)}};
  json::object facts;
  for (const auto& [name, value] : row.facts) facts[name] = json_fact(context, name, value);
  object["facts"] = std::move(facts);
  json::array changes;
  for (const sqlite::FieldChange& change : row.changes) {
    changes.push_back({{"field", change.field},
                       {"before", json_change(context, change.field, change.before)},
                       {"after", json_change(context, change.field, change.after)}});
  }
  object["changes"] = std::move(changes);
  if (row.unreadable) object["unreadable"] = true;
  return object;
}

Exit run_log(Context& context, const LogOptions& options) {
  context.accept_broken_rules();
  sqlite::LogQuery query;
  if (options.item) query.item = find_item(context, *options.item).id;
  query.limit = parse_limit(options.limit, query.limit);
  const auto rows = sqlite::read_log(context.database(), query);
  if (options.json) {
    for (const sqlite::LogRow& row : rows) print_json(context, log_row(context, row));
    return rows.empty() ? Exit::no : Exit::ok;
  }
  const rules::World world = context.world();
  for (const sqlite::LogRow& row : rows) {
    context.out() << painted(context.terminal(), Look::faint, context.show(row.at)) << "  ";
    std::string line = options.item || row.item.empty() ? std::string{} : row.item + ": ";
    line += sentence(context, row, *world.directory);
    if (!row.actor.empty()) line += " [" + row.actor + (row.reason.empty() ? "" : ": ") + row.reason + "]";
    context.line(line);
  }
  if (rows.empty()) context.say("cli.log.none");
  return rows.empty() ? Exit::no : Exit::ok;
}

}  // namespace

void add_log_command(Command& root) {
  const auto options = std::make_shared<LogOptions>();
  Command log = root.add("log");
  log.option("--item", options->item, "CODE").option("--limit", options->limit, "N").flag("--json", options->json);
  log.action([options](Context& context) { return run_log(context, *options); });
}

}  // namespace dondoc::daemon::cli
