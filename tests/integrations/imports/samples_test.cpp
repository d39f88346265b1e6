#include <fstream>
#include <iterator>

#include "config/import_mapping.hpp"
#include "import_fixture.hpp"
#include "integrations/sqlite/series_json.hpp"

namespace dondoc::integrations::imports {
namespace {

// The shipped sample files, one after the other as the quick start imports them.
class ImportSamples : public ImportTest {
 protected:
  ImportRequest plan() {
    ImportRequest tasks = request(sample("tasks.csv"));
    tasks.source = "kh358";
    tasks.document = {"358/KH-UBND", "Kế hoạch thực hiện Nghị quyết 131/NQ-CP", "Ủy ban nhân dân tỉnh",
                      rules::make_day(2022, 11, 18)};
    tasks.monitor = "TG-VP";
    return tasks;
  }
};

TEST_F(ImportSamples, AgenciesGoInWithAWarningWhereASuccessorIsText) {
  const ImportReport report = run(ImportKind::agencies, sample("agencies.csv"));
  EXPECT_EQ(report.errors, 0U) << render(report.problems);
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(report.inserted, 157U);
  EXPECT_EQ(report.warnings, 11U) << render(report.problems);  // the districts, split over new communes
  EXPECT_EQ(report.problems.front().code, "DD2040");
  EXPECT_EQ(report.problems.front().args.at("agency"), "815");
  EXPECT_EQ(query("SELECT successor FROM agency_successors WHERE agency = 'TG-SNV'"), "DT-SNV");
  EXPECT_EQ(number("SELECT count(*) FROM agency_successors WHERE agency = '815'"), 0);
  EXPECT_EQ(query("SELECT addressee FROM agencies WHERE code IN ('TG', 'TG-VP', 'TG-STC', 'TG-TTr', 'TG-BQLKCN', "
                  "'TG-CT', '817')"
                  " ORDER BY code"),
            "Chủ tịch Ủy ban nhân dân thị xã Cai Lậy\n"
            "Chủ tịch Ủy ban nhân dân tỉnh Tiền Giang\n"
            "Trưởng Ban Quản lý các Khu công nghiệp\n"
            "Cục trưởng Cục Thuế tỉnh\n"
            "Giám đốc Sở Tài chính\n"
            "Chánh Thanh tra tỉnh\n"
            "Chánh Văn phòng Ủy ban nhân dân tỉnh");
  EXPECT_EQ(query("SELECT short_name || ' ' || tone FROM agencies WHERE code IN ('TG-VP', 'TG-CA', '817', '820') ORDER "
                  "BY code"),
            "UBND TX Cai Lậy ngang_cap\nUBND huyện Cai Lậy ngang_cap\nCông an tỉnh nganh_doc\nVP UBND tỉnh ngang_cap");
}

TEST_F(ImportSamples, ProceduresGoInWithWarningsForFreeTexts) {
  const ImportReport report = run(ImportKind::procedures, sample("procedures.csv"));
  EXPECT_EQ(counts(report), "34+0~0=");
  std::size_t cut_offs = 0;
  for (const rules::Problem& problem : report.problems) cut_offs += problem.code == "DD2042" ? 1 : 0;
  EXPECT_EQ(cut_offs, 4U) << render(report.problems);  // "after 15:00 → next working day"
  EXPECT_EQ(report.warnings, 34U + 4U);                // every agency is text
  EXPECT_EQ(query("SELECT code || ' ' || term || ' ' || cut_off FROM procedures"
                  " WHERE code IN ('2.000720', '1.001193', '2.001263') ORDER BY code"),
            "1.001193 0wd \n2.000720 3wd \n2.001263 30d ");
}

TEST_F(ImportSamples, LeadsFanOutToTheAgenciesOfTheDay) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  const ImportReport report = run(ImportKind::tasks, plan());
  EXPECT_EQ(report.errors, 0U) << render(report.problems);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE code GLOB 'KH358-01/*'"), 18 + 11);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE code GLOB 'KH358-15/*'"), 11);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE agency = 'TG-VP' AND code GLOB '*/*'"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE agency GLOB 'DT*'"), 0);  // not in force in 2022
  EXPECT_EQ(report.inserted, 3 * 29U + 2 * 11U + 14U);
  // No date is guessed: continuous 02 06 10 14 24, recurring 03 04 07 08 09 19 25 26 33 35, on request 05, relative 22.
  EXPECT_EQ(report.not_understood.size(), 17U);
  EXPECT_EQ(report.not_understood.at(7).args.at("code"), "KH358-09");
  EXPECT_EQ(report.not_understood.at(7).args.at("why"), "recurring");
}

