// Whatever another program writes into the tables that items refer to is audited, and raises their revision.

#include "tests/integrations/sqlite/two_items.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using AuditTriggers = TwoItems;

TEST_F(AuditTriggers, ReferenceTablesAreAuditedAndRaiseTheirRevision) {
  other_.execute(
      "INSERT INTO people (code, name) VALUES ('an', 'An'); REPLACE INTO people (code, name) VALUES ('an', 'An');"
      "REPLACE INTO people (code, name) VALUES ('an', 'Ân'); UPDATE people SET code = 'ân'; DELETE FROM people");
  EXPECT_EQ(other_.read("SELECT key, change, json_extract(old, '$.name'), json_extract(new, '$.name') FROM audit"),
            "an|insert|-|An;an|update|An|Ân;an|delete|Ân|-;ân|insert|-|Ân;ân|delete|Ân|-");
  EXPECT_EQ(other_.read("SELECT value FROM meta WHERE key = 'reference_revision'"), "5");
}

TEST_F(AuditTriggers, EveryReferenceTableRaisesTheRevision) {
  const char* const writes[] = {
      "INSERT INTO agencies (code, name) VALUES ('a', 'A'), ('b', 'B')",
      "UPDATE agencies SET head_title = 'Giám đốc' WHERE code = 'a'",
      "REPLACE INTO agencies (code, name) VALUES ('a', 'A')",
      "INSERT INTO agency_successors VALUES ('a', 'b')",
      "UPDATE agency_successors SET successor = 'c'",
      "DELETE FROM agency_successors",
      "INSERT INTO people (code, name) VALUES ('p', 'P'), ('q', 'Q')",
      "UPDATE people SET phone = '1' WHERE code = 'p'",
      "REPLACE INTO people (code, name) VALUES ('p', 'P')",
      "INSERT INTO positions (id, agency, role, person) VALUES (1, 'a', 'head', 'p')",
      "UPDATE positions SET role = 'deputy'",
      "REPLACE INTO positions (id, agency, role, person) VALUES (1, 'a', 'head', 'q')",
      "DELETE FROM positions",
      "INSERT INTO addresses (id, owner, channel, value) VALUES (1, 'person:p', 'email', 'p@tg')",
      "UPDATE addresses SET failing = 1",
      "REPLACE INTO addresses (id, owner, channel, value) VALUES (1, 'person:q', 'email', 'q@tg')",
      "DELETE FROM addresses",
      "INSERT INTO escalation_paths (id, agency, level, person) VALUES (1, 'a', 1, 'p')",
      "UPDATE escalation_paths SET level = 2",
      "REPLACE INTO escalation_paths (id, agency, level, person) VALUES (1, 'a', 1, 'p')",
      "DELETE FROM escalation_paths",
      "INSERT INTO delegations (id, from_person, to_person, from_at, until_at) VALUES (1, 'p', 'q', 1, 2)",
      "UPDATE delegations SET until_at = 3",
      "REPLACE INTO delegations (id, from_person, to_person, from_at, until_at) VALUES (1, 'p', 'q', 1, 2)",
      "DELETE FROM delegations",
      "INSERT INTO contacts (id) VALUES ('c')",
      "UPDATE contacts SET person = 'p'",
      "REPLACE INTO contacts (id) VALUES ('c')",
      "DELETE FROM contacts",
      "INSERT INTO rooms (id) VALUES ('r')",
      "UPDATE rooms SET name = 'Phòng'",
      "REPLACE INTO rooms (id) VALUES ('r')",
      "DELETE FROM rooms",
      "INSERT INTO procedures (id, code) VALUES (1, '1.0')",
      "UPDATE procedures SET term = '3wd'",
      "REPLACE INTO procedures (id, code) VALUES (1, '1.1')",
      "DELETE FROM procedures",
      "INSERT INTO sources (id) VALUES ('s')",
      "UPDATE sources SET fresh_as_of = 5",
      "REPLACE INTO sources (id) VALUES ('s')",
      "DELETE FROM sources",
      "INSERT INTO silences (id, filter, author, reason, from_at, until_at) VALUES (1, '{}', 'p', 'lũ', 1, 2)",
      "UPDATE silences SET until_at = 3",
      "REPLACE INTO silences (id, filter, author, reason, from_at, until_at) VALUES (1, '{}', 'p', 'lũ', 1, 2)",
      "DELETE FROM silences",
      "INSERT INTO series (id, origin, kind, rrule, start) VALUES ('h', 'import', 'meeting', 'FREQ=MONTHLY', "
      "'2022-12-05')",
      "UPDATE series SET title = 'Giao ban'",
      "REPLACE INTO series (id, origin, kind, rrule, start) VALUES ('h', 'import', 'meeting', 'FREQ=DAILY', "
      "'2022-12-05')",
      "DELETE FROM series",
      "DELETE FROM people",
      "DELETE FROM agencies",
  };
  std::string before = "";
  for (const char* const sql : writes) {
    other_.execute(sql);
    const std::string after = other_.read("SELECT value FROM meta WHERE key = 'reference_revision'");
    EXPECT_NE(after, before) << sql;
    before = after;
  }
}

// A row that REPLACE took by its number is gone under the key that audit knew it by; one that OR IGNORE left is not.
TEST_F(AuditTriggers, AuditMissesNoRowThatReplaceTookByItsNumber) {
  other_.execute(
      "INSERT INTO addresses (id, owner, channel, value) VALUES (5, 'person:p', 'email', 'p@tg');"
      "INSERT OR IGNORE INTO addresses (id, owner, channel, value) VALUES (5, 'person:q', 'email', 'q@tg');"
      "REPLACE INTO addresses (id, owner, channel, value) VALUES (5, 'person:q', 'email', 'q@tg');"
      "REPLACE INTO addresses (id, owner, channel, value) VALUES (5, 'person:q', 'email', 'q@tg')");
  EXPECT_EQ(other_.read("SELECT key, change FROM audit ORDER BY key, id"),
            "person:p email p@tg|insert;person:p email p@tg|delete;person:q email q@tg|insert");
}

TEST_F(AuditTriggers, WhatIsDoneToUrgingsAndAcknowledgementsIsAuditedAndNamesItsItem) {
  other_.execute(
      "INSERT INTO urgings (code, at, how) VALUES ('A', 5, 'công văn'); DELETE FROM urgings;"
      "INSERT INTO acknowledgements (item, version, person, given_at, until_at, upto) VALUES (2, 1, 'p', 5, 9, 5);"
      "UPDATE acknowledgements SET until_at = 8");
  EXPECT_EQ(other_.read("SELECT object, change, json_extract(coalesce(new, old), '$.code', '$.source') FROM audit"),
            "urgings|insert|[\"A\",\"local\"];urgings|delete|[\"A\",\"local\"];"
            "acknowledgements|insert|[\"B\",\"local\"];acknowledgements|update|[\"B\",\"local\"]");
  EXPECT_EQ(other_.read("SELECT value FROM meta WHERE key = 'reference_revision'"), "") << "no reference tables";
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
