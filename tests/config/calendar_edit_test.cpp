#include "config/calendar_edit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

#include "config/calendar_reader.hpp"
#include "config/shipped_files.hpp"
#include "rules/zone.hpp"
#include "workspace.hpp"

// Edits change what they are for and leave every other byte where it was.

namespace dondoc::config::test {
namespace {

using rules::DayKind;
using rules::SpecialDay;

constexpr std::string_view kFile = R"(# Lịch của tỉnh
id = "c"   # mã

[hours]
weekdays = ["07:00-11:30"]

[[year]]
year = 2026  # chính thức
status = "provisional"
days = [
  # đầu năm
  { date = 2026-01-01, kind = "statutory", name = "Tết Dương lịch" },  # một ngày
  { date = 2026-09-02, kind = "statutory", name = "Quốc khánh" }, # cuối
]

[[year]]
year = 2027
status = "provisional"
days = [{ date = 2027-01-01, kind = "statutory", name = "A" }, { date = 2027-09-02, kind = "statutory", name = "B" }]

# đã đổi
[[day]]
date = 2026-05-04     # thứ Hai
kind = "swap_off"
name = "Nghỉ"   # tên
)";

CalendarFile file_of(std::string content) { return {"calendars/c.toml", "c.toml", std::move(content)}; }

SpecialDay special(std::string_view date, DayKind kind, std::string name, std::string notice = "") {
  SpecialDay day;
  day.date = rules::parse_day(date).value();
  day.kind = kind;
  day.name = std::move(name);
  day.notice = std::move(notice);
  return day;
}

// Lines only the one has ("-") and only the other ("+"), in order: enough for edits of single lines.
std::string changes(const std::string& before, const std::string& after) {
  const auto lines = [](const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      out.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return out;
  };
  const auto old = lines(before);
  const auto made = lines(after);
  std::size_t head = 0;
  while (head < old.size() && head < made.size() && old[head] == made[head]) ++head;
  std::size_t tail = 0;
  while (tail < old.size() - head && tail < made.size() - head &&
         old[old.size() - 1 - tail] == made[made.size() - 1 - tail])
    ++tail;
  std::string out;
  for (std::size_t i = head; i < old.size() - tail; ++i) out += "-" + old[i] + "\n";
  for (std::size_t i = head; i < made.size() - tail; ++i) out += "+" + made[i] + "\n";
  return out;
}

std::string changes(const EditedText& edited) {
  return edited ? changes(std::string{kFile}, *edited) : edited.error().code;
}

TEST(CalendarEdit, WritesDays) {
  const auto file = file_of(std::string{kFile});
  struct Case {
    const char* rule;
    SpecialDay day;
    const char* changes;
  };
  for (const auto& [rule, day, expected] : {
           Case{"a new day stands in front of the next later one",
                special("2026-04-30", DayKind::statutory, "Ngày \"C\"", "TB 1"),
                "+  { date = 2026-04-30, kind = \"statutory\", name = \"Ngày \\\"C\\\"\", notice = \"TB 1\" },\n"},
           Case{"or behind the last", special("2026-11-24", DayKind::statutory, "D"),
                "+  { date = 2026-11-24, kind = \"statutory\", name = \"D\" },\n"},
           Case{"one that is there is replaced, with the comment behind it kept",
                special("2026-01-01", DayKind::compensatory, "E"),
                "-  { date = 2026-01-01, kind = \"statutory\", name = \"Tết Dương lịch\" },  # một ngày\n"
                "+  { date = 2026-01-01, kind = \"compensatory\", name = \"E\" },  # một ngày\n"},
           Case{"several tables on one line, in between", special("2027-05-01", DayKind::statutory, "F"),
                "-days = [{ date = 2027-01-01, kind = \"statutory\", name = \"A\" }, { date = 2027-09-02, kind = "
                "\"statutory\", name = \"B\" }]\n"
                "+days = [{ date = 2027-01-01, kind = \"statutory\", name = \"A\" }, { date = 2027-05-01, kind = "
                "\"statutory\", name = \"F\" }, { date = 2027-09-02, kind = \"statutory\", name = \"B\" }]\n"},
           Case{"a [[day]] is changed key by key, with its comments",
                special("2026-05-04", DayKind::statutory, "G", "TB"),
                "-kind = \"swap_off\"\n-name = \"Nghỉ\"   # tên\n"
                "+notice = \"TB\"\n+kind = \"statutory\"\n+name = \"G\"   # tên\n"},
           Case{"a year that is not there: a [[day]] of its own, for the loader to refuse",
                special("2028-05-01", DayKind::statutory, "H"),
                "+\n+[[day]]\n+date = 2028-05-01\n+kind = \"statutory\"\n+name = \"H\"\n"},
       }) {
    EXPECT_EQ(changes(with_day(file, day)), expected) << rule;
  }
}

TEST(CalendarEdit, WritesHoursAndWhatADayReplaces) {
  auto day = special("2026-05-09", DayKind::swap_work, "Bù");
  day.replaces = rules::parse_day("2026-05-04");
  day.hours = {{std::chrono::hours{7}, std::chrono::minutes{690}}};
  EXPECT_EQ(changes(with_day(file_of(std::string{kFile}), day)),
            "+  { date = 2026-05-09, kind = \"swap_work\", name = \"Bù\", hours = [\"07:00-11:30\"], "
            "replaces = 2026-05-04 },\n");
}

TEST(CalendarEdit, TakesDaysOut) {
  const auto file = file_of(std::string{kFile});
  const auto out = [&](std::string_view date) { return changes(without_day(file, rules::parse_day(date).value())); };
  EXPECT_EQ(out("2026-01-01"),
            "-  { date = 2026-01-01, kind = \"statutory\", name = \"Tết Dương lịch\" },  # một ngày\n+  # một ngày\n");
  EXPECT_EQ(out("2027-09-02"),
            "-days = [{ date = 2027-01-01, kind = \"statutory\", name = \"A\" }, { date = 2027-09-02, kind = "
            "\"statutory\", name = \"B\" }]\n"
            "+days = [{ date = 2027-01-01, kind = \"statutory\", name = \"A\" }, ]\n");
  EXPECT_EQ(out("2026-05-04"),
            "-[[day]]\n-date = 2026-05-04     # thứ Hai\n-kind = \"swap_off\"\n-name = \"Nghỉ\"   # tên\n");
  EXPECT_EQ(out("2026-05-05"), "DD5503");
}

TEST(CalendarEdit, MakesAYearOfficial) {
  const auto file = file_of(std::string{kFile});
  EXPECT_EQ(changes(with_official_year(file, 2026, "TB 9")),
            "-status = \"provisional\"\n+notice = \"TB 9\"\n+status = \"official\"\n");
  EXPECT_EQ(changes(with_official_year(file, 2029, "TB 9")), "DD5504");
  EXPECT_EQ(changes(with_official_year(file_of("year = [{ year = 2026, status = \"provisional\" }]\n"), 2026, "TB")),
            "DD5505");
}

TEST(CalendarEdit, KeepsAFileWithoutALastLineEnd) {
  const auto file = file_of("id = \"c\"\n[[day]]\ndate = 2026-01-01");
  const auto edited = with_day(file, special("2026-01-01", DayKind::statutory, "T"));
  EXPECT_EQ(edited.value(), "id = \"c\"\n[[day]]\ndate = 2026-01-01\nkind = \"statutory\"\nname = \"T\"\n");
  EXPECT_EQ(with_year(file, year_block(2027, {true, "x"}, {})),
            "id = \"c\"\n[[day]]\ndate = 2026-01-01\n\n[[year]]\nyear = 2027\nstatus = \"provisional\"\n"
            "notice = \"x\"\ndays = [\n]\n");
}

std::string shipped() {
  for (const auto& file : shipped_files()) {
    if (file.path == "shipped/calendars/hanh-chinh.toml") return std::string{file.content};
  }
  return {};
}

// The days of a text as the loader reads them: "2026-01-01 statutory Tết Dương lịch".
std::map<rules::Day, std::string> days_of(const std::string& text) {
  rules::Problems problems;
  std::map<rules::Day, std::string> out;
  const auto document = parse_toml(text, "c");
  if (!document) return out;
  const auto spec = read_calendar(*document, "c", problems);
  if (!spec) return out;
  for (const auto& day : spec->days) out[day.date] = std::string{day_kind_name(day.kind)} + " " + day.name;
  return out;
}

// Against a map: after any edits the loader reads the days that were set, and every comment stands where it stood.
TEST(CalendarEditProperties, LeaveWhatTheyAreNotFor) {
  EXPECT_TRUE(rc::check("any edits of the shipped calendar", [] {
    std::string text = shipped();
    const std::string head = text.substr(0, text.find("[[year]]"));
    auto expected = days_of(text);
    for (int edit = *rc::gen::inRange(1, 12); edit > 0; --edit) {
      const auto date = rules::make_day(2026, 1, 1) + std::chrono::days{*rc::gen::inRange(0, 730)};
      const auto found = expected.find(date);
      // Days of swaps hang together: others are enough to edit here.
      if (found != expected.end() && found->second.starts_with("swap")) continue;
      if (found != expected.end() && *rc::gen::arbitrary<bool>()) {
        text = without_day(file_of(text), date).value();
        expected.erase(found);
      } else {
        const std::string name = *rc::gen::element<std::string>("Nghỉ", "a \"b\" \\ c", "# không phải chú thích", "'");
        text = with_day(file_of(text), special(rules::format_day(date), DayKind::compensatory, name)).value();
        expected[date] = "compensatory " + name;
      }
    }
    RC_ASSERT(days_of(text) == expected);
    RC_ASSERT(text.starts_with(head));
  }));
}

}  // namespace
}  // namespace dondoc::config::test