TEST_F(ImportSamples, DatedTasksEndWithTheirDay) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  ASSERT_TRUE(run(ImportKind::tasks, plan()).committed);
  EXPECT_EQ(query("SELECT due_at || ' ' || due_is_date FROM items WHERE code = 'KH358-01/TG-STC'"),
            std::to_string(rules::to_millis(at("2022-12-01T00:00:00+07:00"))) + " 1");
  EXPECT_EQ(query("SELECT agency FROM item_coordinators WHERE code = 'KH358-01/TG-STC'"), "TG-VP");
  EXPECT_EQ(query("SELECT agency || ' ' || product FROM items WHERE code = 'KH358-36'"), "TG-VP Báo cáo sơ kết");
  EXPECT_EQ(number("SELECT count(*) FROM item_coordinators WHERE code = 'KH358-36'"), 29);
  EXPECT_EQ(
      number(
          "SELECT count(*) FROM item_coordinators AS c JOIN items AS i USING (source, code) WHERE i.agency = c.agency"),
      0);
  EXPECT_EQ(query("SELECT d.number || ' ' || d.date FROM items AS i JOIN documents AS d ON d.id = i.document LIMIT 1"),
            "358/KH-UBND 2022-11-18");
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE json_extract(attributes, '$.start_by') = '1'"), 22);
  EXPECT_EQ(number("SELECT count(*) FROM item_history"), 0);
}

TEST_F(ImportSamples, WithoutMonitorEveryDepartmentLeads) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  ImportRequest tasks = plan();
  tasks.monitor.clear();
  ASSERT_TRUE(run(ImportKind::tasks, tasks).committed);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE code GLOB 'KH358-01/*'"), 19 + 11);
  EXPECT_EQ(number("SELECT count(*) FROM item_coordinators WHERE code = 'KH358-01/TG-VP'"),
            0);  // not its own coordinator
}

TEST_F(ImportSamples, AnotherDayMeansOtherAgencies) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  ImportRequest tasks = request(sample("tasks.csv"));
  tasks.as_of = at("2026-01-05T08:00:00+07:00");
  const ImportReport report = run(ImportKind::tasks, tasks);
  EXPECT_FALSE(report.committed);
  const std::string wrong = render(report.problems);
  EXPECT_NE(wrong.find("(DD2048@"), std::string::npos) << wrong;   // TG-VP leads alone: imported, with a warning
  EXPECT_NE(wrong.find("DD2051@2:"), std::string::npos) << wrong;  // there are no districts any more
}

TEST_F(ImportSamples, EveryRowOfThePlanIsUnderstood) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  const ImportReport report = run(ImportKind::plan, plan());
  EXPECT_EQ(render(report.problems), "(DD2013) (DD2045)");  // a column nobody needs; no --as-of
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(report.plan.size(), 36U);
  // Ten rows recur: 03 04 07 08 09 19 25 26 33 35. Dated 123, as `import tasks` has them. Continuous 02 by 29, on
  // request 05 by 29, relative 22 by 18 departments, continuous 06 10 14 24.
  EXPECT_EQ(number("SELECT count(*) FROM series"), 10);
  EXPECT_EQ(number("SELECT count(*) FROM items"), 123 + 29 + 29 + 18 + 4);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE due_at IS NOT NULL"), 123);
  EXPECT_EQ(report.inserted, 10U + 203U);
  EXPECT_EQ(query("SELECT start FROM series WHERE id = 'KH358-25'"), "2022-11-18");  // a Friday
  EXPECT_EQ(counts(run(ImportKind::plan, plan())), "0+0~213=");
}

TEST_F(ImportSamples, RecurringRowsOfThePlanAreSeries) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  ASSERT_TRUE(run(ImportKind::plan, plan()).committed);
  sqlite::Statement rows =
      database_.prepare("SELECT id, origin, kind, title, rrule, start, zone, settings FROM series ORDER BY id");
  while (rows.step()) {
    const auto series = sqlite::series_from_row({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                                                 rows.text(5), rows.text(6), rows.text(7)});
    ASSERT_TRUE(series) << rows.text(0) << ": " << series.error();
    EXPECT_TRUE(series->date_only) << rows.text(0);  // due when the day ends
    EXPECT_EQ(series->document, "358/KH-UBND");
    EXPECT_FALSE(series->agencies.empty());
  }
}

