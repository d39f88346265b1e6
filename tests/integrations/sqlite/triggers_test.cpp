// What other programs write is tracked by plain SQL: every row here comes from a connection that knows nothing of
// dondoc.

#include <gtest/gtest.h>

#include "integrations/sqlite/migrate.hpp"
#include "tests/integrations/sqlite/two_items.hpp"

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

class Triggers : public TwoItems, public ::testing::WithParamInterface<Case> {
 protected:
  void check(const Case& expected) {
    other_.execute(expected.sql);
    EXPECT_EQ(other_.read(kStates), expected.states) << expected.rule;
    EXPECT_EQ(other_.read(kHistory), expected.history) << expected.rule;
    EXPECT_EQ(other_.read("SELECT code FROM item_state WHERE next_check_at = 0 ORDER BY code"), expected.marked)
        << expected.rule;
  }
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
    {"an extension that REPLACE takes away from another item",
     "INSERT INTO extensions (id, code, requested_at) VALUES (5, 'A', 5); UPDATE item_state SET next_check_at = NULL;"
     "REPLACE INTO extensions (id, code, requested_at) VALUES (5, 'B', 5)",
     "A|3|một;B|2|hai", "", "A;B"},
    {"a hold that REPLACE takes away from another item",
     "INSERT INTO holds (id, code, from_at) VALUES (5, 'A', 5); UPDATE item_state SET next_check_at = NULL;"
     "REPLACE INTO holds (id, code, from_at) VALUES (5, 'B', 5)",
     "A|3|một;B|2|hai", "A|1|holds|một;A|2|holds|một;B|1|holds|hai", "A;B"},
    {"suspended by an update of more", "UPDATE items SET state = 'suspended', title = 'mới' WHERE code = 'A'",
     "A|3|mới;B|1|hai", "A|1|update|một;A|2|holds|mới", "A"},
    {"suspended by an upsert of more",
     "INSERT INTO items (code, kind, title, state) VALUES ('A', 'task', 'mới', 'suspended')"
     " ON CONFLICT (source, code) DO UPDATE SET title = excluded.title, state = excluded.state",
     "A|3|mới;B|1|hai", "A|1|update|một;A|2|holds|mới", "A"},
    {"suspended by REPLACE", "REPLACE INTO items (code, kind, title, state) VALUES ('A', 'task', 'mới', 'suspended')",
     "A|3|mới;B|1|hai", "A|1|update|một;A|2|holds|mới", "A"},
    {"suspended from the start", "INSERT INTO items (code, kind, title, state) VALUES ('C', 'task', 'ba', 'suspended')",
     "A|1|một;B|1|hai;C|2|ba", "C|1|holds|ba", "C"},
    {"suspended under another code", "UPDATE items SET code = 'C', state = 'suspended', title = 'mới' WHERE code = 'A'",
     "A|2|-;B|1|hai;C|2|mới", "A|1|update|một;C|1|holds|mới", "A;C"},
    {"suspended and back with a change",
     "UPDATE items SET state = 'suspended', title = 'hai' WHERE code = 'A';"
     "UPDATE items SET state = 'open', title = 'ba' WHERE code = 'A'",
     "A|5|ba;B|1|hai", "A|1|update|một;A|2|holds|hai;A|3|update|hai;A|4|holds|ba", "A"},
    {"suspended and back by REPLACE",
     "REPLACE INTO items (code, kind, title, state) VALUES ('A', 'task', 'hai', 'suspended');"
     "REPLACE INTO items (code, kind, title, state) VALUES ('A', 'task', 'hai', 'suspended');"
     "REPLACE INTO items (code, kind, title) VALUES ('A', 'task', 'ba')",
     "A|5|ba;B|1|hai", "A|1|update|một;A|2|holds|hai;A|3|update|hai;A|4|holds|ba", "A"},
    {"the last open hold closed",
     "INSERT INTO holds (code, from_at) VALUES ('A', 5); UPDATE items SET state = 'suspended' WHERE code = 'A';"
     "UPDATE holds SET until_at = 9",
     "A|5|một;B|1|hai", "A|1|holds|một;A|2|update|một;A|3|holds|một;A|4|update|một", "A"},
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
  constexpr const char* kStatesAndHolds =
      "SELECT i.code, i.state, (SELECT count(*) FROM holds AS h WHERE h.source = i.source AND h.code = i.code"
      " AND h.until_at IS NULL) FROM items AS i ORDER BY i.id";
  EXPECT_EQ(other_.read(kStatesAndHolds), twin.read(kStatesAndHolds));
  EXPECT_EQ(other_.read("SELECT code FROM items AS i WHERE state = 'suspended' AND NOT EXISTS (SELECT 1 FROM holds AS h"
                        " WHERE h.source = i.source AND h.code = i.code AND h.until_at IS NULL)"),
            "");
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

// The values of before are what --at reads: the first image that ended.
TEST_F(Triggers, SuspendingKeepsTheOldValuesWhateverTheStatement) {
  const char* const statements[] = {
      "UPDATE items SET state = 'suspended', title = 'mới' WHERE code = 'A'",
      "UPDATE OR REPLACE items SET state = 'suspended', title = 'mới' WHERE code = 'A'",
      "INSERT INTO items (code, kind, title, state) VALUES ('A', 'task', 'mới', 'suspended')"
      " ON CONFLICT (source, code) DO UPDATE SET title = excluded.title, state = excluded.state",
      "REPLACE INTO items (code, kind, title, state) VALUES ('A', 'task', 'mới', 'suspended')",
      "REPLACE INTO items (id, code, kind, title, state) VALUES (1, 'A', 'task', 'mới', 'suspended')",
  };
  for (const char* const recursive : {"OFF", "ON"}) {
    for (const char* const sql : statements) {
      ScratchFolder folder;
      std::ignore = open_database(folder.file("c.db"));
      PlainConnection other(folder.file("c.db"));
      other.execute(std::string{"PRAGMA recursive_triggers = "} + recursive);
      other.execute("INSERT INTO items (code, kind, title) VALUES ('A', 'task', 'một')");
      other.execute(sql);
      constexpr const char* kBefore =
          "SELECT json_extract(h.old, '$.title', '$.state') FROM item_history AS h JOIN item_state AS s ON s.id = "
          "h.item"
          " WHERE h.revision < s.revision AND h.revision = 1";
      EXPECT_EQ(other.read(kBefore), "[\"một\",\"open\"]") << sql << " recursive_triggers " << recursive;
      other.execute("REPLACE INTO items (code, kind, title) VALUES ('A', 'task', 'sau')");
      EXPECT_EQ(other.read("SELECT state, (SELECT count(*) FROM holds WHERE until_at IS NULL) FROM items"), "open|0")
          << sql << " recursive_triggers " << recursive;
    }
  }
}

TEST_F(Triggers, WhatItemsReferToMarksThem) {
  other_.execute(
      "INSERT INTO agencies (code, name) VALUES ('STC', 'Sở Tài chính'), ('TG', 'Tỉnh');"
      "INSERT INTO procedures (code, term) VALUES ('1.001', '3wd');"
      "INSERT INTO documents (id, number) VALUES (7, '358/KH');"
      "UPDATE items SET agency = 'STC', procedure = '1.001', document = 7 WHERE code = 'A'");
  const struct {
    const char* sql;
    const char* marked;
  } cases[] = {
      {"UPDATE agencies SET calendar = 'ca-dem' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET name = 'Sở' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET short_name = 'STC' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET level = 'so' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET parent = 'TG' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET valid_from = '2020-01-01' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET valid_until = '2030-01-01' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET note = 'x', addressee = 'Ông Giám đốc' WHERE code = 'STC'", ""},
      {"INSERT INTO agencies (code, name) VALUES ('STC', 'Sở') ON CONFLICT (code) DO UPDATE SET name = excluded.name",
       ""},
      {"REPLACE INTO agencies (code, name) VALUES ('STC', 'Sở')", "A"},  // calendar, level and more are gone
      {"REPLACE INTO agencies (code, name) VALUES ('STC', 'Sở')", ""},
      {"UPDATE agencies SET code = 'SKH' WHERE code = 'STC'", "A"},
      {"UPDATE agencies SET code = 'STC' WHERE code = 'SKH'", "A"},
      {"DELETE FROM agencies WHERE code = 'STC'", "A"},
      {"INSERT INTO agencies (code, name) VALUES ('STC', 'Sở')", "A"},
      {"UPDATE procedures SET term = '5wd'", "A"},
      {"UPDATE procedures SET name = 'Cấp phép'", "A"},
      {"UPDATE procedures SET note = 'x', max_extensions = 1", ""},
      {"UPDATE procedures SET roll = 'next'", "A"},
      {"UPDATE procedures SET reception_calendar = 'mot-cua'", "A"},
      {"REPLACE INTO procedures (code, term) VALUES ('1.001', '7wd')", "A"},
      {"INSERT INTO procedures (code, term, valid_from) VALUES ('1.001', '9wd', '2023-01-01')", "A"},
      {"UPDATE procedures SET code = '1.002' WHERE valid_from IS NULL", "A"},
      {"REPLACE INTO procedures (id, code) SELECT id, '1.003' FROM procedures WHERE code = '1.001'", "A"},
      {"INSERT INTO procedures (code) VALUES ('1.001')", "A"},
      {"DELETE FROM procedures", "A"},
      {"UPDATE documents SET title = 'Kế hoạch'", "A"},
      {"UPDATE items SET state = 'done'; UPDATE item_state SET next_check_at = NULL;"
       "UPDATE agencies SET calendar = 'x'",
       ""},
      // `finished` steps go on until it is handed over.
      {"UPDATE items SET finished_at = 5; UPDATE item_state SET next_check_at = NULL;"
       "UPDATE agencies SET calendar = 'y'",
       "A"},
  };
  for (const auto& expected : cases) {
    other_.execute("UPDATE item_state SET next_check_at = NULL");
    other_.execute(expected.sql);
    EXPECT_EQ(other_.read("SELECT code FROM item_state WHERE next_check_at = 0"), expected.marked) << expected.sql;
  }
}

// With foreign keys on, too: nothing hangs on the row that REPLACE takes away for a moment.
TEST_F(Triggers, ReplaceOfAnAgencyOrPersonKeepsWhatHangsOnIt) {
  constexpr const char* kEverything =
      "SELECT (SELECT count(*) FROM positions), (SELECT count(*) FROM agency_successors),"
      " (SELECT count(*) FROM escalation_paths), (SELECT count(*) FROM delegations),"
      " (SELECT person FROM contacts), (SELECT officer FROM items WHERE code = 'A'), (SELECT name FROM agencies"
      " WHERE code = 'a'), (SELECT name FROM people WHERE code = 'p')";
  other_.execute(
      "PRAGMA foreign_keys = ON; INSERT INTO agencies (code, name) VALUES ('a', 'A'), ('b', 'B');"
      "INSERT INTO people (code, name) VALUES ('p', 'P'), ('q', 'Q'); INSERT INTO agency_successors VALUES ('a', 'b');"
      "INSERT INTO positions (agency, role, person) VALUES ('a', 'head', 'p');"
      "INSERT INTO escalation_paths (agency, level, target_agency, person) VALUES ('a', 1, 'b', 'p');"
      "INSERT INTO delegations (from_person, to_person, from_at, until_at) VALUES ('p', 'q', 1, 2);"
      "INSERT INTO contacts (id, person) VALUES ('c', 'p'); UPDATE items SET agency = 'a', officer = 'p'");
  for (const char* const recursive : {"PRAGMA recursive_triggers = OFF", "PRAGMA recursive_triggers = ON"}) {
    other_.execute(recursive);
    other_.execute(
        "REPLACE INTO agencies (code, name) VALUES ('a', 'mới'), ('b', 'B');"
        "REPLACE INTO people (code, name) VALUES ('p', 'mới'), ('q', 'Q')");
    EXPECT_EQ(other_.read(kEverything), "1|1|1|1|p|p|mới|mới") << recursive;
  }
  EXPECT_FALSE(other_.accepts("DELETE FROM people WHERE code = 'p'")) << "somebody in office";
  EXPECT_FALSE(other_.accepts("DELETE FROM agencies WHERE code = 'b'")) << "somebody's successor";
}

TEST_F(Triggers, ItemsFollowADocumentThatReplaceRenumbers) {
  constexpr const char* kNumbers =
      "SELECT i.code, d.number FROM items AS i JOIN documents AS d ON d.id = i.document ORDER BY i.id";
  other_.execute(
      "INSERT INTO documents (id, number) VALUES (7, '358/KH'), (8, '9/CT');"
      "UPDATE items SET document = iif(code = 'A', 7, 8)");
  for (const char* const settings : {"PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF",
                                     "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = OFF",
                                     "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON"}) {
    other_.execute(settings);
    other_.execute("REPLACE INTO documents (number, title) VALUES ('358/KH', 'Kế hoạch')");
    EXPECT_EQ(other_.read(kNumbers), "A|358/KH;B|9/CT") << settings;
  }
  other_.execute("INSERT OR IGNORE INTO documents (number) VALUES ('358/KH')");
  EXPECT_EQ(other_.read(kNumbers), "A|358/KH;B|9/CT");
}

TEST_F(Triggers, WhoStoredAnItemFirstIsKept) {
  other_.execute("INSERT INTO write_context (id, actor) VALUES (1, 'An')");
  other_.execute("INSERT INTO items (code, kind) VALUES ('C', 'task')");
  other_.execute(
      "UPDATE write_context SET actor = 'Chánh'; REPLACE INTO items (code, kind, title) VALUES ('C', 'task', 'x')");
  EXPECT_EQ(other_.read("SELECT code, first_stored_by FROM item_state ORDER BY id"), "A|sql;B|sql;C|An");
}

TEST_F(Triggers, ViewsShowLocalTimes) {
  other_.execute("UPDATE items SET received_at = 1669854600000 WHERE code = 'A'");
  EXPECT_EQ(other_.read("SELECT received_local FROM v_items WHERE code = 'A'"), "2022-12-01 07:30:00");
  other_.execute("INSERT INTO zone_offsets VALUES (-2208988800000, 32400)");
  EXPECT_EQ(other_.read("SELECT received_local FROM v_items WHERE code = 'A'"), "2022-12-01 09:30:00");
}

// A due that is a date ends at 24:00 of that date: it sorts before the next day, behind all hours of its own.
TEST_F(Triggers, ViewsShowADueThatIsADateAsTheEndOfIt) {
  other_.execute(
      "UPDATE items SET due_at = 1669827600000, due_is_date = 1;"  // 30/11/2022 24:00
      "UPDATE items SET appointment_at = 1669827600000 WHERE code = 'B';"
      "UPDATE item_state SET due_at = 1669827600000, version = 1");
  EXPECT_EQ(other_.read("SELECT code, due_local, due_is_date FROM v_items WHERE due_local < '2022-12-01'"),
            "A|2022-11-30 24:00:00|1");
  EXPECT_EQ(other_.read("SELECT due_local, due_is_date FROM v_items WHERE code = 'B'"), "2022-12-01 00:00:00|0");
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

TEST_F(Triggers, TheNumberOfARowThatHangsOnAnItemDoesNotChange) {
  other_.execute(
      "INSERT INTO holds (id, code, from_at) VALUES (1, 'A', 1), (2, 'B', 1);"
      "INSERT INTO extensions (id, code, requested_at) VALUES (1, 'A', 1), (2, 'B', 1);"
      "INSERT INTO procedures (id, code, term) VALUES (1, 'P', '3wd'), (2, 'Q', '5wd')");
  for (const std::string table : {"holds", "extensions", "procedures"}) {
    EXPECT_FALSE(other_.accepts("UPDATE OR REPLACE " + table + " SET id = 2 WHERE id = 1")) << table;
    EXPECT_EQ(other_.read("SELECT count(*) FROM " + table), "2") << table;
  }
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
