#include "import_fixture.hpp"

#include <unistd.h>

#include <fstream>

namespace dondoc::integrations::imports {
namespace {

using std::chrono::hours;

std::filesystem::path make_directory() {
  const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::path path = testing::TempDir() + "import-" + name + "-" + std::to_string(getpid());
  std::filesystem::create_directories(path);
  return path;
}

}  // namespace

ImportTest::ImportTest()
    : directory_(make_directory()),
      zone_("Asia/Ho_Chi_Minh", {{rules::kEarliestInstant, hours{7}}}),
      database_(sqlite::open_database((directory_ / "dondoc.db").string())) {}

ImportTest::~ImportTest() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

rules::Instant ImportTest::at(const std::string& iso) { return rules::parse_iso(iso).value(); }

std::string ImportTest::file(const std::string& content, const std::string& name) {
  const std::filesystem::path path = directory_ / name;
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

ImportRequest ImportTest::request(const std::string& path) {
  ImportRequest request;
  request.file = path;
  request.zone = &zone_;
  request.now = at("2022-12-01T07:30:00+07:00");
  return request;
}

ImportReport ImportTest::run(ImportKind kind, const ImportRequest& request) {
  return sqlite::Importer(database_).run(kind, request);
}

std::string ImportTest::render(const rules::Problems& problems) {
  std::string out;
  for (const rules::Problem& problem : problems) {
    if (!out.empty()) out += " ";
    out += problem.warning ? "(" + problem.code : problem.code;
    if (problem.line > 0) out += "@" + std::to_string(problem.line);
    if (problem.column > 0) out += ":" + std::to_string(problem.column);
    if (problem.warning) out += ")";
  }
  return out;
}

std::string ImportTest::problems(ImportKind kind, const std::string& content) {
  return render(run(kind, file(content)).problems);
}

std::string ImportTest::counts(const ImportReport& report) {
  return std::to_string(report.inserted) + "+" + std::to_string(report.updated) + "~" +
         std::to_string(report.unchanged) + "=" + (report.committed ? "" : " not committed " + render(report.problems));
}

std::string ImportTest::query(const std::string& sql) {
  sqlite::Statement statement = database_.prepare(sql);
  std::string out;
  while (statement.step()) {
    if (!out.empty()) out += "\n";
    out += statement.text(0);
  }
  return out;
}

std::int64_t ImportTest::number(const std::string& sql) { return database_.read_integer(sql).value_or(-1); }

ImportWithReferences::ImportWithReferences() {
  database_.execute(
      "INSERT INTO agencies (code, name, level) VALUES ('815', 'UBND thành phố Mỹ Tho', 'huyen'), ('TG-STC', 'Sở Tài "
      "chính', 'so');"
      "INSERT INTO people (code, name) VALUES ('NVA', 'Nguyễn Văn A');"
      "INSERT INTO procedures (code, term) VALUES ('2.000720', '3wd');");
}

}  // namespace dondoc::integrations::imports
