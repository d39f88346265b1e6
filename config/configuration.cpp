#include "config/configuration.hpp"

#include <algorithm>

#include "config/calendar_reader.hpp"
#include "config/directory_files.hpp"
#include "config/fingerprint.hpp"
#include "config/main_file.hpp"
#include "config/rule_reader.hpp"
#include "config/zones.hpp"

namespace dondoc::config {
namespace {

namespace fs = std::filesystem;

void compile_calendar(rules::CalendarSpec spec, TomlReader& reader, rules::CalendarMap& out) {
  auto zone = load_zone(spec.zone);
  if (!zone) {
    reader.report("DD1115", "zone", {{"zone", spec.zone}});
    return;
  }
  const auto id = spec.id;
  out.emplace(id, std::make_shared<const rules::WorkCalendar>(std::move(spec), std::move(*zone)));
}

CalendarsResult read_calendars(const fs::path& folder, const std::string& prefix) {
  CalendarsResult result;
  UniqueIds ids;
  for (const auto& file : read_folder(folder, prefix, result.problems)) {
    auto spec = read_calendar(file.document, file.name, result.problems);
    if (!spec) continue;
    TomlReader reader{file.document, file.name, {"calendar"}, result.problems};
    reader.call(spec->id);
    if (ids.add(spec->id, reader, "id")) compile_calendar(std::move(*spec), reader, result.calendars);
  }
  return result;
}

// Calendars with faults are known by name too, so that one fault is not reported once more for each rule.
std::set<std::string> calendar_names(const fs::path& folder) {
  std::set<std::string> out;
  rules::Problems ignored;
  for (const auto& file : read_folder(folder, "", ignored)) {
    const auto* id = file.document.find("id");
    if (id) out.insert(id->value.text);
  }
  return out;
}

References references_of(const Configuration& configuration) {
  References out;
  for (const auto& channel : configuration.channels) out.channels.insert(channel.id);
  for (const auto& [name, text] : configuration.templates) {
    const auto stem = fs::path{name}.stem().string();
    if (!stem.starts_with('_')) out.templates.insert(stem);
  }
  out.calendars = calendar_names(configuration.directory / "calendars");
  return out;
}

// Where there is only one calendar, nobody has to say which is meant.
void settle_default_calendar(TomlReader& main, Configuration& out) {
  const auto names = calendar_names(out.directory / "calendars");
  if (out.default_calendar.empty() && names.size() == 1) out.default_calendar = *names.begin();
  if (names.contains(out.default_calendar)) return;
  main.report(out.default_calendar.empty() ? "DD1125" : "DD1220", "calendar", {{"name", out.default_calendar}});
}

void read_main(Configuration& out, std::span<const rules::SettingsSchema> schemas, rules::Problems& problems) {
  const std::string name = "dondoc.toml";
  auto document =
      read_file(out.directory / name, name).and_then([&](const std::string& text) { return parse_toml(text, name); });
  if (!document) {
    problems.push_back(std::move(document.error()));
    return;
  }
  read_main_file(*document, schemas, out, problems);
  TomlReader reader{*document, name, {}, problems};
  settle_default_calendar(reader, out);
}

void read_rules(Configuration& out, rules::Problems& problems) {
  const auto references = references_of(out);
  RuleFiles files{references, problems};
  for (const auto& file : read_folder(out.directory / "rules", "rules/", problems)) {
    files.read(file.document, file.name);
  }
  out.rules = files.finish();
}

bool has_errors(const rules::Problems& problems) {
  return std::ranges::any_of(problems, [](const auto& problem) { return !problem.warning; });
}

}  // namespace

LoadResult load(const fs::path& directory, std::span<const rules::SettingsSchema> channels) {
  LoadResult result;
  Configuration configuration;
  configuration.directory = fs::absolute(directory).lexically_normal();
  read_main(configuration, channels, result.problems);
  auto calendars = read_calendars(configuration.directory / "calendars", "calendars/");
  configuration.calendars = std::move(calendars.calendars);
  std::ranges::move(calendars.problems, std::back_inserter(result.problems));
  configuration.templates = read_templates(configuration.directory / "templates", result.problems);
  read_rules(configuration, result.problems);
  sort_problems(result.problems);
  if (has_errors(result.problems)) return result;
  configuration.fingerprint = configuration_fingerprint(configuration);
  result.configuration = std::move(configuration);
  return result;
}

CalendarsResult load_calendars(const fs::path& directory) {
  auto result = read_calendars(directory, "");
  sort_problems(result.problems);
  return result;
}

}  // namespace dondoc::config
