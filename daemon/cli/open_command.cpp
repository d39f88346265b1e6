#include <algorithm>
#include <iterator>

#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/item_options.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "integrations/sqlite/records.hpp"
#include "rules/amount.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct OpenOptions {
  std::string code;
  std::optional<std::string> on;
  std::optional<std::string> term;
  std::optional<std::string> due;
  std::optional<std::string> reason;
};

// What has come cannot lie ahead. A day without a time does not count itself: the term starts when it ends (Civil Code
// 2015, art. 147).
GivenTime event_time(Context& context, const std::optional<std::string>& text) {
  if (!text) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--on"}})};
  const GivenTime given = context.parse_time(*text);
  if (given.instant > context.now()) throw CommandError{Exit::usage, problem("DD5046", {{"value", *text}})};
  return given;
}

sqlite::Opening opening_of(Context& context, const OpenOptions& options) {
  if (options.term && options.due) throw CommandError{Exit::usage, problem("DD5603")};
  const GivenTime on = event_time(context, options.on);
  sqlite::Opening opening;
  opening.received = on.bare_date ? context.zone()->span_of(on.day).until : on.instant;
  opening.reason = options.reason.value_or("");
  if (options.term) opening.term = rules::format_amount(context.parse_amount(*options.term));
  if (options.due) {
    const GivenTime due = context.parse_time(*options.due);
    opening.due_is_date = due.bare_date;
    opening.due = due.bare_date ? context.zone()->span_of(due.day).until : due.instant;
    if (*opening.due <= opening.received) throw CommandError{Exit::usage, problem("DD5604", {{"value", *options.due}})};
  }
  return opening;
}

// The item, else those of the row of a plan that wait; where none does any more, all, for the refusal.
std::vector<sqlite::ItemKey> items_named(Context& context, sqlite::Records& records, const std::string& name) {
  const std::vector<sqlite::ItemKey> row = sqlite::items_of_row(context.database(), name);
  if (row.empty()) return {find_item(context, name)};
  std::vector<sqlite::ItemKey> waiting;
  std::copy_if(row.begin(), row.end(), std::back_inserter(waiting),
               [&](const sqlite::ItemKey& key) { return records.waits(key); });
  return waiting.empty() ? row : waiting;
}

void say_opened(Context& context, const sqlite::ItemKey& key, const sqlite::Opening& opening, const std::string& on,
                const std::string& term) {
  if (opening.due) {
    context.say("cli.open.ends", {{"code", key.code}, {"on", on}, {"due", context.show_due(opening.due)}});
  } else {
    context.say("cli.open.running", {{"code", key.code}, {"on", on}, {"term", term}});
  }
}

Exit open_items(Context& context, const OpenOptions& options) {
  const sqlite::Opening opening = opening_of(context, options);
  sqlite::Records records = records_of(context);
  for (const sqlite::ItemKey& key : items_named(context, records, options.code)) {
    expect(records.open(key, opening));
    say_opened(context, key, opening, *options.on, opening.term.empty() ? records.term_of(key) : opening.term);
  }
  return Exit::ok;
}

}  // namespace

void add_open_command(Command& root) {
  const auto options = std::make_shared<OpenOptions>();
  Command open = root.add("open");
  open.required("CODE", options->code, "CODE")
      .option("--on", options->on, "TIME")
      .option("--term", options->term, "TERM")
      .option("--due", options->due, "TIME")
      .option("--reason", options->reason, "TEXT");
  open.action([options](Context& context) { return open_items(context, *options); });
}

}  // namespace dondoc::daemon::cli
