#include "config/secrets.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "config/catalogue.hpp"
#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

using Kind = SecretReference::Kind;

std::string code_of(const SecretReference& reference) {
  const auto secret = read_secret(reference);
  return secret ? "read: " + *secret : secret.error().code;
}

TEST(Secrets, AreReadFromTheirPlaces) {
  const Workspace workspace;
  workspace.write("secret", "from file\r\n");
  workspace.write("lines", "two\nlines\n\n");
  workspace.write("empty", "\n");
  ::setenv("DONDOC_TEST_SECRET", "from env", 1);
  ::setenv("CREDENTIALS_DIRECTORY", workspace.path().c_str(), 1);
  EXPECT_EQ(code_of({Kind::env, "DONDOC_TEST_SECRET"}), "read: from env");
  EXPECT_EQ(code_of({Kind::file, (workspace.path() / "secret").string()}), "read: from file");
  EXPECT_EQ(code_of({Kind::file, (workspace.path() / "lines").string()}), "read: two\nlines\n");
  EXPECT_EQ(code_of({Kind::credential, "secret"}), "read: from file");
  EXPECT_EQ(code_of({Kind::credential, "none"}), "DD1303");
  EXPECT_EQ(code_of({Kind::credential, "../secret"}), "DD1304");
  EXPECT_EQ(code_of({Kind::file, (workspace.path() / "none").string()}), "DD1303");
  EXPECT_EQ(code_of({Kind::file, workspace.path().string()}), "DD1303");
  EXPECT_EQ(code_of({Kind::file, (workspace.path() / "empty").string()}), "DD1305");
  EXPECT_EQ(code_of({Kind::env, "DONDOC_TEST_NOT_SET"}), "DD1302");
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_EQ(code_of({Kind::credential, "secret"}), "DD1304");
}

LoadResult load_with_password(const Workspace& workspace, const std::string& password) {
  workspace.write_good();
  workspace.write("dondoc.toml",
                  content_of(workspace.path() / "dondoc.toml") +
                      "[[channel]]\nid = \"mail\"\ntype = \"smtp\"\nhost = \"h\"\npassword = " + password + "\n");
  return workspace.load();
}

// "A credential exists for the service only": whoever sends nothing can still check the rest.
TEST(Secrets, OnlyTheServiceNeedsItsCredentials) {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  const Workspace workspace;
  const auto lenient = load_with_password(workspace, "{ credential = \"mail\" }");
  ASSERT_TRUE(lenient.configuration);
  EXPECT_TRUE(lenient.problems.at(0).warning);
  EXPECT_FALSE(lenient.configuration->channels.back().complete);
  EXPECT_TRUE(lenient.configuration->channels.front().complete);
  const auto strict = load(workspace.path(), channel_schemas(), {.needs_credentials = true});
  EXPECT_FALSE(strict.configuration);
  EXPECT_EQ(strict.problems.at(0).code, "DD1304");
  EXPECT_FALSE(strict.problems.at(0).warning);
}

std::string everything_said(const rules::Problems& problems) {
  std::string out;
  for (const auto& problem : problems) {
    out += format_problem(Language::vi, problem) + format_problem(Language::en, problem);
    for (const auto& [key, value] : problem.args) out += value;
  }
  return out;
}

TEST(Secrets, AreNeverPrinted) {
  const Workspace workspace;
  const auto in_the_clear = load_with_password(workspace, "\"hunter2\"");
  EXPECT_EQ(in_the_clear.problems.at(0).code, "DD1301");
  EXPECT_EQ(everything_said(in_the_clear.problems).find("hunter2"), std::string::npos);
  const auto wrong_type = load_with_password(workspace, "[\"hunter2\"]");
  EXPECT_EQ(everything_said(wrong_type.problems).find("hunter2"), std::string::npos);
}

TEST(Secrets, AFileEverybodyMayReadIsAWarning) {
  namespace fs = std::filesystem;
  const Workspace workspace;
  workspace.write("pass", "hunter2\n");
  fs::permissions(workspace.path() / "pass", fs::perms::owner_read);
  EXPECT_EQ(lines_of(load_with_password(workspace, "{ file = \"pass\" }").problems), "");
  fs::permissions(workspace.path() / "pass", fs::perms::owner_read | fs::perms::others_read);
  const auto result = load_with_password(workspace, "{ file = \"pass\" }");
  ASSERT_EQ(result.problems.size(), 1U);
  EXPECT_EQ(result.problems[0].code, "DD1306");
  EXPECT_TRUE(result.problems[0].warning);
  ASSERT_TRUE(result.configuration);
  EXPECT_EQ(result.configuration->channels.at(1).settings.text("password"), "hunter2");
  EXPECT_EQ(everything_said(result.problems).find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace dondoc::config::test
