#include "daemon/cli/command.hpp"

#include <CLI/CLI.hpp>

namespace dondoc::daemon::cli {
namespace {

// The last of "-h,--help" without its dashes.
std::string plain_name(const std::string& names) {
  const std::size_t comma = names.rfind(',');
  const std::string last = comma == std::string::npos ? names : names.substr(comma + 1);
  const std::size_t letter = last.find_first_not_of('-');
  return letter == std::string::npos ? last : last.substr(letter);
}

void label(CLI::Option& option, const std::string& value) { option.type_name(value); }

}  // namespace

std::string Command::about(const std::string& names) const {
  const std::string name = plain_name(names);
  const std::string own = path_ + "." + name;
  return config::text(language_, config::has_text(own) ? own : "cli.option." + name);
}

Command Command::add(const std::string& name) {
  const std::string path = path_ + "." + name;
  CLI::App* app = app_.add_subcommand(name, config::text(language_, path + ".about"));
  app->set_help_flag("-h,--help", config::text(language_, "cli.option.help"));
  if (config::has_text(path + ".examples")) app->footer(config::text(language_, path + ".examples"));
  app->group(config::text(language_, "cli.help.Subcommands"));
  app->fallthrough();
  app->require_subcommand(1);
  return {*app, path, language_, chosen_};
}

Command& Command::required(const std::string& names, std::string& target, const std::string& value) {
  label(*app_.add_option(names, target, about(names))->required(), value);
  return *this;
}

Command& Command::several(const std::string& name, std::vector<std::string>& target, const std::string& value) {
  label(*app_.add_option(name, target, about(name))->required(), value);
  return *this;
}

Command& Command::option(const std::string& names, std::optional<std::string>& target, const std::string& value) {
  const auto store = [&target](const std::string& given) { target = given; };
  label(*app_.add_option_function<std::string>(names, store, about(names)), value);
  return *this;
}

Command& Command::option(const std::string& names, std::vector<std::string>& target, const std::string& value) {
  // One value for each time it is named: `--hold A/B` must not swallow what follows.
  label(*app_.add_option(names, target, about(names))->allow_extra_args(false), value);
  return *this;
}

Command& Command::flag(const std::string& names, bool& target) {
  app_.add_flag(names, target, about(names));
  return *this;
}

void Command::action(Action action) {
  app_.require_subcommand(0);
  // A command that also has subcommands runs after them.
  app_.callback([&app = app_, &chosen = chosen_, action = std::move(action)] {
    if (app.get_subcommands().empty()) chosen = action;
  });
}

}  // namespace dondoc::daemon::cli
