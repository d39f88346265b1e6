#include "tests/daemon/engine_fixture.hpp"

// Series in a running engine: what becomes an item, when somebody is told, and what an idle look costs.

namespace dondoc::daemon {
namespace {

class SeriesTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    people();
  }

  static std::string series(const std::string& more) {
    return "[[series]]\nid = \"gb\"\ntitle = \"Họp tháng {{month}}/{{year}}\"\nfor_each = { agency.level = \"so\" }\n" +
           more + "\n" + kStep;
  }
  static constexpr const char* kMonthly = R"(kind = "meeting"
rrule = "FREQ=MONTHLY;BYMONTHDAY=5"
start = 2022-12-05T08:00:00
if_day_off = "next"
horizon = "40d"
)";
  static constexpr const char* kStep = R"(
[[rule]]
id = "hop"
kind = "occurrence"
  [[rule.step]]
  id = "nhac"
  at = "due - 1wd 07:30"
  notify = ["head"]
  [[rule.step]]
  id = "qua-han"
  at = "due + 1wd 07:30"
  notify = ["head"]
)";

  void start(const std::string& rules) {
    write_rules(rules);
    load();
    engine_->start();
  }
  void reload(const std::string& rules) {
    write_rules(rules);
    engine_->reload(make_setup(), true);
  }

  std::string items(const std::string& where = "true") {
    return query(
        "SELECT code || ' ' || state || ' ' || datetime(due_at / 1000 + 25200, 'unixepoch') FROM items WHERE " + where +
        " ORDER BY due_at, code");
  }
};

TEST_F(SeriesTest, OccurrencesBecomeItemsOnceAndTheirHeadsAreTold) {
  start(series(kMonthly));
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(items(),
            "gb/STC/2022-12-05 open 2022-12-05 08:00:00\n"
            "gb/VP/2022-12-05 open 2022-12-05 08:00:00\n"
            "gb/STC/2023-01-05 open 2023-01-05 08:00:00\n"
            "gb/VP/2023-01-05 open 2023-01-05 08:00:00");
  EXPECT_EQ(accepted("mail"), "");
  round("2022-12-02T07:30:00+07:00");
  const auto told = accepted("mail");
  EXPECT_NE(told.find("a@vi-du.example: [Nhắc hạn]"), std::string::npos) << told;
  EXPECT_NE(told.find("b@vi-du.example: [Nhắc hạn]"), std::string::npos) << told;
  // It closes by itself at its time and is never overdue.
  round("2022-12-06T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  EXPECT_EQ(items("code = 'gb/STC/2022-12-05'"), "gb/STC/2022-12-05 done 2022-12-05 08:00:00");
  engine_.reset();
  load();
  engine_->start();
  round("2022-12-06T07:31:00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM items"), "4");
}

TEST_F(SeriesTest, AnIdleLookWritesNothing) {
  start(series(kMonthly));
  round("2022-12-01T07:30:00+07:00");
  round("2022-12-01T07:31:00+07:00");
  const auto changes = [this] {
    return query(
        "SELECT (SELECT count(*) FROM item_history) || ' ' || (SELECT count(*) FROM audit) || ' ' ||"
        " (SELECT value FROM meta WHERE key = 'reference_revision')");
  };
  const auto before = changes();
  const auto version = store_->data_version();
  integrations::sqlite::Database other((directory_ / "dondoc.db").string(),
                                       integrations::sqlite::Database::Mode::existing);
  const auto seen = other.read_integer("PRAGMA data_version");
  clock_.set(*rules::parse_iso("2022-12-01T09:00:00+07:00"));
  EXPECT_EQ(engine_->tick().evaluated, 0U);
  EXPECT_EQ(other.read_integer("PRAGMA data_version"), seen);
  EXPECT_EQ(store_->data_version(), version);
  EXPECT_EQ(changes(), before);
}

