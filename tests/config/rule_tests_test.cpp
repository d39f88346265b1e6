#include <gtest/gtest.h>

#include "config/init.hpp"
#include "config/rule_test.hpp"
#include "rules/zone.hpp"
#include "workspace.hpp"

// Rule tests as users write them: what is read, and how what is wrong is told, all at once and with its place.

namespace dondoc::config::test {
namespace {

class RuleTestFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(init_directory(workspace_.path()));
    auto loaded = config::load(workspace_.path(), channel_schemas());
    ASSERT_TRUE(loaded.configuration) << lines_of(loaded.problems);
    configuration_ = std::move(*loaded.configuration);
  }

  RuleTestResult read(const std::string& text) {
    workspace_.write("t.toml", text);
    auto result = read_rule_tests(workspace_.path() / "t.toml", {configuration_.zone, &configuration_});
    for (auto& problem : result.problems) problem.file = "t";
    return result;
  }
  std::string iso(rules::Instant at) const { return rules::format_iso(at, *configuration_.zone); }

  Workspace workspace_;
  Configuration configuration_;
};

constexpr const char* kHead = "[[test]]\nname = \"n\"\nfrom = 2022-12-01\nuntil = 2022-12-05\n";
constexpr const char* kItem = "items = [{ code = \"A\", kind = \"task\" }]\n";

TEST_F(RuleTestFiles, a_test_with_all_its_parts) {
  const auto result = read(std::string{kHead} + R"(items = [
  { code = "A", kind = "dossier", agency = "so", received = 2022-12-01T08:00:00, term = "3wd", attributes = { x = "1" } },
  { code = "B", kind = "task", agency = "so", due = 2022-12-02 }]
events = [{ at = "2022-12-02 09:00", what = "held", item = "A", reason = "r" },
          { at = 2022-12-01T10:00:00+07:00, what = "acknowledged", item = "B", by = "thu-truong", until = 2022-12-02 }]
expect = [{ at = "2022-12-01 07:30", to = ["can-bo", "contact:van-phong"], item = "B", step = "nhiem-vu/qua-han", repeat = 2 }]
silent = [{ to = "thu-truong", step = "nhiem-vu", from = 2022-12-02 }]
)");
  ASSERT_EQ(lines_of(result.problems), "");
  const auto& test = result.tests.tests.at(0);
  EXPECT_EQ(iso(test.from) + " " + iso(test.until), "2022-12-01T00:00:00+07:00 2022-12-06T00:00:00+07:00");
  EXPECT_EQ(test.items.at(0).item.attributes.at("x"), "1");
  EXPECT_TRUE(test.items.at(1).item.due_is_date);
  EXPECT_EQ(iso(*test.items.at(1).item.due_at), "2022-12-03T00:00:00+07:00");
  EXPECT_EQ(test.events.at(0).what, TestEvent::What::acknowledged);  // by time
  EXPECT_EQ(iso(*test.events.at(0).until), "2022-12-03T00:00:00+07:00");
  ASSERT_EQ(test.expect.size(), 2U);
  EXPECT_EQ(test.expect.at(0).to + " " + test.expect.at(1).to, "person:can-bo contact:van-phong");
  EXPECT_EQ(test.expect.at(0).rule + " " + test.expect.at(0).step, "nhiem-vu qua-han");
  EXPECT_EQ(test.expect.at(0).repeat, 2);
  EXPECT_EQ(test.silent.at(0).rule + test.silent.at(0).step, "nhiem-vu");
  EXPECT_EQ(iso(test.silent.at(0).from), "2022-12-02T00:00:00+07:00");
  EXPECT_EQ(iso(test.silent.at(0).until), "2022-12-06T00:00:00+07:00");
}

