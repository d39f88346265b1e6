#include <gtest/gtest.h>

#include "integrations/sqlite/absence_edits.hpp"
#include "integrations/sqlite/corrections.hpp"
#include "integrations/sqlite/filter_json.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/records.hpp"
#include "integrations/sqlite/sqlite_answers.hpp"
#include "rules/zone.hpp"
#include "tests/integrations/sqlite/scratch.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using rules::AnswerKind;

rules::Instant at(std::string_view text) { return *rules::parse_iso(text); }

// One open task "T1", due on 30/11/2022, one message to its head A.
class AnswersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    database_.execute(
        "INSERT INTO agencies (code, name) VALUES ('STC', 'Sở Tài chính'), ('SNV', 'Sở Nội vụ');"
        "INSERT INTO people (code, name) VALUES ('A', 'Nguyễn Văn A'), ('B', 'Trần Thị B');"
        "INSERT INTO messages (id, public_id, recipient, channel, class, send_at, state, created_at)"
        " VALUES (7, 'abc', 'person:A', 'mail', 'routine', 1, 'delivered', 1), (8, 'def', 'person:A', 'mail', "
        "'routine', 2,"
        " 'delivered', 2);");
    NewItem item;
    item.code = "T1";
    item.title = "Báo cáo";
    item.agency = "STC";
    item.due_at = at("2022-12-01T00:00:00+07:00");
    item.due_is_date = true;
    ASSERT_TRUE(records_.add(item));
    key_ = find_item(database_, "T1").value();
    database_.execute("UPDATE item_state SET version = 1, due_at = 1669827600000");
  }

  AnswerToStore answer(AnswerKind kind, std::string digest = "d1") const {
    AnswerToStore out;
    out.item = key_.id;
    out.actor = "link";
    out.given.kind = kind;
    out.given.name = "Lê Văn C";
    out.given.position = "Phó Giám đốc";
    out.given.text = "vì sao";
    out.given.document = "215/BC-STC";
    out.given.document_date = rules::make_day(2022, 11, 30);
    out.person = "A";
    out.message = 7;
    out.digest = std::move(digest);
    out.until = now_ + std::chrono::hours{24};
    out.latest = now_ + std::chrono::hours{48};
    return out;
  }

  // What a call came to: new, again, or the code of a refusal.
  std::string take(const AnswerToStore& answer) {
    const auto taken = answers_.record(answer, now_);
    return !taken ? taken.error().code : *taken ? "new" : "again";
  }
  std::string one(const std::string& sql) {
    return database_.read_text("SELECT CAST((" + sql + ") AS TEXT)").value_or("NULL");
  }
  std::string state() { return one("SELECT state || ' ' || result_document FROM items"); }
  std::string waiting() {
    std::string out;
    for (const auto& row : answers_.waiting()) out += std::string{rules::answer_kind_name(row.given.kind)} + " ";
    return out;
  }
  static std::string code_of(const Edited<>& result) { return result ? "ok" : result.error().code; }

  const rules::Instant now_ = at("2022-12-01T07:30:00+07:00");
  const testing::ScratchFolder folder_;
  Database database_ = open_database(folder_.file("test.db"));
  SqliteAnswers answers_{open_database(folder_.file("test.db"))};
  Records records_{database_, "office", now_};
  ItemKey key_;
};

TEST_F(AnswersTest, TheSameAnswerSentAgainIsOne) {
  EXPECT_EQ(take(answer(AnswerKind::progress)), "new");
  EXPECT_EQ(take(answer(AnswerKind::progress)), "again");
  EXPECT_EQ(take(answer(AnswerKind::progress, "d2")), "new");
  auto other_message = answer(AnswerKind::progress);
  other_message.message = 8;
  EXPECT_EQ(take(other_message), "new");
  EXPECT_EQ(one("SELECT count(*) FROM answers"), "3");
}

TEST_F(AnswersTest, AReplayIsOneAlsoWhenItWouldBeRefused) {
  EXPECT_EQ(take(answer(AnswerKind::done)), "new");
  EXPECT_EQ(take(answer(AnswerKind::done)), "again");
  EXPECT_EQ(take(answer(AnswerKind::done, "d2")), "DD5101");
}

