#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/catalogue.hpp"
#include "daemon/cli/exit.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace dondoc::daemon::cli {

class Context;

// A command while the parser is being built. Every value is taken as text: the commands parse it themselves, so that an
// error is in the operator's language. The texts of `dondoc messages list` stand in the catalogue as
// "cli.messages.list.about", "cli.messages.list.examples" and "cli.messages.list.state" (its --state), else
// "cli.option.state".
class Command {
 public:
  using Action = std::function<Exit(Context&)>;

  Command(CLI::App& app, std::string path, config::Language language, Action& chosen)
      : app_(app), path_(std::move(path)), language_(language), chosen_(chosen) {}

  [[nodiscard]] Command add(const std::string& name);
  // `names` as "--from" or "-h,--help"; a name without dashes is a positional. `value` is shown in the help: "TIME".
  Command& required(const std::string& names, std::string& target, const std::string& value);
  // One or more positionals.
  Command& several(const std::string& name, std::vector<std::string>& target, const std::string& value);
  Command& option(const std::string& names, std::optional<std::string>& target, const std::string& value);
  Command& option(const std::string& names, std::vector<std::string>& target, const std::string& value);
  Command& flag(const std::string& names, bool& target);
  // What the command does; without it the command is a group that needs a subcommand.
  void action(Action action);

 private:
  [[nodiscard]] std::string about(const std::string& names) const;

  CLI::App& app_;
  std::string path_;
  config::Language language_;
  Action& chosen_;
};

// One function per command group.
void add_due_commands(Command& root);
void add_items_commands(Command& root);
void add_show_command(Command& root);
void add_explain_command(Command& root);
void add_alerts_command(Command& root);
void add_messages_command(Command& root);
void add_log_command(Command& root);
void add_add_command(Command& root);
void add_edit_commands(Command& root);
void add_answers_commands(Command& root);
void add_correct_command(Command& root);
void add_silence_commands(Command& root);
void add_delegate_commands(Command& root);
void add_open_command(Command& root);
void add_import_command(Command& root);
void add_calendar_commands(Command& root);
void add_config_commands(Command& root);
void add_control_commands(Command& root);
void add_org_commands(Command& root);
void add_org_charges_command(Command& org);
void add_series_commands(Command& root);
void add_simulate_command(Command& root);
void add_test_command(Command& root);
void add_series_list_commands(Command& series);
void add_series_edit_commands(Command& series);
void add_meeting_commands(Command& root);
void add_meeting_agenda_command(Command& meeting);

}  // namespace dondoc::daemon::cli
