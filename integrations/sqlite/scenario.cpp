#include "integrations/sqlite/scenario.hpp"

#include <boost/json.hpp>

#include "integrations/sqlite/transaction.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

namespace json = boost::json;

constexpr const char* kActor = "test";

json::value instant(std::optional<rules::Instant> at) {
  return at ? json::value(rules::to_millis(*at)) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

// As the view item_images writes it.
std::string image_of(const rules::Item& item) {
  json::object attributes;
  for (const auto& [name, value] : item.attributes) attributes[name] = value;
  json::array holds;
  for (const auto& hold : item.holds) {
    holds.push_back({{"from_at", instant(hold.from)},
                     {"until_at", instant(hold.until)},
                     {"reason", hold.reason},
                     {"author", hold.author}});
  }
  const json::object image{{"source", item.source},
                           {"code", item.code},
                           {"kind", rules::kind_name(item.kind)},
                           {"title", item.title},
                           {"state", rules::state_name(item.state)},
                           {"agency", text_or_null(item.agency)},
                           {"officer", text_or_null(item.officer)},
                           {"officer_name", item.officer_name},
                           {"procedure", item.procedure},
                           {"priority", item.priority},
                           {"product", item.product},
                           {"parent", item.parent},
                           {"restricted", item.restricted ? 1 : 0},
                           {"result_document", item.result_document},
                           {"progress", item.progress},
                           {"submitted_at", instant(item.submitted_at)},
                           {"received_at", instant(item.received_at)},
                           {"start_at", instant(item.start_at)},
                           {"updated_at", instant(item.updated_at)},
                           {"finished_at", instant(item.finished_at)},
                           {"handed_over_at", instant(item.handed_over_at)},
                           {"appointment_at", instant(item.appointment_at)},
                           {"apology_sent_at", instant(item.apology_sent_at)},
                           {"due_at", instant(item.due_at)},
                           {"due_is_date", item.due_is_date ? 1 : 0},
                           {"term", item.term ? rules::format_amount(*item.term) : ""},
                           {"holds", item.holds_shift ? "shift" : ""},
                           {"attributes", std::move(attributes)},
                           {"hold_rows", std::move(holds)},
                           {"coordinators", json::value_from(item.coordinators)}};
  return json::serialize(image);
}

std::optional<std::string> day_text(std::optional<rules::Day> day) {
  return day ? std::optional{rules::format_day(*day)} : std::nullopt;
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

}  // namespace

void Scenario::add_agency(const std::string& code, const std::string& name, const std::string& level,
                          const std::string& parent, const std::string& calendar, const std::string& addressee,
                          rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  database_.run("INSERT INTO agencies (code, name, level, parent, calendar, addressee) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                code, name, level, unless_empty(parent), calendar, addressee);
  transaction.commit();
}

void Scenario::add_person(const std::string& code, const std::string& name, rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  database_.run("INSERT INTO people (code, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING", code, name);
  transaction.commit();
}

void Scenario::add_position(const std::string& agency, const std::string& role, const std::string& person,
                            std::optional<rules::Day> from, std::optional<rules::Day> until, rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  database_.run("INSERT INTO positions (agency, role, person, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4, ?5)",
                agency, role, person, day_text(from), day_text(until));
  transaction.commit();
}

void Scenario::add_contact(const std::string& id, const std::string& person, rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  database_.run("INSERT INTO contacts (id, name, person) VALUES (?1, ?1, ?2)", id, unless_empty(person));
  transaction.commit();
}

void Scenario::add_room(const std::string& id, rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  database_.run("INSERT INTO rooms (id, name) VALUES (?1, ?1)", id);
  transaction.commit();
}

void Scenario::add_address(const std::string& owner, const std::string& channel, const std::string& value,
                           rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  database_.run("INSERT INTO addresses (owner, channel, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", owner,
                channel, value);
  transaction.commit();
}

void Scenario::add_item(const rules::Item& item, rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  items_.put(image_of(item));
  transaction.commit();
}

void Scenario::change_item(const std::string& source, const std::string& code, const std::string& columns,
                           rules::Instant at) {
  Transaction transaction(database_, {kActor, at});
  items_.patch(source, code, columns);
  transaction.commit();
}

void Scenario::add_silence(const std::string& source, const std::string& code, const std::string& reason,
                           rules::Instant from, rules::Instant until) {
  Transaction transaction(database_, {kActor, from});
  database_.run("INSERT INTO silences (filter, author, reason, from_at, until_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                json::serialize(json::object{{"source", source}, {"code", code}}), kActor,
                reason.empty() ? std::string{kActor} : reason, from, until);
  transaction.commit();
}

std::optional<ItemKey> Scenario::key_of(const std::string& source, const std::string& code) {
  const auto id = database_.read_integer("SELECT id FROM item_state WHERE source = ?1 AND code = ?2", source, code);
  return id ? std::optional{ItemKey{*id, source, code}} : std::nullopt;
}

}  // namespace dondoc::integrations::sqlite
