#include "tests/integrations/store_contract.hpp"

// What a Store has to do for the outbox: from an open message to delivered, dead or sent again.

namespace dondoc::testing {

using namespace dondoc::integrations;
using rules::Instant;
using rules::MessageClass;
using rules::NoticeState;

TEST_P(StoreContract, LateMessagesBecomeOneAndJoinTheOneThatStands) {
  const StoredItem item = stored_task();
  ItemClaim claim = claim_for(item, {"person:an", "person:binh"});
  claim.placements[1].notice = 0;  // both notices of one recipient, in two messages
  claim.placements[1].send_at = at(60);
  claim.placements.push_back({0, 0, "thu", MessageClass::routine, at(300), at(301)});
  store_.claim(std::span{&claim, 1}, at(0));
  const Restack alone{{1, 2}, MessageClass::critical, at(90), at(90)};
  store_.restack(std::span{&alone, 1}, at(90));
  EXPECT_EQ(read("SELECT id, state, class, (SELECT count(*) FROM message_notices WHERE message = messages.id)"
                 " FROM messages ORDER BY id"),
            "1|open|critical|1;2|withdrawn|routine|0;3|open|routine|1");
  const Restack joining{{1}, MessageClass::routine, at(300), at(301)};
  store_.restack(std::span{&joining, 1}, at(90));
  EXPECT_EQ(read("SELECT id, state FROM messages ORDER BY id"), "1|withdrawn;2|withdrawn;3|open");
}

TEST_P(StoreContract, InARehearsalWhatMayHaveReachedSomebodyWaits) {
  deliver(stored_task(), "live", Settlement::Next::unknown);
  EXPECT_EQ(store_.ready_messages(at(500), kAnyRoom, false).size(), 1U);
  EXPECT_EQ(store_.ready_messages(at(500), kAnyRoom, true).size(), 0U);
}

TEST_P(StoreContract, ReadyMessagesCriticalFirstThenTheOldestWithinTheRoom) {
  write(
      "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, ready_at, created_at) VALUES"
      " ('a', 'person:a', 'thu', 'routine', 1, 'open', 1, 1), ('b', 'person:b', 'thu', 'critical', 3, 'open', 3, 1),"
      " ('c', 'person:c', 'tin', 'routine', 2, 'open', 2, 1), ('d', 'person:d', 'thu', 'critical', 9, 'open', 9, 1),"
      " ('e', 'person:e', 'thu', 'routine', 0, 'open', 0, 1)");
  const auto ids = [&](const std::map<std::string, std::size_t>& room) {
    std::string text;
    for (const ReadyMessage& message : store_.ready_messages(rules::instant_from_millis(5), room, false)) {
      text += message.public_id;
    }
    return text;
  };
  EXPECT_EQ(ids({}), "beac");
  EXPECT_EQ(ids({{"thu", 0}}), "c");
  EXPECT_EQ(ids({{"thu", 2}, {"tin", 0}}), "be");
  EXPECT_EQ(store_.next_ready(), rules::instant_from_millis(0));
}

TEST_P(StoreContract, TheNextReadyMessageIsTheEarliestOfAnyChannelAndClass) {
  write(
      "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, ready_at, created_at) VALUES"
      " ('a', 'person:a', 'thu', 'routine', 1, 'open', 70, 1), ('b', 'person:b', 'thu', 'critical', 3, 'open', 60, 1),"
      " ('c', 'person:c', 'tin', 'operations', 2, 'open', 50, 1), ('d', 'person:d', 'a', 'routine', 2, 'open', 80, 1),"
      " ('e', 'person:e', 'thu', 'routine', 1, 'delivered', NULL, 1)");
  for (const auto& [earliest, id] : {std::pair{50, "c"}, {60, "b"}, {70, "a"}, {80, "d"}}) {
    EXPECT_EQ(store_.next_ready(), rules::instant_from_millis(earliest));
    write(std::string{"UPDATE messages SET state = 'dropped', ready_at = NULL WHERE public_id = '"} + id + "'");
  }
  EXPECT_FALSE(store_.next_ready());
}

TEST_P(StoreContract, DeliveryTurnsNoticesIntoToldAndWakesWhoWaits) {
  const StoredItem item = stored_task();
  ItemClaim claim = claim_for(item, {"person:an"});
  claim.evaluation.waits_for_delivery = true;
  store_.claim(std::span{&claim, 1}, at(0));
  seal_all("live");
  EXPECT_EQ(read(kMessages), "person:an|in_flight|1");
  EXPECT_TRUE(store_.ready_messages(at(500), kAnyRoom, false).empty());
  const Settlement result{1, "delivered", "250 ok", "remote", at(3), Settlement::Next::delivered, {}, false};
  store_.settle(std::span{&result, 1}, at(3));
  EXPECT_EQ(read(kMessages), "person:an|delivered|1");
  EXPECT_EQ(read(kNotices), "person:an|told|delivered");
  EXPECT_EQ(read("SELECT attempt, outcome, reply FROM deliveries"), "1|delivered|250 ok");
  EXPECT_EQ(store_.due_items(at(3), 10).size(), 1U);
  // What was evaluated before the news is void.
  EXPECT_EQ(store_.claim(std::span{&claim, 1}, at(3)).lost, 1U);
}

TEST_P(StoreContract, ARehearsalDoesNotCount) {
  deliver(stored_task(), "redirect", Settlement::Next::delivered);
  EXPECT_EQ(read(kNotices), "person:an|rehearsed|rehearsed");
  write("UPDATE item_state SET due_at = 5");
  EXPECT_EQ(store_.go_live(at(10), at(5000)), 1U);
  EXPECT_EQ(read(kNotices), "person:an|withdrawn|rehearsed");
  const StoredItem item = store_.due_items(at(10), 10).at(0);
  EXPECT_EQ(item.history.backlog_until, at(5000));
  const ItemClaim claim = claim_for(item, {"person:an"});
  store_.claim(std::span{&claim, 1}, at(11));
  EXPECT_EQ(read(kNotices), "person:an|queued|reached");
}

TEST_P(StoreContract, WhatDiedInARehearsalIsRevivedByGoingLive) {
  deliver(stored_task(), "redirect", Settlement::Next::dead);
  write("UPDATE notices SET state = 'dead', reason = 'dead_letter'");
  store_.go_live(at(10), at(5000));
  EXPECT_EQ(read(kNotices), "person:an|withdrawn|rehearsed");
}

TEST_P(StoreContract, WhatDiedForRealStaysDead) {
  deliver(stored_task(), "live", Settlement::Next::dead);
  write("UPDATE notices SET state = 'dead', reason = 'dead_letter'");
  store_.go_live(at(10), at(5000));
  EXPECT_EQ(read(kNotices), "person:an|dead|dead_letter");
}

TEST_P(StoreContract, AttemptsOfTheLastHourByChannel) {
  deliver(stored_task(), "live", Settlement::Next::open);
  seal_all("live");
  EXPECT_EQ(store_.attempts_since(at(1)), (std::map<std::string, std::vector<Instant>>{{"thu", {at(2), at(2)}}}));
  EXPECT_TRUE(store_.attempts_since(at(2)).empty());
}

TEST_P(StoreContract, AnAttemptThatWasOnlyAskedToWaitDoesNotCount) {
  deliver(stored_task(), "live", Settlement::Next::open);
  EXPECT_EQ(store_.ready_messages(at(500), kAnyRoom, false).at(0).failures, 1);
  EXPECT_EQ(store_.ready_messages(at(500), kAnyRoom, false).at(0).first_failure, at(2));
  write("UPDATE deliveries SET outcome = 'throttled'");
  EXPECT_EQ(store_.ready_messages(at(500), kAnyRoom, false).at(0).failures, 0);
  EXPECT_EQ(store_.ready_messages(at(500), kAnyRoom, false).at(0).first_failure, std::nullopt);
}

TEST_P(StoreContract, ARefusalForNowIsTriedAgainAndRenderedAgain) {
  deliver(stored_task(), "live", Settlement::Next::open);
  EXPECT_EQ(read(kMessages), "person:an|open|1");
  EXPECT_EQ(store_.next_ready(), at(30));
  EXPECT_TRUE(store_.ready_messages(at(29), kAnyRoom, false).empty());
  const ReadyMessage message = store_.ready_messages(at(30), kAnyRoom, false).at(0);
  EXPECT_FALSE(message.unknown);
  EXPECT_EQ(message.attempts, 1);
  EXPECT_EQ(message.notices.at(0).state, NoticeState::queued);
}

TEST_P(StoreContract, AfterACrashTheSameBytesGoAgainUnderTheSameId) {
  const ItemClaim claim = claim_for(stored_task(), {"person:an"});
  store_.claim(std::span{&claim, 1}, at(0));
  const std::string id = store_.ready_messages(at(5), kAnyRoom, false).at(0).public_id;
  seal_all("live");
  EXPECT_EQ(store_.recover_in_flight(at(10)), 1U);
  const ReadyMessage message = store_.ready_messages(at(10), kAnyRoom, false).at(0);
  EXPECT_TRUE(message.unknown);
  EXPECT_EQ(message.public_id, id);
  EXPECT_EQ(message.bytes, "bytes of the message");
  EXPECT_EQ(message.address, "stc@tg");
  EXPECT_EQ(read("SELECT outcome FROM deliveries"), "unknown");
  EXPECT_EQ(store_.recover_in_flight(at(11)), 0U);

  const SealRecord rendered_anew{message.id, "live", "thu", "stc@tg", "Nhắc việc", "other bytes", {}, true};
  store_.seal(std::span{&rendered_anew, 1}, at(12));
  store_.recover_in_flight(at(13));
  EXPECT_EQ(store_.ready_messages(at(13), kAnyRoom, false).at(0).bytes, "bytes of the message");
}

TEST_P(StoreContract, ADeadMessageGoesAnotherWayAndThenDies) {
  const ItemClaim claim = claim_for(stored_task(), {"person:an"});
  store_.claim(std::span{&claim, 1}, at(0));
  seal_all("live");
  EXPECT_EQ(store_.tried_channels(1), std::vector<std::string>{"thu"});
  Settlement first{1, "rejected", "550", "", at(3), Settlement::Next::dead, {}, false, {}, {}};
  first.reroutes.push_back({1, "tin", MessageClass::routine, at(60), at(61)});
  store_.settle(std::span{&first, 1}, at(3));
  EXPECT_EQ(read(kNotices), "person:an|queued|reached");
  EXPECT_EQ(read("SELECT channel, state FROM messages ORDER BY id"), "thu|dead;tin|open");
  EXPECT_EQ(store_.tried_channels(1), (std::vector<std::string>{"thu", "tin"}));
  EXPECT_TRUE(store_.due_items(at(6), 10).empty());

  const Settlement second{2, "rejected", "400", "", at(6), Settlement::Next::dead, {}, false, {}, {1}};
  store_.settle(std::span{&second, 1}, at(6));
  EXPECT_EQ(read(kNotices), "person:an|dead|dead_letter");
  EXPECT_EQ(store_.due_items(at(6), 10).size(), 1U);
}

TEST_P(StoreContract, ANoticeWithAnotherMessageOnItsWayDoesNotDie) {
  const ItemClaim claim = claim_for(stored_task(), {"person:an"});
  store_.claim(std::span{&claim, 1}, at(0));
  write(
      "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, ready_at, created_at)"
      " VALUES ('khac', 'person:an', 'tin', 'routine', 0, 'open', 90000, 0); INSERT INTO message_notices VALUES (2, "
      "1)");
  seal_all("live");
  const Settlement failed{1, "rejected", "550", "", at(3), Settlement::Next::dead, {}, false, {}, {1}};
  store_.settle(std::span{&failed, 1}, at(3));
  EXPECT_EQ(read(kNotices), "person:an|queued|reached");
}

TEST_P(StoreContract, AnAddressRefusedForGoodCountsAsNone) {
  write(
      "INSERT INTO people (code, name) VALUES ('an', 'An');"
      "INSERT INTO addresses (owner, channel, value) VALUES ('person:an', 'email', 'stc@tg'), ('person:an', 'email', "
      "'an@tg')");
  const ItemClaim claim = claim_for(stored_task(), {"person:an"});
  store_.claim(std::span{&claim, 1}, at(0));
  seal_all("live");
  const Settlement result{1, "rejected", "550 no such user", "", at(3), Settlement::Next::dead, {}, true};
  store_.settle(std::span{&result, 1}, at(3));
  const auto directory = store_.load_directory();
  const auto addresses = directory->addresses_of("person:an", rules::make_day(2022, 12, 1));
  ASSERT_EQ(addresses.size(), 1U);
  EXPECT_EQ(addresses[0]->value, "an@tg");
  EXPECT_EQ(read("SELECT actor, reason FROM audit WHERE object = 'addresses' AND change = 'update'"),
            "dondoc|address refused");
}

TEST_P(StoreContract, PostponedAndWithdrawnMessages) {
  write("INSERT INTO items (code, kind) VALUES ('A', 'task')");
  const ItemClaim claim = claim_for(store_.due_items(at(0), 1).at(0), {"person:an", "person:binh"});
  store_.claim(std::span{&claim, 1}, at(0));
  const std::vector<MessageChange> changes{{1, at(90), false}, {2, {}, true}};
  store_.change_messages(changes, at(1));
  EXPECT_EQ(read(kMessages), "person:an|open|0;person:binh|withdrawn|0");
  EXPECT_EQ(store_.next_ready(), at(90));
}

TEST_P(StoreContract, WhatDoesNotStandInTheBytesIsNotTold) {
  const std::vector<ItemClaim> claims{claim_for(stored_task(), {"person:an"})};
  store_.claim(claims, at(1));
  const ReadyMessage message = store_.ready_messages(at(500), kAnyRoom, false).at(0);
  const SealRecord record{message.id, "live", "thu", "stc@tg", "Nhắc việc", "bytes without it", {}};
  store_.seal(std::span{&record, 1}, at(2));
  Settlement settlement;
  settlement.message = message.id;
  settlement.outcome = "delivered";
  settlement.finished_at = at(3);
  store_.settle(std::span{&settlement, 1}, at(3));
  EXPECT_EQ(read("SELECT state FROM notices"), "queued");
}

TEST_P(StoreContract, OnlyWhatWaitsCanBeSealed) {
  deliver(stored_task(), "live", Settlement::Next::delivered);
  const SealRecord record{1, "live", "thu", "x", "y", "z"};
  EXPECT_THROW(store_.seal(std::span{&record, 1}, at(9)), StoreError);
}

TEST_P(StoreContract, OutboxLoadCountsTheDaysMessages) {
  deliver(stored_task(), "live", Settlement::Next::delivered);
  write(
      "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, created_at) VALUES"
      " ('b', 'person:an', 'thu', 'critical', 1669858200000, 'open', 1), ('c', 'person:an', 'thu', 'routine', "
      "1669858200000,"
      " 'withdrawn', 1), ('d', 'person:an', 'tin', 'routine', 1669858200000, 'open', 1)");
  const std::vector<std::pair<rules::Recipient, std::string>> keys{{"person:an", "thu"}};
  const auto load = store_.outbox_load(keys, at(10), vietnam()).at(keys[0]);
  EXPECT_EQ(load.per_day, (std::map<rules::Day, int>{{rules::make_day(2022, 12, 1), 2}}));
  ASSERT_EQ(load.open.size(), 1U);
  EXPECT_EQ(load.open[0], (rules::OutboxLoad::Open{MessageClass::critical, at(60)}));
}

TEST_P(StoreContract, ThreadsFollowTheItem) {
  const StoredItem item = stored_task();
  deliver(item, "live", Settlement::Next::delivered);
  const std::vector<rules::ItemId> ids{item.item.id};
  EXPECT_EQ(store_.thread_of("person:an", ids).size(), 1U);
  EXPECT_TRUE(store_.thread_of("person:binh", ids).empty());
  write("UPDATE messages SET mode = 'redirect'");
  EXPECT_TRUE(store_.thread_of("person:an", ids).empty()) << "what a rehearsal mailbox got is no thread of theirs";
}

}  // namespace dondoc::testing
