#include "integrations/sqlite/log_report.hpp"

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
  return name.ends_with("_at") || name == "due" || name == "due_before" || name == "until" || name == "scheduled";
}

rules::Instant instant_of(const json::value& millis) {
  return rules::instant_from_millis(millis.to_number<std::int64_t>());
}

// The holds or coordinators of an item as an image has them.
std::string shown_parts(Context& context, const std::string& name, const std::string& value) {
  std::string text;
  const json::value parts = json::parse(value);
  for (const json::value& part : parts.as_array()) {
    text += text.empty() ? "" : ", ";
    if (name == "coordinators") {
      text += std::string{part.as_string()};
      continue;
    }
    const json::value& until = part.at("until_at");
    text += context.show(instant_of(part.at("from_at"))) + " – " +
            (until.is_null() ? context.text("cli.show.open_hold") : context.show(instant_of(until))) + " (" +
            std::string{part.at("reason").as_string()} + ")";
  }
  return text.empty() ? "–" : text;
}

std::string shown(Context& context, const std::string& name, const std::string& value) {
  if (value.empty()) return "–";
  if (is_instant(name)) return context.show(rules::instant_from_millis(std::stoll(value)));
  if (name == "hold_rows" || name == "coordinators") return shown_parts(context, name, value);
  if (name == "state") return word(context, "state", value);
  return value;
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
    args[name] = is_instant(name) ? shown(context, name, value) : value;
  }
  args["changes"] = changes_text(context, row.changes);
  if (row.kind == "notice") args["state"] = word(context, "notice", row.facts.at("state"));
  if (row.facts.contains("reason")) args["reason"] = word(context, "reason", row.facts.at("reason"));
  if (row.facts.contains("outcome")) args["outcome"] = word(context, "outcome", row.facts.at("outcome"));
  if (row.facts.contains("cause")) args["cause"] = word(context, "cause", row.facts.at("cause"));
  if (row.kind == "extension") args["state"] = word(context, "extension", row.facts.at("state"));
  if (row.facts.contains("recipient")) {
    args["recipient"] = recipient_name(context, directory, row.facts.at("recipient"));
  }
  const std::string key = "log." + row.kind + (row.kind == "item" ? "." + row.facts.at("change") : "");
  return context.text(key, args);
}

json::value json_fact(Context& context, const std::string& name, const std::string& value) {
  if (value.empty()) return nullptr;
  if (is_instant(name)) return json::value(context.iso(rules::instant_from_millis(std::stoll(value))));
  return json::value(value);
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
                       {"before", json_fact(context, change.field, change.before)},
                       {"after", json_fact(context, change.field, change.after)}});
  }
  object["changes"] = std::move(changes);
  return object;
}

Exit run_log(Context& context, const LogOptions& options) {
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
    if (!options.item && !row.item.empty()) context.out() << row.item << ": ";
    context.out() << sentence(context, row, *world.directory);
    if (!row.actor.empty()) context.out() << " [" << row.actor << (row.reason.empty() ? "" : ": ") << row.reason << ']';
    context.out() << '\n';
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
