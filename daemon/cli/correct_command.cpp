#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/corrections.hpp"
#include "rules/recipients.hpp"
#include "rules/window.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct CorrectOptions {
  std::string code;
  std::optional<std::string> reason;
  std::optional<std::string> rule;
  bool dry_run = false;
  bool json = false;
};

// Over the first way to the recipient, in the next sending hours; nothing where nobody is reached.
std::optional<sqlite::Correction> correction_to(const rules::World& world, const rules::Recipient& recipient,
                                                rules::Instant now) {
  const auto routes = rules::routes_to(world, recipient, {}, now);
  const auto* calendar = world.calendar_of_recipient(recipient, now);
  if (!calendar) calendar = world.calendar({});
  if (routes.empty() || !calendar) return std::nullopt;
  const auto at = rules::next_window(world.windows, rules::MessageClass::operations, now, now, *calendar);
  if (!at) return std::nullopt;
  return sqlite::Correction{recipient, routes.front().channel, *at, *at + world.windows.group_wait};
}

void show(Context& context, const CorrectOptions& options, const rules::World& world,
          const sqlite::Correction& correction) {
  if (options.json) {
    print_json(context, {{"recipient", correction.recipient},
                         {"channel", correction.channel},
                         {"send_at", json_time(context, correction.send_at)},
                         {"queued", !options.dry_run}});
    return;
  }
  context.say("cli.correct.to", {{"recipient", recipient_name(context, *world.directory, correction.recipient)},
                                 {"channel", correction.channel},
                                 {"at", context.show(correction.send_at)}});
}

Exit run_correct(Context& context, const CorrectOptions& options) {
  if (!options.reason || options.reason->empty())
    throw CommandError{Exit::usage, problem("DD5002", {{"option", "--reason"}})};
  const auto key = find_item(context, options.code);
  const auto world = context.world();
  if (options.rule && !world.rule(*options.rule)) {
    throw CommandError{Exit::usage, problem("DD5122", {{"rule", *options.rule}})};
  }
  const auto told = sqlite::told_recipients(context.database(), key, options.rule.value_or(""));
  if (told.empty()) throw CommandError{Exit::no, problem("DD5121", {{"code", key.code}})};
  std::vector<sqlite::Correction> corrections;
  rules::Problems unreached;
  for (const auto& recipient : told) {
    if (auto correction = correction_to(world, recipient, context.now())) {
      corrections.push_back(std::move(*correction));
    } else {
      unreached.push_back(warning("DD5123", {{"recipient", recipient_name(context, *world.directory, recipient)}}));
    }
  }
  if (!options.dry_run) {
    sqlite::queue_corrections(context.database(), key, context.actor(), *options.reason, corrections, context.now());
  }
  for (const auto& correction : corrections) show(context, options, world, correction);
  context.print_problems(unreached);
  return corrections.empty() ? Exit::no : Exit::ok;
}

}  // namespace

void add_correct_command(Command& root) {
  const auto options = std::make_shared<CorrectOptions>();
  Command correct = root.add("correct");
  correct.required("CODE", options->code, "CODE")
      .option("--reason", options->reason, "TEXT")
      .option("--rule", options->rule, "ID")
      .flag("--dry-run", options->dry_run)
      .flag("--json", options->json);
  correct.action([options](Context& context) { return run_correct(context, *options); });
}

}  // namespace dondoc::daemon::cli
