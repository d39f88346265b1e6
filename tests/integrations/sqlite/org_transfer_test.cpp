#include "integrations/sqlite/org_transfer.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/overdue_report.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "rules/zone.hpp"
#include "tests/integrations/sqlite/scratch.hpp"

namespace dondoc::integrations::sqlite {
namespace {

rules::Instant at(std::string_view text) { return *rules::parse_iso(text); }

// Agencies A (until 30/6/2025; head "cu", officer "lam") and B, C (from 1/7; "lam" works for C). A has an overdue task
// T1 coordinated by B, a dossier D1, a finished dossier D2 that nobody fetched and a finished one D3; it coordinates X1
// of Z.
class OrgTransferTest : public ::testing::Test {
 protected:
  void SetUp() override {
    database().execute(
        "INSERT INTO agencies (code, name, calendar, valid_until) VALUES ('A', 'Cơ quan A', '', '2025-06-30'),"
        "  ('E', 'Cơ quan E', '', '2025-06-30');"
        "INSERT INTO agencies (code, name, calendar, valid_from) VALUES ('B', 'Cơ quan B', 'ca-kip', '2025-07-01'),"
        "  ('C', 'Cơ quan C', '', '2025-07-01'), ('Z', 'Cơ quan Z', '', NULL);"
        "INSERT INTO people (code, name) VALUES ('cu', 'Người cũ'), ('lam', 'Người làm'), ('di', 'Người đi');"
        "INSERT INTO positions (agency, role, person, valid_until) VALUES ('A', 'head', 'cu', '2025-06-30'),"
        "  ('A', 'officer', 'lam', '2025-06-30'), ('A', 'officer', 'di', '2025-06-30');"
        "INSERT INTO positions (agency, role, person, valid_from) VALUES ('C', 'officer', 'lam', '2025-07-01');"
        "INSERT INTO items (code, kind, agency, officer, procedure, state, due_at, finished_at) VALUES"
        "  ('T1', 'task', 'A', 'di', '', 'open', 1750000000000, NULL),"
        "  ('D1', 'dossier', 'A', 'lam', '1.001612', 'open', 1760000000000, NULL),"
        "  ('D2', 'dossier', 'A', NULL, '1.001612', 'done', 1740000000000, 1740000000000),"
        "  ('D3', 'dossier', 'Z', NULL, '', 'done', 1740000000000, 1740000000000),"
        "  ('X1', 'task', 'Z', NULL, '', 'open', NULL, NULL), ('E1', 'task', 'E', NULL, '', 'open', NULL, NULL);"
        "INSERT INTO item_coordinators (source, code, agency) VALUES ('local', 'T1', 'B'), ('local', 'X1', 'A');"
        "UPDATE item_state SET version = 1, due_at = (SELECT due_at FROM items WHERE id = item_state.item);"
        "INSERT INTO acknowledgements (item, version, person, given_at, until_at, upto)"
        "  SELECT id, 1, 'cu', 1751000000000, 1761000000000, 0 FROM item_state WHERE code = 'T1'");
  }

  Database& database() { return *database_; }

  TransferReport transfer(const std::string& map, bool dry_run = false) {
    std::ofstream(folder_.file("map.csv")) << map;
    return transfer_items(database(), {folder_.file("map.csv"), *rules::parse_day("2025-07-01"), &zone_, now_,
                                       at("2025-07-09T00:00:00+07:00"), "tester", dry_run});
  }

  static std::string flows(const TransferReport& report) {
    std::string text;
    for (const auto& flow : report.flows) {
      text += flow.from + ">" + flow.to + " " + std::to_string(flow.items) + " items, " + std::to_string(flow.overdue) +
              " overdue, " + std::to_string(flow.coordinated) + " coordinated, " +
              std::to_string(flow.without_officer) + " without officer\n";
    }
    for (const auto& rest : report.rest) {
      text += "rest " + rest.agency + " " + std::to_string(rest.items) + " " + rest.successor + "\n";
    }
    return text;
  }

