#include "rules/message.hpp"

#include <gtest/gtest.h>

#include "tests/rules/world_fixture.hpp"

namespace dondoc::rules {
namespace {

// Agencies with the words of letters.
Directory directory_in_words() {
  Directory directory = small_directory();
  for (auto& agency : directory.agencies) agency.addressee = "Thủ trưởng " + agency.name;
  for (auto& person : directory.people) person.title = "Chức vụ " + person.code;
  return directory;
}

World words_of(std::vector<Step> steps, Directory directory = directory_in_words()) {
  return world_with({rule_of("nv", std::move(steps))}, std::move(directory));
}

// The message in which one recipient reads of these items by one step, with what is queued for it in the history.
class Letter {
 public:
  Letter(World world, std::string_view now) : world_(std::move(world)), now_(at(now)) {}

  Letter& about(const Item& item, std::string step, std::string role, const History& history = {}) {
    items_.push_back({item, history, std::move(step), std::move(role)});
    return *this;
  }
  Letter& copied() { return copy_ = true, *this; }

  MessageFacts to(const Recipient& recipient) {
    std::vector<Evaluation> evaluations;
    std::vector<NoticeFacts> notices;
    evaluations.reserve(items_.size());
    ItemId id = 0;
    for (auto& told : items_) {
      told.item.id = ++id;
      AlertKey key{1, "nv", told.step, 0};
      const auto* step = world_.rules.front().step(told.step);
      if (ladder_of(step->at) != Ladder::deadline) key.episode = to_millis(since(told.item, step->at.anchor));
      add_notice(told.history, key, said(now_), recipient, told.role, NoticeState::queued);
      evaluations.push_back(evaluate(world_, told.item, told.history, now_));
      notices.push_back({&told.item, &told.history, &evaluations.back(), key, step->severity, told.role, copy_});
    }
    return gather_message(world_, {"Văn phòng", "Ông A", "so", {2, Unit::wd}, "", "vi"},
                          {"m1", MessageClass::routine, recipient, ""}, notices, {}, now_);
  }

 private:
  struct Told {
    Item item;
    History history;
    std::string step;
    std::string role;
  };
  static Instant since(const Item& item, Anchor anchor) {
    if (anchor == Anchor::held) return item.holds.back().from;
    if (anchor == Anchor::finished) return *item.finished_at;
    if (anchor == Anchor::submitted) return *item.submitted_at;
    return item.updated_at.value_or(*item.received_at);
  }

