#include "integrations/sqlite/records.hpp"

#include "integrations/sqlite/transaction.hpp"
#include "integrations/sqlite/undo.hpp"
#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

constexpr int kAcknowledgementsPerVersion = 2;

tl::unexpected<rules::Problem> refuse(std::string code, std::map<std::string, std::string> args) {
  rules::Problem problem;
  problem.code = std::move(code);
  problem.args = std::move(args);
  return tl::unexpected(std::move(problem));
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

}  // namespace

Edited<> Records::edit(const ItemKey& key, std::string_view command, const std::string& reason, const Change& change) {
  Transaction transaction{database_, {actor_, now_, reason}};
  const auto before = take_picture(database_, key);
  if (!before) return tl::unexpected(before.error());
  if (auto done = change(); !done) return done;
  const auto after = take_picture(database_, key);
  if (!after) return tl::unexpected(after.error());
  if (*before != *after) {
    database_.run(
        "INSERT INTO undo_log (item, at, actor, command, before)"
        " SELECT id, ?3, ?4, ?5, json_object('before', json(?6), 'after', json(?7))"
        " FROM item_state WHERE source = ?1 AND code = ?2",
        key.source, key.code, now_, actor_, command, *before, *after);
  }
  transaction.commit();
  return {};
}

std::optional<rules::State> Records::state_of(const ItemKey& key) {
  const auto name =
      database_.read_text("SELECT state FROM items WHERE source = ?1 AND code = ?2", key.source, key.code);
  return name ? rules::parse_state(*name) : std::nullopt;
}

Edited<> Records::need_stored(const ItemKey& key) {
  if (state_of(key)) return {};
  return refuse("DD5023", {{"code", key.code}});
}

Edited<> Records::need_active(const ItemKey& key) {
  const auto state = state_of(key);
  if (!state) return refuse("DD5023", {{"code", key.code}});
  if (rules::is_active(*state)) return {};
  return refuse("DD5024", {{"code", key.code}, {"state", std::string{rules::state_name(*state)}}});
}

Edited<> Records::need_agency(const std::string& code) {
  if (database_.read_integer("SELECT 1 FROM agencies WHERE code = ?1", code)) return {};
  return refuse("DD5032", {{"agency", code}});
}

Edited<> Records::need_person(const std::string& code) {
  if (database_.read_integer("SELECT 1 FROM people WHERE code = ?1", code)) return {};
  return refuse("DD5030", {{"person", code}});
}

void Records::close_hold(const ItemKey& key, rules::Instant at) {
  database_.run("UPDATE holds SET until_at = max(from_at, ?3) WHERE source = ?1 AND code = ?2 AND until_at IS NULL",
                key.source, key.code, at);
}

void Records::set_state(const ItemKey& key, rules::State state) {
  database_.run("UPDATE items SET state = ?3 WHERE source = ?1 AND code = ?2", key.source, key.code,
                rules::state_name(state));
}

void Records::mark(const ItemKey& key) {
  database_.run("UPDATE item_state SET revision = revision + 1, next_check_at = 0 WHERE id = ?1", key.id);
}

void Records::keep_document(const std::string& number) {
  database_.run("INSERT INTO documents (number) VALUES (?1) ON CONFLICT (number) DO NOTHING", number);
}