  std::string items() {
    return database()
        .read_text(
            "SELECT group_concat(line, '; ') FROM (SELECT i.code || ' ' || i.agency || ' ' || coalesce(i.officer, '-') "
            "||"
            " ' ' || i.officer_name || ' ' || s.term_agency || ' ' || s.version || ' ' || ifnull(s.due_at, '-')"
            " || coalesce((SELECT ' +' || group_concat(c.agency) FROM item_coordinators AS c WHERE c.code = i.code), "
            "'')"
            " AS line FROM items AS i JOIN item_state AS s ON s.item = i.id ORDER BY i.code)")
        .value_or("");
  }

  const rules::Instant now_ = at("2025-07-01T08:00:00+07:00");
  const rules::Zone zone_{"Asia/Ho_Chi_Minh", {{rules::kEarliestInstant, std::chrono::hours{7}}}};
  const testing::ScratchFolder folder_;
  std::unique_ptr<Database> database_ = std::make_unique<Database>(open_database(folder_.file("test.db")));
};

constexpr const char* kSplit =
    "from,to,kind,procedure,item\n"
    "A,B,,,\n"
    "A,C,dossier,1.0016*,\n";
constexpr const char* kSplitFlows =
    "A>B 1 items, 1 overdue, 1 coordinated, 1 without officer\n"
    "A>C 2 items, 0 overdue, 0 coordinated, 0 without officer\n"
    "rest E 1 \n";

TEST_F(OrgTransferTest, ASplitGoesByTheRowThatFitsBest) {
  const auto report = transfer(kSplit);
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(flows(report), kSplitFlows);
  EXPECT_EQ(report.acknowledgements, 1);
  EXPECT_EQ(items(),
            "D1 C lam   1 1760000000000; D2 C -   1 1740000000000; D3 Z -   1 1740000000000; E1 E -   1 -; "
            "T1 B - Người đi A 1 1750000000000; X1 Z -   1 - +B");
  EXPECT_EQ(
      database().read_text("SELECT group_concat(role || ' ' || agency || ' ' || successor || ' ' || head || ' ' ||"
                           " officer, '; ') FROM item_responsibilities AS r JOIN item_state AS s ON s.id = r.item"
                           " WHERE s.code IN ('T1', 'X1') ORDER BY s.code"),
      "lead A B cu di; coordinator A B cu ");
  EXPECT_EQ(database().read_integer("SELECT count(*) FROM item_state WHERE next_check_at = 0 AND revision > 1"), 4);
  EXPECT_EQ(
      database().read_text("SELECT actor || ': ' || (old ->> 'agency') FROM item_history AS h JOIN item_state AS s"
                           " ON s.id = h.item WHERE s.code = 'D1' ORDER BY h.revision DESC LIMIT 1"),
      "tester: A");
}

TEST_F(OrgTransferTest, ADryRunAndASecondRunWriteNothing) {
  const std::string before = items();
  EXPECT_EQ(flows(transfer(kSplit, true)), kSplitFlows);
  EXPECT_EQ(items(), before);
  EXPECT_TRUE(transfer(kSplit).committed);
  const std::string after = items();
  const auto again = transfer(kSplit);
  EXPECT_FALSE(again.committed);
  EXPECT_EQ(flows(again), "rest E 1 \n");
  EXPECT_EQ(items(), after);
  EXPECT_EQ(database().read_integer("SELECT count(*) FROM org_transfers"), 1);
}

// A to B and B to C in one map: an item takes one step, as things stood.
TEST_F(OrgTransferTest, ItemsTakeOneStep) {
  database().execute(
      "UPDATE items SET agency = 'B' WHERE code = 'X1'; DELETE FROM item_coordinators WHERE code = 'X1'");
  EXPECT_TRUE(transfer("from,to\nA,B\nB,C\n").committed);
  EXPECT_EQ(
      database().read_text("SELECT group_concat(code || agency) FROM items WHERE code IN ('T1', 'X1') ORDER BY code"),
      "T1B,X1C");
}

TEST_F(OrgTransferTest, WhatNoRowFitsIsTold) {
  database().execute("INSERT INTO agency_successors VALUES ('E', 'C')");
  EXPECT_EQ(flows(transfer("from,to,kind\nA,B,task\n")),
            "A>B 1 items, 1 overdue, 1 coordinated, 1 without officer\nrest A 2 \nrest E 1 C\n");
}

TEST_F(OrgTransferTest, TheStoreHandsOverWhatEvaluationNeeds) {
  ASSERT_TRUE(transfer(kSplit).committed);
  const auto id = database().read_integer("SELECT id FROM item_state WHERE code = 'T1'").value();
  SqliteStore store{open_database(folder_.file("test.db"))};
  const rules::ItemId ids[] = {id};
  const auto loaded = store.load_items(ids);
  ASSERT_EQ(loaded.size(), 1U);
  const rules::Transfer expected{
      "A", "B", false, at("2025-07-01T00:00:00+07:00"), now_, at("2025-07-09T00:00:00+07:00")};
  EXPECT_EQ(loaded.front().item.transfers, std::vector{expected});
  EXPECT_EQ(loaded.front().item.term_agency, "A");
}

TEST_F(OrgTransferTest, OverdueTimeIsDividedAtTheDay) {
  ASSERT_TRUE(transfer(kSplit).committed);
  std::string text;
  each_overdue_period(database(), "", at("2025-07-10T00:00:00+07:00"), [&](const OverduePeriod& period) {
    text += period.agency + " " + period.item.code + " " + rules::format_iso(period.from, zone_) + " " +
            (period.until ? rules::format_iso(*period.until, zone_) : "-") + "\n";
  });
  EXPECT_EQ(text,
            "A T1 2025-06-15T22:06:40+07:00 2025-07-01T00:00:00+07:00\n"
            "B T1 2025-07-01T00:00:00+07:00 -\n");
}

TEST_F(OrgTransferTest, UndoPutsEverythingBack) {
  const std::string before = items();
  ASSERT_TRUE(transfer(kSplit).committed);
  const auto undone = undo_transfer(database(), "tester", now_);
  EXPECT_EQ(undone.refused, "");
  EXPECT_EQ(undone.items, 3);
  EXPECT_EQ(items(), before);
  EXPECT_EQ(undo_transfer(database(), "tester", now_).refused, "DD5803");
}

TEST_F(OrgTransferTest, UndoIsRefusedOnceSomebodyWasToldOrAnItemWentOn) {
  ASSERT_TRUE(transfer(kSplit).committed);
  database().execute("UPDATE items SET agency = 'Z' WHERE code = 'D1'");
  EXPECT_EQ(undo_transfer(database(), "tester", now_).refused, "DD5805");
  database().execute("UPDATE items SET agency = 'C' WHERE code = 'D1'");
  database().run(
      "INSERT INTO alerts (item, episode, rule, step, number, scheduled_at, severity, claimed_at)"
      " SELECT id, ?1, 'org:transfer', 'hand-over', 0, ?1, 'warning', ?1 FROM item_state WHERE code = 'T1'",
      now_);
  database().execute(
      "INSERT INTO notices (alert, recipient, role, state, reason, since)"
      " SELECT id, 'person:x', 'head', 'told', 'delivered', 0 FROM alerts");
  EXPECT_EQ(undo_transfer(database(), "tester", now_).refused, "DD5804");
}

TEST_F(OrgTransferTest, AMapWithAnErrorChangesNothingAndNamesAllOfThem) {
  const std::string before = items();
  const auto report = transfer(
      "from,to,kind,procedure,item\n"
      "A,B,,,\n"
      "A,E,,,\n"
      "AA,C,,,\n"
      "A,C,thư,9.999999,KHONG\n"
      "A,,,1.17,\n");
  std::string codes;
  for (const auto& problem : report.table.problems) {
    codes += std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " + problem.code + "\n";
  }
  EXPECT_EQ(codes, "3:3 DD2104\n3:1 DD2102\n4:1 DD2053\n5:5 DD2103\n5:9 DD2105\n5:18 DD2106\n6:3 DD2020\n6:5 DD2023\n");
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(items(), before);
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
