#include "tests/integrations/store_contract.hpp"

// What a Store has to do for claims: what an evaluation found, written at once or not at all.

namespace dondoc::testing {

using namespace dondoc::integrations;
using rules::NoticeState;
using rules::Reason;

TEST_P(StoreContract, AClaimWritesEverything) {
  const StoredItem item = stored_task();
  ItemClaim claim = claim_for(item, {"person:an", "agency:STC"});
  claim.evaluation.deadline = rules::DeadlineChange{1, at(60), "first", "first", 1, at(-60), true, ";1;3wd;", at(120)};
  for (auto& notice : claim.evaluation.alerts[0].notices) notice.agency = "STC";
  claim.evaluation.findings.push_back({"DD6101", "agency:STC/head", {{"agency", "STC"}}});
  claim.evaluation.waits_for_delivery = true;
  const ClaimCounts counts = store_.claim(std::span{&claim, 1}, at(0));
  EXPECT_EQ(counts.items, 1U);
  EXPECT_EQ(counts.alerts, 1U);
  EXPECT_EQ(counts.notices, 2U);
  EXPECT_EQ(counts.lost, 0U);
  EXPECT_EQ(store_.next_check(), at(1000));
  EXPECT_EQ(read(kNotices), "person:an|queued|reached;agency:STC|queued|reached");
  EXPECT_EQ(read(kMessages), "person:an|open|0;agency:STC|open|0");
  EXPECT_EQ(read("SELECT version, cause FROM deadline_versions"), "1|first");
  EXPECT_EQ(store_.findings().at(0).finding.args.at("agency"), "STC");

  const std::vector<rules::ItemId> ids{item.item.id};
  const StoredItem again = store_.load_items(ids).at(0);
  EXPECT_EQ(again.history.version, 1);
  EXPECT_EQ(again.history.due, at(60));
  EXPECT_EQ(again.history.basis, ";1;3wd;");
  EXPECT_EQ(again.history.computed_due, at(120));
  ASSERT_EQ(again.history.alerts.size(), 1U);
  EXPECT_EQ(again.history.alerts[0].key, claim.evaluation.alerts[0].key);
  ASSERT_EQ(again.history.alerts[0].notices.size(), 2U);
  EXPECT_EQ(again.history.alerts[0].notices[0].agency, "STC");
  EXPECT_TRUE(store_.due_items(at(999), 10).empty());
}

TEST_P(StoreContract, AnUpdateBetweenReadAndClaimIsNotLost) {
  const StoredItem item = stored_task();
  const ItemClaim claim = claim_for(item, {"person:an"});
  write("UPDATE items SET state = 'done'");
  const ClaimCounts counts = store_.claim(std::span{&claim, 1}, at(0));
  EXPECT_EQ(counts.lost, 1U);
  EXPECT_EQ(read("SELECT count(*) FROM alerts"), "0");
  EXPECT_EQ(store_.due_items(at(0), 10).at(0).item.state, rules::State::done);
}

TEST_P(StoreContract, TheSameClaimTwiceIsOneAlert) {
  const StoredItem item = stored_task();
  const ItemClaim claim = claim_for(item, {"person:an"});
  store_.claim(std::span{&claim, 1}, at(0));
  const ClaimCounts counts = store_.claim(std::span{&claim, 1}, at(0));
  EXPECT_EQ(counts.alerts, 0U);
  EXPECT_EQ(read("SELECT (SELECT count(*) FROM alerts), (SELECT count(*) FROM message_notices)"), "1|1");
}

TEST_P(StoreContract, NoticesOfOneRecipientTravelTogetherUntilSealed) {
  write("INSERT INTO items (code, kind) VALUES ('A', 'task'), ('B', 'task'), ('C', 'task')");
  const std::vector<StoredItem> items = store_.due_items(at(0), 10);
  std::vector<ItemClaim> claims{claim_for(items[0], {"person:an"}), claim_for(items[1], {"person:an"})};
  store_.claim(claims, at(0));
  seal_all("live");
  claims = {claim_for(items[2], {"person:an"})};
  store_.claim(claims, at(3));
  EXPECT_EQ(read("SELECT message, count(*) FROM message_notices GROUP BY message"), "1|2;2|1");
  EXPECT_EQ(read("SELECT count(DISTINCT public_id), min(length(public_id)) FROM messages"), "2|32");
}

TEST_P(StoreContract, ANoticeThatIsNotTrueLeavesItsMessage) {
  write("INSERT INTO items (code, kind) VALUES ('A', 'task'), ('B', 'task')");
  const std::vector<StoredItem> items = store_.due_items(at(0), 10);
  const std::vector<ItemClaim> claims{claim_for(items[0], {"person:an"}), claim_for(items[1], {"person:an"})};
  store_.claim(claims, at(0));
  for (std::size_t place = 0; place < 2; ++place) {
    ItemClaim change = claim_for(items[place], {});
    change.evaluation.alerts.clear();
    const auto notice = static_cast<rules::NoticeId>(place + 1);
    change.evaluation.changes.push_back({notice, NoticeState::withdrawn, Reason::state_closed});
    store_.claim(std::span{&change, 1}, at(1));
    EXPECT_EQ(read(kMessages), place == 0 ? "person:an|open|0" : "person:an|withdrawn|0");
  }
  EXPECT_FALSE(store_.next_ready());
}

TEST_P(StoreContract, WhatWasToldIsNeverTakenBack) {
  const StoredItem item = stored_task();
  deliver(item, "live", Settlement::Next::delivered);
  ItemClaim late = claim_for(item, {"person:an"});
  late.evaluation.changes.push_back({1, NoticeState::withdrawn, Reason::not_true});
  store_.claim(std::span{&late, 1}, at(4));
  EXPECT_EQ(read(kNotices), "person:an|told|delivered");
  EXPECT_EQ(read("SELECT count(*) FROM message_notices"), "1");
}

TEST_P(StoreContract, AFindingAboutAnItemEndsWithTheEvaluationThatDoesNotMeetIt) {
  const StoredItem item = stored_task();
  ItemClaim claim = claim_for(item, {});
  const std::string own = "item:" + std::to_string(item.item.id);
  claim.evaluation.findings = {
      {"DD6401", own + "/r/s", {}}, {"DD6401", own + "/r/t", {}}, {"DD6401", own + "0/r/s", {}}};
  store_.claim(std::span{&claim, 1}, at(0));
  claim.evaluation.findings.resize(1);
  store_.claim(std::span{&claim, 1}, at(1));
  EXPECT_EQ(read("SELECT subject FROM findings WHERE resolved_at IS NULL ORDER BY id"), own + "/r/s;" + own + "0/r/s");
}

TEST_P(StoreContract, AClockSetBackPlacesAnewWhatItHadPlacedAhead) {
  const StoredItem item = stored_task();
  const ItemClaim claim = claim_for(item, {"person:an"});
  store_.claim(std::span{&claim, 1}, at(600));
  EXPECT_EQ(store_.latest_claim(), at(600));
  store_.clock_set_back(at(500));
  EXPECT_EQ(store_.latest_claim(), at(500));
  EXPECT_EQ(read(kNotices), "person:an|deferred|not_true");
  EXPECT_EQ(read(kMessages), "person:an|withdrawn|0");
}

TEST_P(StoreContract, AClockSetBackLeavesWhatWasPlacedBefore) {
  const StoredItem item = stored_task();
  const ItemClaim claim = claim_for(item, {"person:an"});
  store_.claim(std::span{&claim, 1}, at(0));
  store_.clock_set_back(at(500));
  EXPECT_EQ(read(kNotices), "person:an|queued|reached");
  EXPECT_EQ(read(kMessages), "person:an|open|0");
}

}  // namespace dondoc::testing
