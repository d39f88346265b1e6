#include "rules/answer.hpp"

#include <gtest/gtest.h>

namespace dondoc::rules {
namespace {

struct Role {
  const char* role;
  bool copy;
  bool answers;
};
TEST(Answer, IsAskedOfWhoAnswersForTheItem) {
  for (const auto& [role, copy, answers] :
       {Role{"head", false, true}, Role{"officer", false, true}, Role{"coordinators", false, true},
        Role{"contact:van-phong", false, true}, Role{"head", true, false}, Role{"superior", false, false},
        Role{"superior", true, false}}) {
    EXPECT_EQ(answers_for_item(role, copy), answers) << role;
  }
}

MessageLine line(bool copy, bool escalated, Ladder ladder = Ladder::deadline) {
  MessageLine out;
  out.copy = copy;
  out.escalated = escalated;
  out.ladder = ladder;
  return out;
}

TEST(Answer, IsAskedInAMessageToAPersonWithAnItemOfHis) {
  MessageFacts facts;
  facts.person = true;
  EXPECT_FALSE(asks_for_answer(facts)) << "nothing in it";
  facts.lines = {line(true, false), line(false, true), line(false, false, Ladder::finished)};
  EXPECT_FALSE(asks_for_answer(facts)) << "for information, upwards, done";
  facts.lines.push_back(line(false, false));
  EXPECT_TRUE(asks_for_answer(facts));
  facts.room = true;
  EXPECT_FALSE(asks_for_answer(facts)) << "a room";
  facts.room = false;
  facts.person = false;
  EXPECT_FALSE(asks_for_answer(facts)) << "a mailbox";
}

TEST(Answer, ThePersonBehindARecipient) {
  Directory directory;
  directory.people = {{"GD", "Giám đốc", {}, {}, {}}};
  directory.contacts = {{"vp", "Văn phòng", "GD"}, {"hop", "Hộp thư", ""}, {"cu", "Cũ", "NGHI"}};
  directory.finish();
  for (const auto& [recipient, person] :
       {std::pair{"person:GD", "GD"}, std::pair{"contact:vp", "GD"}, std::pair{"contact:hop", ""},
        std::pair{"contact:cu", ""}, std::pair{"person:NGHI", ""}, std::pair{"agency:GD", ""}, std::pair{"room:GD", ""},
        std::pair{"operator", ""}, std::pair{"", ""}}) {
    EXPECT_EQ(person_behind(directory, recipient), person) << recipient;
  }
}

TEST(Answer, KindsHaveWords) {
  for (const auto kind :
       {AnswerKind::received, AnswerKind::done, AnswerKind::progress, AnswerKind::difficulty, AnswerKind::not_mine}) {
    EXPECT_EQ(parse_answer_kind(answer_kind_name(kind)), kind);
  }
  EXPECT_EQ(parse_answer_kind("Done"), std::nullopt);
}

}  // namespace
}  // namespace dondoc::rules