TEST_F(AnswersTest, ReceivedIsAnAcknowledgementWithItsBounds) {
  EXPECT_EQ(take(answer(AnswerKind::received)), "new");
  EXPECT_EQ(one("SELECT person || ' ' || via || ' ' || version FROM acknowledgements"), "A link 1");
  auto too_long = answer(AnswerKind::received, "d2");
  too_long.until = too_long.latest + rules::Millis{1};
  EXPECT_EQ(take(too_long), "DD5035");
  EXPECT_EQ(take(answer(AnswerKind::received, "d3")), "new");
  EXPECT_EQ(take(answer(AnswerKind::received, "d4")), "DD5036");
  EXPECT_EQ(one("SELECT count(*) FROM answers"), "2");
  EXPECT_EQ(waiting(), "");
}

TEST_F(AnswersTest, DoneWaitsForTheOfficeWhichConfirmsIt) {
  EXPECT_EQ(take(answer(AnswerKind::done)), "new");
  EXPECT_EQ(state(), "reported 215/BC-STC");
  EXPECT_EQ(waiting(), "done ");
  EXPECT_EQ(code_of(records_.confirm(key_, {})), "ok");
  EXPECT_EQ(state(), "done 215/BC-STC");
  EXPECT_EQ(one("SELECT finished_at FROM items"), std::to_string(rules::to_millis(now_)));
  EXPECT_EQ(one("SELECT outcome || ' ' || settled_by FROM answers"), "confirmed office");
  EXPECT_EQ(waiting(), "");
  EXPECT_EQ(code_of(records_.confirm(key_, {})), "DD5102");
  EXPECT_EQ(code_of(records_.send_back(key_, "x")), "DD5102");
}

TEST_F(AnswersTest, SentBackIsOpenWithItsDueAndVersion) {
  const auto before = one("SELECT s.version || ' ' || s.due_at || ' ' || i.due_at FROM item_state s JOIN items i");
  EXPECT_EQ(take(answer(AnswerKind::done)), "new");
  EXPECT_EQ(code_of(records_.send_back(key_, "chưa kèm văn bản")), "ok");
  EXPECT_EQ(state(), "open ");
  EXPECT_EQ(one("SELECT s.version || ' ' || s.due_at || ' ' || i.due_at FROM item_state s JOIN items i"), before);
  EXPECT_EQ(one("SELECT outcome || ' ' || settled_reason FROM answers"), "returned chưa kèm văn bản");
  EXPECT_EQ(waiting(), "");
  EXPECT_EQ(take(answer(AnswerKind::done, "d2")), "new");
}

TEST_F(AnswersTest, WhatASourceReportsIsConfirmedToo) {
  database_.execute("UPDATE items SET state = 'reported'");
  EXPECT_EQ(code_of(records_.confirm(key_, now_ - std::chrono::hours{1})), "ok");
  EXPECT_EQ(one("SELECT finished_at FROM items"), std::to_string(rules::to_millis(now_ - std::chrono::hours{1})));
}

TEST_F(AnswersTest, ADifficultyMayAskForAnExtension) {
  auto given = answer(AnswerKind::difficulty);
  EXPECT_EQ(take(given), "new");
  EXPECT_EQ(one("SELECT count(*) FROM extensions"), "0");
  given.digest = "d2";
  given.new_due = now_ + std::chrono::hours{240};
  EXPECT_EQ(take(given), "new");
  EXPECT_EQ(one("SELECT state || ' ' || reason FROM extensions"), "requested vì sao");
  EXPECT_EQ(waiting(), "difficulty ") << "the later one alone";
  EXPECT_EQ(code_of(records_.confirm(key_, {})), "DD5124") << "else nobody would decide on it";
  EXPECT_EQ(waiting(), "difficulty ");
  Extension refused;
  refused.step = Extension::Step::refuse;
  ASSERT_TRUE(records_.extend(key_, refused));
  EXPECT_EQ(waiting(), "");
  EXPECT_EQ(state(), "open ");
}

