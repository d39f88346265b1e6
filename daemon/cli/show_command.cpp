#include <algorithm>
#include <ostream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/responsibilities.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/reports.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
namespace json = boost::json;

struct ShowOptions {
  std::string code;
  std::optional<std::string> at;
  bool json = false;
};

// What one item has, read for printing.
struct Facts {
  sqlite::ItemKey key;
  sqlite::ItemReport report;
  std::vector<sqlite::VersionRow> versions;
  std::vector<sqlite::ExtensionRow> extensions;
  std::vector<sqlite::AcknowledgementRow> acknowledgements;
  std::vector<sqlite::UrgingRow> urgings;
  std::vector<sqlite::Responsibility> parts;
};

// "Tên: giá trị", nothing where the value is empty.
void line(Context& context, const char* key, const std::string& value, Look look = Look::plain) {
  if (value.empty() || value == "–") return;
  const std::string label = context.text(key);
  const std::size_t width = display_width(label);
  constexpr std::size_t kLabel = 22;
  context.out() << painted(context.terminal(), Look::faint, label)
                << std::string(width < kLabel ? kLabel - width : 1, ' ') << painted(context.terminal(), look, value)
                << '\n';
}

std::string joined_agencies(const std::vector<std::string>& codes, const rules::Directory& directory) {
  std::string names;
  for (const std::string& code : codes) names += (names.empty() ? "" : "; ") + agency_name(directory, code);
  return names;
}

void print_facts(Context& context, const Facts& facts, const rules::World& world, rules::Instant now) {
  const rules::Item& item = facts.report.item;
  const rules::Directory& directory = *world.directory;
  context.out() << painted(context.terminal(), Look::heading, item.code) << "  ";
  context.line(item.title);
  line(context, "cli.field.kind", word(context, "kind", std::string{rules::kind_name(item.kind)}));
  line(context, "cli.field.state", word(context, "state", std::string{rules::state_name(item.state)}));
  line(context, "cli.field.source", item.source);
  line(context, "cli.field.agency", directory.agency(item.agency) ? directory.agency(item.agency)->name : item.agency);
  line(context, "cli.field.officer", officer_name(directory, item));
  line(context, "cli.field.coordinators", joined_agencies(item.coordinators, directory));
  if (item.document) line(context, "cli.field.document", item.document->number);
  line(context, "cli.field.product", item.product);
  line(context, "cli.field.procedure", item.procedure);
  line(context, "cli.field.priority", item.priority);
  line(context, "cli.field.parent", item.parent);
  line(context, "cli.field.submitted", context.show(item.submitted_at));
  line(context, "cli.field.received", context.show(item.received_at));
  if (item.term) line(context, "cli.field.term", rules::format_amount(*item.term));
  std::string due = context.show_due(facts.report.due);
  if (facts.report.due && rules::is_active(item.state)) {
    due += " (" + distance_to_due(context, world.calendar_of(item), item, *facts.report.due, now) + ")";
  }
  line(context, "cli.field.due", due, facts.report.overdue ? Look::bad : Look::plain);
  if (facts.report.provisional) line(context, "cli.field.note", context.text("cli.show.provisional"));
  line(context, "cli.field.finished", context.show(item.finished_at));
  line(context, "cli.field.handed_over", context.show(item.handed_over_at));
  line(context, "cli.field.result", item.result_document);
  line(context, "cli.field.progress", item.progress);
  line(context, "cli.field.updated", context.show(item.updated_at));
  for (const auto& [name, value] : item.attributes) {
    context.line(std::string{"  "}.append(name).append(" = ").append(value));
  }
}

// Given to the agency before: it answers no more.
bool ended_by_transfer(const Facts& facts, const sqlite::AcknowledgementRow& given) {
  return std::ranges::any_of(facts.parts, [&](const sqlite::Responsibility& part) {
    return !part.of_coordinator && given.given_at <= part.at;
  });
}

