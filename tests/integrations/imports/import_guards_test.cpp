#include "import_fixture.hpp"

namespace dondoc::integrations::imports {
namespace {

// What keeps an old or cut-off file from setting things back.
class ImportGuards : public ImportWithReferences {};

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
  EXPECT_EQ(render(run(ImportKind::items, fresh).problems), "(DD2047)");
  EXPECT_EQ(query("SELECT fresh_as_of FROM sources"),
            std::to_string(rules::to_millis(at("2022-12-01T07:00:00+07:00"))));
}

}  // namespace
}  // namespace dondoc::integrations::imports
