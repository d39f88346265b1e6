// What other programs write is tracked by plain SQL: every row here comes from a connection that knows nothing of
// dondoc.

#include <gtest/gtest.h>

#include "integrations/sqlite/migrate.hpp"
#include "tests/integrations/sqlite/scratch.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using dondoc::testing::PlainConnection;
using dondoc::testing::ScratchFolder;

constexpr const char* kStates =
    "SELECT s.code, s.revision, i.title FROM item_state AS s LEFT JOIN items AS i ON i.id = s.item ORDER BY s.id";
// The values that ended, as --at reads them.
constexpr const char* kHistory =
    "SELECT s.code, h.revision, h.change, json_extract(h.old, '$.title') FROM item_history AS h"
    " JOIN item_state AS s ON s.id = h.item WHERE h.revision < s.revision ORDER BY s.code, h.revision";

struct Case {
  const char* rule;
  const char* sql;
  const char* states;  // after A "một" and B "hai" were inserted
  const char* history;
  const char* marked;  // codes that are due for evaluation
};

void PrintTo(const Case& shown, std::ostream* out) { *out << shown.rule; }

class Triggers : public ::testing::TestWithParam<Case> {
 protected:
  Triggers() : other_((std::ignore = open_database(folder_.file("a.db")), folder_.file("a.db"))) {
    other_.execute(
        "INSERT INTO items (id, code, kind, title) VALUES (1, 'A', 'task', 'một'), (2, 'B', 'task', 'hai');"
        "UPDATE item_state SET next_check_at = NULL");
  }
  void check(const Case& expected) {
    other_.execute(expected.sql);
    EXPECT_EQ(other_.read(kStates), expected.states) << expected.rule;
    EXPECT_EQ(other_.read(kHistory), expected.history) << expected.rule;
    EXPECT_EQ(other_.read("SELECT code FROM item_state WHERE next_check_at = 0 ORDER BY code"), expected.marked)
        << expected.rule;
  }

  ScratchFolder folder_;
  PlainConnection other_;
};

TEST_P(Triggers, Track) { check(GetParam()); }

