#include <algorithm>
#include <array>

#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/recipient_option.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/dead_letters.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

constexpr std::array<std::string_view, 7> kStates{"open", "in_flight", "unknown", "delivered",
                                                  "dead", "withdrawn", "dropped"};

// Enough of the end of an id to name a message by.
constexpr std::size_t kShortId = 8;

struct MessagesOptions {
  std::optional<std::string> state;
  std::optional<std::string> to;
  std::optional<std::string> channel;
  std::optional<std::string> limit;
  bool json = false;
};

boost::json::object message_row(Context& context, const sqlite::MessageRow& row) {
  return {{"id", row.public_id},
          {"recipient", row.recipient},
          {"channel", row.channel},
          {"class", row.message_class},
          {"state", row.state},
          {"mode", json_text(row.mode)},
          {"address", json_text(row.address)},
          {"subject", json_text(row.subject)},
          {"items", row.items},
          {"attempts", row.attempts},
          {"send_at", json_time(context, row.send_at)},
          {"ready_at", json_time(context, row.ready_at)},
          {"settled_at", json_time(context, row.settled_at)},
          {"reply", json_text(row.reply)}};
}

Look look_of(const std::string& state) {
  if (state == "delivered") return Look::good;
  if (state == "dead") return Look::bad;
  return state == "unknown" ? Look::warning : Look::plain;
}

void print_messages(Context& context, const std::vector<sqlite::MessageRow>& rows, const rules::Directory& directory) {
  Table table{{{context.text("cli.column.message_id")},
               {context.text("cli.column.send_at")},
               {context.text("cli.column.recipient"), true},
               {context.text("cli.column.channel")},
               {context.text("cli.column.state")},
               {context.text("cli.column.items"), false, true},
               {context.text("cli.column.subject"), true},
               {context.text("cli.column.reply"), true}}};
  for (const sqlite::MessageRow& row : rows) {
    table.add({row.public_id.substr(row.public_id.size() - std::min(row.public_id.size(), kShortId)),
               context.show(row.send_at), recipient_name(context, directory, row.recipient), row.channel,
               Cell{word(context, "message", row.state), look_of(row.state)}, std::to_string(row.items), row.subject,
               row.reply});
  }
  table.print(context.terminal());
}

// What was sent over a channel that the configuration no longer has can still be asked for; a channel that never was is
// a slip of the pen.
void expect_channel(Context& context, const std::string& id) {
  const auto& channels = context.configuration().channels;
  if (std::ranges::find(channels, id, &config::ChannelConfig::id) != channels.end()) return;
  std::vector<std::string> known;
  known.reserve(channels.size());
  for (const auto& channel : channels) known.push_back(channel.id);
  throw CommandError{Exit::usage, problem("DD5044", {{"value", id}, {"known", rules::joined(known)}})};
}

Exit run_messages(Context& context, const MessagesOptions& options) {
  context.accept_broken_rules();
  if (options.state && std::ranges::find(kStates, *options.state) == kStates.end()) {
    const auto known = rules::joined(std::vector<std::string>(kStates.begin(), kStates.end()));
    throw CommandError{Exit::usage, problem("DD5044", {{"value", *options.state}, {"known", known}})};
  }
  sqlite::MessageQuery query;
  query.state = options.state.value_or("");
  query.recipient = options.to.value_or("");
  query.channel = options.channel.value_or("");
  query.limit = parse_limit(options.limit, query.limit);
  const auto rows = sqlite::list_messages(context.database(), query);
  if (rows.empty() && options.to) expect_recipient(context, *options.to);
  if (rows.empty() && options.channel) expect_channel(context, *options.channel);
  if (options.json) {
    for (const sqlite::MessageRow& row : rows) print_json(context, message_row(context, row));
  } else if (rows.empty()) {
    context.say("cli.messages.none");
  } else {
    print_messages(context, rows, *context.world().directory);
  }
  return rows.empty() ? Exit::no : Exit::ok;
}

void describe(Command command, const std::shared_ptr<MessagesOptions>& options) {
  command.option("--state", options->state, "STATE")
      .option("--to", options->to, "RECIPIENT")
      .option("--channel", options->channel, "ID")
      .option("--limit", options->limit, "N")
      .flag("--json", options->json);
  command.action([options](Context& context) { return run_messages(context, *options); });
}

struct SettleOptions {
  std::string id;
  std::optional<std::string> reason;
};

// Options of the list are known to its subcommands too, where they would change nothing.
void refuse_list_options(const MessagesOptions& list, const std::string& name) {
  const std::pair<const char*, bool> given[] = {{"--state", list.state.has_value()},
                                                {"--to", list.to.has_value()},
                                                {"--channel", list.channel.has_value()},
                                                {"--limit", list.limit.has_value()},
                                                {"--json", list.json}};
  for (const auto& [option, set] : given) {
    if (set) throw CommandError{Exit::usage, problem("DD5088", {{"option", option}, {"command", "messages " + name}})};
  }
}

using Decide = sqlite::Edited<std::string> (sqlite::DeadLetters::*)(std::string_view, const std::string&);

void add_settling(Command& messages, const std::shared_ptr<MessagesOptions>& list, const std::string& name,
                  Decide decide) {
  const auto options = std::make_shared<SettleOptions>();
  Command command = messages.add(name);
  command.required("ID", options->id, "ID").option("--reason", options->reason, "TEXT");
  command.action([options, list, name, decide](Context& context) {
    refuse_list_options(*list, name);
    context.accept_broken_rules();
    if (!options->reason || options->reason->empty()) {
      throw CommandError{Exit::usage, problem("DD5002", {{"option", "--reason"}})};
    }
    sqlite::DeadLetters letters{context.database(), context.actor(), context.now()};
    const auto id = expect((letters.*decide)(options->id, *options->reason));
    context.say("cli.messages." + name + ".done", {{"id", id}});
    return Exit::ok;
  });
}

}  // namespace

void add_messages_command(Command& root) {
  Command messages = root.add("messages");
  const auto list = std::make_shared<MessagesOptions>();
  add_settling(messages, list, "retry", &sqlite::DeadLetters::retry);
  add_settling(messages, list, "drop", &sqlite::DeadLetters::drop);
  describe(messages, list);
}

}  // namespace dondoc::daemon::cli
