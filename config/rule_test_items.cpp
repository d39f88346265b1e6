// Items of rule tests and what happens to them.

#include <algorithm>
#include <array>

#include "config/rule_test_reader.hpp"
#include "rules/names.hpp"

namespace dondoc::config {
namespace {

using What = TestEvent::What;

constexpr std::array<std::pair<What, std::string_view>, 18> kEvents{{{What::received, "received"},
                                                                     {What::updated, "updated"},
                                                                     {What::held, "held"},
                                                                     {What::resumed, "resumed"},
                                                                     {What::requested, "requested"},
                                                                     {What::extended, "extended"},
                                                                     {What::refused, "refused"},
                                                                     {What::reported, "reported"},
                                                                     {What::sent_back, "sent_back"},
                                                                     {What::done, "done"},
                                                                     {What::handed_over, "handed_over"},
                                                                     {What::reopened, "reopened"},
                                                                     {What::cancelled, "cancelled"},
                                                                     {What::withdrawn, "withdrawn"},
                                                                     {What::acknowledged, "acknowledged"},
                                                                     {What::apologised, "apologised"},
                                                                     {What::assigned, "assigned"},
                                                                     {What::silenced, "silenced"}}};

std::optional<rules::Instant> time_or_nothing(TomlReader& reader, std::string_view key, const rules::Zone& zone,
                                              bool end = false) {
  const auto time = read_test_time(reader, key, zone, end);
  return time ? std::optional{time->at} : std::nullopt;
}

void read_item_times(TomlReader& reader, const rules::Zone& zone, rules::Item& item) {
  item.submitted_at = time_or_nothing(reader, "submitted", zone);
  item.received_at = time_or_nothing(reader, "received", zone);
  item.start_at = time_or_nothing(reader, "start", zone);
  item.updated_at = time_or_nothing(reader, "updated", zone);
  item.finished_at = time_or_nothing(reader, "finished", zone);
  item.handed_over_at = time_or_nothing(reader, "handed_over", zone);
  item.appointment_at = time_or_nothing(reader, "appointment", zone);
  item.apology_sent_at = time_or_nothing(reader, "apology_sent", zone);
  if (const auto due = read_test_time(reader, "due", zone, true)) {
    item.due_at = due->at;
    item.due_is_date = due->is_date;
  }
  item.term = reader.parsed("term", rules::parse_amount, "DD1117");
}

void read_attributes(TomlReader& reader, rules::Item& item) {
  const auto* table = reader.table("attributes");
  if (!table) return;
  auto attributes = reader.below(*table, "attributes");
  for (const auto& entry : table->entries) item.attributes[entry.key] = attributes.text_or(entry.key, "");
}

std::vector<std::string> known_words(TomlReader& reader, std::string_view key, const std::vector<std::string>& known) {
  std::vector<std::string> words;
  for (const auto* node : reader.text_nodes(key)) {
    if (std::ranges::find(known, node->text) == known.end()) {
      reader.report_at(*node, "DD1903", key, {{"got", node->text}, {"nearest", "–"}});
    }
    words.push_back(node->text);
  }
  return words;
}

// What goes with which event.
void need(TomlReader& reader, bool is_there, std::string_view key) {
  if (!is_there) reader.report("DD1103", key, {{"key", std::string{key}}});
}

}  // namespace

std::string_view test_event_name(TestEvent::What what) {
  return rules::name_in<What>(std::span<const std::pair<What, std::string_view>>{kEvents}, what);
}

TestItem read_test_item(TomlReader& reader, const TestNames& names, const rules::Zone& zone) {
  TestItem out;
  auto& item = out.item;
  item.code = reader.required_text("code");
  reader.call(item.code);
  item.source = reader.text_or("source", "local");
  item.kind = reader.parsed("kind", rules::parse_kind, "DD1902").value_or(rules::Kind::task);
  if (!reader.has("kind")) reader.report("DD1103", "kind", {{"key", "kind"}});
  item.state = reader.parsed("state", rules::parse_state, "DD1905").value_or(rules::State::open);
  item.title = reader.text_or("title", item.code);
  item.agency = known_word(reader, "agency", names.agencies, "DD1903");
  item.officer = known_word(reader, "officer", names.people, "DD1903");
  item.procedure = reader.text_or("procedure", "");
  item.priority = reader.text_or("priority", "");
  item.product = reader.text_or("product", "");
  item.coordinators = known_words(reader, "coordinators", names.agencies);
  item.holds_shift = reader.boolean("holds_shift").value_or(false);
  read_item_times(reader, zone, item);
  read_attributes(reader, item);
  out.stored = time_or_nothing(reader, "stored", zone);
  reader.finish();
  return out;
}

std::string read_item_name(TomlReader& reader, const std::vector<std::string>& items, const RuleTest& test) {
  if (items.size() == 1 && !reader.has("item")) return items.front();
  const auto word = reader.text("item").value_or("");
  const bool of_series = std::ranges::any_of(test.series, [&](const auto& id) { return word.starts_with(id + "/"); });
  return of_series ? word : known_word(reader, "item", items, "DD1907");
}

TestEvent read_test_event(TomlReader& reader, const TestNames& names, const std::vector<std::string>& items,
                          const RuleTest& test, const rules::Zone& zone) {
  TestEvent event;
  event.place = {reader.file(), reader.node().line, reader.node().column};
  event.at = required_test_time(reader, "at", zone);
  const auto parse = [](std::string_view word) {
    return rules::value_in<What>(std::span<const std::pair<What, std::string_view>>{kEvents}, word);
  };
  event.what = reader.parsed("what", parse, "DD1906").value_or(What::done);
  need(reader, reader.has("what"), "what");
  event.item = read_item_name(reader, items, test);
  need(reader, items.size() == 1 || reader.has("item"), "item");
  event.by = known_word(reader, "by", names.people, "DD1903");
  event.reason = reader.text_or("reason", "");
  event.agency = known_word(reader, "agency", names.agencies, "DD1903");
  event.officer = known_word(reader, "officer", names.people, "DD1903");
  if (const auto term = reader.parsed("term", rules::parse_amount, "DD1117")) event.term = rules::format_amount(*term);
  event.until = time_or_nothing(reader, "until", zone, true);
  if (const auto due = read_test_time(reader, "due", zone, true)) {
    event.due = due->at;
    event.due_is_date = due->is_date;
  }
  const bool extends = event.what == What::requested || event.what == What::extended;
  if (extends) need(reader, reader.has("due"), "due");
  if (event.what == What::acknowledged) need(reader, reader.has("by"), "by");
  if (event.what == What::acknowledged || event.what == What::silenced) need(reader, reader.has("until"), "until");
  reader.finish();
  return event;
}

}  // namespace dondoc::config