const Case kCases[] = {
    {"an update", "UPDATE items SET title = 'mới' WHERE code = 'A'", "A|2|mới;B|1|hai", "A|1|update|một", "A"},
    {"an update that changes nothing", "UPDATE items SET title = title, attributes = attributes", "A|1|một;B|1|hai", "",
     ""},
    {"an update of many", "UPDATE items SET title = 'mới'", "A|2|mới;B|2|mới", "A|1|update|một;B|1|update|hai", "A;B"},
    {"a delete", "DELETE FROM items WHERE code = 'A'", "A|2|-;B|1|hai", "A|1|delete|một", "A"},
    {"back after a delete", "DELETE FROM items WHERE code = 'A'; INSERT INTO items (code, kind) VALUES ('A', 'task')",
     "A|3|;B|1|hai", "A|1|delete|một;A|2|insert|-", "A"},
    {"REPLACE with other values", "REPLACE INTO items (code, kind, title) VALUES ('A', 'task', 'mới')",
     "A|2|mới;B|1|hai", "A|1|update|một", "A"},
    {"REPLACE with the same values", "REPLACE INTO items (code, kind, title) VALUES ('A', 'task', 'một')",
     "A|1|một;B|1|hai", "", ""},
    {"REPLACE twice",
     "REPLACE INTO items (code, kind) VALUES ('A', 'task');"
     "REPLACE INTO items (code, kind, title) VALUES ('A', 'task', 'ba')",
     "A|3|ba;B|1|hai", "A|1|update|một;A|2|update|", "A"},
    {"REPLACE that takes the row number of another", "REPLACE INTO items (id, code, kind) VALUES (2, 'C', 'task')",
     "A|1|một;B|2|-;C|1|", "B|1|delete|hai", "B;C"},
    {"REPLACE that hits two rows", "REPLACE INTO items (id, code, kind, title) VALUES (2, 'A', 'task', 'mới')",
     "A|2|mới;B|2|-", "A|1|update|một;B|1|delete|hai", "A;B"},
    {"INSERT OR IGNORE of a code that stands",
     "INSERT OR IGNORE INTO items (code, kind, title) VALUES ('A', 'task', 'x')", "A|1|một;B|1|hai", "", ""},
    {"INSERT OR IGNORE, then a new one", "INSERT OR IGNORE INTO items (code, kind) VALUES ('A', 'task'), ('C', 'task')",
     "A|1|một;B|1|hai;C|1|", "", "C"},
    {"an upsert that updates",
     "INSERT INTO items (code, kind, title) VALUES ('A', 'task', 'mới') ON CONFLICT (source, code)"
     " DO UPDATE SET title = excluded.title",
     "A|2|mới;B|1|hai", "A|1|update|một", "A"},
    {"an upsert that changes nothing",
     "INSERT INTO items (code, kind, title) VALUES ('A', 'task', 'một')"
     " ON CONFLICT (source, code) DO UPDATE SET title = excluded.title",
     "A|1|một;B|1|hai", "", ""},
    {"an ignored insert and a delete that ends the values",
     "INSERT OR IGNORE INTO items (code, kind) VALUES"
     " ('A', 'task'); DELETE FROM items WHERE code = 'A'",
     "A|2|-;B|1|hai", "A|1|delete|một", "A"},
    {"another code is another item", "UPDATE items SET code = 'C' WHERE code = 'A'", "A|2|-;B|1|hai;C|1|một",
     "A|1|update|một", "A;C"},
    {"another source is another item", "UPDATE items SET source = 'một cửa' WHERE code = 'A'", "A|2|-;B|1|hai;A|1|một",
     "A|1|update|một", "A;A"},
    {"UPDATE OR REPLACE onto a code that stands", "UPDATE OR REPLACE items SET code = 'B' WHERE code = 'A'",
     "A|2|-;B|2|một", "A|1|update|một;B|1|update|hai", "A;B"},
    {"UPDATE OR IGNORE onto a code that stands", "UPDATE OR IGNORE items SET code = 'B' WHERE code = 'A'",
     "A|1|một;B|1|hai", "", ""},
    {"a hold", "INSERT INTO holds (code, from_at) VALUES ('A', 5)", "A|2|một;B|1|hai", "A|1|holds|một", "A"},
    {"a hold closed", "INSERT INTO holds (code, from_at) VALUES ('A', 5); UPDATE holds SET until_at = 9",
     "A|3|một;B|1|hai", "A|1|holds|một;A|2|holds|một", "A"},
    {"the same hold again",
     "INSERT INTO holds (code, from_at) VALUES ('A', 5);"
     "REPLACE INTO holds (code, from_at) VALUES ('A', 5); INSERT OR IGNORE INTO holds (code, from_at) VALUES ('A', 5)",
     "A|2|một;B|1|hai", "A|1|holds|một", "A"},
    {"a hold that moves to another item",
     "INSERT INTO holds (code, from_at) VALUES ('A', 5); UPDATE holds SET code = 'B'", "A|3|một;B|2|hai",
     "A|1|holds|một;A|2|holds|một;B|1|holds|hai", "A;B"},
    {"a hold of nothing we know", "INSERT INTO holds (code, from_at) VALUES ('Z', 5)", "A|1|một;B|1|hai", "", ""},
    {"a coordinator", "INSERT INTO item_coordinators VALUES ('local', 'A', 'x'); DELETE FROM item_coordinators",
     "A|3|một;B|1|hai", "A|1|coordinators|một;A|2|coordinators|một", "A"},
    {"an extension", "INSERT INTO extensions (code, requested_at) VALUES ('A', 5)", "A|2|một;B|1|hai", "", "A"},
    {"an extension granted",
     "INSERT INTO extensions (code, requested_at) VALUES ('A', 5);"
     "UPDATE extensions SET state = 'granted'; UPDATE extensions SET state = 'granted'",
     "A|3|một;B|1|hai", "", "A"},
};

INSTANTIATE_TEST_SUITE_P(Items, Triggers, ::testing::ValuesIn(kCases));

