#include <CLI/CLI.hpp>
#include <iostream>

#include "daemon/asked_language.hpp"
#include "daemon/log.hpp"
#include "daemon/service.hpp"
#include "rules/zone.hpp"

namespace {

using namespace dondoc;

struct Words {
  config::Language language;
  std::string operator()(const char* name, const config::TextArgs& args = {}) const {
    return config::text(language, std::string{"dondocd."} + name, args);
  }
};

void add_options(CLI::App& app, const Words& words, daemon::ServiceOptions& options, std::string& demo_clock) {
  app.set_help_flag("-h,--help", config::text(words.language, "cli.option.help"));
  app.set_version_flag("--version", "dondocd " DONDOC_VERSION, config::text(words.language, "cli.option.version"));
  app.add_option("--config", options.configuration, words("config"))->default_val("/etc/dondoc")->type_name("DIR");
  app.add_option("--db", options.database, words("db"))->type_name("FILE");
  app.add_flag("--once", options.once, words("once"));
  app.add_option("--demo-clock", demo_clock, words("demo_clock"))->type_name("TIME");
  app.add_option("--log-level", options.log_level, words("log_level"))->type_name("LEVEL");
  app.add_option("--lang", options.language, words("lang"))->type_name("vi|en");
  app.footer(words("footer"));
}

bool is_one_of(const std::string& word, std::initializer_list<const char*> known) {
  return std::find(known.begin(), known.end(), word) != known.end();
}

// What is wrong with the options; empty if nothing is.
std::string fault_in(const Words& words, daemon::ServiceOptions& options, const std::string& demo_clock) {
  if (!is_one_of(options.log_level, {"trace", "debug", "info", "warn", "error"})) {
    return words("bad_log_level", {{"value", options.log_level}});
  }
  if (!is_one_of(options.language, {"", "vi", "en"})) return words("bad_language", {{"value", options.language}});
  if (demo_clock.empty()) return {};
  options.demo_clock = rules::parse_iso(demo_clock);
  return options.demo_clock ? std::string{} : words("bad_clock", {{"value", demo_clock}});
}

}  // namespace

int main(int argc, char** argv) {
  const Words words{daemon::asked_language({argv + 1, argv + argc}).value_or(config::Language::vi)};
  daemon::ServiceOptions options;
  std::string demo_clock;
  CLI::App app{words("about"), "dondocd"};
  add_options(app, words, options, demo_clock);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::cerr << "dondocd: " << words("usage", {{"what", error.what()}}) << '\n';
    return daemon::kExitUsage;
  }
  if (const std::string fault = fault_in(words, options, demo_clock); !fault.empty()) {
    std::cerr << "dondocd: " << fault << '\n';
    return daemon::kExitUsage;
  }
  daemon::start_logging(options.log_level);
  try {
    return daemon::run_service(options);
  } catch (const std::exception& error) {
    std::cerr << "dondocd: " << words("internal", {{"what", error.what()}}) << '\n';
    return daemon::kExitInternal;
  }
}
