#include "config/answer_keys.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

const std::string kSecret(64, 'a');

std::string read_as(const std::string& content) {
  const auto keys = parse_answer_keys(content, "keys");
  if (!keys) return keys.error().code + ":" + std::to_string(keys.error().line);
  std::string out;
  for (const auto& key : *keys) out += key.id + " ";
  return out;
}

struct Case {
  std::string content;
  std::string expected;
};
TEST(AnswerKeys, OneALine) {
  for (const auto& [content, expected] : {
           Case{"0a1b2c3d " + kSecret, "0a1b2c3d "},
           Case{"# old\n\n0a1b2c3d\t" + kSecret + "  \r\nffffffff " + kSecret + "\n", "0a1b2c3d ffffffff "},
           Case{"", "DD1806:0"},
           Case{"# nothing\n", "DD1806:0"},
           Case{"0a1b2c3d", "DD1804:1"},
           Case{"\n0a1b2c3d " + kSecret + "a", "DD1804:2"},
           Case{"0a1b2c3d " + kSecret.substr(1), "DD1804:1"},
           Case{"0A1B2C3D " + kSecret, "DD1804:1"},
           Case{"0a1b2c3 " + kSecret, "DD1804:1"},
           Case{"0a1b2c3d " + std::string(64, 'g'), "DD1804:1"},
           Case{kSecret, "DD1804:1"},
           Case{"0a1b2c3d " + kSecret + "\n0a1b2c3d " + kSecret, "DD1805:2"},
       }) {
    EXPECT_EQ(read_as(content), expected) << content;
  }
}

TEST(AnswerKeys, ANewOneStandsOnTopAndNobodyElseReadsIt) {
  const Workspace workspace;
  const auto path = workspace.path() / "answer-keys";
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < kMaxAnswerKeys + 2; ++i) {
    const auto id = add_answer_key(path);
    ASSERT_TRUE(id);
    ids.insert(ids.begin(), *id);
    const auto keys = read_answer_keys(path, "keys");
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->front().id, *id);
    EXPECT_EQ(keys->front().secret.size(), 32U);
    EXPECT_EQ(keys->size(), std::min(i + 1, kMaxAnswerKeys));
    struct stat found{};
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
  }
}

TEST(AnswerKeys, ABrokenFileIsLeftAsItIs) {
  const Workspace workspace;
  workspace.write("answer-keys", "broken\n");
  EXPECT_FALSE(add_answer_key(workspace.path() / "answer-keys"));
  EXPECT_EQ(content_of(workspace.path() / "answer-keys"), "broken\n");
}

}  // namespace
}  // namespace dondoc::config::test