TEST_F(AnswersTest, AnsweredAnewTheEarlierOneWaitsNoMore) {
  auto given = answer(AnswerKind::difficulty);
  given.new_due = now_ + std::chrono::hours{240};
  EXPECT_EQ(take(given), "new");
  given.digest = "d2";
  given.new_due = now_ + std::chrono::hours{480};
  EXPECT_EQ(take(given), "new");
  given = answer(AnswerKind::not_mine);
  given.digest = "d3";
  EXPECT_EQ(take(given), "new");
  EXPECT_EQ(waiting(), "difficulty not_mine ") << "of each kind one";
  EXPECT_EQ(one("SELECT group_concat(outcome, ' ') FROM answers WHERE kind = 'difficulty'"), "replaced ");
  EXPECT_EQ(one("SELECT group_concat(state, ' ') FROM extensions"), "refused requested");
}

TEST_F(AnswersTest, NobodyAnswersWithoutEnd) {
  auto given = answer(AnswerKind::progress);
  for (int i = 0; i < 20; ++i) {
    given.digest = "d" + std::to_string(i);
    EXPECT_EQ(take(given), "new") << i;
  }
  given.digest = "one more";
  EXPECT_EQ(take(given), "DD5125");
  given.digest = "d19";
  EXPECT_EQ(take(given), "again");
}

TEST_F(AnswersTest, WhatCannotBeGrantedIsNotAskedForButRead) {
  auto given = answer(AnswerKind::difficulty);
  given.new_due = now_ + std::chrono::hours{240};
  given.most_extensions = 0;
  EXPECT_EQ(take(given), "new");
  EXPECT_EQ(one("SELECT count(*) FROM extensions"), "0");
  EXPECT_EQ(waiting(), "difficulty ");
}

TEST_F(AnswersTest, SentBackRefusesTheExtensionAskedFor) {
  auto given = answer(AnswerKind::difficulty);
  given.new_due = now_ + std::chrono::hours{240};
  EXPECT_EQ(take(given), "new");
  EXPECT_EQ(code_of(records_.send_back(key_, "không có lý do")), "ok");
  EXPECT_EQ(one("SELECT state FROM extensions"), "refused");
}

TEST_F(AnswersTest, NotMineWaitsUntilAnotherAgencyHasIt) {
  EXPECT_EQ(take(answer(AnswerKind::not_mine)), "new");
  EXPECT_EQ(waiting(), "not_mine ");
  ASSERT_TRUE(records_.assign(key_, {"SNV", {}, {}}));
  EXPECT_EQ(waiting(), "");
}

TEST_F(AnswersTest, OnlyWhatIsOpenIsAnswered) {
  for (const char* other : {"suspended", "reported", "done", "withdrawn", "cancelled", "merged"}) {
    database_.execute(std::string{"UPDATE items SET state = '"} + other + "'");
    for (const auto kind :
         {AnswerKind::received, AnswerKind::done, AnswerKind::progress, AnswerKind::difficulty, AnswerKind::not_mine}) {
      EXPECT_EQ(take(answer(kind)), "DD5101") << other;
    }
  }
  database_.execute("DELETE FROM items");
  EXPECT_EQ(take(answer(AnswerKind::done)), "DD5023");
  EXPECT_EQ(one("SELECT count(*) FROM answers"), "0");
}

TEST_F(AnswersTest, CanBeUndone) {
  EXPECT_EQ(take(answer(AnswerKind::done)), "new");
  EXPECT_EQ(records_.undo(key_).value(), "answer");
  EXPECT_EQ(state(), "open ");
  EXPECT_EQ(waiting(), "");
}

TEST_F(AnswersTest, HistoryTellsByWhichLinkAndWho) {
  EXPECT_EQ(take(answer(AnswerKind::done)), "new");
  EXPECT_EQ(one("SELECT actor || '|' || reason FROM item_history ORDER BY revision DESC LIMIT 1"),
            "link|Lê Văn C, Phó Giám đốc");
}