TEST_P(Triggers, TrackWithRecursiveTriggersToo) {
  other_.execute("PRAGMA recursive_triggers = ON");
  other_.execute(GetParam().sql);
  const std::string rows =
      "SELECT s.code, i.title FROM item_state AS s LEFT JOIN items AS i ON i.id = s.item ORDER BY s.id";
  const std::string titles = other_.read(rows);
  ScratchFolder folder;
  std::ignore = open_database(folder.file("b.db"));
  PlainConnection twin(folder.file("b.db"));
  twin.execute("INSERT INTO items (id, code, kind, title) VALUES (1, 'A', 'task', 'một'), (2, 'B', 'task', 'hai')");
  twin.execute(GetParam().sql);
  EXPECT_EQ(titles, twin.read(rows));
  EXPECT_EQ(other_.read("SELECT count(*) FROM items AS i WHERE NOT EXISTS (SELECT 1 FROM item_state AS s"
                        " WHERE s.item = i.id AND s.source = i.source AND s.code = i.code)"),
            "0");
}

TEST_F(Triggers, HistoryHoldsTheWholeItemAsItWas) {
  other_.execute(
      "UPDATE items SET attributes = '{\"xã\": \"Long Định\"}' WHERE code = 'A';"
      "INSERT INTO holds (code, from_at, reason) VALUES ('A', 5, 'chờ');"
      "UPDATE items SET due_at = 100 WHERE code = 'A'");
  EXPECT_EQ(other_.read("SELECT json_extract(old, '$.attributes.xã', '$.hold_rows[0].reason', '$.due_at')"
                        " FROM item_history WHERE revision = 3"),
            "[\"Long Định\",\"chờ\",null]");
}

TEST_F(Triggers, WhatItemsReferToMarksThem) {
  other_.execute(
      "INSERT INTO agencies (code, name) VALUES ('STC', 'Sở Tài chính');"
      "INSERT INTO procedures (code, term) VALUES ('1.001', '3wd');"
      "INSERT INTO documents (id, number) VALUES (7, '358/KH');"
      "UPDATE items SET agency = 'STC', procedure = '1.001', document = 7 WHERE code = 'A'");
  const struct {
    const char* sql;
    const char* marked;
  } cases[] = {
      {"UPDATE agencies SET calendar = 'ca-dem'", "A"},
      {"UPDATE agencies SET name = 'Sở'", ""},
      {"REPLACE INTO agencies (code, name) VALUES ('STC', 'Sở')", "A"},  // the calendar is gone
      {"REPLACE INTO agencies (code, name) VALUES ('STC', 'Sở')", ""},
      {"UPDATE procedures SET term = '5wd'", "A"},
      {"UPDATE procedures SET note = 'x'", ""},
      {"REPLACE INTO procedures (code, term) VALUES ('1.001', '7wd')", "A"},
      {"INSERT INTO procedures (code, term, valid_from) VALUES ('1.001', '9wd', '2023-01-01')", "A"},
      {"DELETE FROM procedures", "A"},
      {"UPDATE documents SET title = 'Kế hoạch'", "A"},
      {"UPDATE items SET state = 'done'; UPDATE item_state SET next_check_at = NULL;"
       "UPDATE agencies SET calendar = 'x'",
       ""},
  };
  for (const auto& expected : cases) {
    other_.execute("UPDATE item_state SET next_check_at = NULL");
    other_.execute(expected.sql);
    EXPECT_EQ(other_.read("SELECT code FROM item_state WHERE next_check_at = 0"), expected.marked) << expected.sql;
  }
}

TEST_F(Triggers, ReferenceTablesAreAuditedAndRaiseTheirRevision) {
  other_.execute(
      "INSERT INTO people (code, name) VALUES ('an', 'An'); REPLACE INTO people (code, name) VALUES ('an', 'An');"
      "REPLACE INTO people (code, name) VALUES ('an', 'Ân'); UPDATE people SET code = 'ân'; DELETE FROM people");
  EXPECT_EQ(other_.read("SELECT key, change, json_extract(old, '$.name'), json_extract(new, '$.name') FROM audit"),
            "an|insert|-|An;an|update|An|Ân;an|delete|Ân|-;ân|insert|-|Ân;ân|delete|Ân|-");
  EXPECT_EQ(other_.read("SELECT value FROM meta WHERE key = 'reference_revision'"), "5");
}

