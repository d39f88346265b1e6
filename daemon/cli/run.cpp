#include "daemon/cli/run.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "daemon/asked_language.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/clock.hpp"
#include "integrations/store.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

class HelpFormat : public CLI::Formatter {
 public:
  explicit HelpFormat(config::Language language) : everywhere_(config::text(language, "cli.help.everywhere")) {
    column_width(34);
    for (const char* word : {"Usage", "OPTIONS", "SUBCOMMAND", "REQUIRED", "Positionals", "Options", "Subcommands"}) {
      label(word, config::text(language, std::string{"cli.help."} + word));
    }
  }
  // Of a command: the options that all commands have.
  std::string make_footer(const CLI::App* app) const override {
    const std::string footer = CLI::Formatter::make_footer(app);
    return app->get_parent() == nullptr ? footer : footer + everywhere_ + '\n';
  }
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    return CLI::Formatter::make_group(get_label(group), is_positional, std::move(options));
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    // Depending on who asks, the name has all of its parents already, or none.
    const CLI::App* root = app;
    while (root->get_parent() != nullptr) root = root->get_parent();
    if (root == app || name.starts_with(root->get_name())) return CLI::Formatter::make_usage(app, name);
    for (const CLI::App* parent = app->get_parent(); parent != nullptr; parent = parent->get_parent()) {
      name.insert(0, parent->get_name() + " ");
    }
    return CLI::Formatter::make_usage(app, name);
  }

 private:
  std::string everywhere_;
};

void add_global_options(CLI::App& app, GlobalOptions& options, config::Language language) {
  const auto add = [&](const char* name, std::optional<std::string>& target, const char* value, const char* key) {
    const auto store = [&target](const std::string& given) { target = given; };
    app.add_option_function<std::string>(name, store, config::text(language, key))->type_name(value);
  };
  add("--config", options.config, "DIR", "cli.option.config");
  add("--db", options.database, "FILE", "cli.option.db");
  add("--by", options.by, "NAME", "cli.option.by");
  add("--demo-clock", options.demo_clock, "TIME", "cli.option.demo-clock");
  add("--lang", options.language, "vi|en", "cli.option.lang");
}

void add_commands(Command root) {
  add_due_commands(root);
  add_items_commands(root);
  add_explain_command(root);
  add_alerts_command(root);
  add_messages_command(root);
  add_log_command(root);
  add_edit_commands(root);
  add_answers_commands(root);
  add_correct_command(root);
  add_silence_commands(root);
  add_delegate_commands(root);
  add_import_command(root);
  add_calendar_commands(root);
  add_config_commands(root);
  add_control_commands(root);
  add_series_commands(root);
  add_simulate_command(root);
  add_test_command(root);
  add_org_commands(root);
  add_meeting_commands(root);
}

rules::Problem problem_of(const CLI::ParseError& error, const std::vector<std::string>& not_understood) {
  std::string what = error.what();
  const auto without = [&what](std::string_view tail) {
    if (what.ends_with(tail)) what.resize(what.size() - tail.size());
    return what;
  };
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    const bool no_command = what.starts_with("A subcommand");
    if (no_command && !not_understood.empty()) return problem("DD5001", {{"words", not_understood.front()}});
    if (no_command) return problem("DD5003");
    return problem("DD5002", {{"option", without(" is required")}});
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const std::size_t colon = what.find(": ");
    return problem("DD5001", {{"words", colon == std::string::npos ? what : what.substr(colon + 2)}});
  }
  return problem("DD5004", {{"what", what}});
}

Exit exit_for(integrations::StoreError::Kind kind) {
  using Kind = integrations::StoreError::Kind;
  return kind == Kind::corrupt ? Exit::data : kind == Kind::other ? Exit::internal : Exit::unavailable;
}

void expect_language(const std::string& name) {
  if (name != "vi" && name != "en") {
    throw CommandError{Exit::usage, problem("DD5044", {{"value", name}, {"known", "vi, en"}})};
  }
}

Exit run_chosen(const Command::Action& chosen, Context& context) {
  try {
    if (const auto& given = context.options().language) expect_language(*given);
    if (context.options().demo_clock) context.use_demo_clock(*context.options().demo_clock);
    return chosen(context);
  } catch (const CommandError& error) {
    context.print_problems(error.problems());
    return error.exit();
  } catch (const integrations::StoreError& error) {
    context.print_problems({problem("DD5006", {{"what", error.what()}})});
    return exit_for(error.kind());
  } catch (const std::exception& error) {
    context.print_problems({problem("DD5099", {{"what", error.what()}})});
    return Exit::internal;
  }
}

}  // namespace

int run(const std::vector<std::string>& words, Terminal terminal) {
  const config::Language language = asked_language(words).value_or(config::Language::vi);
  GlobalOptions options;
  Command::Action chosen;
  CLI::App app{config::text(language, "cli.about"), "dondoc"};
  app.formatter(std::make_shared<HelpFormat>(language));
  app.set_help_flag("-h,--help", config::text(language, "cli.option.help"));
  app.set_version_flag("--version", "dondoc " DONDOC_VERSION, config::text(language, "cli.option.version"));
  app.footer(config::text(language, "cli.footer"));
  app.require_subcommand(1);
  add_global_options(app, options, language);
  add_commands(Command{app, "cli", language, chosen});

  Context context{options, terminal, language, SystemClock{}.now()};
  const auto broken = std::ranges::find_if_not(words, rules::is_valid_utf8);
  if (broken != words.end()) {
    context.print_problems({problem("DD5071", {{"number", std::to_string(broken - words.begin() + 1)}})});
    return static_cast<int>(Exit::usage);
  }
  try {
    app.parse(std::vector<std::string>{words.rbegin(), words.rend()});
  } catch (const CLI::Success& success) {
    return app.exit(success, terminal.out, terminal.err);
  } catch (const CLI::ParseError& error) {
    context.print_problems({problem_of(error, app.remaining(true))});
    return static_cast<int>(Exit::usage);
  }
  const Exit code = run_chosen(chosen, context);
  terminal.out.flush();
  return static_cast<int>(code);
}

Terminal standard_terminal() {
  Terminal terminal{std::cin, std::cout, std::cerr};
  const bool output = isatty(STDOUT_FILENO) != 0;
  terminal.interactive = output && isatty(STDIN_FILENO) != 0;
  terminal.colour = output && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  winsize size{};
  if (output && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) terminal.width = size.ws_col;
  return terminal;
}

}  // namespace dondoc::daemon::cli