  World world_;
  Instant now_;
  std::vector<Told> items_;
  bool copy_ = false;
};

// "cấp nào vào lúc nào, trả lời trước lúc nào"
std::string next_of(const MessageFacts& facts) {
  const auto& line = facts.lines.front();
  if (!line.next_at) return "nothing";
  return line.next_who + " " + said(*line.next_at) + ", answer by " + said(*line.answer_by);
}

const std::vector<Step> kLadders{
    make("qua-han", "due + 1wd 07:30").notify("head"), make("len-tren", "due + 5wd 07:30").notify("superior"),
    make("cho", "submitted + 2wd").notify("focal"),    make("dung", "held + 10wd").notify("focal"),
    make("xong", "finished + 5wd").notify("focal"),    make("cu", "updated + 20wd").notify("focal")};
constexpr const char* kDue = "Sat 2022-11-05T00:00+07:00";  // hết ngày 04/11

TEST(MessageLadders, WhatWasFinishedInTimeIsNotOverdue) {
  Item item = task(kDue);
  item.state = State::done;
  item.finished_at = at("Wed 2022-11-02T15:00+07:00");
  const auto facts =
      Letter{words_of(kLadders), "Wed 2022-11-09T07:30+07:00"}.about(item, "xong", "focal").to("person:chi");
  EXPECT_EQ(topic_name(facts.topic), "waiting");
  const auto& line = facts.lines.at(0);
  EXPECT_FALSE(line.overdue || line.due || line.urged_times > 0 || facts.reply_by);
  EXPECT_EQ(said(*line.since), "Wed 2022-11-02T15:00+07:00");
  EXPECT_EQ(line.days_since, 5);
}

TEST(MessageLadders, WhatIsHeldIsNotOverdue) {
  Item item = task(kDue);
  item.state = State::suspended;
  item.holds.push_back({at("Tue 2022-11-01T09:00+07:00"), std::nullopt, "", ""});
  const auto facts =
      Letter{words_of(kLadders), "Wed 2022-11-16T07:30+07:00"}.about(item, "dung", "focal").to("person:chi");
  EXPECT_EQ(topic_name(facts.topic), "waiting");
  EXPECT_FALSE(facts.lines.at(0).overdue);
  EXPECT_EQ(facts.lines.at(0).days_since, 11);
}

TEST(MessageLadders, WithoutAReportItCountsFromWhereWorkBegan) {
  Letter letter{words_of(kLadders), "Thu 2022-12-01T07:30+07:00"};
  const auto facts = letter.about(task(), "cu", "focal").to("person:chi");
  EXPECT_EQ(topic_name(facts.topic), "waiting");
  EXPECT_TRUE(facts.lines.at(0).never_updated);
  EXPECT_EQ(said(*facts.lines.at(0).since), "Tue 2022-11-01T08:00+07:00");
}

TEST(MessageLadders, OneOverdueItemMakesTheMessageAnOverdueOne) {
  Item held = task(kDue);
  held.holds.push_back({at("Tue 2022-11-01T09:00+07:00"), std::nullopt, "", ""});
  held.state = State::suspended;
  const auto facts = Letter{words_of(kLadders), "Wed 2022-11-16T07:30+07:00"}
                         .about(held, "dung", "focal")
                         .about(task(kDue), "qua-han", "head")
                         .to("person:chi");
  EXPECT_EQ(topic_name(facts.topic), "overdue");
  EXPECT_TRUE(facts.lines.at(0).overdue);
  EXPECT_EQ(facts.lines.at(0).working_days, 8);
}

TEST(MessageNext, TheEarliestStepAboveIsAnnounced) {
  const auto world = words_of({make("len-nua", "due + 9wd 07:30").notify("superior"),
                               make("qua-han", "due + 1wd 07:30").notify("head"),
                               make("len-tren", "due + 5wd 07:30").notify("superior")});
  auto facts = Letter{world, "Mon 2022-11-07T07:30+07:00"}.about(task(kDue), "qua-han", "head").to("person:binh");
  // The second place of the path, which the later step means, is a deputy of a level with digests only.
  EXPECT_EQ(next_of(facts), "Thủ trưởng Cơ quan VP Fri 2022-11-11T07:30+07:00, answer by Fri 2022-11-11T07:30+07:00");
}

TEST(MessageNext, AHeadToldLateHasHisNoticeFirst) {
  const auto facts =
      Letter{words_of(kLadders), "Thu 2022-12-01T07:30+07:00"}.about(task(kDue), "qua-han", "head").to("person:binh");
  EXPECT_EQ(next_of(facts), "Thủ trưởng Cơ quan VP Fri 2022-12-02T07:30+07:00, answer by Fri 2022-12-02T07:30+07:00");
  EXPECT_EQ(said(*facts.reply_by), "Fri 2022-12-02T07:30+07:00");
}

TEST(MessageNext, AMomentAtMidnightIsTheEndOfADayAndTheNextWindow) {
  const auto world = words_of({make("qua-han", "due").notify("head"), make("len", "due + 72h").notify("superior")});
  const auto facts = Letter{world, "Mon 2022-12-05T07:30+07:00"}
                         .about(task("Tue 2022-12-06T00:00+07:00"), "qua-han", "head")
                         .to("person:binh");
  EXPECT_EQ(next_of(facts), "Thủ trưởng Cơ quan VP Fri 2022-12-09T07:30+07:00, answer by Fri 2022-12-09T00:00+07:00");
}

TEST(MessageNext, NobodyIsAnnouncedWhoWouldNotBeTold) {
  // A town below the provincial committee, whose head gets digests only.
  Item item = task(kDue);
  item.agency = "CL";
  const auto facts =
      Letter{words_of(kLadders), "Mon 2022-11-07T07:30+07:00"}.about(item, "qua-han", "head").to("person:lan");
  EXPECT_EQ(next_of(facts), "nothing");
  EXPECT_EQ(said(*facts.reply_by), "Wed 2022-11-09T07:30+07:00") << "the sender's own time for answers";
}

TEST(MessageNext, NobodyIsToldOfHimself) {
  History history;
  history.version = 1;
  history.due = at(kDue);
  add_notice(history, {1, "nv", "qua-han", 0}, "Mon 2022-11-07T07:30+07:00", "person:binh", "head", NoticeState::told,
             "Mon 2022-11-07T07:30+07:00");
  auto steps = kLadders;
  steps[1] = make("len-tren", "due + 5wd 07:30").notify("superior").every("5wd 07:30").max(3);
  const auto facts = Letter{words_of(steps), "Fri 2022-11-11T07:30+07:00"}
                         .about(task(kDue), "len-tren", "superior", history)
                         .to("person:chanh-vp");
  EXPECT_EQ(topic_name(facts.topic), "report_up");
  EXPECT_EQ(next_of(facts), "nothing");
}

// Days on which the head was told, and urgings; neither reports, nor officers, nor the message's twin.
TEST(MessageUrged, CountsDaysOfTheHeadAndUrgings) {
  History history;
  history.version = 1;
  history.due = at(kDue);
  history.version_start = at("Tue 2022-11-01T08:00+07:00");
  const auto told = [&](const char* step, int number, const char* when, const char* who, const char* role,
                        NoticeState state = NoticeState::told) {
    add_notice(history, {1, "nv", step, number}, when, std::string{"person:"} + who, role, state, when);
  };
  told("nhac", 0, "Thu 2022-11-03T07:30+07:00", "binh", "head");      // before the due: a reminder
  told("qua-han", 0, "Mon 2022-11-07T07:30+07:00", "binh", "head");   // the first
  told("qua-han", 0, "Mon 2022-11-07T07:30+07:00", "an", "officer");  // of the same morning
  told("gap", 0, "Mon 2022-11-07T09:00+07:00", "binh", "head");       // of the same day
  told("qua-han", 1, "Tue 2022-11-08T07:30+07:00", "binh", "head");   // the second
  told("len-tren", 0, "Wed 2022-11-09T07:30+07:00", "chanh-vp", "superior");
  told("qua-han", 2, "Thu 2022-11-10T07:30+07:00", "binh", "head", NoticeState::dead);
  const auto facts_with = [&](const History& known) {
    return Letter{words_of(kLadders), "Fri 2022-11-11T07:30+07:00"}
        .about(task(kDue), "len-tren", "superior", known)
        .to("person:chanh-vp");
  };
  auto line = facts_with(history).lines.at(0);
  EXPECT_EQ(line.urged_times, 2);
  EXPECT_EQ(said(*line.last_urged), "Tue 2022-11-08T07:30+07:00");
  EXPECT_EQ(line.last_urged_how, "");

  history.urgings.push_back({at("Wed 2022-11-09T15:00+07:00"), "công văn", "12/VP"});
  history.urgings.push_back({at("Mon 2022-10-31T15:00+07:00"), "điện thoại", ""});  // of an earlier version
  line = facts_with(history).lines.at(0);
  EXPECT_EQ(line.urged_times, 3);
  EXPECT_EQ(said(*line.last_urged), "Wed 2022-11-09T15:00+07:00");
  EXPECT_EQ(line.last_urged_how, "công văn 12/VP");
}

TEST(MessageUrged, TheTwinOfTheMessageIsNoUrging) {
  History history;
  add_notice(history, {1, "nv", "qua-han", 0}, "Mon 2022-11-07T07:30+07:00", "person:binh", "head", NoticeState::told,
             "Mon 2022-11-07T07:30+07:00");
  const auto facts = Letter{words_of(kLadders), "Mon 2022-11-07T07:31+07:00"}
                         .about(task(kDue), "qua-han", "officer", history)
                         .to("person:an");
  EXPECT_EQ(facts.lines.at(0).urged_times, 0);
}

TEST(MessageDeadline, TodayIsOnlyTodaysDate) {
  const std::vector<Step> steps{make("nhac", "due - 1wd 07:30").notify("officer")};
  // Hết ngày thứ Bảy 03/12, thư ngày thứ Sáu 02/12.
  auto facts = Letter{words_of(steps), "Fri 2022-12-02T07:30+07:00"}
                   .about(task("Sun 2022-12-04T00:00+07:00"), "nhac", "officer")
                   .to("person:an");
  EXPECT_EQ(facts.lines.at(0).working_days, 0);
  EXPECT_FALSE(facts.lines.at(0).due_today);
  facts = Letter{words_of(steps), "Fri 2022-12-02T07:30+07:00"}
              .about(task("Sat 2022-12-03T00:00+07:00"), "nhac", "officer")
              .to("person:an");
  EXPECT_TRUE(facts.lines.at(0).due_today);
  EXPECT_FALSE(facts.lines.at(0).working_time_left) << "only dossiers count hours";
}

TEST(MessagePeople, OfficesAndPeopleAreAddressedAsTheyAre) {
  const auto letter_to = [](const char* role, const Recipient& recipient) {
    return Letter{words_of(kLadders), "Mon 2022-11-07T07:30+07:00"}.about(task(kDue), "qua-han", role).to(recipient);
  };
  EXPECT_EQ(letter_to("head", "person:binh").addressee, "Thủ trưởng Cơ quan STC");
  EXPECT_EQ(letter_to("head", "agency:STC").addressee, "Thủ trưởng Cơ quan STC");
  for (const auto* who : {"an", "phuong", "chi"}) {
    const auto facts = letter_to("officer", std::string{"person:"} + who);
    EXPECT_EQ(facts.addressee, "");
    EXPECT_TRUE(facts.person);
    EXPECT_EQ(facts.recipient_name + ", " + facts.recipient_title, std::string{"Ông/bà "} + who + ", Chức vụ " + who);
  }
  const auto report = Letter{words_of(kLadders), "Fri 2022-11-11T07:30+07:00"}
                          .about(task(kDue), "len-tren", "superior")
                          .to("person:chanh-vp");
  EXPECT_EQ(report.addressee + report.recipient_name + ", " + report.recipient_title,
            "Ông/bà chanh-vp, Thủ trưởng Cơ quan VP");
}

TEST(MessagePeople, AStandInReadsForWhom) {
  Directory directory = directory_in_words();
  std::erase_if(directory.addresses,
                [](const Address& a) { return a.owner == "person:binh" || a.owner == "agency:STC"; });
  const auto facts = Letter{words_of(kLadders, directory), "Mon 2022-11-07T07:30+07:00"}
                         .about(task(kDue), "qua-han", "head")
                         .to("person:chi");
  EXPECT_EQ(facts.lines.at(0).stands_in_for, "Thủ trưởng Cơ quan STC");
  EXPECT_EQ(facts.addressee, "") << "not addressed as the head";
  const auto head =
      Letter{words_of(kLadders), "Mon 2022-11-07T07:30+07:00"}.about(task(kDue), "qua-han", "head").to("person:binh");
  EXPECT_EQ(head.lines.at(0).stands_in_for, "");
}

TEST(MessagePeople, RecipientsInWords) {
  const World world = words_of(kLadders);
  const Instant now = at("Mon 2022-11-07T07:30+07:00");
  EXPECT_EQ(recipient_words(world, "person:binh", now), "Ông/bà binh, Thủ trưởng Cơ quan STC");
  EXPECT_EQ(recipient_words(world, "person:an", now), "Ông/bà an, Chức vụ an");
  EXPECT_EQ(recipient_words(world, "agency:STC", now), "Cơ quan STC");
  EXPECT_EQ(recipient_words(world, "contact:truc-ban", now), "Trực ban");
  EXPECT_EQ(recipient_words(world, "person:ai-do", now), "person:ai-do");
}

TEST(MessageLines, ADossierWithoutATitleIsItsProcedureAsInForceAtReceipt) {
  Directory directory = directory_in_words();
  directory.procedures.push_back({"1.01", "Tên cũ", {}, "", {}, {}, make_day(2022, 11, 5)});
  directory.procedures.push_back({"1.01", "Tên mới", {}, "", {}, make_day(2022, 11, 6), {}});
  Item item = task(kDue);
  item.kind = Kind::dossier;
  item.procedure = "1.01";
  const auto facts = Letter{words_of(kLadders, directory), "Mon 2022-11-07T07:30+07:00"}
                         .about(item, "qua-han", "head")
                         .to("person:binh");
  EXPECT_EQ(facts.lines.at(0).title, "Tên cũ");
}

TEST(MessageLines, ASourceHasTheNameOfTheConfiguration) {
  World world = words_of(kLadders);
  world.source_names["ke-hoach"] = "Kế hoạch 358/KH-UBND";
  const auto facts = Letter{world, "Mon 2022-11-07T07:30+07:00"}.about(task(kDue), "qua-han", "head").to("person:binh");
  EXPECT_EQ(facts.lines.at(0).source_name, "Kế hoạch 358/KH-UBND");
}

}  // namespace
}  // namespace dondoc::rules
