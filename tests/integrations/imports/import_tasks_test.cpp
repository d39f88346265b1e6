#include "import_fixture.hpp"

namespace dondoc::integrations::imports {
namespace {

class ImportTasks : public ImportWithReferences {
 protected:
  // Rows that were listed, as "CODE why: text".
  std::string listed(const std::string& content) {
    const ImportReport report = run(ImportKind::tasks, file(content));
    std::string out = report.committed ? "" : render(report.problems);
    for (const rules::Problem& row : report.not_understood) {
      out += (out.empty() ? "" : "\n") + row.args.at("code") + " " + row.args.at("why") + ": " + row.args.at("text") +
             " @" + std::to_string(row.line) + ":" + std::to_string(row.column);
    }
    return out;
  }
};

TEST_F(ImportTasks, DeadlinesInWordsAreListedUnderAnyHeading) {
  for (const char* due : {"Hạn", "Thời hạn", "due"}) {
    EXPECT_EQ(listed("Mã;Nội dung;Chủ trì;" + std::string(due) +
                     "\n1;x;815;Quý II/2023\n2;x;815;Trước ngày 01/4/2023\n3;x;815;Hàng tháng\n4;x;815;\n"
                     "5;x;815;31/12/2022\n"),
              "1 wording: Quý II/2023 @2:9\n2 wording: Trước ngày 01/4/2023 @3:9\n3 wording: Hàng tháng @4:9\n"
              "4 undated:  @5:9");
    EXPECT_EQ(query("SELECT code FROM items"), "5");
  }
}

TEST_F(ImportTasks, MalformedDatesStayErrors) {
  const std::string header = "code,title,lead,due\n";
  EXPECT_EQ(listed(header + "1,x,815,31/02/2023\n"), "DD2039@2:9");
  EXPECT_EQ(listed(header + "1,x,815,4/2023\n"), "DD2021@2:9");
  EXPECT_EQ(listed(header + "1,x,815,44896\n"), "DD2022@2:9");
}

TEST_F(ImportTasks, TheMonitoringAgencyMustExist) {
  ImportRequest tasks = request(file("code,title,lead,due\n1,x,*so,31/12/2022\n"));
  tasks.monitor = "NOPE";
  ImportReport report = run(ImportKind::tasks, tasks);
  EXPECT_EQ(render(report.problems), "DD2027");
  EXPECT_EQ(report.problems.at(0).path, std::vector<std::string>{"--monitor"});
  tasks.monitor = "TG-STX";
  EXPECT_EQ(render(run(ImportKind::tasks, tasks).problems), "DD2053");
  tasks.monitor = "815";
  EXPECT_EQ(counts(run(ImportKind::tasks, tasks)), "1+0~0=");
}

}  // namespace
}  // namespace dondoc::integrations::imports
