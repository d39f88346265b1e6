#include "daemon/cli/context.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "config/zones.hpp"
#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/words.hpp"
#include "daemon/setup.hpp"
#include "daemon/world.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

constexpr const char* kDefaultZone = "Asia/Ho_Chi_Minh";
constexpr const char* kSystemDirectory = "/etc/dondoc";

}  // namespace

std::string Context::actor() const {
  if (options_.by && options_.by->empty()) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--by"}})};
  if (options_.by) return *options_.by;
  if (const char* name = std::getenv("SUDO_USER"); name != nullptr && *name != '\0') return name;
  const passwd* entry = getpwuid(getuid());
  return entry == nullptr ? std::to_string(getuid()) : std::string{entry->pw_name};
}

std::string Context::text(std::string_view key, const config::TextArgs& args) const {
  return config::text(language_, key, args);
}

void Context::say(std::string_view key, const config::TextArgs& args) {
  out() << rules::valid_utf8(text(key, args)) << '\n';
}

void Context::line(const std::string& data) { out() << config::one_line(data) << '\n'; }

void Context::print_problems(const rules::Problems& problems) {
  for (rules::Problem problem : problems) {
    for (const char* name : {"state", "other_state"}) {
      if (const auto state = problem.args.find(name); state != problem.args.end()) {
        state->second = word(*this, "state", state->second);
      }
    }
    std::string line = config::format_problem(language_, problem);
    while (line.ends_with('\n')) line.pop_back();
    err() << "dondoc: " << rules::valid_utf8(line) << '\n';
  }
}

std::filesystem::path Context::configuration_directory() const {
  if (directory_) return *directory_;
  if (options_.config) return *options_.config;
  return std::filesystem::exists("dondoc.toml") ? std::filesystem::path{"."} : std::filesystem::path{kSystemDirectory};
}

const config::Configuration* Context::configuration_if_any() {
  if (configuration_loaded_) return configuration_ ? &*configuration_ : nullptr;
  if (!options_.config && !directory_ && !std::filesystem::exists(configuration_directory() / "dondoc.toml"))
    return nullptr;
  return &configuration();
}

const config::Configuration& Context::configuration() {
  if (configuration_) return *configuration_;
  const std::filesystem::path directory = configuration_directory();
  if (!std::filesystem::exists(directory / "dondoc.toml")) {
    throw CommandError{Exit::configuration, problem("DD5005", {{"directory", directory.string()}})};
  }
  config::LoadResult loaded = config::load(directory, channel_schemas());
  configuration_loaded_ = true;
  if (!loaded.configuration) throw CommandError{Exit::configuration, std::move(loaded.problems)};
  configuration_ = std::move(loaded.configuration);
  return *configuration_;
}

void Context::accept_broken_rules() {
  const std::filesystem::path directory = configuration_directory();
  if (!std::filesystem::exists(directory / "dondoc.toml")) return;
  auto found = config::read(directory, channel_schemas());
  const bool broken = config::has_errors(found.problems);
  // Where the errors are in the main file nothing is known for sure, not even which database is meant.
  if (broken && std::ranges::any_of(found.problems, [](const auto& one) { return one.file == "dondoc.toml"; })) return;
  configuration_loaded_ = true;
  configuration_ = std::move(found.configuration);
  if (!broken) return;
  auto warning = problem("DD5066");
  warning.warning = true;
  print_problems({warning});
}

std::shared_ptr<const rules::Zone> Context::zone() {
  if (zone_) return zone_;
  const config::Configuration* configuration = configuration_if_any();
  if (configuration != nullptr && configuration->zone) return zone_ = configuration->zone;
  auto loaded = config::load_zone(kDefaultZone);
  if (!loaded) throw CommandError{Exit::configuration, problem("DD5008", {{"what", loaded.error()}})};
  return zone_ = *loaded;
}

std::string Context::database_path() {
  return options_.database ? *options_.database : configuration().database.string();
}

integrations::sqlite::Database& Context::database(bool create) {
  using integrations::sqlite::Database;
  if (database_) return *database_;
  const std::string path = database_path();
  if (!create && !std::filesystem::exists(path)) {
    throw CommandError{Exit::unavailable, problem("DD5007", {{"file", path}})};
  }
  return database_.emplace(
      integrations::sqlite::open_database(path, create ? Database::Mode::create : Database::Mode::existing));
}

integrations::Store& Context::store() {
  if (!store_) {
    (void)database();
    store_ = integrations::sqlite::SqliteStore::open(database_path());
  }
  return *store_;
}

rules::World Context::world() {
  if (const config::Configuration* configuration = configuration_if_any()) {
    return build_world(*configuration, store(), now_);
  }
  rules::World world;
  world.calendars = shipped_calendars();
  if (!world.calendars.empty()) world.default_calendar = world.calendars.begin()->first;
  world.directory = store().load_directory();
  return world;
}

void Context::use_demo_clock(const std::string& time) {
  const auto instant = rules::parse_iso(time);
  if (!instant) throw CommandError{Exit::usage, problem("DD5009", {{"value", time}})};
  if (!configuration().demo_clock_allowed) throw CommandError{Exit::configuration, problem("DD5903")};
  now_ = *instant;
}

GivenTime Context::parse_time(std::string_view text) {
  const auto given = read_time(text, *zone(), now_);
  if (!given) throw CommandError{Exit::usage, problem("DD5009", {{"value", std::string{text}}})};
  return *given;
}

rules::Instant Context::parse_time_until(std::string_view text) {
  const GivenTime given = parse_time(text);
  return given.bare_date ? zone()->span_of(given.day).until : given.instant;
}

rules::Amount Context::parse_amount(std::string_view text) const {
  const auto amount = rules::parse_amount(text);
  if (!amount) throw CommandError{Exit::usage, problem("DD5010", {{"value", std::string{text}}})};
  return *amount;
}

std::string Context::show(std::optional<rules::Instant> instant) {
  return instant ? write_time(*instant, *zone(), language_) : "–";
}

std::string Context::show_due(std::optional<rules::Instant> due) {
  return due ? write_due(*due, *zone(), language_) : "–";
}

std::string Context::show_day(rules::Day day) const { return write_day(day, language_); }

std::string Context::iso(rules::Instant instant) { return rules::format_iso(instant, *zone()); }

}  // namespace dondoc::daemon::cli