TEST_F(AnswersTest, AMessageIsFoundByItsPublicId) {
  database_.execute(
      "INSERT INTO alerts (id, item, episode, rule, step, number, scheduled_at, severity, claimed_at)"
      " VALUES (1, " +
      std::to_string(key_.id) +
      ", 1, 'r', 's', 0, 1, 'warning', 1);"
      "INSERT INTO notices (id, alert, recipient, role, copy, state, reason, since)"
      " VALUES (1, 1, 'person:A', 'head', 0, 'told', 'none', 1), (2, 1, 'person:B', 'focal', 1, 'queued', 'none', 1);"
      "INSERT INTO message_notices VALUES (7, 1)");
  const auto found = answers_.linked_message("abc");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->recipient, "person:A");
  ASSERT_EQ(found->notices.size(), 1U);
  EXPECT_EQ(found->notices[0].role, "head");
  EXPECT_FALSE(answers_.linked_message("' OR 1=1 --"));
  // Who was told wrongly: not B, who was told nothing yet.
  EXPECT_EQ(told_recipients(database_, key_, ""), std::vector<rules::Recipient>{"person:A"});
  EXPECT_EQ(told_recipients(database_, key_, "other"), std::vector<rules::Recipient>{});
}

TEST_F(AnswersTest, DelegationsOfOnePersonDoNotOverlap) {
  AbsenceEdits edits{database_, "office", now_};
  const auto hours = [&](int from, int until) {
    return DelegationRow{0, "A", "B", now_ + std::chrono::hours{from}, now_ + std::chrono::hours{until}, true, "nghỉ"};
  };
  const auto first = edits.add_delegation(hours(0, 10));
  ASSERT_TRUE(first);
  for (const auto& [from, until] : {std::pair{0, 1}, std::pair{9, 20}, std::pair{-5, 30}, std::pair{0, 10}}) {
    EXPECT_EQ(edits.add_delegation(hours(from, until)).error().code, "DD5112") << from;
  }
  EXPECT_TRUE(edits.add_delegation(hours(10, 20)));
  auto unknown = hours(30, 40);
  unknown.to_person = "Z";
  EXPECT_EQ(edits.add_delegation(unknown).error().code, "DD5030");
  unknown.to_person = "A";
  EXPECT_EQ(edits.add_delegation(unknown).error().code, "DD5111");
  EXPECT_EQ(list_delegations(database_, now_).size(), 2U);
}

TEST_F(AnswersTest, WhatHasNotBegunGoesAndWhatHasIsCut) {
  const rules::Instant later = now_ + std::chrono::hours{1};
  AbsenceEdits edits{database_, "office", now_};
  const auto running = edits.add_silence({0, "{}", {}, "x", now_ - std::chrono::hours{1}, later});
  const auto ahead = edits.add_silence({0, "{}", {}, "x", later, later + std::chrono::hours{1}});
  EXPECT_EQ(code_of(edits.end_silence(running)), "ok");
  EXPECT_EQ(code_of(edits.end_silence(ahead)), "ok");
  EXPECT_EQ(code_of(edits.end_silence(running)), "DD5114");
  EXPECT_EQ(code_of(edits.end_silence(ahead)), "DD5113");
  EXPECT_EQ(list_silences(database_, now_).size(), 0U);
  ASSERT_EQ(list_silences(database_, std::nullopt).size(), 1U);
  EXPECT_EQ(list_silences(database_, std::nullopt)[0].until, now_);
  EXPECT_EQ(list_silences(database_, std::nullopt)[0].author, "office");
}

TEST(FilterJson, ComesBackAsItWasWritten) {
  for (const char* text :
       {R"({"agency":"TG-STC"})", R"({"kind":["task","dossier"],"priority":{"not":"low"}})",
        R"({"agency.level":{"not":["so","x*"]}})", R"({"due_at":{"min":"2022-12-01"}})", R"({"restricted":true})",
        R"({"so":{"min":1,"max":5}})", R"({"received_at":{"max":"2022-12-01T00:00:00Z"}})"}) {
    const auto filter = filter_from_json(text);
    ASSERT_TRUE(filter) << text;
    const auto again = filter_from_json(filter_to_json(*filter));
    ASSERT_TRUE(again) << filter_to_json(*filter);
    EXPECT_EQ(*again, *filter) << text;
  }
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