TEST_F(ImportSamples, APlanIsDueAsItsTasksAre) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  ASSERT_TRUE(run(ImportKind::tasks, plan()).committed);
  const std::string due = query("SELECT code || ' ' || due_at || ' ' || due_is_date FROM items ORDER BY code");
  database_.execute("DELETE FROM items");
  ASSERT_TRUE(run(ImportKind::plan, plan()).committed);
  EXPECT_EQ(
      query("SELECT code || ' ' || due_at || ' ' || due_is_date FROM items WHERE due_at IS NOT NULL ORDER BY code"),
      due);
}

TEST_F(ImportSamples, RealDossiersStandAsOnTheDemoDay) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  const auto mapping = config::load_import_mapping(sample("ho-so-mau.toml"));
  ASSERT_TRUE(mapping);
  ImportRequest dossiers = request(sample("receipt_cases.csv"));
  dossiers.mapping = &*mapping;
  dossiers.as_of = at("2022-12-01T07:30:00+07:00");
  const ImportReport report = run(ImportKind::items, dossiers);
  EXPECT_EQ(report.errors, 0U) << render(report.problems);
  EXPECT_EQ(report.rows, 1434U);
  EXPECT_EQ(report.inserted, 1377U);
  EXPECT_EQ(report.left_out, 57U);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE state = 'open'"), 153);
  EXPECT_EQ(render(report.problems), "(DD2043@917:71)");  // the other one opens after the demo day
  EXPECT_EQ(
      query(
          "SELECT strftime('%w %H:%M', received_at / 1000 + 7 * 3600, 'unixepoch') FROM items WHERE code = 'case-709'"),
      "5 00:00");  // Friday 2010-10-01T00:00:00.020+02:00
  EXPECT_EQ(
      query("SELECT json_extract(attributes, '$.channel') || ' ' || officer_name FROM items WHERE code = 'case-709'"),
      "Internet Resource21");
  EXPECT_EQ(query("SELECT id FROM sources WHERE fresh_as_of = " + std::to_string(rules::to_millis(*dossiers.as_of))),
            "ho-so-mau");
}

TEST_F(ImportSamples, AllRealDossiersGoInWithoutACut) {
  ASSERT_TRUE(run(ImportKind::agencies, sample("agencies.csv")).committed);
  auto mapping = config::load_import_mapping(sample("ho-so-mau.toml"));
  ASSERT_TRUE(mapping);
  mapping->as_they_stood.reset();
  mapping->shift_weeks = 0;
  mapping->keep_clock = false;
  ImportRequest dossiers = request(sample("receipt_cases.csv"));
  dossiers.mapping = &*mapping;
  const ImportReport report = run(ImportKind::items, dossiers);
  EXPECT_EQ(report.inserted, 1434U);
  EXPECT_EQ(number("SELECT count(*) FROM items WHERE state = 'open'"), 105);
  EXPECT_EQ(query("SELECT code FROM items WHERE finished_at < received_at ORDER BY code"), "case-10862\ncase-8267");
  EXPECT_EQ(query("SELECT received_at FROM items WHERE code = 'case-709'"),
            std::to_string(rules::to_millis(at("2010-10-01T00:00:00.020+02:00"))));
}

TEST_F(ImportSamples, TheSameFilesTwiceChangeNothing) {
  const auto mapping = config::load_import_mapping(sample("ho-so-mau.toml"));
  ASSERT_TRUE(mapping);
  ImportRequest dossiers = request(sample("receipt_cases.csv"));
  dossiers.mapping = &*mapping;
  const auto everything = [&] {
    std::string out = counts(run(ImportKind::agencies, sample("agencies.csv")));
    out += " " + counts(run(ImportKind::procedures, sample("procedures.csv")));
    out += " " + counts(run(ImportKind::tasks, plan()));
    return out + " " + counts(run(ImportKind::items, dossiers));
  };
  EXPECT_EQ(everything(), "157+0~0= 34+0~0= 123+0~0= 1377+0~0=");
  const auto revisions = number("SELECT sum(revision) FROM item_state");
  const auto audits = number("SELECT count(*) FROM audit WHERE object NOT IN ('sources')");
  EXPECT_EQ(everything(), "0+0~157= 0+0~34= 0+0~123= 0+0~1377=");
  EXPECT_EQ(number("SELECT sum(revision) FROM item_state"), revisions);
  EXPECT_EQ(number("SELECT count(*) FROM audit WHERE object NOT IN ('sources')"), audits);
  EXPECT_EQ(number("SELECT count(*) FROM item_history"), 0);
}

}  // namespace
}  // namespace dondoc::integrations::imports