TEST_F(SeriesTest, AChangedRuleKeepsWhatWasToldAndThePast) {
  start(series(kMonthly));
  round("2022-12-01T07:30:00+07:00");
  round("2022-12-02T07:30:00+07:00");
  EXPECT_NE(accepted("mail"), "");
  std::string weekly = kMonthly;
  weekly.replace(weekly.find("FREQ=MONTHLY;BYMONTHDAY=5"), 25, "FREQ=MONTHLY;BYMONTHDAY=9");
  reload(series(weekly));
  round("2022-12-02T08:00:00+07:00");
  EXPECT_EQ(items("agency = 'STC'"),
            "gb/STC/2022-12-05 open 2022-12-05 08:00:00\n"
            "gb/STC/2022-12-09 open 2022-12-09 08:00:00\n"
            "gb/STC/2023-01-05 cancelled 2023-01-05 08:00:00\n"
            "gb/STC/2023-01-09 open 2023-01-09 08:00:00");
  // Taken out of the configuration: nothing new, and what was told goes on to its end.
  reload(kStep);
  round("2022-12-02T08:01:00+07:00");
  EXPECT_EQ(items("agency = 'STC' AND state = 'open'"), "gb/STC/2022-12-05 open 2022-12-05 08:00:00");
  round("2022-12-05T08:00:00+07:00");
  round("2022-12-05T08:02:00+07:00");
  EXPECT_EQ(items("state = 'open'"), "");
  EXPECT_EQ(query("SELECT count(*) FROM series"), "0");
}

TEST_F(SeriesTest, AnExtensionStays) {
  start(series(kMonthly));
  round("2022-12-01T07:30:00+07:00");
  sql("INSERT INTO extensions (source, code, requested_at, new_due_at, state) VALUES"
      " ('series:gb', 'gb/STC/2023-01-05', 1669854600000, 1673488800000, 'granted');"
      "UPDATE items SET due_at = 1673488800000 WHERE code = 'gb/STC/2023-01-05';"
      "UPDATE agencies SET note = 'x'");
  round("2022-12-01T07:31:00+07:00");
  EXPECT_EQ(items("code = 'gb/STC/2023-01-05'"), "gb/STC/2023-01-05 open 2023-01-12 09:00:00");
}

TEST_F(SeriesTest, ARowThatAnImportWroteIsTreatedTheSame) {
  start(kStep);
  round("2022-12-01T07:30:00+07:00");
  sql("INSERT INTO series (id, origin, kind, title, rrule, start, settings) VALUES ('KH358-05', 'import', 'report',"
      " 'Báo cáo tháng {{month}}', 'FREQ=MONTHLY;BYMONTHDAY=-1', '2022-11-30', '{\"agencies\": [\"STC\", \"XX\"],"
      " \"completion\": \"report\", \"document\": \"358/KH-UBND\", \"coordinators\": [\"VP\", \"STC\"]}'),"
      " ('hong', 'import', 'report', '', 'FREQ=MONTHLI', '2022-11-30', '{}')");
  round("2022-12-01T07:31:00+07:00");
  EXPECT_EQ(items(), "KH358-05/STC/2022-12-31 open 2023-01-01 00:00:00");
  EXPECT_EQ(query("SELECT DISTINCT due_is_date || d.number || i.title FROM items AS i JOIN documents AS d"
                  " ON d.id = i.document WHERE code LIKE '%2022-12-31'"),
            "1358/KH-UBNDBáo cáo tháng 12");
  EXPECT_EQ(query("SELECT DISTINCT agency FROM item_coordinators"), "VP");
  EXPECT_EQ(query("SELECT subject FROM findings WHERE code = 'DD6901' AND resolved_at IS NULL"), "series:hong");
  // a report stays open until somebody says that it is done
  round("2023-01-05T07:31:00+07:00");
  EXPECT_EQ(items("code LIKE '%2022-12-31'"), "KH358-05/STC/2022-12-31 open 2023-01-01 00:00:00");
}

TEST_F(SeriesTest, AMissingYearIsAFindingUntilItIsThere) {
  std::string late = kMonthly;
  late.replace(late.find("2022-12-05"), 10, "2036-12-05");
  start(series(late + "since = 2036-12-01\n"));
  round("2036-12-01T07:30:00+07:00");
  EXPECT_EQ(items(), "");
  EXPECT_NE(query("SELECT subject FROM findings WHERE code = 'DD6903' AND resolved_at IS NULL"), "");
}

}  // namespace
}  // namespace dondoc::daemon
