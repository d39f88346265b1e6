#include "import_fixture.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "integrations/sqlite/records.hpp"

namespace dondoc::integrations::imports {
namespace {

// What keeps an old or cut-off file from setting things back.
class ImportGuards : public ImportWithReferences {
 protected:
  sqlite::Records by_hand(const std::string& iso) { return {database_, "lan", at(iso)}; }
  sqlite::ItemKey key(const std::string& code) { return sqlite::find_item(database_, code).value(); }
  std::string item(const std::string& code) {
    return query("SELECT state || ' ' || ifnull(finished_at, '-') || ' ' || result_document FROM items WHERE code = '" +
                 code + "'");
  }
  // Imports with this --as-of, unless it is empty: problems, then "kept/overruled".
  std::string as_of(const std::string& iso, const std::string& content, ImportKind kind = ImportKind::items,
                    bool force = false) {
    ImportRequest dated = request(file(content));
    if (!iso.empty()) dated.as_of = at(iso);
    dated.force = force;
    const ImportReport report = run(kind, dated);
    return render(report.problems) + " " + std::to_string(report.kept_by_hand) + "/" + std::to_string(report.overruled);
  }
};

TEST_F(ImportGuards, FullListsWhatIsMissingAndClosesNothing) {
  ASSERT_TRUE(
      run(ImportKind::items, file("code,state\nH1,open\nH2,open\nH3,done\nH4,open\nH5,open\nH6,open\n")).committed);
  ImportRequest full = request(file("code\nH1\nH4\nH5\nH6\nH7\n"));
  full.full = true;
  const ImportReport report = run(ImportKind::items, full);
  EXPECT_TRUE(report.committed) << render(report.problems);
  EXPECT_EQ(report.missing, std::vector<std::string>{"H2"});
  EXPECT_EQ(query("SELECT state FROM items WHERE code = 'H2'"), "open");
}

TEST_F(ImportGuards, AFileAFifthSmallerIsRefused) {
  ASSERT_TRUE(run(ImportKind::items, file("code\n1\n2\n3\n4\n5\n")).committed);
  ImportRequest smaller = request(file("code\n1\n2\n3\n4\n"));
  EXPECT_EQ(render(run(ImportKind::items, smaller).problems), "(DD2046)");
  ASSERT_TRUE(run(ImportKind::items, file("code\n1\n2\n3\n4\n5\n", "again.csv")).committed);
  smaller.full = true;
  EXPECT_EQ(render(run(ImportKind::items, smaller).problems), "DD2052");
  smaller.force = true;
  EXPECT_TRUE(run(ImportKind::items, smaller).committed);
}

TEST_F(ImportGuards, FreshnessOnlyGoesForward) {
  ImportRequest fresh = request(file("code\n1\n"));
  fresh.source = "mot-cua";
  EXPECT_EQ(render(run(ImportKind::items, fresh).problems), "(DD2045)");
  fresh.as_of = at("2022-12-01T07:00:00+07:00");
  EXPECT_EQ(render(run(ImportKind::items, fresh).problems), "");
  fresh.as_of = at("2022-11-30T07:00:00+07:00");
  EXPECT_EQ(render(run(ImportKind::items, fresh).problems), "DD2058");  // would set back what came later
  fresh.force = true;
  EXPECT_EQ(render(run(ImportKind::items, fresh).problems), "(DD2047)");
  EXPECT_EQ(query("SELECT fresh_as_of FROM sources"),
            std::to_string(rules::to_millis(at("2022-12-01T07:00:00+07:00"))));
}

TEST_F(ImportGuards, APartInBetweenDoesNotHideThatAFullFileShrank) {
  const auto full = [&](const std::string& content) {
    ImportRequest whole = request(file(content));
    whole.full = true;
    return render(run(ImportKind::items, whole).problems);
  };
  EXPECT_EQ(full("code\n1\n2\n3\n4\n5\n"), "");
  ASSERT_TRUE(run(ImportKind::items, file("code\n1\n2\n")).committed);
  EXPECT_EQ(full("code\n1\n2\n3\n4\n"), "DD2052");
  EXPECT_EQ(full("code\n1\n2\n3\n4\n5\n6\n"), "");
}

TEST_F(ImportGuards, TheFirstFullFileIsHeldAgainstTheLargest) {
  ASSERT_TRUE(run(ImportKind::items, file("code\n1\n2\n3\n4\n5\n")).committed);
  ASSERT_TRUE(run(ImportKind::items, file("code\n1\n")).committed);
  ImportRequest whole = request(file("code\n1\n2\n3\n"));
  whole.full = true;
  EXPECT_EQ(render(run(ImportKind::items, whole).problems), "DD2052");
}

// The request is of 2022-12-01 07:30.
TEST_F(ImportGuards, DataCannotBeOfAFutureDay) {
  EXPECT_EQ(as_of("2022-12-02T07:31:00+07:00", "code\n1\n"), "DD2054 0/0");
  EXPECT_EQ(as_of("2022-12-02T07:30:00+07:00", "code\n1\n"), " 0/0");  // clocks may differ by a day
}

TEST_F(ImportGuards, FreshnessGoesToTheSourcesWhoseItemsWereFound) {
  database_.execute(
      "INSERT INTO items (source, code, kind) VALUES ('a', 'H1', 'dossier'), ('b', 'H2', 'dossier'), ('c', 'H3', "
      "'dossier')");
  const std::string fresh =
      "SELECT group_concat(id, ' ') FROM (SELECT id FROM sources WHERE fresh_as_of > 0 ORDER BY id)";
  EXPECT_EQ(as_of("2022-12-01T07:00:00+07:00", "code,from\nH1,01/10/2022\n", ImportKind::holds), " 0/0");
  EXPECT_EQ(query(fresh), "a");
  EXPECT_EQ(as_of("2022-12-01T07:00:00+07:00", "code,progress\nH1,x\nH2,x\n", ImportKind::updates), " 0/0");
  EXPECT_EQ(query(fresh), "a b");
  EXPECT_EQ(query("SELECT group_concat(source, ' ') FROM imports"), "a local");
}

TEST_F(ImportGuards, AnOlderFileDoesNotUndoWhatWasDoneByHand) {
  const std::string table = "code,state,finished_at,result_document\nX,open,,\n";
  ASSERT_EQ(as_of("2022-12-01T07:00:00+07:00", table), " 0/0");
  ASSERT_TRUE(by_hand("2022-12-01T07:10:00+07:00").finish(key("X"), {at("2022-11-30T15:00:00+07:00"), "12/BC", {}}));
  const std::string done = "done " + std::to_string(rules::to_millis(at("2022-11-30T15:00:00+07:00"))) + " 12/BC";
  EXPECT_EQ(as_of("2022-12-01T07:00:00+07:00", table), "(DD2056@2:3) 1/0");
  EXPECT_EQ(item("X"), done);
  EXPECT_EQ(as_of("2022-12-01T07:10:00+07:00", table), "(DD2056@2:3) 1/0");  // the same instant is not after it
  EXPECT_EQ(as_of("", table), "(DD2056@2:3) 1/0");                           // of an unknown time
  EXPECT_EQ(item("X"), done);
  EXPECT_EQ(number("SELECT count(*) FROM item_history"), 1);
  EXPECT_EQ(as_of("2022-12-01T07:20:00+07:00", table), "(DD2057@2:3) 0/1");
  EXPECT_EQ(item("X"), "open - ");
  EXPECT_EQ(as_of("2022-12-01T07:20:00+07:00", table), " 0/0");
}

TEST_F(ImportGuards, WhatANewerFileReopensHasNoDayOnWhichItWasFinished) {
  const std::string table = "code,state\nX,open\n";
  ASSERT_EQ(as_of("2022-12-01T07:00:00+07:00", table), " 0/0");
  ASSERT_TRUE(by_hand("2022-12-01T07:10:00+07:00").finish(key("X"), {at("2022-11-30T15:00:00+07:00"), "12/BC", {}}));
  EXPECT_EQ(as_of("2022-12-01T07:20:00+07:00", table), "(DD2057@2:3) 0/1");
  EXPECT_EQ(item("X"), "open - ");
}

// A source that has no states, only when things finished.
TEST_F(ImportGuards, AnEmptyFinishDoesNotReopenWhatWasClosedByHand) {
  const std::string table = "code,finished_at\nX,\nY,30/11/2022 09:00\n";
  ASSERT_EQ(as_of("", table), " 0/0");
  ASSERT_TRUE(by_hand("2022-12-01T07:10:00+07:00").finish(key("X"), {at("2022-11-30T15:00:00+07:00"), "", {}}));
  ASSERT_TRUE(by_hand("2022-12-01T07:10:00+07:00").reopen(key("Y"), "import nhầm"));
  EXPECT_EQ(as_of("", table), "(DD2056@2:3) (DD2056@3:3) 2/0");
  EXPECT_EQ(query("SELECT group_concat(state, ' ') FROM (SELECT state FROM items ORDER BY code)"), "done open");
  // The row itself says that it is newer.
  EXPECT_EQ(as_of("", "code,finished_at\nY,01/12/2022 07:15\n"), "(DD2057@2:3) (DD2046) 0/1");
}

TEST_F(ImportGuards, AHoldGivenByHandStaysOpen) {
  const std::string table = "code,state\nX,open\n";
  ASSERT_EQ(as_of("2022-12-01T07:00:00+07:00", table), " 0/0");
  ASSERT_TRUE(by_hand("2022-12-01T07:10:00+07:00").hold(key("X"), {at("2022-12-01T07:10:00+07:00"), {}, "chờ ý kiến"}));
  EXPECT_EQ(as_of("2022-12-01T07:00:00+07:00", table), "(DD2056@2:3) 1/0");
  EXPECT_EQ(query("SELECT state || ' ' || (SELECT count(*) FROM holds WHERE until_at IS NULL) FROM items"),
            "suspended 1");
}

TEST_F(ImportGuards, WhatTheSourceItselfChangedIsFollowedWithoutAWord) {
  ASSERT_EQ(as_of("", "code,state\nX,open\n"), " 0/0");
  ASSERT_EQ(as_of("", "code,state\nX,done\n"), " 0/0");
  EXPECT_EQ(as_of("", "code,state\nX,open\n"), " 0/0");
}

}  // namespace
}  // namespace dondoc::integrations::imports