Edited<> Records::add(const NewItem& item) {
  const ItemKey key{0, item.source, item.code};
  return edit(key, "add", {}, [&]() -> Edited<> {
    if (state_of(key)) return refuse("DD5033", {{"code", item.source + "/" + item.code}});
    if (!item.agency.empty()) {
      if (auto known = need_agency(item.agency); !known) return known;
    }
    if (!item.officer.empty()) {
      if (auto known = need_person(item.officer); !known) return known;
    }
    for (const std::string& agency : item.coordinators) {
      if (auto known = need_agency(agency); !known) return known;
    }
    if (!item.document.empty()) keep_document(item.document);
    database_.run(
        "INSERT INTO items (source, code, kind, title, agency, officer, procedure, document, product, priority,"
        " received_at, due_at, due_is_date, term, parent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
        " (SELECT id FROM documents WHERE number = ?8 AND ?8 <> ''), ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        item.source, item.code, rules::kind_name(item.kind), item.title, unless_empty(item.agency),
        unless_empty(item.officer), item.procedure, item.document, item.product, item.priority, item.received_at,
        item.due_at, item.due_is_date, item.term, item.parent);
    for (const std::string& agency : item.coordinators) {
      database_.run("INSERT INTO item_coordinators (source, code, agency) VALUES (?1, ?2, ?3)", item.source, item.code,
                    agency);
    }
    return {};
  });
}

Edited<> Records::finish(const ItemKey& key, const Result& result) {
  return edit(key, "done", {}, [&]() -> Edited<> {
    if (auto active = need_active(key); !active) return active;
    const auto date = result.date ? std::optional{rules::format_day(*result.date)} : std::nullopt;
    database_.run(
        "UPDATE items SET state = 'done', finished_at = ?3, result_document = iif(?4 = '', result_document, ?4),"
        " result_date = coalesce(?5, result_date) WHERE source = ?1 AND code = ?2",
        key.source, key.code, result.finished_at, result.document, date);
    close_hold(key, result.finished_at);
    return {};
  });
}

Edited<> Records::reopen(const ItemKey& key, const std::string& reason) {
  return edit(key, "reopen", reason, [&]() -> Edited<> {
    const auto state = state_of(key);
    if (!state) return refuse("DD5023", {{"code", key.code}});
    if (*state == rules::State::open || *state == rules::State::suspended) {
      return refuse("DD5025", {{"code", key.code}, {"state", std::string{rules::state_name(*state)}}});
    }
    database_.run(
        "UPDATE items SET state = 'open', finished_at = NULL, result_document = '', result_date = NULL"
        " WHERE source = ?1 AND code = ?2",
        key.source, key.code);
    return {};
  });
}

Edited<> Records::cancel(const ItemKey& key, const std::string& reason) {
  return edit(key, "cancel", reason, [&]() -> Edited<> {
    if (auto active = need_active(key); !active) return active;
    set_state(key, rules::State::cancelled);
    close_hold(key, now_);
    return {};
  });
}

