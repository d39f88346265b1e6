#include "config/rule_test_reader.hpp"

#include <algorithm>

#include "config/nearest.hpp"
#include "config/shipped_files.hpp"
#include "rules/recurrence.hpp"

namespace dondoc::config {
namespace {

using Type = TomlNode::Type;

WrittenTime from_civil(const rules::CivilTime& time, const rules::Zone& zone, bool end) {
  if (time.clock) return {zone.to_instant(rules::LocalTime{time.day} + *time.clock), false};
  const auto span = zone.span_of(time.day);
  return {end ? span.until : span.from, true};
}

std::optional<WrittenTime> time_of(const TomlNode& node, const rules::Zone& zone, bool end) {
  if (node.type == Type::date_time) return WrittenTime{node.instant, false};
  if (node.type == Type::date) return from_civil({node.day, std::nullopt}, zone, end);
  if (node.type == Type::local_date_time) {
    return from_civil({node.day, node.instant - rules::Instant{node.day.time_since_epoch()}}, zone, end);
  }
  if (node.type != Type::text) return std::nullopt;
  if (const auto instant = rules::parse_iso(node.text)) return WrittenTime{*instant, false};
  const auto civil = rules::parse_civil(node.text);
  return civil ? std::optional{from_civil(*civil, zone, end)} : std::nullopt;
}

constexpr const char* kRoles[] = {"head", "acting_head", "deputy", "division_head", "focal", "officer"};

TestCast::Agency read_agency(TomlReader& reader, UniqueIds& ids, const std::vector<std::string>& agencies) {
  TestCast::Agency agency;
  agency.code = reader.required_text("code");
  reader.call(agency.code);
  static_cast<void>(ids.add(agency.code, reader, "code"));
  agency.name = reader.text_or("name", agency.code);
  agency.level = reader.text_or("level", "");
  agency.parent = known_word(reader, "parent", agencies, "DD1903");
  agency.calendar = reader.text_or("calendar", "");
  agency.addressee = reader.text_or("addressee", "");
  agency.mailbox = reader.boolean("mailbox").value_or(false);
  reader.finish();
  return agency;
}

TestCast::Person read_person(TomlReader& reader, const std::vector<std::string>& agencies) {
  TestCast::Person person;
  person.code = reader.required_text("code");
  reader.call(person.code);
  person.name = reader.text_or("name", person.code);
  person.agency = known_word(reader, "agency", agencies, "DD1903");
  const std::vector<std::string> roles(std::begin(kRoles), std::end(kRoles));
  person.role = reader.word("role", roles).value_or("");
  person.from = reader.day("from");
  person.until = reader.day("until");
  person.reachable = reader.boolean("reachable").value_or(true);
  if (person.agency.empty() != person.role.empty()) reader.report_here("DD1904");
  reader.finish();
  return person;
}

TestCast read_own_cast(TomlReader& file) {
  TestCast cast;
  UniqueIds ids;
  std::vector<std::string> agencies;
  const auto agency_tables = file.tables("agency");
  for (const auto* node : agency_tables) {
    if (const auto* code = node->find("code")) agencies.push_back(code->value.text);
  }
  for (const auto* node : agency_tables) {
    auto reader = file.below(*node, "agency");
    cast.agencies.push_back(read_agency(reader, ids, agencies));
  }
  for (const auto* node : file.tables("person")) {
    auto reader = file.below(*node, "person");
    cast.people.push_back(read_person(reader, agencies));
  }
  std::vector<std::string> people;
  people.reserve(cast.people.size());
  for (const auto& person : cast.people) people.push_back(person.code);
  for (const auto* node : file.tables("contact")) {
    auto reader = file.below(*node, "contact");
    TestCast::Contact contact{reader.required_text("id"), known_word(reader, "person", people, "DD1903")};
    reader.finish();
    cast.contacts.push_back(std::move(contact));
  }
  for (const auto* node : file.tables("room")) {
    auto reader = file.below(*node, "room");
    cast.rooms.push_back(reader.required_text("id"));
    reader.finish();
  }
  return cast;
}

}  // namespace

std::optional<WrittenTime> read_test_time(TomlReader& reader, std::string_view key, const rules::Zone& zone, bool end) {
  const auto* node = reader.any(key);
  if (!node) return std::nullopt;
  auto time = time_of(*node, zone, end);
  if (!time) {
    reader.report("DD1901", key, {{"got", node->type == Type::text ? node->text : std::string{type_name(node->type)}}});
  }
  return time;
}

rules::Instant required_test_time(TomlReader& reader, std::string_view key, const rules::Zone& zone, bool end) {
  if (!reader.has(key)) reader.report("DD1103", key, {{"key", std::string{key}}});
  const auto time = read_test_time(reader, key, zone, end);
  return time ? time->at : rules::Instant{};
}

std::string known_word(TomlReader& reader, std::string_view key, const std::vector<std::string>& known,
                       const std::string& code) {
  auto word = reader.text(key).value_or("");
  if (word.empty() || std::ranges::find(known, word) != known.end()) return word;
  const auto near = nearest(word, known);
  auto& problem = reader.report(code, key, {{"got", word}, {"nearest", near}});
  if (near.empty()) problem.args["nearest"] = "–";
  return {};
}

TestCast read_cast(TomlReader& file) {
  const bool own = file.has("agency") || file.has("person") || file.has("contact") || file.has("room");
  if (own) return read_own_cast(file);
  const auto* shipped = find_shipped_file("default_cast.toml");
  const auto document = parse_toml(shipped->content, "default_cast.toml");
  TomlReader reader{*document, "default_cast.toml", {}, file.problems()};
  return read_own_cast(reader);
}

TestNames names_of(const TestCast& cast, const Configuration& configuration) {
  TestNames names;
  for (const auto& agency : cast.agencies) {
    names.agencies.push_back(agency.code);
    if (agency.mailbox) names.recipients.push_back(rules::recipient_of(rules::kMailboxPrefix, agency.code));
  }
  for (const auto& person : cast.people) {
    names.people.push_back(person.code);
    names.recipients.push_back(person.code);
  }
  for (const auto& contact : cast.contacts) {
    names.recipients.push_back(rules::recipient_of(rules::kContactPrefix, contact.id));
  }
  for (const auto& room : cast.rooms) names.recipients.push_back(rules::recipient_of(rules::kRoomPrefix, room));
  for (const auto& rule : configuration.rules) {
    for (const auto& step : rule.steps) names.steps.push_back(rule.id + "/" + step.id);
  }
  for (const auto& series : configuration.series) names.series.push_back(series.id);
  return names;
}

}  // namespace dondoc::config
