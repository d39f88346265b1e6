#pragma once

#include <filesystem>
#include <string>

struct sqlite3;

namespace dondoc::testing {

// A folder of its own, gone at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// Another program: a plain SQLite connection that knows nothing of dondoc, like the sqlite3 shell.
class PlainConnection {
 public:
  explicit PlainConnection(const std::string& path);
  ~PlainConnection();
  PlainConnection(const PlainConnection&) = delete;
  PlainConnection& operator=(const PlainConnection&) = delete;

  // Fails the test where SQLite does.
  void execute(const std::string& sql);
  // False where SQLite refuses.
  [[nodiscard]] bool accepts(const std::string& sql);
  // Rows separated by ';', columns by '|', NULL as '-'.
  [[nodiscard]] std::string read(const std::string& sql);

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace dondoc::testing
