// An item's state and its open holds go together, whichever of them another program writes.

#include "tests/integrations/sqlite/two_items.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using StateTriggers = TwoItems;

TEST_F(StateTriggers, ASuspendedItemAlwaysHasAnOpenHold) {
  constexpr const char* kHolds = "SELECT code, until_at IS NULL, reason FROM holds ORDER BY id";
  other_.execute("UPDATE items SET state = 'suspended' WHERE code = 'A'");
  EXPECT_EQ(other_.read(kHolds), "A|1|theo trạng thái");
  other_.execute("UPDATE items SET state = 'open' WHERE code = 'A'");
  EXPECT_EQ(other_.read(kHolds), "A|0|theo trạng thái");
  other_.execute("DELETE FROM holds; INSERT INTO holds (code, from_at, reason) VALUES ('A', 1, 'chờ bổ sung')");
  other_.execute("UPDATE items SET state = 'suspended' WHERE code = 'A'");
  EXPECT_EQ(other_.read(kHolds), "A|1|chờ bổ sung") << "a writer that keeps holds is left alone";
}

TEST_F(StateTriggers, AnItemIsOpenWhenItsLastOpenHoldIsGone) {
  const char* const ways[] = {
      "UPDATE holds SET until_at = 9",
      "DELETE FROM holds",
      "UPDATE holds SET code = 'B'",
      "REPLACE INTO holds (code, from_at, until_at) VALUES ('A', 1, 9)",
      "REPLACE INTO holds (id, code, from_at) VALUES (3, 'B', 1)",
  };
  for (const char* const recursive : {"PRAGMA recursive_triggers = OFF", "PRAGMA recursive_triggers = ON"}) {
    other_.execute(recursive);
    for (const char* const sql : ways) {
      other_.execute(
          "DELETE FROM holds; INSERT INTO holds (id, code, from_at) VALUES (3, 'A', 1);"
          "UPDATE items SET state = 'suspended' WHERE code = 'A'");
      other_.execute("UPDATE holds SET reason = 'chờ bổ sung'");
      other_.execute("REPLACE INTO holds (id, code, from_at, reason) VALUES (3, 'A', 1, 'chờ')");
      EXPECT_EQ(other_.read("SELECT state FROM items WHERE code = 'A'"), "suspended")
          << recursive << ", before " << sql;
      other_.execute(sql);
      EXPECT_EQ(other_.read("SELECT code, state FROM items ORDER BY id"), "A|open;B|open") << recursive << ", " << sql;
    }
  }
}

TEST_F(StateTriggers, WhatIsFinishedStoodStillUntilItWas) {
  other_.execute(
      "INSERT INTO holds (code, from_at) VALUES ('A', 5); UPDATE items SET state = 'suspended' WHERE code = 'A';"
      "UPDATE items SET state = 'done', finished_at = 7 WHERE code = 'A'");
  EXPECT_EQ(other_.read("SELECT from_at, until_at FROM holds"), "5|7");
}

TEST_F(StateTriggers, AReplaceClosesOnlyTheHoldThatTheStateOpened) {
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