Edited<> Records::hold(const ItemKey& key, const Suspension& suspension) {
  return edit(key, "hold", suspension.reason, [&]() -> Edited<> {
    if (auto active = need_active(key); !active) return active;
    const auto open = database_.read_integer("SELECT 1 FROM holds WHERE source = ?1 AND code = ?2 AND until_at IS NULL",
                                             key.source, key.code);
    if (open && !suspension.until) return refuse("DD5026", {{"code", key.code}});
    if (database_.read_integer("SELECT 1 FROM holds WHERE source = ?1 AND code = ?2 AND from_at = ?3", key.source,
                               key.code, suspension.from)) {
      return refuse("DD5027", {{"code", key.code}});
    }
    database_.run("INSERT INTO holds (source, code, from_at, until_at, reason, author) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                  key.source, key.code, suspension.from, suspension.until, suspension.reason, actor_);
    if (!suspension.until) set_state(key, rules::State::suspended);
    return {};
  });
}

Edited<> Records::resume(const ItemKey& key, rules::Instant at) {
  return edit(key, "resume", {}, [&]() -> Edited<> {
    if (auto stored = need_stored(key); !stored) return stored;
    const auto from = database_.read_integer(
        "SELECT min(from_at) FROM holds WHERE source = ?1 AND code = ?2 AND until_at IS NULL", key.source, key.code);
    if (!from && state_of(key) != rules::State::suspended) return refuse("DD5028", {{"code", key.code}});
    if (from && rules::to_millis(at) < *from) return refuse("DD5029", {{"code", key.code}});
    close_hold(key, at);
    // Closing the hold opened the item; one of a database from before that rule may be without a hold.
    if (state_of(key) == rules::State::suspended) set_state(key, rules::State::open);
    return {};
  });
}

Edited<> Records::assign(const ItemKey& key, const Assignment& assignment) {
  return edit(key, "assign", {}, [&]() -> Edited<> {
    if (auto active = need_active(key); !active) return active;
    if (assignment.agency) {
      if (auto known = need_agency(*assignment.agency); !known) return known;
      database_.run("UPDATE items SET agency = ?3 WHERE source = ?1 AND code = ?2", key.source, key.code,
                    *assignment.agency);
    }
    if (assignment.officer) {
      if (!assignment.officer->empty()) {
        if (auto known = need_person(*assignment.officer); !known) return known;
      }
      database_.run("UPDATE items SET officer = ?3, officer_name = '' WHERE source = ?1 AND code = ?2", key.source,
                    key.code, unless_empty(*assignment.officer));
    }
    if (assignment.officer_name) {
      database_.run("UPDATE items SET officer_name = ?3, officer = NULL WHERE source = ?1 AND code = ?2", key.source,
                    key.code, *assignment.officer_name);
    }
    return {};
  });
}

Edited<> Records::acknowledge(const ItemKey& key, const Acknowledge& acknowledge) {
  return edit(key, "ack", {}, [&]() -> Edited<> {
    if (auto active = need_active(key); !active) return active;
    return give_acknowledgement(key, acknowledge);
  });
}

Edited<> Records::give_acknowledgement(const ItemKey& key, const Acknowledge& acknowledge) {
  if (auto known = need_person(acknowledge.person); !known) return known;
  if (acknowledge.until <= now_) return refuse("DD5034", {});
  if (acknowledge.until > acknowledge.latest) return refuse("DD5035", {});
  const std::int64_t version =
      database_.read_integer("SELECT max(version, 1) FROM item_state WHERE id = ?1", key.id).value_or(1);
  const auto given =
      database_.read_integer("SELECT count(*) FROM acknowledgements WHERE item = ?1 AND version = ?2 AND person = ?3",
                             key.id, version, acknowledge.person);
  if (given >= kAcknowledgementsPerVersion) return refuse("DD5036", {{"code", key.code}});
  // What the person was told is answered; who was told nothing yet answers for what has come up to now.
  database_.run(
      "INSERT INTO acknowledgements (item, version, person, given_at, until_at, upto, via)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?6)",
      key.id, version, acknowledge.person, now_, acknowledge.until, acknowledge.via);
  mark(key);
  return {};
}

Edited<> Records::urge(const ItemKey& key, const Urging& urging) {
  return edit(key, "urge", {}, [&]() -> Edited<> {
    if (auto stored = need_stored(key); !stored) return stored;
    database_.run("INSERT INTO urgings (source, code, at, how, ref, author) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                  key.source, key.code, urging.at, urging.how, urging.ref, actor_);
    return {};
  });
}

Edited<> Records::apologise(const ItemKey& key, rules::Instant at) {
  return edit(key, "apology", {}, [&]() -> Edited<> {
    if (auto stored = need_stored(key); !stored) return stored;
    database_.run("UPDATE items SET apology_sent_at = ?3 WHERE source = ?1 AND code = ?2", key.source, key.code, at);
    return {};
  });
}

// A request that could not be granted is refused as well: nobody waits for an answer that is known.
Edited<> Records::need_extension_left(const ItemKey& key, std::optional<std::int64_t> most) {
  if (!most) return {};
  const std::int64_t granted =
      database_
          .read_integer("SELECT count(*) FROM extensions WHERE source = ?1 AND code = ?2 AND state = 'granted'",
                        key.source, key.code)
          .value_or(0);
  if (granted < *most) return {};
  return refuse("DD5083", {{"code", key.code}, {"count", std::to_string(granted)}, {"most", std::to_string(*most)}});
}

void Records::grant(const ItemKey& key, const Extension& extension) {
  database_.run(
      "INSERT INTO extensions (source, code, requested_at, new_due_at, new_due_is_date, reason, author, state,"
      " decided_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'granted', ?3)",
      key.source, key.code, now_, extension.new_due, extension.is_date, extension.reason, actor_);
  database_.run(
      "UPDATE extensions SET state = 'granted', decided_at = ?3 WHERE source = ?1 AND code = ?2 AND"
      " state = 'requested'",
      key.source, key.code, now_);
  // Where a citizen was given an appointment, rules watch that.
  database_.run(
      "UPDATE items SET due_at = ?3, due_is_date = ?4,"
      " appointment_at = iif(appointment_at IS NULL, NULL, ?3) WHERE source = ?1 AND code = ?2",
      key.source, key.code, extension.new_due, extension.is_date);
}

void Records::request(const ItemKey& key, const Extension& extension) {
  database_.run(
      "INSERT INTO extensions (source, code, requested_at, new_due_at, new_due_is_date, reason, author)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      key.source, key.code, now_, extension.new_due, extension.is_date, extension.reason, actor_);
}

Edited<> Records::extend(const ItemKey& key, const Extension& extension) {
  return edit(key, "extend", extension.reason, [&]() -> Edited<> {
    if (auto active = need_active(key); !active) return active;
    if (extension.step != Extension::Step::refuse) {
      if (auto left = need_extension_left(key, extension.most); !left) return left;
    }
    switch (extension.step) {
      case Extension::Step::grant:
        grant(key, extension);
        break;
      case Extension::Step::request:
        request(key, extension);
        break;
      case Extension::Step::refuse:
        database_.run(
            "UPDATE extensions SET state = 'refused', decided_at = ?3 WHERE source = ?1 AND code = ?2 AND"
            " state = 'requested'",
            key.source, key.code, now_);
        if (database_.changes() == 0) return refuse("DD5038", {{"code", key.code}});
        break;
    }
    mark(key);
    return {};
  });
}

Edited<std::string> Records::undo(const ItemKey& key) {
  Transaction transaction{database_};
  std::int64_t id = 0;
  std::string command;
  std::string pictures;
  {
    CachedStatement last = database_.cached(
        "SELECT id, command, before FROM undo_log WHERE item = ?1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1");
    last->bind(key.id);
    if (!last->step()) return refuse("DD5039", {{"code", key.code}});
    id = last->integer(0);
    command = last->text(1);
    pictures = last->text(2);
  }
  transaction.write_as({actor_, now_, "undo " + command});
  if (auto done = put_back(database_, key, pictures); !done) return tl::unexpected(std::move(done.error()));
  database_.run("UPDATE undo_log SET undone_at = ?2 WHERE id = ?1", id, now_);
  mark(key);
  transaction.commit();
  return command;
}

void Records::pause() {
  Transaction transaction{database_, {actor_, now_}};
  database_.run(
      "INSERT INTO meta (key, value) VALUES ('paused', json_object('by', ?1, 'at', ?2))"
      " ON CONFLICT (key) DO NOTHING",
      actor_, now_);
  transaction.commit();
}

void Records::unpause() {
  Transaction transaction{database_, {actor_, now_}};
  database_.run("DELETE FROM meta WHERE key = 'paused'");
  transaction.commit();
}

Edited<std::string> Records::find_person(std::string_view name) {
  if (auto code = database_.read_text("SELECT code FROM people WHERE code = ?1", name)) return *code;
  std::vector<std::string> codes;
  CachedStatement statement = database_.cached("SELECT code FROM people WHERE name = ?1 ORDER BY code");
  statement->bind(name);
  while (statement->step()) codes.push_back(statement->text(0));
  if (codes.size() == 1) return codes.front();
  if (codes.empty()) return refuse("DD5030", {{"person", std::string{name}}});
  return refuse("DD5031", {{"person", std::string{name}}, {"list", rules::joined(codes)}});
}

}  // namespace dondoc::integrations::sqlite