TEST_F(RuleTestFiles, what_is_wrong) {
  const struct {
    const char* name;
    std::string text;
    const char* code;
    int line;
  } cases[] = {
      {"no tests", "", "DD1912", 1},
      {"an unknown key of the file", "tests = 1\n" + std::string{kHead} + kItem, "DD1102", 1},
      {"an unknown key of a test", std::string{kHead} + "expects = []\n" + kItem, "DD1102", 5},
      {"no name", std::string{"[[test]]\nfrom = 2022-12-01\nuntil = 2022-12-05\n"} + kItem, "DD1103", 1},
      {"until before from", std::string{"[[test]]\nname = \"n\"\nfrom = 2022-12-01\nuntil = 2022-11-01\n"} + kItem,
       "DD1910", 4},
      {"a time that is none", std::string{"[[test]]\nname = \"n\"\nfrom = \"soon\"\nuntil = 2022-11-01\n"} + kItem,
       "DD1901", 3},
      {"a kind that is none", std::string{kHead} + "items = [{ code = \"A\", kind = \"tasks\" }]\n", "DD1902", 5},
      {"a code twice",
       std::string{kHead} + "items = [{ code = \"A\", kind = \"task\" },\n{ code = \"A\", kind = \"task\" }]\n",
       "DD1108", 6},
      {"an agency that is not there",
       std::string{kHead} + "items = [{ code = \"A\", kind = \"task\", agency = \"soo\" }]\n", "DD1903", 5},
      {"a term that is none", std::string{kHead} + "items = [{ code = \"A\", kind = \"task\", term = \"3 days\" }]\n",
       "DD1117", 5},
      {"an event that is none",
       std::string{kHead} +
           "items = [{ code = \"A\", kind = \"task\" }]\nevents = [{ at = 2022-12-01, what = \"ended\" }]\n",
       "DD1906", 6},
      {"an extension without a due",
       std::string{kHead} +
           "items = [{ code = \"A\", kind = \"task\" }]\nevents = [{ at = 2022-12-01, what = \"extended\" }]\n",
       "DD1103", 6},
      {"an event of an item that is not there",
       std::string{kHead} + "items = [{ code = \"A\", kind = \"task\" }]\nevents = [{ at = 2022-12-01, what = "
                            "\"done\", item = \"B\" }]\n",
       "DD1907", 6},
      {"an expectation outside of the test",
       std::string{kHead} +
           "items = [{ code = \"A\", kind = \"task\" }]\nexpect = [{ at = 2022-12-06, to = \"can-bo\", "
           "step = \"nhiem-vu/qua-han\" }]\n",
       "DD1909", 6},
      {"an expectation of a step that is not there",
       std::string{kHead} +
           "items = [{ code = \"A\", kind = \"task\" }]\nexpect = [{ at = 2022-12-01, to = \"can-bo\", "
           "step = \"nhiem-vu/qua-hn\" }]\n",
       "DD1908", 6},
      {"an expectation of which item",
       std::string{kHead} +
           "items = [{ code = \"A\", kind = \"task\" }, { code = \"B\", kind = \"task\" }]\nexpect = [{ "
           "at = 2022-12-01, to = \"can-bo\", step = \"nhiem-vu/qua-han\" }]\n",
       "DD1103", 6},
      {"a series that is not there", std::string{kHead} + "series = \"giao-ban\"\n", "DD1911", 5},
      {"a role without an agency", "[[person]]\ncode = \"p\"\nrole = \"head\"\n" + std::string{kHead} + kItem, "DD1904",
       1},
      {"a calendar that is not there", "default_calendar = \"x\"\n" + std::string{kHead} + kItem, "DD1220", 1},
      {"nothing to tell of", kHead, "DD1920", 1},
      {"nothing that is judged", std::string{kHead} + "complete = false\n" + kItem, "DD1921", 1},
      {"a silence that ends before it begins",
       std::string{kHead} + kItem + "silent = [{ from = 2022-12-03, until = 2022-12-02 }]\n", "DD1910", 6},
      {"a name twice", std::string{kHead} + kItem + kHead + kItem, "DD1108", 7},
  };
  for (const auto& one : cases) {
    const auto result = read(one.text);
    ASSERT_EQ(result.problems.size(), 1U) << one.name << ": " << lines_of(result.problems);
    EXPECT_EQ(result.problems.front().code, one.code) << one.name;
    EXPECT_EQ(result.problems.front().line, one.line) << one.name;
    EXPECT_FALSE(result.problems.front().warning) << one.name;
  }
}

TEST_F(RuleTestFiles, everything_wrong_is_said_at_once) {
  const auto result = read(
      "[[test]]\nname = \"n\"\nfrom = \"x\"\nuntil = 2022-12-05\nitems = [{ code = \"A\", kind = \"t\", agncy = \"so\" "
      "}]\n"
      "events = [{ what = \"held\" }]\n");
  std::string codes;
  for (const auto& problem : result.problems) codes += problem.code + " ";
  EXPECT_EQ(codes, "DD1901 DD1902 DD1102 DD1103 ");
}

TEST_F(RuleTestFiles, a_cast_of_its_own_takes_the_place_of_the_shipped_one) {
  const auto result = read(
      "[[agency]]\ncode = \"A\"\nmailbox = true\n[[person]]\ncode = \"p\"\nagency = \"A\"\nrole = "
      "\"head\"\n" +
      std::string{kHead} + kItem);
  ASSERT_EQ(lines_of(result.problems), "");
  EXPECT_EQ(result.tests.cast.agencies.size(), 1U);
  EXPECT_EQ(result.tests.cast.people.size(), 1U);
  EXPECT_EQ(read(kHead).tests.cast.people.size(), 7U);
}

}  // namespace
}  // namespace dondoc::config::test
