#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "integrations/imports/request.hpp"
#include "integrations/sqlite/importer.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "rules/zone.hpp"
#include "tests/source_dir.hpp"

namespace dondoc::integrations::imports {

// A database of its own, in a directory that goes at the end.
class ImportTest : public testing::Test {
 protected:
  ImportTest();
  ~ImportTest() override;

  static std::string sample(const std::string& name) {
    return std::string(DONDOC_SOURCE_DIR) + "/packaging/samples/" + name;
  }
  static rules::Instant at(const std::string& iso);
  std::string file(const std::string& content, const std::string& name = "table.csv");

  ImportRequest request(const std::string& path);
  ImportReport run(ImportKind kind, const std::string& path) { return run(kind, request(path)); }
  ImportReport run(ImportKind kind, const ImportRequest& request);
  // Imports this content and gives the codes of what was wrong: "DD2021@2:3 DD2025@3".
  std::string problems(ImportKind kind, const std::string& content);
  static std::string render(const rules::Problems& problems);
  static std::string counts(const ImportReport& report);

  // Rows of a query: cells separated by "|", rows by line ends.
  std::string query(const std::string& sql);
  std::int64_t number(const std::string& sql);

  std::filesystem::path directory_;
  rules::Zone zone_;
  sqlite::Database database_;
};

// Two agencies, one person and one procedure to refer to.
class ImportWithReferences : public ImportTest {
 protected:
  ImportWithReferences();
};

}  // namespace dondoc::integrations::imports
