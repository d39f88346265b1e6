#include "config/configuration.hpp"

#include <gtest/gtest.h>

#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kFull = R"(
language = "en"
time_zone = "Asia/Bangkok"
calendar = "van-phong"
database = "data/dondoc.db"
host = "dd.example"
fallback = "contact:van-phong"
digest_only_levels = ["tinh", "trung_uong"]

[delivery]
mode = "live"
slots = ["13:30", "07:30", "10:00"]
group_wait = "1min"
group_wait_max = "10min"
max_per_day = 3
backoff = ["30s", "2h"]
give_up_after = "2d"
shutdown_grace = "5s"
backlog_grace = "10wd"

[sender]
name = "Office"
contact = "Ms Example, Room 1, 0273 300 0000"
level = "so"
reply_within = "3wd"
banner = "DATA"

[operator]
to = [{ channel = "mail", address = "ops@example.com" }]

[ack]
max = "3wd"
[terms]
roll = "next"
roll_fixed = "previous"
[extensions]
dossier = 1
[status]
8 = "suspended"
"Chờ ký" = "reported"
[reload]
max_new = 50

[[channel]]
id = "mail"
type = "smtp"
host = "mail.example"
password = { env = "DONDOC_TEST_PASSWORD" }
proxy = { env = "DONDOC_TEST_PROXY" }
capture = ["a", "b"]
[[channel]]
id = "box"
type = "maildir"
directory = "mail"

[[source]]
id = "mot-cua"
owner = "contact:van-phong"
expect_every = "1wd 08:00"
status = { 8 = "cancelled" }
)";

TEST(Configuration, ReadsEverySectionOfTheMainFile) {
  ::setenv("DONDOC_TEST_PASSWORD", "s3cret\n", 1);
  ::setenv("DONDOC_TEST_PROXY", "http://proxy.example", 1);
  const Workspace workspace;
  workspace.write_good();
  workspace.write("dondoc.toml", kFull);
  const auto result = workspace.load();
  EXPECT_EQ(lines_of(result.problems), "");
  ASSERT_TRUE(result.configuration);
  const auto& got = *result.configuration;
  EXPECT_EQ(got.language, "en");
  EXPECT_EQ(got.zone->name(), "Asia/Bangkok");
  EXPECT_EQ(got.database, workspace.path() / "data/dondoc.db");
  EXPECT_EQ(got.host, "dd.example");
  EXPECT_EQ(got.fallback_contact, "contact:van-phong");
  EXPECT_EQ(got.digest_only_levels, (std::vector<std::string>{"tinh", "trung_uong"}));
  EXPECT_EQ(got.acknowledge_max, (rules::Amount{3, rules::Unit::wd}));
  EXPECT_EQ(got.reload_max_new, 50);
  EXPECT_EQ(got.delivery.mode, rules::DeliveryMode::live);
  EXPECT_EQ(got.delivery.windows.slots, (std::vector<rules::ClockTime>{450min, 600min, 810min}));
  EXPECT_EQ(got.delivery.windows.group_wait, 1min);
  EXPECT_EQ(got.delivery.windows.group_wait_max, 10min);
  EXPECT_EQ(got.delivery.windows.max_per_day, 3);
  EXPECT_EQ(got.delivery.backoff, (std::vector<std::chrono::milliseconds>{30s, 2h}));
  EXPECT_EQ(got.delivery.give_up_after, 48h);
  EXPECT_EQ(got.delivery.shutdown_grace, 5s);
  EXPECT_EQ(got.delivery.backlog_grace, (rules::Amount{10, rules::Unit::wd}));
  EXPECT_EQ(got.sender.banner, "DATA");
  EXPECT_EQ(got.sender.reply_within, (rules::Amount{3, rules::Unit::wd}));
  ASSERT_EQ(got.operators.size(), 1U);
  EXPECT_EQ(got.operators[0].address, "ops@example.com");
  ASSERT_EQ(got.sources.size(), 1U);
  EXPECT_EQ(rules::format_repeat_interval(*got.sources[0].expect_every), "1wd 08:00");
  EXPECT_EQ(got.sources[0].owner, "contact:van-phong");
  EXPECT_EQ(got.sources[0].statuses, (std::map<std::string, rules::State>{{"8", rules::State::cancelled}}));
  EXPECT_EQ(got.statuses,
            (std::map<std::string, rules::State>{{"8", rules::State::suspended}, {"Chờ ký", rules::State::reported}}));
  EXPECT_EQ(got.roll.term, rules::Roll::next);
  EXPECT_EQ(got.roll.fixed, rules::Roll::previous);
  EXPECT_EQ(got.max_extensions.dossier, 1);
  EXPECT_EQ(got.max_extensions.task, std::nullopt);
}

TEST(Configuration, ReadsChannelsByTheirSchema) {
  ::setenv("DONDOC_TEST_PASSWORD", "s3cret\n", 1);
  ::setenv("DONDOC_TEST_PROXY", "http://proxy.example", 1);
  const Workspace workspace;
  workspace.write_good();
  workspace.write("dondoc.toml", kFull);
  const auto result = workspace.load();
  ASSERT_TRUE(result.configuration);
  ASSERT_EQ(result.configuration->channels.size(), 2U);
  const auto& mail = result.configuration->channels[0];
  EXPECT_EQ(mail.id, "mail");
  EXPECT_EQ(mail.settings.text("host"), "mail.example");
  EXPECT_EQ(mail.settings.text("password"), "s3cret");
  EXPECT_EQ(mail.settings.text("proxy"), "http://proxy.example");
  EXPECT_EQ(*mail.settings.find<std::int64_t>("port"), 587);
  EXPECT_EQ(*mail.settings.find<std::chrono::milliseconds>("timeout"), 2min);
  EXPECT_EQ(mail.settings.text("security"), "starttls");
  EXPECT_EQ(*mail.settings.find<bool>("verify"), true);
  EXPECT_EQ(*mail.settings.find<std::vector<std::string>>("capture"), (std::vector<std::string>{"a", "b"}));
  const auto& box = result.configuration->channels[1];
  EXPECT_EQ(box.settings.text("directory"), (workspace.path() / "mail").string());
  EXPECT_EQ(box.settings.find<std::string>("from"), nullptr);
}

