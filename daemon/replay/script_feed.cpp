#include "daemon/replay/script_feed.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "integrations/channel.hpp"
#include "integrations/sqlite/records.hpp"

namespace dondoc::daemon::replay {
namespace {

namespace json = boost::json;
namespace sqlite = integrations::sqlite;
using What = config::TestEvent::What;

constexpr const char* kMailChannels = "email";
constexpr const char* kActor = "test";

// By its own dates, else when the test begins.
rules::Instant coming_of(const config::TestItem& test_item, rules::Instant begin) {
  if (test_item.stored) return *test_item.stored;
  std::optional<rules::Instant> first;
  for (const auto& at : {test_item.item.submitted_at, test_item.item.received_at, test_item.item.start_at}) {
    if (at && (!first || *at < *first)) first = at;
  }
  return first.value_or(begin);
}

// Of one of its items, or of an occurrence of a series: SERIES/AGENCY/DAY.
std::string source_of(const std::string& code, const config::RuleTest& test) {
  const auto item = std::ranges::find(test.items, code, [](const auto& one) { return one.item.code; });
  return item != test.items.end() ? item->item.source : "series:" + code.substr(0, code.find('/'));
}

json::value instant(rules::Instant at) { return rules::to_millis(at); }

// What sources report of an item, as columns; nothing for what people do by command.
std::optional<json::object> columns_of(const config::TestEvent& event) {
  switch (event.what) {
    case What::received: {
      json::object columns{{"received_at", instant(event.at)}};
      if (!event.term.empty()) columns["term"] = event.term;
      if (event.due) columns["due_at"] = instant(*event.due);
      if (event.due) columns["due_is_date"] = event.due_is_date ? 1 : 0;
      return columns;
    }
    case What::updated:
      return json::object{{"updated_at", instant(event.at)}, {"progress", event.reason}};
    case What::reported:
      return json::object{{"state", "reported"}};
    case What::sent_back:
      return json::object{{"state", "open"}};
    case What::withdrawn:
      return json::object{{"state", "withdrawn"}};
    case What::handed_over:
      return json::object{{"handed_over_at", instant(event.at)}};
    default:
      return std::nullopt;
  }
}

rules::Problem placed(rules::Problem problem, const config::Place& place) {
  problem.file = place.file;
  problem.line = place.line;
  problem.column = place.column;
  return problem;
}

}  // namespace

ScriptFeed::ScriptFeed(sqlite::Database& database, const config::Configuration& configuration,
                       const config::TestCast& cast, const config::RuleTest& test)
    : database_(database), scenario_(database), configuration_(configuration), begin_(test.from) {
  for (const auto& item : test.items) {
    const auto at = coming_of(item, test.from);
    actions_.push_back({at, [this, &item, at]() -> tl::expected<void, rules::Problem> {
                          scenario_.add_item(item.item, at);
                          return {};
                        }});
  }
  for (const auto& event : test.events) {
    const std::string source = source_of(event.item, test);
    actions_.push_back({event.at, [this, &event, source] { return perform(event, source); }});
  }
  std::ranges::stable_sort(actions_, {}, &Action::at);
  if (!actions_.empty()) begin_ = std::min(begin_, actions_.front().at);
  enter(cast);
}

void ScriptFeed::enter(const config::TestCast& cast) {
  for (const auto& agency : cast.agencies) {
    scenario_.add_agency(agency.code, agency.name, agency.level, agency.parent, agency.calendar, agency.addressee,
                         begin_);
    if (agency.mailbox) give_addresses(rules::recipient_of(rules::kMailboxPrefix, agency.code), agency.code);
  }
  for (const auto& person : cast.people) {
    scenario_.add_person(person.code, person.name, begin_);
    if (person.reachable) give_addresses(rules::recipient_of(rules::kPersonPrefix, person.code), person.code);
    if (!person.role.empty()) {
      scenario_.add_position(person.agency, person.role, person.code, person.from, person.until, begin_);
    }
  }
  for (const auto& contact : cast.contacts) {
    scenario_.add_contact(contact.id, contact.person, begin_);
    if (contact.person.empty()) give_addresses(rules::recipient_of(rules::kContactPrefix, contact.id), contact.id);
  }
  for (const auto& room : cast.rooms) {
    scenario_.add_room(room, begin_);
    give_addresses(rules::recipient_of(rules::kRoomPrefix, room), room);
  }
}

// Everybody is reached over every channel.
void ScriptFeed::give_addresses(const std::string& owner, const std::string& code) {
  scenario_.add_address(owner, kMailChannels, code + "@vi-du.example", begin_);
  for (const auto& channel : configuration_.channels) {
    const auto& types = integrations::channel_types();
    const auto type = std::ranges::find_if(types, [&](const auto& one) { return one.schema.type == channel.type; });
    if (type != types.end() && type->schema.takes_mail_addresses) continue;
    scenario_.add_address(owner, channel.id, code, begin_);
  }
}

std::optional<rules::Instant> ScriptFeed::next() {
  return done_ < actions_.size() ? std::optional{actions_[done_].at} : std::nullopt;
}

void ScriptFeed::apply(rules::Instant now) {
  for (; done_ < actions_.size() && actions_[done_].at <= now; ++done_) {
    if (auto result = actions_[done_].run(); !result) problems_.push_back(std::move(result.error()));
  }
}

tl::expected<void, rules::Problem> ScriptFeed::perform(const config::TestEvent& event, const std::string& source) {
  if (const auto columns = columns_of(event)) {
    scenario_.change_item(source, event.item, json::serialize(*columns), event.at);
    return {};
  }
  if (event.what == What::silenced) {
    scenario_.add_silence(source, event.item, event.reason, event.at, event.until.value_or(event.at));
    return {};
  }
  const auto key = scenario_.key_of(source, event.item);
  if (!key) {
    rules::Problem problem;
    problem.code = "DD1913";
    problem.args = {{"item", event.item}};
    return tl::unexpected(placed(std::move(problem), event.place));
  }
  auto done = command(event, *key);
  if (!done) return tl::unexpected(placed(std::move(done.error()), event.place));
  return {};
}

tl::expected<void, rules::Problem> ScriptFeed::command(const config::TestEvent& event, const sqlite::ItemKey& key) {
  sqlite::Records records{database_, kActor, event.at};
  using Step = sqlite::Extension::Step;
  const auto extension = [&](Step step) {
    return sqlite::Extension{step, event.due.value_or(event.at), event.due_is_date, event.reason};
  };
  switch (event.what) {
    case What::held:
      return records.hold(key, {event.at, std::nullopt, event.reason});
    case What::resumed:
      return records.resume(key, event.at);
    case What::requested:
      return records.extend(key, extension(Step::request));
    case What::extended:
      return records.extend(key, extension(Step::grant));
    case What::refused:
      return records.extend(key, extension(Step::refuse));
    case What::reopened:
      return records.reopen(key, event.reason);
    case What::cancelled:
      return records.cancel(key, event.reason);
    case What::acknowledged:
      return records.acknowledge(key, {event.by, event.until.value_or(event.at), event.until.value_or(event.at)});
    case What::apologised:
      return records.apologise(key, event.at);
    case What::assigned: {
      sqlite::Assignment assignment;
      if (!event.agency.empty()) assignment.agency = event.agency;
      if (!event.officer.empty()) assignment.officer = event.officer;
      return records.assign(key, assignment);
    }
    default:
      return records.finish(key, {event.at, event.reason, std::nullopt});
  }
}

}  // namespace dondoc::daemon::replay