TEST_F(Triggers, EveryReferenceTableRaisesTheRevision) {
  const char* const writes[] = {
      "INSERT INTO agencies (code, name) VALUES ('a', 'A'), ('b', 'B')",
      "INSERT INTO agency_successors VALUES ('a', 'b')",
      "INSERT INTO people (code, name) VALUES ('p', 'P'), ('q', 'Q')",
      "INSERT INTO positions (agency, role, person) VALUES ('a', 'head', 'p')",
      "INSERT INTO addresses (owner, channel, value) VALUES ('person:p', 'email', 'p@tg')",
      "INSERT INTO escalation_paths (agency, level, person) VALUES ('a', 1, 'p')",
      "INSERT INTO delegations (from_person, to_person, from_at, until_at) VALUES ('p', 'q', 1, 2)",
      "INSERT INTO contacts (id) VALUES ('c')",
      "INSERT INTO rooms (id) VALUES ('r')",
      "INSERT INTO procedures (code) VALUES ('1.0')",
      "INSERT INTO sources (id) VALUES ('s')",
      "INSERT INTO silences (filter, author, reason, from_at, until_at) VALUES ('{}', 'p', 'lũ', 1, 2)",
  };
  std::string before = "";
  for (const char* const sql : writes) {
    other_.execute(sql);
    const std::string after = other_.read("SELECT value FROM meta WHERE key = 'reference_revision'");
    EXPECT_NE(after, before) << sql;
    before = after;
  }
}

TEST_F(Triggers, ViewsShowLocalTimes) {
  other_.execute("UPDATE items SET received_at = 1669854600000 WHERE code = 'A'");
  EXPECT_EQ(other_.read("SELECT received_local FROM v_items WHERE code = 'A'"), "2022-12-01 07:30:00");
  other_.execute("INSERT INTO zone_offsets VALUES (-2208988800000, 32400)");
  EXPECT_EQ(other_.read("SELECT received_local FROM v_items WHERE code = 'A'"), "2022-12-01 09:30:00");
}

TEST_F(Triggers, MalformedRowsAreRefusedAtTheDoor) {
  for (const char* const columns :
       {"(code, kind, term) VALUES ('X', 'task', '3weeks')",
        "(code, kind, due_at) VALUES ('X', 'task', 4611686018427387904)",
        "(code, kind, due_at) VALUES ('X', 'task', 'mai')", "(code, kind, attributes) VALUES ('X', 'task', '[1]')",
        "(code, kind) VALUES ('', 'task')", "(code, kind) VALUES ('X', 'việc')"}) {
    EXPECT_FALSE(other_.accepts(std::string{"INSERT INTO items "} + columns)) << columns;
  }
  EXPECT_EQ(other_.read("SELECT count(*) FROM items"), "2");
}

TEST_F(Triggers, ASuspendedItemAlwaysHasAnOpenHold) {
  constexpr const char* kHolds = "SELECT code, until_at IS NULL, reason FROM holds ORDER BY id";
  other_.execute("UPDATE items SET state = 'suspended' WHERE code = 'A'");
  EXPECT_EQ(other_.read(kHolds), "A|1|theo trạng thái");
  other_.execute("UPDATE items SET state = 'open' WHERE code = 'A'");
  EXPECT_EQ(other_.read(kHolds), "A|0|theo trạng thái");
  other_.execute("DELETE FROM holds; INSERT INTO holds (code, from_at, reason) VALUES ('A', 1, 'chờ bổ sung')");
  other_.execute("UPDATE items SET state = 'suspended' WHERE code = 'A'");
  EXPECT_EQ(other_.read(kHolds), "A|1|chờ bổ sung") << "a writer that keeps holds is left alone";
}

TEST_F(Triggers, AReplaceClosesOnlyTheHoldThatTheStateOpened) {
  constexpr const char* kHolds = "SELECT code, until_at IS NULL FROM holds ORDER BY id";
  other_.execute("REPLACE INTO items (code, kind, state) VALUES ('A', 'task', 'suspended')");
  EXPECT_EQ(other_.read(kHolds), "A|1");
  other_.execute("INSERT OR IGNORE INTO items (code, kind) VALUES ('A', 'task')");
  EXPECT_EQ(other_.read(kHolds), "A|1") << "an insert that is ignored changes nothing";
  other_.execute("REPLACE INTO items (code, kind, state) VALUES ('A', 'task', 'open')");
  EXPECT_EQ(other_.read(kHolds), "A|0");
  other_.execute(
      "INSERT INTO holds (code, from_at, reason) VALUES ('B', 1, 'chờ bổ sung');"
      "REPLACE INTO items (code, kind, state) VALUES ('B', 'task', 'open')");
  EXPECT_EQ(other_.read(kHolds), "A|0;B|1");
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