TEST(Configuration, TheOnlyCalendarIsTheDefault) {
  const Workspace workspace;
  workspace.write_good();
  auto main = content_of(workspace.path() / "dondoc.toml");
  const std::string line = "calendar = \"van-phong\"\n";
  main.erase(main.find(line), line.size());
  workspace.write("dondoc.toml", main);
  EXPECT_EQ(workspace.load().configuration->default_calendar, "van-phong");
  workspace.remove("calendars/van-phong.toml");
  EXPECT_EQ(lines_of(workspace.load().problems),
            "dondoc.toml:1:1: calendar: the default calendar is not named [DD1125]\n");
}

TEST(Configuration, AMissingDirectoryIsOneProblem) {
  const auto result = load("/nonexistent/dondoc", channel_schemas());
  EXPECT_EQ(lines_of(result.problems), "dondoc.toml: cannot read dondoc.toml: No such file or directory [DD1002]\n");
  EXPECT_FALSE(result.configuration);
}

TEST(Configuration, TellsTheFaultsOfAllFilesAtOnceInOrder) {
  const Workspace workspace;
  workspace.write_good();
  workspace.write("dondoc.toml", "language = \"fr\"\n" + content_of(workspace.path() / "dondoc.toml").substr(17));
  workspace.write("rules/a.toml", "[[rule]]\nid = 1\n");
  workspace.write("rules/b.toml", "x = [\n");
  workspace.write("calendars/c.toml", "id = \"c\"\n");
  EXPECT_EQ(lines_of(workspace.load().problems),
            "calendars/c.toml:1:1: calendar \"c\": hours: key \"hours\" is missing [DD1103]\n"
            "calendars/c.toml:1:1: calendar \"c\": the calendar has no [[year]] [DD1515]\n"
            "dondoc.toml:1:12: language: expected one of vi, en; got \"fr\" [DD1106]\n"
            "rules/a.toml:1:1: rule: the rule has no steps [DD1221]\n"
            "rules/a.toml:2:6: rule: id: expected string, got integer [DD1104]\n"
            "rules/b.toml:1:7: TOML syntax: Error while parsing array: encountered end-of-file [DD1001]\n");
}

// What cannot be read could still name what rules refer to.
TEST(Configuration, AFileThatCannotBeReadIsTheOnlyProblem) {
  const Workspace workspace;
  workspace.write_good();
  auto rules = content_of(workspace.path() / "rules/viec.toml");
  workspace.write("rules/viec.toml", rules + "  via = \"box\"\n");
  const auto main = content_of(workspace.path() / "dondoc.toml");
  workspace.write("dondoc.toml", main + "x = [\n");
  EXPECT_EQ(lines_of(workspace.load().problems),
            "dondoc.toml:15:7: TOML syntax: Error while parsing array: encountered end-of-file [DD1001]\n");
  workspace.write("dondoc.toml", main);
  workspace.write("calendars/van-phong.toml", "x = [\n");
  EXPECT_EQ(lines_of(workspace.load().problems),
            "calendars/van-phong.toml:1:7: TOML syntax: Error while parsing array: encountered end-of-file [DD1001]\n");
}

TEST(Configuration, TheMainFileCanBeTriedBeforeItIsWritten) {
  const Workspace workspace;
  workspace.write_good();
  auto main = content_of(workspace.path() / "dondoc.toml");
  main.replace(main.find("redirect"), 8, "live");
  const auto result = load(workspace.path(), channel_schemas(), {.instead = {{"dondoc.toml", main}}});
  EXPECT_EQ(lines_of(result.problems),
            "dondoc.toml:1:1: sender: key \"sender\" is missing [DD1103]\n"
            "dondoc.toml:1:1: warning: operator: live without an operator: nobody is told of dondoc's own troubles "
            "[DD1409]\n");
  EXPECT_FALSE(result.configuration);
  EXPECT_TRUE(workspace.load().configuration);
}

TEST(Configuration, HiddenAndForeignFilesAreLeftAlone) {
  const Workspace workspace;
  workspace.write_good();
  workspace.write("rules/.viec.toml.swp", "not TOML");
  workspace.write("rules/.hidden.toml", "not TOML");
  workspace.write("rules/README.md", "not TOML");
  EXPECT_EQ(lines_of(workspace.load().problems), "");
}

TEST(Configuration, TemplatesOfTheDirectoryReplaceTheShippedOnes) {
  const Workspace workspace;
  workspace.write_good();
  const auto shipped = workspace.load().configuration->templates;
  workspace.write("templates/vi/overdue.txt", "ours");
  workspace.write("templates/vi/khan.txt", "urgent");
  const auto templates = workspace.load().configuration->templates;
  EXPECT_EQ(templates.at("vi/overdue.txt"), "ours");
  EXPECT_EQ(templates.at("vi/khan.txt"), "urgent");
  EXPECT_NE(shipped, templates);
}

}  // namespace
}  // namespace dondoc::config::test
