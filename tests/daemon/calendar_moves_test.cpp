#include "daemon/calendar_moves.hpp"

#include "daemon/world.hpp"
#include "tests/daemon/engine_fixture.hpp"

// Which dues a change of the calendar moves, literally (December 2022: the 1st is a Thursday, the 2nd a Friday; a term
// of working days ends at the time of day at which it began).

namespace dondoc::daemon {
namespace {

constexpr const char* kSeries = R"(
[[series]]
id = "hop"
kind = "meeting"
title = "Họp"
for_each = { agency.code = "STC" }
rrule = "FREQ=WEEKLY;BYDAY=MO"
start = 2022-12-05T08:00:00
if_day_off = "next"
horizon = "8d"
[[rule]]
id = "hop"
kind = "occurrence"
  [[rule.step]]
  id = "nhac"
  at = "due - 1wd 07:30"
  notify = ["head"]
)";

class CalendarMovesTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    people();
    clock_.set(now_);
  }

  void dossier(const std::string& code, const std::string& received, const std::string& more_columns = "",
               const std::string& more_values = "") {
    sql("INSERT INTO items(code, kind, title, agency, received_at, term" + more_columns + ") VALUES('" + code +
        "', 'dossier', 'Hồ sơ', 'STC', " + std::to_string(rules::to_millis(*rules::parse_iso(received))) + ", '3wd'" +
        more_values + ")");
  }

  // "CODE before > after (days) because": local dates with hours; "–" where there is none.
  std::string moves(const std::function<void(rules::CalendarSpec&)>& edit) {
    const auto setup = make_setup();
    const auto before = build_world(setup->configuration, *store_, now_);
    auto after = before;
    auto spec = before.calendars.at("hanh-chinh")->spec();
    edit(spec);
    after.calendars["hanh-chinh"] = std::make_shared<rules::WorkCalendar>(spec, setup->configuration.zone);
    std::string out;
    const auto found = [&](const Move& move) {
      out += (out.empty() ? "" : "\n") + said(move, *setup->configuration.zone);
    };
    find_moves(*store_, before, after, now_, found);
    find_occurrence_moves(*store_, setup->configuration, before, after, now_, found);
    return out;
  }

  static std::string said(const Move& move, const rules::Zone& zone) {
    const auto due = [&](const DueBy& by) {
      if (by.missing_year) return "no " + std::to_string(*by.missing_year);
      return by.due ? rules::format_iso(*by.due, zone).substr(5, 11) : std::string{"–"};
    };
    std::string out = move.item.code + " " + due(move.before) + " > " + due(move.after);
    out += " (" + std::to_string(move.days) + ")";
    if (move.promised) out += " promised";
    for (const auto& day : move.because) out += " " + rules::format_day(day.day).substr(5);
    return out;
  }

  static std::function<void(rules::CalendarSpec&)> day_off(const std::string& day) {
    return [day](rules::CalendarSpec& spec) {
      spec.days.push_back({*rules::parse_day(day), rules::DayKind::compensatory, "Nghỉ", "TB", {}, {}});
    };
  }

  rules::Instant now_ = *rules::parse_iso("2022-12-01T07:30:00+07:00");
};

TEST_F(CalendarMovesTest, ADayOffMovesWhatTheTermWalksOverIt) {
  dossier("truoc", "2022-11-24T08:00:00+07:00");  // until Tuesday 29/11
  dossier("qua", "2022-12-01T08:00:00+07:00");    // until Tuesday 06/12
  dossier("sau", "2022-12-05T08:00:00+07:00");    // until Thursday 08/12
  EXPECT_EQ(moves(day_off("2022-12-02")), "qua 12-06T08:00 > 12-07T08:00 (1) 12-02");
  EXPECT_EQ(moves(day_off("2022-12-06")),
            "qua 12-06T08:00 > 12-07T08:00 (1) 12-06\nsau 12-08T08:00 > 12-09T08:00 (1) 12-06");
  EXPECT_EQ(moves(day_off("2022-12-03")), "") << "a Saturday is no working day anyhow";
  EXPECT_EQ(moves([](rules::CalendarSpec&) {}), "");
}

TEST_F(CalendarMovesTest, AMakeUpSaturdayBringsForward) {
  dossier("qua", "2022-12-01T08:00:00+07:00");
  EXPECT_EQ(moves([](rules::CalendarSpec& spec) {
              spec.days.push_back({*rules::parse_day("2022-12-03"), rules::DayKind::swap_work, "Làm bù", "TB", {}, {}});
            }),
            "qua 12-06T08:00 > 12-05T08:00 (-1) 12-03");
}

TEST_F(CalendarMovesTest, AnIssuedAppointmentIsPromised) {
  const auto due = std::to_string(rules::to_millis(*rules::parse_iso("2022-12-06T08:00:00+07:00")));
  dossier("hen", "2022-12-01T08:00:00+07:00", ", appointment_at", ", " + due);
  EXPECT_EQ(moves(day_off("2022-12-02")), "hen 12-06T08:00 > 12-07T08:00 (1) promised 12-02");
}

TEST_F(CalendarMovesTest, ClosedAndFixedOnesStay) {
  dossier("xong", "2022-12-01T08:00:00+07:00", ", state, finished_at", ", 'done', 1669860000000");
  task("an-dinh", "2022-12-02");
  EXPECT_EQ(moves(day_off("2022-12-02")), "");
}

TEST_F(CalendarMovesTest, AYearThatIsTakenAwayIsMissing) {
  dossier("cuoi", "2022-12-29T08:00:00+07:00");
  EXPECT_EQ(moves([](rules::CalendarSpec& spec) { spec.years.erase(2023); }), "cuoi 01-04T08:00 > no 2023 (0)");
}

TEST_F(CalendarMovesTest, OccurrencesAreShiftedOrLeftOut) {
  write_rules(kSeries);
  load();
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(moves(day_off("2022-12-05")), "hop/STC/2022-12-05 12-05T08:00 > 12-06T08:00 (1) 12-05");
  EXPECT_EQ(moves(day_off("2022-12-06")), "") << "no meeting is held on it";
  std::string skipping = kSeries;
  skipping.replace(skipping.find("\"next\""), 6, "\"skip\"");
  write_rules(skipping);
  engine_->reload(make_setup(), true);
  EXPECT_EQ(moves(day_off("2022-12-05")), "hop/STC/2022-12-05 12-05T08:00 > – (0) 12-05");
}

}  // namespace
}  // namespace dondoc::daemon