void print_history(Context& context, const Facts& facts, const rules::World& world) {
  print_responsibilities(context, world, facts.report.item, facts.report.due, facts.parts);
  for (const rules::Hold& hold : facts.report.item.holds) {
    context.say("cli.show.hold", {{"from", context.show(hold.from)},
                                  {"until", hold.until ? context.show(hold.until) : context.text("cli.show.open_hold")},
                                  {"reason", hold.reason},
                                  {"author", hold.author}});
  }
  for (const sqlite::ExtensionRow& row : facts.extensions) {
    context.say("cli.show.extension", {{"at", context.show(row.requested_at)},
                                       {"due", context.show_due(row.new_due)},
                                       {"state", word(context, "extension", row.state)},
                                       {"reason", row.reason},
                                       {"author", row.author}});
  }
  for (const sqlite::AcknowledgementRow& row : facts.acknowledgements) {
    context.say(
        "cli.show.acknowledgement",
        {{"person", recipient_name(context, *world.directory, "person:" + row.person)},
         {"at", context.show(row.given_at)},
         {"until", context.show(row.until) +
                       (ended_by_transfer(facts, row) ? " " + context.text("cli.show.acknowledgement_ended") : "")}});
  }
  for (const sqlite::UrgingRow& row : facts.urgings) {
    context.say("cli.show.urging",
                {{"at", context.show(row.at)}, {"how", row.how}, {"ref", row.ref}, {"author", row.author}});
  }
  if (facts.versions.size() < 2) return;
  for (const sqlite::VersionRow& row : facts.versions) {
    context.say("cli.show.version", {{"version", std::to_string(row.version)},
                                     {"due", context.show_due(row.due)},
                                     {"cause", word(context, "cause", row.cause)},
                                     {"at", context.show(row.raised_at)}});
  }
}

void print_json_facts(Context& context, const Facts& facts, const rules::World& world) {
  json::object row = item_row(context, facts.report, *world.directory);
  json::array coordinators;
  for (const std::string& agency : facts.report.item.coordinators) coordinators.emplace_back(agency);
  json::array holds;
  for (const rules::Hold& hold : facts.report.item.holds) {
    holds.push_back({{"from", json_time(context, hold.from)},
                     {"until", json_time(context, hold.until)},
                     {"reason", hold.reason},
                     {"author", hold.author}});
  }
  json::array extensions;
  for (const sqlite::ExtensionRow& extension : facts.extensions) {
    extensions.push_back({{"requested_at", json_time(context, extension.requested_at)},
                          {"new_due", json_time(context, extension.new_due)},
                          {"state", extension.state},
                          {"reason", extension.reason},
                          {"author", extension.author}});
  }
  json::array acknowledgements;
  for (const sqlite::AcknowledgementRow& given : facts.acknowledgements) {
    acknowledgements.push_back({{"version", given.version},
                                {"person", given.person},
                                {"given_at", json_time(context, given.given_at)},
                                {"until", json_time(context, given.until)},
                                {"ended_by_transfer", ended_by_transfer(facts, given)}});
  }
  json::array urgings;
  for (const sqlite::UrgingRow& urging : facts.urgings) {
    urgings.push_back(
        {{"at", json_time(context, urging.at)}, {"how", urging.how}, {"ref", urging.ref}, {"author", urging.author}});
  }
  json::array versions;
  for (const sqlite::VersionRow& version : facts.versions) {
    versions.push_back({{"version", version.version},
                        {"due", json_time(context, version.due)},
                        {"cause", version.cause},
                        {"raised_at", json_time(context, version.raised_at)}});
  }
  row["coordinators"] = std::move(coordinators);
  row["holds"] = std::move(holds);
  row["extensions"] = std::move(extensions);
  row["acknowledgements"] = std::move(acknowledgements);
  row["urgings"] = std::move(urgings);
  row["versions"] = std::move(versions);
  row["responsibilities"] = responsibility_rows(context, world, facts.report.item, facts.report.due, facts.parts);
  print_json(context, row);
}

Exit run_show(Context& context, const ShowOptions& options) {
  const rules::World world = context.world();
  const sqlite::ItemKey key = find_item(context, options.code);
  sqlite::ItemQuery query;
  query.now = options.at ? context.parse_time_until(*options.at) : context.now();
  query.as_of_now = !options.at;
  auto report = sqlite::read_item(context.database(), key, query,
                                  [&](const rules::Item& item) { return deadline_by_term(world, item, query.now); });
  const rules::Instant known_at = options.at ? query.now : rules::kLatestInstant;
  const Facts facts{key,
                    expect_readable(context, key, query.now, std::move(report)),
                    sqlite::list_versions(context.database(), key.id, known_at),
                    sqlite::list_extensions(context.database(), key, known_at),
                    sqlite::list_acknowledgements(context.database(), key.id, known_at),
                    sqlite::list_urgings(context.database(), key, known_at),
                    sqlite::list_responsibilities(context.database(), key.id, known_at)};
  if (options.json) {
    print_json_facts(context, facts, world);
  } else {
    print_facts(context, facts, world, query.now);
    print_history(context, facts, world);
  }
  return Exit::ok;
}

}  // namespace

void add_show_command(Command& root) {
  const auto options = std::make_shared<ShowOptions>();
  Command show = root.add("show");
  show.required("CODE", options->code, "CODE").option("--at", options->at, "TIME").flag("--json", options->json);
  show.action([options](Context& context) { return run_show(context, *options); });
}

}  // namespace dondoc::daemon::cli
