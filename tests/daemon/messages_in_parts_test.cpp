#include <gmock/gmock.h>

#include <atomic>
#include <set>

#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

// 600 people with a task each, overdue on the same morning: more messages than are sealed in one transaction.
class MessagesInParts : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    write_rules(
        "[[rule]]\nid = \"nv\"\ntitle = \"Nhiệm vụ\"\nkind = \"task\"\n"
        "[[rule.step]]\nid = \"qua-han\"\nat = \"due\"\nseverity = \"critical\"\nnotify = [\"officer\"]\n");
    fakes_["mail"] = std::make_shared<Interrupted>("mail");
    fakes_["mail"]->width_ = 1'000;
    sql("INSERT INTO agencies (code, name, level) VALUES ('STC', 'Sở Tài chính', 'so');"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)"
        " INSERT INTO people (code, name) SELECT 'p' || i, 'Mẫu' FROM n;"
        "INSERT INTO addresses (owner, channel, value)"
        " SELECT 'person:' || code, 'mail', code || '@vi-du.example' FROM people;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)"
        " INSERT INTO items (code, kind, title, agency, officer, due_at)"
        " SELECT 'T-' || i, 'task', 'Việc', 'STC', 'p' || i, 1669885200000 FROM n;");
    load();
    engine_->start();
    clock_.set(*rules::parse_iso("2022-12-02T08:00:00+07:00"));
    while (engine_->tick().more) {
    }
    clock_.set(*rules::parse_iso("2022-12-02T08:00:30+07:00"));
  }

  // Does something while its n-th message is written.
  class Interrupted final : public FakeChannel {
   public:
    using FakeChannel::FakeChannel;
    [[nodiscard]] tl::expected<std::string, rules::Problem> seal(
        const rules::RenderedMessage& message, const integrations::Envelope& envelope) const override {
      if (++written_ == at_) then_();
      return FakeChannel::seal(message, envelope);
    }
    mutable std::atomic<int> written_ = 0;
    int at_ = 0;
    std::function<void()> then_;
  };

  std::size_t told_of(const Prepared& prepared) {
    for (const auto& message : prepared.messages) told_.insert(message.address);
    return prepared.messages.size();
  }

  std::set<std::string> told_;
};

TEST_F(MessagesInParts, AllOfThemGoAtOnceEachPartDurable) {
  EXPECT_EQ(told_of(engine_->prepare(false)), 600U);
  EXPECT_EQ(told_.size(), 600U);
  EXPECT_EQ(query("SELECT count(*) FROM messages WHERE state = 'in_flight'"), "600");
  EXPECT_TRUE(engine_->prepare(false).messages.empty());
}

TEST_F(MessagesInParts, NoMoreThanAskedFor) {
  EXPECT_EQ(told_of(engine_->prepare(false, 300)), 300U);
  EXPECT_EQ(told_of(engine_->prepare(false, 1'000)), 300U);
  EXPECT_EQ(told_.size(), 600U);
}

// What was sealed before a failure is under way for certain, and so must be delivered.
TEST_F(MessagesInParts, WhatWasSealedBeforeAFailureGoes) {
  sql("CREATE TRIGGER full BEFORE UPDATE OF state ON messages WHEN new.state = 'in_flight'"
      " AND (SELECT count(*) FROM messages WHERE state = 'in_flight') >= 300"
      " BEGIN SELECT RAISE(ABORT, 'no room'); END");
  auto prepared = engine_->prepare(false);
  EXPECT_EQ(told_of(prepared), 250U);
  EXPECT_TRUE(prepared.look_again);
  EXPECT_EQ(engine_->in_flight(), 250U);
  EXPECT_EQ(query("SELECT count(*) FROM messages WHERE state = 'in_flight'"), "250");
  EXPECT_THROW(static_cast<void>(engine_->prepare(false)), integrations::StoreError) << "nothing of it was sealed";
  sql("DROP TRIGGER full");
  EXPECT_EQ(told_of(engine_->prepare(false)), 350U);
  EXPECT_EQ(told_.size(), 600U);
}

// The items of a part are read while the part before it is sealed, not earlier.
TEST_F(MessagesInParts, WhatIsDoneWhileAnEarlierPartIsSealedIsNotUrged) {
  auto& mail = dynamic_cast<Interrupted&>(*fakes_["mail"]);
  mail.at_ = 10;
  mail.then_ = [this] { sql("UPDATE items SET state = 'done', finished_at = 1669942800000 WHERE code = 'T-590'"); };
  EXPECT_EQ(told_of(engine_->prepare(false)), 599U);
  EXPECT_FALSE(told_.contains("p590@vi-du.example"));
}

// Reading on the side is a matter of speed alone.
TEST_F(MessagesInParts, WhereNothingCanBeReadOnTheSideTheStoreReads) {
  SideReader side(*store_);
  const auto world = build_world(engine_->setup().configuration, *store_, clock_.now());
  std::vector<rules::ItemId> ids;
  for (const auto& stored : store_->scan_items(0, 100, 100, nullptr).items) ids.push_back(stored.item.id);
  ASSERT_EQ(ids.size(), 100U);
  Rereading first(*store_, side, world, ids, clock_.now());
  EXPECT_EQ(first.finish().items.size(), 100U);
  sql("ALTER TABLE item_coordinators RENAME TO elsewhere");
  Rereading second(*store_, side, world, ids, clock_.now());
  EXPECT_THROW(static_cast<void>(second.finish()), integrations::StoreError) << "neither can the store";
  sql("ALTER TABLE elsewhere RENAME TO item_coordinators");
  Rereading third(*store_, side, world, ids, clock_.now());
  const auto again = third.finish();
  EXPECT_EQ(again.items.size(), 100U);
  EXPECT_EQ(again.evaluations.size(), 100U);
}

}  // namespace
}  // namespace dondoc::daemon
