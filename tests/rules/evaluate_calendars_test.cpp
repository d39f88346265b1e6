#include <gtest/gtest.h>

#include "rules/effective_deadline.hpp"
#include "tests/rules/story.hpp"

// Whose calendar (design §6), which term, and what happens where there is none.

namespace dondoc::rules {
namespace {

constexpr std::string_view kReceived = "Fri 2022-12-02T08:00+07:00";

std::shared_ptr<const WorkCalendar> with_hours(std::string id, const DayHours& every_day) {
  CalendarSpec spec = vietnam_spec();
  spec.id = std::move(id);
  spec.hours.fill(every_day);
  return std::make_shared<WorkCalendar>(spec, zone("Asia/Ho_Chi_Minh"));
}

// "ngay" closes at 16:00, "dem" at 20:00, "tuan" at 19:00, all on every day of the week.
World world_of_calendars(std::vector<Rule> rules, Directory directory) {
  World world = world_with(std::move(rules), std::move(directory));
  world.calendars["ngay"] = with_hours("ngay", work_hours({{700, 1600}}));
  world.calendars["dem"] = with_hours("dem", work_hours({{700, 2000}}));
  world.calendars["tuan"] = with_hours("tuan", work_hours({{700, 1900}}));
  return world;
}

Item dossier(std::string_view term_text) {
  Item item = task();
  item.kind = Kind::dossier;
  item.received_at = at(kReceived);
  item.first_stored = *item.received_at;
  item.procedure = "1.001";
  if (!term_text.empty()) item.term = amount(term_text);
  return item;
}

Directory naming(std::string procedure_calendar, std::string agency_calendar) {
  Directory directory = small_directory();
  directory.procedures.push_back({"1.001", "Cấp phép", amount("0wd"), std::move(procedure_calendar), {}, {}, {}});
  for (auto& agency : directory.agencies) {
    if (agency.code == "STC") agency.calendar = agency_calendar;
  }
  return directory;
}

std::string due_of(const World& world, const Item& item) {
  const auto evaluation = evaluate(world, item, {}, at(kReceived));
  std::string text = evaluation.due ? said(*evaluation.due) : "none";
  for (const auto& finding : evaluation.findings) text += "; " + finding.code + " " + finding.subject;
  return text;
}

TEST(WhoseCalendar, TheProceduresElseTheAgencysElseTheDefaultNeverTheRules) {
  Rule rule = rule_of("r", {make("qua-han", "due").notify("head")});
  rule.calendar = "tuan";
  const Item item = dossier("");
  EXPECT_EQ(due_of(world_of_calendars({rule}, naming("ngay", "dem")), item), "Fri 2022-12-02T16:00+07:00");
  EXPECT_EQ(due_of(world_of_calendars({rule}, naming("", "dem")), item), "Fri 2022-12-02T20:00+07:00");
  EXPECT_EQ(due_of(world_of_calendars({rule}, naming("", "")), item), "Fri 2022-12-02T17:00+07:00");
}

TEST(WhoseCalendar, ARulesCalendarMovesItsMomentsOnly) {
  Rule rule = rule_of("r", {make("sau", "due + 1wd 07:30").notify("head")});
  for (const char* calendar : {"", "tuan"}) {
    rule.calendar = calendar;
    const auto evaluation = evaluate(world_of_calendars({rule}, naming("", "")), dossier(""), {}, at(kReceived));
    EXPECT_EQ(said(*evaluation.due), "Fri 2022-12-02T17:00+07:00");
    EXPECT_EQ(said(*evaluation.outcomes.front().scheduled_at),
              rule.calendar.empty() ? "Mon 2022-12-05T07:30+07:00" : "Sat 2022-12-03T07:30+07:00");
  }
}

TEST(WhoseCalendar, OneThatIsNotConfiguredDefersWithAFinding) {
  const Rule rule = rule_of("r", {make("qua-han", "due").notify("head")});
  EXPECT_EQ(due_of(world_of_calendars({rule}, naming("khong-co", "dem")), dossier("3wd")),
            "none; DD6103 calendar:khong-co/1.001");
  const World world = world_of_calendars({rule}, naming("", "la"));
  EXPECT_EQ(due_of(world, dossier("3wd")), "none; DD6103 calendar:la/STC");
  History history;
  add_notice(history, {1, "r", "qua-han", 0}, kReceived, "person:binh", "head", NoticeState::queued);
  EXPECT_EQ(written(evaluate(world, dossier("3wd"), history, at(kReceived)), history),
            "qua-han binh deferred calendar_missing\n"
            "finding DD6103 calendar:la/STC\n"
            "next none calendar_missing\n");
}

TEST(WhoseCalendar, OneThatIsNotConfiguredIsNobodysBusinessOnceHandedOver) {
  Item item = dossier("3wd");
  item.state = State::done;
  item.finished_at = item.handed_over_at = item.received_at;
  EXPECT_EQ(due_of(world_of_calendars({}, naming("la", "")), item), "none");
}

TEST(WhoseCalendar, TheRecipientsDecidesOfTheLastWindowBeforeAReminder) {
  Directory directory = naming("", "");
  for (auto& agency : directory.agencies) {
    if (agency.code == "CL") agency.calendar = "ngay";
  }
  Item item = task("Mon 2022-12-05T08:00+07:00");
  item.coordinators = {"CL"};
  Story story{
      world_of_calendars({rule_of("r", {make("nhac", "due - 30min").notify("head").notify("coordinators").critical()})},
                         directory),
      item};
  story.world.calendars["vn"] = with_hours("vn", work_hours({{800, 1700}}));
  story.until("Tue 2022-11-01T08:00+07:00").until("Mon 2022-12-05T12:00+07:00");
  EXPECT_EQ(story.told(), "Sun 2022-12-04T08:00+07:00 binh nhac\nMon 2022-12-05T07:30+07:00 agency:CL nhac\n");
}

TEST(Term, AppointmentThenFixedDueThenOwnTermThenTheProcedures) {
  const World world = world_of_calendars({}, naming("", ""));
  Item item = dossier("");
  EXPECT_EQ(due_of(world, item), "Fri 2022-12-02T17:00+07:00");
  item.term = amount("1wd");
  EXPECT_EQ(due_of(world, item), "Mon 2022-12-05T08:00+07:00");
  item.due_at = at("Tue 2022-12-06T12:00+07:00");
  EXPECT_EQ(due_of(world, item), "Tue 2022-12-06T12:00+07:00");
  item.appointment_at = at("Wed 2022-12-07T12:00+07:00");
  EXPECT_EQ(due_of(world, item), "Wed 2022-12-07T12:00+07:00");
}

TEST(Term, OfNothingReceivedOutsideHoursIsNotDueBeforeItStarts) {
  EXPECT_EQ(due_of(world_with({}),
                   [] {
                     Item item = dossier("0wh");
                     item.received_at = at("Mon 2022-12-05T05:00+07:00");
                     return item;
                   }()),
            "Mon 2022-12-05T07:00+07:00");
}

// A change of the catalogue applies to what is received from then on.
TEST(Term, IsTheOneInForceOnTheDayOfReceipt) {
  Directory directory = small_directory();
  directory.procedures.push_back({"1.001", "Cũ", amount("5wd"), "", {}, {}, day("2022-12-01")});
  directory.procedures.push_back({"1.001", "Mới", amount("3wd"), "", clock_time("15:00"), day("2022-12-02"), {}});
  const World world = world_with({}, std::move(directory));
  const auto due = [&](std::string_view received) {
    Item item = dossier("");
    item.received_at = at(received);
    return due_of(world, item);
  };
  EXPECT_EQ(due("Thu 2022-12-01T15:30+07:00"), "Thu 2022-12-08T15:30+07:00") << "five days, no cut-off yet";
  EXPECT_EQ(due("Fri 2022-12-02T08:00+07:00"), "Wed 2022-12-07T08:00+07:00") << "three days";
  EXPECT_EQ(due("Fri 2022-12-02T15:30+07:00"), "Wed 2022-12-07T17:00+07:00") << "counts as received on Monday";
}

TEST(Term, RollsAsTheProcedureSaysElseAsConfigured) {
  Directory directory = small_directory();
  directory.procedures.push_back({"1.001", "", amount("8d"), "", {}, {}, {}, "", Roll::none});
  directory.procedures.push_back({"1.002", "", amount("8d"), "", {}, {}, {}});
  World world = world_with({}, std::move(directory));
  world.roll.term = Roll::next;
  Item item = dossier("");  // Friday 02/12 and 8 days: Saturday 10/12
  EXPECT_EQ(due_of(world, item), "Sat 2022-12-10T08:00+07:00");
  item.procedure = "1.002";
  EXPECT_EQ(due_of(world, item), "Mon 2022-12-12T17:00+07:00");
  item.procedure.clear();
  item.term = amount("8d");
  EXPECT_EQ(due_of(world, item), "Mon 2022-12-12T17:00+07:00") << "a term of its own, without a procedure";
}

// "Trước ngày 01/01" is the eve even if a holiday: fixed dues roll only where that is configured, promises never.
TEST(Term, FixedDuesRollAsConfiguredAndAppointmentsStay) {
  World world = world_with({});
  world.roll.term = Roll::next;
  Item item = dossier("");
  item.due_at = at("Sun 2022-12-11T00:00+07:00");
  item.due_is_date = true;
  EXPECT_EQ(due_of(world, item), "Sun 2022-12-11T00:00+07:00");
  world.roll.fixed = Roll::next;
  EXPECT_EQ(due_of(world, item), "Tue 2022-12-13T00:00+07:00");
  item.kind = Kind::occurrence;
  EXPECT_EQ(due_of(world, item), "Sun 2022-12-11T00:00+07:00") << "its series has if_day_off";
  item.kind = Kind::dossier;
  item.appointment_at = at("Sat 2022-12-10T10:00+07:00");
  EXPECT_EQ(due_of(world, item), "Sat 2022-12-10T10:00+07:00");
}

TEST(Term, RollsWithACauseWhenTheConfigurationChanges) {
  World world = world_with({});
  Item item = dossier("8d");
  item.procedure.clear();
  const auto first = evaluate(world, item, {}, at(kReceived));
  History history;
  history.version = 1;
  history.due = first.due;
  history.version_start = at(kReceived);
  history.basis = first.deadline->basis;
  world.roll.term = Roll::next;
  const auto changed = evaluate(world, item, history, at(kReceived));
  ASSERT_TRUE(changed.deadline);
  EXPECT_EQ(changed.deadline->cause, "term");
  EXPECT_EQ(changed.deadline->direction, "later");
}

// A dossier that needs the term of its procedure, and finds none, is never silently without a due.
TEST(Term, OfAProcedureWithoutARowAtReceiptIsAFinding) {
  Directory directory = small_directory();
  directory.procedures.push_back({"1.001", "Cấp phép", amount("1wd"), "", {}, make_day(2022, 12, 3), {}});
  directory.procedures.push_back({"1.002", "Xây dựng", amount("1wd"), "", {}, {}, make_day(2022, 12, 2)});
  const World world = world_of_calendars({}, std::move(directory));
  const auto with = [&](auto change) {
    Item item = dossier("");
    change(item);
    return due_of(world, item);
  };
  const std::string found = "none; DD2064 item:1/procedure";
  EXPECT_EQ(with([](Item&) {}), found);
  EXPECT_EQ(with([](Item& item) { item.procedure = "9.999"; }), found);
  EXPECT_EQ(with([](Item& item) { item.procedure = "1.002"; }), "Mon 2022-12-05T08:00+07:00");
  EXPECT_EQ(with([](Item& item) { item.received_at = at("Sat 2022-12-03T08:00+07:00"); }).find("DD"),
            std::string::npos);
  EXPECT_EQ(with([](Item& item) { item.procedure.clear(); }), "none");
  EXPECT_EQ(with([](Item& item) { item.received_at.reset(); }), "none");
  EXPECT_EQ(with([](Item& item) { item.state = State::withdrawn; }), "none");
  EXPECT_EQ(with([](Item& item) { item.term = amount("1wd"); }), "Mon 2022-12-05T08:00+07:00");
  EXPECT_EQ(with([](Item& item) { item.due_at = at("Tue 2022-12-06T12:00+07:00"); }), "Tue 2022-12-06T12:00+07:00");
  const auto evaluation = evaluate(world, dossier(""), {}, at(kReceived));
  ASSERT_EQ(evaluation.findings.size(), 1U);
  EXPECT_EQ(evaluation.findings.front().args.at("day"), "2022-12-02");
  EXPECT_EQ(evaluation.findings.front().args.at("procedure"), "1.001");
}

TEST(Reception, OfTheProcedureCountsAndMustBeConfigured) {
  Directory directory = small_directory();
  directory.procedures.push_back({"1.001", "", amount("1wd"), "", {}, {}, {}, "tuan"});
  directory.procedures.push_back({"1.002", "", amount("1wd"), "", {}, {}, {}, "khong-co"});
  const World world = world_of_calendars({}, std::move(directory));
  Item item = dossier("");
  item.received_at = at("Fri 2022-12-02T20:00+07:00");  // received on Saturday at 07:00, begun on Monday
  EXPECT_EQ(due_of(world, item), "Mon 2022-12-05T17:00+07:00");
  item.procedure = "1.002";
  EXPECT_EQ(due_of(world, item), "none; DD6103 calendar:khong-co/1.002");
}

// A year the calendar lacks stops the ladder of the deadline only, and only where work is owed.
TEST(MissingYears, DoNotSilenceWhatIsDone) {
  Item item = task();
  item.kind = Kind::dossier;
  item.term = amount("3wd");
  item.received_at = at("Mon 2010-01-04T08:00+07:00");
  item.state = State::done;
  item.finished_at = at("Fri 2022-12-02T08:00+07:00");
  const World world = world_with({rule_of("r", {make("tra", "finished + 1wd 07:30").notify("officer")})});
  History history;
  EXPECT_EQ(written(evaluate(world, item, history, at("Mon 2022-12-05T07:30+07:00")), history),
            "queue tra an (officer)\nnext none state_closed\n");
  item.handed_over_at = item.finished_at;
  EXPECT_EQ(written(evaluate(world, item, history, at("Mon 2022-12-05T07:30+07:00")), history),
            "next none state_closed\n");
}

}  // namespace
}  // namespace dondoc::rules
