#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/catalogue.hpp"
#include "config/configuration.hpp"
#include "daemon/cli/exit.hpp"
#include "daemon/cli/time_text.hpp"
#include "integrations/sqlite/database.hpp"
#include "integrations/store.hpp"
#include "rules/time.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::cli {

struct GlobalOptions {
  std::optional<std::string> config;      // --config DIR
  std::optional<std::string> database;    // --db FILE
  std::optional<std::string> by;          // --by NAME
  std::optional<std::string> language;    // --lang
  std::optional<std::string> demo_clock;  // --demo-clock
};

// Where a command reads and writes; a terminal gets colours, a width and questions.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool interactive = false;  // input and output are a terminal
  bool colour = false;
  int width = 0;  // columns; 0: no limit
};

// What all commands share: options, terminal, language, and the configuration and database, opened when first asked
// for. Lives on the stack of run().
class Context {
 public:
  Context(const GlobalOptions& options, Terminal terminal, config::Language language, rules::Instant now)
      : options_(options), terminal_(terminal), language_(language), now_(now) {}

  [[nodiscard]] const GlobalOptions& options() const { return options_; }
  [[nodiscard]] Terminal& terminal() { return terminal_; }
  [[nodiscard]] std::ostream& out() { return terminal_.out; }
  [[nodiscard]] std::ostream& err() { return terminal_.err; }
  [[nodiscard]] config::Language language() const { return language_; }
  [[nodiscard]] rules::Instant now() const { return now_; }
  // Who acts, for history and audit: --by, else the login name. CommandError where --by is empty.
  [[nodiscard]] std::string actor() const;

  [[nodiscard]] std::string text(std::string_view key, const config::TextArgs& args = {}) const;
  // A line of its own on the output.
  void say(std::string_view key, const config::TextArgs& args = {});
  // Words of data on a line of their own.
  void line(const std::string& data);
  void print_problems(const rules::Problems& problems);

  // --config, else the working directory if it has a dondoc.toml, else /etc/dondoc.
  [[nodiscard]] std::filesystem::path configuration_directory() const;
  void use_configuration(std::string directory) { directory_ = std::move(directory); }
  // Stands in for the system's clock; the configuration has to allow it. CommandError where it does not.
  void use_demo_clock(const std::string& time);
  // For commands that look or stop and decide nothing: where rules, calendars or templates have errors, say so, and let
  // what could be read be the configuration. Call first.
  void accept_broken_rules();
  // All of these throw CommandError.
  [[nodiscard]] const config::Configuration& configuration();
  // Nothing where there is no configuration directory (then --db alone must do).
  [[nodiscard]] const config::Configuration* configuration_if_any();
  [[nodiscard]] std::shared_ptr<const rules::Zone> zone();
  [[nodiscard]] std::string database_path();
  // Made where it is missing only with `create`: by commands that write into an empty one.
  [[nodiscard]] integrations::sqlite::Database& database(bool create = false);

  // The tables as the daemon sees them, on a connection of their own.
  [[nodiscard]] integrations::Store& store();
  // Configuration and reference tables joined; without a configuration the shipped calendars and no rules.
  [[nodiscard]] rules::World world();

  // See read_time(); a time without an offset is in the zone of the configuration.
  [[nodiscard]] GivenTime parse_time(std::string_view text);
  // Of a bare date: 24:00, the end of it.
  [[nodiscard]] rules::Instant parse_time_until(std::string_view text);
  [[nodiscard]] rules::Amount parse_amount(std::string_view text) const;

  // "01/12/2022 07:30", in English "2022-12-01 07:30"; nothing: "–".
  [[nodiscard]] std::string show(std::optional<rules::Instant> instant);
  // A deadline: "hết ngày 30/11/2022" where it ends with that day.
  [[nodiscard]] std::string show_due(std::optional<rules::Instant> due);
  [[nodiscard]] std::string show_day(rules::Day day) const;
  [[nodiscard]] std::string iso(rules::Instant instant);

 private:
  const GlobalOptions& options_;
  Terminal terminal_;
  config::Language language_;
  rules::Instant now_;
  std::optional<std::string> directory_;
  std::optional<config::Configuration> configuration_;
  bool configuration_loaded_ = false;
  std::shared_ptr<const rules::Zone> zone_;
  std::optional<integrations::sqlite::Database> database_;
  std::unique_ptr<integrations::Store> store_;
};

}  // namespace dondoc::daemon::cli
