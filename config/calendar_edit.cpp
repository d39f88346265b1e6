#include "config/calendar_edit.hpp"

#include <algorithm>

#include "config/directory_files.hpp"
#include "config/toml_text.hpp"
#include "rules/zone.hpp"

namespace dondoc::config {
namespace {

namespace fs = std::filesystem;

std::string hours_value(const rules::DayHours& hours) {
  std::string out;
  for (const auto& span : hours) {
    out +=
        (out.empty() ? "" : ", ") + toml_quoted(rules::format_clock(span.from) + "-" + rules::format_clock(span.until));
  }
  return "[" + out + "]";
}

std::vector<TomlField> fields_of(const rules::SpecialDay& day) {
  std::vector<TomlField> fields{{"date", rules::format_day(day.date)},
                                {"kind", toml_quoted(rules::day_kind_name(day.kind))},
                                {"name", toml_quoted(day.name)}};
  if (!day.notice.empty()) fields.push_back({"notice", toml_quoted(day.notice)});
  if (!day.hours.empty()) fields.push_back({"hours", hours_value(day.hours)});
  if (day.replaces) fields.push_back({"replaces", rules::format_day(*day.replaces)});
  return fields;
}

// Tables of a list of tables; none where the key is something else, which is for the loader to say.
std::vector<const TomlNode*> tables_of(const TomlNode& table, std::string_view key) {
  std::vector<const TomlNode*> out;
  const auto* entry = table.find(key);
  if (entry == nullptr || entry->value.type != TomlNode::Type::list) return out;
  for (const auto& item : entry->value.items) {
    if (item.type == TomlNode::Type::table) out.push_back(&item);
  }
  return out;
}

std::optional<rules::Day> date_of(const TomlNode& day) {
  const auto* entry = day.find("date");
  if (entry == nullptr || entry->value.type != TomlNode::Type::date) return std::nullopt;
  return entry->value.day;
}

const TomlNode* find_year(const TomlNode& document, int year) {
  for (const auto* node : tables_of(document, "year")) {
    const auto* entry = node->find("year");
    if (entry != nullptr && entry->value.type == TomlNode::Type::integer && entry->value.integer == year) return node;
  }
  return nullptr;
}

const TomlNode* find_day(const TomlNode& document, rules::Day date) {
  auto days = tables_of(document, "day");
  for (const auto* year : tables_of(document, "year")) {
    for (const auto* day : tables_of(*year, "days")) days.push_back(day);
  }
  const auto found = std::ranges::find(days, std::optional{date}, [](const auto* day) { return date_of(*day); });
  return found == days.end() ? nullptr : *found;
}

void change_day(TomlText& text, const TomlNode& node, const std::vector<TomlField>& fields) {
  if (text.is_inline(node)) return text.replace(node, inline_table(fields));
  for (const auto& entry : node.entries) {
    if (std::ranges::find(fields, entry.key, &TomlField::key) == fields.end()) text.remove_field(entry);
  }
  text.set_fields(node, fields, "date");
}

void append_day(TomlText& text, const std::vector<TomlField>& fields) {
  std::string block = "[[day]]\n";
  for (const TomlField& field : fields) block += field.key + " = " + field.value + "\n";
  text.append(block);
}

void add_day(TomlText& text, const TomlNode& document, const rules::SpecialDay& day) {
  const auto* year = find_year(document, rules::year_of(day.date));
  const auto days = year == nullptr ? std::vector<const TomlNode*>{} : tables_of(*year, "days");
  if (days.empty() || !text.is_inline(*days.front())) return append_day(text, fields_of(day));
  const auto successor = std::ranges::find_if(days, [&](const auto* other) {
    const auto date = date_of(*other);
    return date && *date > day.date;
  });
  const std::string table = inline_table(fields_of(day));
  if (successor != days.end()) {
    text.insert_before(**successor, table);
  } else {
    text.insert_after(*days.back(), table);
  }
}

rules::Problem problem_in(const CalendarFile& file, const std::string& code, std::map<std::string, std::string> args) {
  return {code, std::move(args), file.name, 0, 0, {}};
}

}  // namespace

std::optional<CalendarFile> find_calendar_file(const fs::path& folder, const std::string& id) {
  rules::Problems problems;
  for (const auto& file : read_folder(folder, "calendars/", {}, problems)) {
    const auto* entry = file.document.find("id");
    if (entry == nullptr || entry->value.text != id) continue;
    const fs::path path = folder / fs::path{file.name}.filename();
    if (auto content = read_file(path, file.name)) return CalendarFile{file.name, path, std::move(*content)};
  }
  return std::nullopt;
}

EditedText with_day(const CalendarFile& file, const rules::SpecialDay& day) {
  const auto document = parse_toml(file.content, file.name);
  if (!document) return tl::unexpected{document.error()};
  TomlText text{file.content};
  if (const auto* node = find_day(*document, day.date)) {
    change_day(text, *node, fields_of(day));
  } else {
    add_day(text, *document, day);
  }
  return text.result();
}

EditedText without_day(const CalendarFile& file, rules::Day date) {
  const auto document = parse_toml(file.content, file.name);
  if (!document) return tl::unexpected{document.error()};
  const auto* node = find_day(*document, date);
  if (node == nullptr) return tl::unexpected{problem_in(file, "DD5503", {{"date", rules::format_day(date)}})};
  TomlText text{file.content};
  if (text.is_inline(*node)) {
    text.remove_inline(*node);
  } else {
    text.remove_table(*node);
  }
  return text.result();
}

EditedText with_official_year(const CalendarFile& file, int year, const std::string& notice) {
  const auto document = parse_toml(file.content, file.name);
  if (!document) return tl::unexpected{document.error()};
  const auto* node = find_year(*document, year);
  if (node == nullptr) return tl::unexpected{problem_in(file, "DD5504", {{"year", std::to_string(year)}})};
  TomlText text{file.content};
  if (text.is_inline(*node)) return tl::unexpected{problem_in(file, "DD5505", {{"year", std::to_string(year)}})};
  text.set_fields(*node, {{"status", toml_quoted("official")}, {"notice", toml_quoted(notice)}}, "year");
  return text.result();
}

std::string with_year(const CalendarFile& file, const std::string& block) {
  TomlText text{file.content};
  text.append(block);
  return text.result();
}

std::string year_block(int year, const rules::YearCoverage& coverage, const std::vector<rules::SpecialDay>& days) {
  std::string block = "[[year]]\nyear = " + std::to_string(year) +
                      "\nstatus = " + toml_quoted(coverage.provisional ? "provisional" : "official") +
                      "\nnotice = " + toml_quoted(coverage.notice) + "\ndays = [\n";
  for (rules::SpecialDay day : days) {
    if (day.notice == coverage.notice) day.notice.clear();
    block += "  " + inline_table(fields_of(day)) + ",\n";
  }
  return block + "]\n";
}

}  // namespace dondoc::config
