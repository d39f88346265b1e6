#include <algorithm>

#include "import_fixture.hpp"

namespace dondoc::integrations::imports {
namespace {

class ImportPlan : public ImportTest {
 protected:
  ImportPlan() {
    database_.execute(
        "INSERT INTO agencies (code, name, level, valid_until) VALUES"
        " ('TG-VP', 'Văn phòng UBND tỉnh', 'so', NULL), ('TG-STC', 'Sở Tài chính', 'so', NULL),"
        " ('TG-SNV', 'Sở Nội vụ', 'so', NULL), ('815', 'UBND thành phố Mỹ Tho', 'huyen', '2025-06-30'),"
        " ('TG-CU', 'Sở cũ', 'so', '2020-12-31');");
  }
  ImportRequest plan(const std::string& path) {
    ImportRequest plan = request(path);
    plan.source = "kh";
    plan.document = {"358/KH-UBND", "", "UBND tỉnh", rules::make_day(2022, 11, 18)};
    plan.monitor = "TG-VP";
    plan.as_of = at("2022-12-01T07:00:00+07:00");
    return plan;
  }
  ImportRequest rows(const std::string& lines) {
    return plan(file("TT;Nhiệm vụ;Chủ trì;Phối hợp;Thời gian hoàn thành;Ngày đến hạn\n" + lines));
  }
  ImportReport import(const std::string& lines) { return run(ImportKind::plan, rows(lines)); }
  // What an item has by way of a deadline.
  std::string deadline(const std::string& code) {
    const auto local = [](const std::string& column) {
      return "ifnull(strftime('%d/%m/%Y %H:%M', " + column + " / 1000 + 7 * 3600, 'unixepoch'), '-')";
    };
    return query("SELECT 'received ' || " + local("received_at") + " || ', start ' || " + local("start_at") +
                 " || ', due ' || " + local("due_at") +
                 " || iif(due_is_date, ' (date)', '') || ', term ' || term"
                 " FROM items WHERE code = '" +
                 code + "'");
  }
};

TEST_F(ImportPlan, EachFormBecomesWhatItMeans) {
  const ImportReport report = import(
      "1;Một;TG-STC;;Trước ngày 01/4/2023;\n"
      "2;Hai;TG-STC;;Trước 16 giờ ngày 20/5/2023;\n"
      "3;Ba;TG-STC;;Từ ngày 01/12/2022;\n"
      "4;Bốn;TG-STC;;Thường xuyên (từ 01/01/2023);\n"
      "5;Năm;TG-STC;;Theo yêu cầu;\n"
      "6;Sáu;TG-STC;;Trong 05 ngày làm việc kể từ ngày nhận văn bản;\n"
      "7;Bảy;TG-STC;;Trong 30 ngày kể từ ngày ban hành Kế hoạch này;\n"
      "8;Tám;TG-STC;;05 ngày làm việc kể từ ngày 18/11/2022;\n");
  EXPECT_EQ(counts(report), "8+0~0=");
  EXPECT_EQ(deadline("1"), "received 18/11/2022 00:00, start -, due 01/04/2023 00:00 (date), term ");
  EXPECT_EQ(deadline("2"), "received 18/11/2022 00:00, start -, due 20/05/2023 16:00, term ");
  EXPECT_EQ(deadline("3"), "received 18/11/2022 00:00, start -, due 02/12/2022 00:00 (date), term ");
  EXPECT_EQ(deadline("4"), "received 18/11/2022 00:00, start 01/01/2023 00:00, due -, term ");
  EXPECT_EQ(deadline("5"), "received -, start -, due -, term ");
  EXPECT_EQ(deadline("6"), "received -, start -, due -, term 5wd");
  // The day of the document does not count: the term starts when it ends.
  EXPECT_EQ(deadline("7"), "received 19/11/2022 00:00, start -, due -, term 30d");
  EXPECT_EQ(deadline("8"), "received 19/11/2022 00:00, start -, due -, term 5wd");
  EXPECT_EQ(query("SELECT group_concat(json_extract(attributes, '$.deadline_form'), ' ') FROM items"),
            "date date start_by continuous on_request relative relative relative");
  EXPECT_EQ(query("SELECT code FROM items WHERE json_extract(attributes, '$.start_by') = '1'"), "3");
  EXPECT_EQ(
      query("SELECT d.number || ' ' || d.issuer FROM items AS i JOIN documents AS d ON d.id = i.document LIMIT 1"),
      "358/KH-UBND UBND tỉnh");
}

TEST_F(ImportPlan, RecurringRowsBecomeSeries) {
  const ImportReport report =
      import("3;Giao ban;*so;TG-STC,815;Hàng tháng;\n4;Một việc;TG-STC;TG-STC;Hàng quý, năm;\n");
  EXPECT_EQ(counts(report), "2+0~0=");
  EXPECT_EQ(number("SELECT count(*) FROM items"), 0);
  EXPECT_EQ(query("SELECT id || '|' || origin || '|' || kind || '|' || title || '|' || rrule || '|' || start || '|' ||"
                  " zone || '|' || loaded_at FROM series ORDER BY id"),
            "3|import|report|Giao ban|FREQ=MONTHLY;BYMONTHDAY=-1|2022-11-30|Asia/Ho_Chi_Minh|1669854600000\n"
            "4|import|report|Một việc|FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1|2022-12-31|Asia/Ho_Chi_Minh|"
            "1669854600000");
  EXPECT_EQ(query("SELECT settings FROM series ORDER BY id"),
            R"({"agencies":["TG-SNV","TG-STC"],"if_day_off":"keep","completion":"report","document":"358/KH-UBND",)"
            R"("product":"","coordinators":["TG-STC","815"]})"
            "\n"
            R"({"agencies":["TG-STC"],"if_day_off":"keep","completion":"report","document":"358/KH-UBND",)"
            R"("product":"","coordinators":[]})");
  EXPECT_EQ(report.plan.at(0).first, rules::make_day(2022, 11, 30));
}

TEST_F(ImportPlan, LevelsMeanTheAgenciesOfTheDayWithoutTheMonitor) {
  const std::string lines = "1;Một;*so;*huyen;Năm 2023;\n";
  ImportReport report = import(lines);
  EXPECT_EQ(report.plan.at(0).leads, (std::vector<std::string>{"TG-SNV", "TG-STC"}));
  EXPECT_EQ(report.plan.at(0).coordinators, std::vector<std::string>{"815"});
  EXPECT_EQ(query("SELECT group_concat(code, ' ') FROM items"), "1/TG-SNV 1/TG-STC");
  EXPECT_EQ(report.levels.at(0).word, "*so");
  EXPECT_EQ(report.levels.at(0).agencies, (std::vector<std::string>{"Sở Nội vụ", "Sở Tài chính"}));
  ImportRequest all = rows(lines);
  all.include_monitor = true;
  report = run(ImportKind::plan, all);
  EXPECT_EQ(report.plan.at(0).leads, (std::vector<std::string>{"TG-SNV", "TG-STC", "TG-VP"}));
  all.document.date = rules::make_day(2026, 1, 5);
  EXPECT_EQ(render(run(ImportKind::plan, all).problems), "DD2051@2:11");  // no districts any more
}

TEST_F(ImportPlan, NothingIsWrittenUnlessEveryRowIsUnderstood) {
  const std::string lines =
      "1;Một;TG-STC;;Quý II/2023;\n2;Hai;TG-STC;;Quý II;\n3;Ba;TG-STC;;Sớm;\n4;Bốn;TG-STC;;;\n"
      "5;Năm;TG-STC;;Ngày 31/6/2023;\n6;Sáu;TG-STC;;Ngày 30 hàng tháng;\n";
  ImportReport report = import(lines);
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(render(report.problems), "DD2078@3:15 DD2071@4:14 DD2070@5:15 DD2077@6:15 DD2079@7:15");
  EXPECT_EQ(number("SELECT count(*) FROM items"), 0);
  EXPECT_EQ(report.plan.size(), 6U);
  EXPECT_TRUE(report.plan.at(0).meaning);
  ImportRequest skip = rows(lines);
  skip.skip_unknown = true;
  report = run(ImportKind::plan, skip);
  EXPECT_EQ(counts(report), "1+0~0=");
  EXPECT_EQ(report.not_understood.size(), 5U);
  EXPECT_EQ(report.not_understood.at(0).args.at("why"), "no_year");
  EXPECT_EQ(query("SELECT code FROM items"), "1");
}

TEST_F(ImportPlan, DatesBesideTheWordsMustAgree) {
  EXPECT_EQ(render(import("1;Một;TG-STC;;Trước ngày 01/4/2023;31/3/2023\n").problems), "");
  EXPECT_EQ(render(import("1;Một;TG-STC;;Trước ngày 01/4/2023;01/4/2023\n").problems), "DD2072@2:36");
  EXPECT_EQ(render(import("1;Một;TG-STC;;Trước ngày 01/4/2023;01/13/2023\n").problems), "DD2039@2:36");
}

TEST_F(ImportPlan, WhatIsOverAtTheDateOfTheDocumentIsSaid) {
  EXPECT_EQ(render(import("1;Một;TG-STC;;Năm 2021;\n").problems), "(DD2075@2:15)");
  EXPECT_EQ(render(import("1;Một;TG-STC;;Hàng năm đến năm 2021;\n").problems), "DD2073@2:15");
}

TEST_F(ImportPlan, TwiceChangesNothingAndLeavesWhatBecameOfADeadline) {
  const std::string lines = "1;Một;*so;815;Quý II/2023;\n2;Hai;TG-STC;;Theo yêu cầu;\n3;Ba;TG-STC;;Hàng tháng;\n";
  EXPECT_EQ(counts(import(lines)), "4+0~0=");
  const auto revisions = number("SELECT sum(revision) FROM item_state");
  EXPECT_EQ(counts(import(lines)), "0+0~4=");
  EXPECT_EQ(number("SELECT sum(revision) FROM item_state"), revisions);
  EXPECT_EQ(number("SELECT count(*) FROM audit WHERE object = 'series'"), 1);
  database_.execute(
      "UPDATE items SET due_at = 1700000000000 WHERE code = '1/TG-STC';"
      "UPDATE items SET received_at = 1680000000000, term = '5wd' WHERE code = '2';");
  EXPECT_EQ(counts(import(lines)), "0+0~4=");
  EXPECT_EQ(number("SELECT due_at FROM items WHERE code = '1/TG-STC'"), 1700000000000);
  // Other words of the same meaning change the words alone; another meaning begins anew.
  EXPECT_EQ(
      counts(import("1;Một;*so;815;Trong quý II năm 2023;\n2;Hai;TG-STC;;Quý IV/2023;\n3;Ba;TG-STC;;Hàng quý;\n")),
      "0+4~0=");
  EXPECT_EQ(number("SELECT due_at FROM items WHERE code = '1/TG-STC'"), 1700000000000);
  EXPECT_EQ(deadline("2"), "received 18/11/2022 00:00, start -, due 01/01/2024 00:00 (date), term ");
  EXPECT_EQ(query("SELECT start || ' ' || rrule FROM series"), "2022-12-31 FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1");
}

TEST_F(ImportPlan, WhatTheFileNoLongerHasIsListedAndStays) {
  ASSERT_TRUE(import("1;Một;TG-STC;;Quý II/2023;\n2;Hai;TG-STC;;Hàng tháng;\n3;Ba;TG-STC;;Năm 2023;\n").committed);
  ImportReport report = import("1;Một;TG-STC;;Hàng tháng;\n3;Ba;TG-STC;;Năm 2023;\n");
  std::sort(report.missing.begin(), report.missing.end());
  EXPECT_EQ(report.missing, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(number("SELECT count(*) FROM items"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM series"), 2);
}

TEST_F(ImportPlan, SeriesOfOthersAreNotTaken) {
  database_.execute("INSERT INTO series (id, origin, kind, rrule, start) VALUES ('1', 'config', 'meeting', 'x', 'y')");
  EXPECT_EQ(render(import("1;Một;TG-STC;;Hàng tháng;\n").problems), "DD2074@2:1");
  EXPECT_EQ(render(import("1 a;Một;TG-STC;;Hàng tháng;\n").problems), "DD2094@2:1");
}

// Two plans may number their rows alike.
TEST_F(ImportPlan, AnotherPlanTakesNothingFromThis) {
  const std::string lines = "1;Một;TG-STC;;Quý II/2023;\n2;Hai;TG-STC;;Hàng tháng;\n";
  ASSERT_TRUE(import(lines).committed);
  ImportRequest other = rows(lines);
  other.document.number = "12/KH-UBND";
  EXPECT_EQ(render(run(ImportKind::plan, other).problems), "DD2093@2:1 DD2074@3:1");
  other = rows("3;Ba;TG-STC;;Năm 2023;\n");
  other.document.number = "12/KH-UBND";
  const ImportReport report = run(ImportKind::plan, other);
  EXPECT_EQ(counts(report), "1+0~0=");
  EXPECT_TRUE(report.missing.empty());
}

TEST_F(ImportPlan, CodesAreNamedOnce) {
  EXPECT_EQ(render(import("1;Một;TG-STC;;Quý II/2023;\n1;Hai;TG-STC;;Hàng tháng;\n").problems), "DD2029@3:1");
  EXPECT_EQ(render(import("1;Một;*so;;Quý II/2023;\n1/TG-STC;Hai;TG-STC;;Quý II/2023;\n").problems), "DD2029@3:1");
}

TEST_F(ImportPlan, OnlyTheFileThatWasShownIsWritten) {
  ImportRequest shown = rows("1;Một;TG-STC;;Quý II/2023;\n");
  shown.dry_run = true;
  const ImportReport report = run(ImportKind::plan, shown);
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(number("SELECT count(*) FROM items"), 0);
  ImportRequest then = rows("1;Một;TG-STC;;Quý III/2023;\n");
  then.expected = report.digest;
  EXPECT_EQ(render(run(ImportKind::plan, then).problems), "DD2076");
  EXPECT_EQ(number("SELECT count(*) FROM items"), 0);
}

}  // namespace
}  // namespace dondoc::integrations::imports
