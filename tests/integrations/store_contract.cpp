#include "tests/integrations/store_contract.hpp"

namespace dondoc::testing {

using namespace dondoc::integrations;
using rules::Instant;
using rules::MessageClass;
using rules::NoticeState;
using rules::Reason;

namespace {

constexpr Instant at(std::int64_t minutes) {
  return rules::instant_from_millis(1'669'854'600'000 + minutes * 60'000);  // from Thu 01/12/2022 07:30 +07:00 on
}

const std::map<std::string, std::size_t> kAnyRoom;
constexpr std::int64_t kHigh = 70;  // a profile
class InputsByPriority : public rules::ItemInputs {
 public:
  [[nodiscard]] std::optional<std::int64_t> of_profile(std::int64_t profile) const override {
    return met_ && profile == kHigh ? std::optional<std::int64_t>{7} : std::nullopt;
  }
  [[nodiscard]] std::int64_t of(const rules::ItemColumns& columns) override {
    ++asked;
    met_ = met_ || columns.priority == "cao";
    return columns.priority == "cao" ? 7 : -7;
  }
  std::size_t asked = 0;

 private:
  bool met_ = false;
};

constexpr const char* kNotices = "SELECT recipient, state, reason FROM notices ORDER BY id";
constexpr const char* kMessages = "SELECT recipient, state, attempts FROM messages ORDER BY id";

rules::Zone vietnam() { return rules::Zone("Asia/Ho_Chi_Minh", {{rules::kEarliestInstant, std::chrono::hours{7}}}); }

}  // namespace

StoredItem StoreContract::stored_task() {
  write("INSERT INTO items (code, kind, title, term, received_at) VALUES ('A', 'task', 'một', '3wd', 1669854600000)");
  std::vector<StoredItem> items = store_.due_items(at(0), 10);
  EXPECT_EQ(items.size(), 1U);
  return items.at(0);
}

ItemClaim StoreContract::claim_for(const StoredItem& item, const std::vector<std::string>& recipients) {
  ItemClaim claim;
  claim.revision = item.revision;
  claim.evaluation.item = item.item.id;
  claim.evaluation.next_check = at(1000);
  rules::PlannedAlert alert;
  alert.key = {1, "r", "s", 0};
  alert.scheduled_at = at(0);
  for (std::size_t place = 0; place < recipients.size(); ++place) {
    rules::PlannedNotice notice;
    notice.recipient = recipients[place];
    notice.role = "head";
    alert.notices.push_back(notice);
    claim.placements.push_back({0, place, "thu", MessageClass::routine, at(0), at(1)});
  }
  claim.evaluation.alerts.push_back(alert);
  return claim;
}

void StoreContract::seal_all(const std::string& mode) {
  std::vector<SealRecord> records;
  for (const ReadyMessage& message : store_.ready_messages(at(500), kAnyRoom, false)) {
    std::vector<rules::NoticeId> notices;
    for (const auto& notice : message.notices) notices.push_back(notice.id);
    records.push_back({message.id, mode, "thu", "stc@tg", "Nhắc việc", "bytes of the message", std::move(notices)});
  }
  store_.seal(records, at(2));
}

void StoreContract::deliver(const StoredItem& item, const std::string& mode, Settlement::Next next) {
  const ItemClaim claim = claim_for(item, {"person:an"});
  store_.claim(std::span{&claim, 1}, at(0));
  seal_all(mode);
  const Settlement result{1, "x", "250 ok", "remote", at(3), next, at(30), false};
  store_.settle(std::span{&result, 1}, at(3));
}

TEST_P(StoreContract, ItemsComeWithAllThatHangsOnThem) {
  write(
      "INSERT INTO agencies (code, name) VALUES ('STC', 'Sở Tài chính'), ('VP', 'Văn phòng');"
      "INSERT INTO people (code, name) VALUES ('an', 'An');"
      "INSERT INTO documents (id, number, date) VALUES (3, '358/KH-UBND', '2022-11-30');"
      "INSERT INTO item_coordinators VALUES ('kh', 'A', 'VP');"
      "INSERT INTO holds (source, code, from_at, until_at, reason) VALUES ('kh', 'A', 1000, 2000, 'chờ bổ sung');"
      "INSERT INTO extensions (source, code, requested_at, state) VALUES ('kh', 'A', 50, 'refused'), ('kh', 'A', 40, "
      "'granted');"
      "INSERT INTO urgings (source, code, at, how, ref) VALUES ('kh', 'A', 60, 'công văn', '12/VP');"
      "INSERT INTO items (source, code, kind, title, state, agency, officer, document, due_at, due_is_date, term, "
      "holds,"
      " attributes) VALUES ('kh', 'A', 'dossier', 'Báo cáo', 'reported', 'STC', 'an', 3, 5000, 1, '24wh', 'shift',"
      " '{\"xã\": \"Long Định\", \"số\": 12, \"tỷ lệ\": 1.5, \"gấp\": true, \"khác\": null, \"ds\": [1, 2]}')");
  const std::vector<StoredItem> items = store_.due_items(at(0), 10);
  ASSERT_EQ(items.size(), 1U);
  const rules::Item& item = items[0].item;
  EXPECT_EQ(item.kind, rules::Kind::dossier);
  EXPECT_EQ(item.state, rules::State::reported);
  EXPECT_EQ(item.agency, "STC");
  EXPECT_EQ(item.document->number, "358/KH-UBND");
  EXPECT_EQ(item.document->date, rules::make_day(2022, 11, 30));
  EXPECT_EQ(item.coordinators, std::vector<std::string>{"VP"});
  ASSERT_EQ(item.holds.size(), 1U);
  EXPECT_EQ(item.holds[0].until, rules::instant_from_millis(2000));
  EXPECT_EQ(item.term, (rules::Amount{24, rules::Unit::wh}));
  EXPECT_TRUE(item.due_is_date);
  EXPECT_TRUE(item.holds_shift);
  EXPECT_EQ(item.attributes,
            (std::map<std::string, std::string>{
                {"ds", "[1,2]"}, {"gấp", "true"}, {"số", "12"}, {"tỷ lệ", "1.5"}, {"xã", "Long Định"}}));
  EXPECT_EQ(items[0].history.extension_requested_at, rules::instant_from_millis(40));
  ASSERT_EQ(items[0].history.urgings.size(), 1U);
  EXPECT_EQ(items[0].history.urgings[0].at, rules::instant_from_millis(60));
  EXPECT_EQ(items[0].history.urgings[0].how + " " + items[0].history.urgings[0].ref, "công văn 12/VP");
  EXPECT_EQ(items[0].history.version, 0);
}

TEST_P(StoreContract, AMalformedRowIsPutAsideAndStopsNobody) {
  write("INSERT INTO items (code, kind, term) VALUES ('X', 'task', '9999999999h'), ('Y', 'task', '3wd')");
  const std::vector<StoredItem> items = store_.due_items(at(0), 10);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].item.code, "Y");
  EXPECT_EQ(read("SELECT next_check_at, no_check_reason FROM item_state WHERE code = 'X'"), "-|malformed");
  ASSERT_EQ(store_.findings().size(), 1U);
  EXPECT_EQ(store_.findings()[0].finding.code, "DD2901");
  EXPECT_EQ(store_.findings()[0].finding.args.at("value"), "9999999999h");

  write("UPDATE items SET term = '3wd' WHERE code = 'X'");
  const std::vector<StoredItem> mended = store_.due_items(at(1), 10);
  ASSERT_EQ(mended.size(), 2U);
  for (const StoredItem& item : mended) {
    const ItemClaim claim = claim_for(item, {});
    store_.claim(std::span{&claim, 1}, at(1));
  }
  EXPECT_TRUE(store_.findings().empty());
}

TEST_P(StoreContract, DueItemsComeEarliestFirstAndOnlyWhenDue) {
  write(
      "INSERT INTO items (code, kind) VALUES ('A', 'task'), ('B', 'task'), ('C', 'task'), ('D', 'task');"
      "UPDATE item_state SET next_check_at = CASE code WHEN 'A' THEN 300 WHEN 'B' THEN 200 WHEN 'C' THEN 900 END");
  EXPECT_EQ(store_.next_check(), rules::instant_from_millis(200));
  const std::vector<StoredItem> due = store_.due_items(rules::instant_from_millis(300), 10);
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[0].item.code + due[1].item.code, "BA");
  EXPECT_EQ(store_.due_items(rules::instant_from_millis(300), 1).size(), 1U);
  const std::vector<rules::ItemId> ids{due[0].item.id};
  EXPECT_EQ(store_.load_items(ids).at(0).item.code, "B");
}

TEST_P(StoreContract, ScanLeavesOutWhatIsOver) {
  write(
      "INSERT INTO items (code, kind, state, finished_at) VALUES ('A', 'task', 'open', NULL), ('B', 'task', 'done', "
      "NULL),"
      " ('C', 'dossier', 'done', 5), ('D', 'task', 'suspended', NULL); UPDATE item_state SET next_check_at = NULL");
  std::string codes;
  rules::ItemId after = 0;
  for (bool end = false; !end;) {
    const Scanned scanned = store_.scan_items(after, 2, 2, nullptr);
    for (const StoredItem& item : scanned.items) codes += item.item.code;
    after = scanned.done;
    end = scanned.end;
  }
  EXPECT_EQ(codes, "ACD");
}

// Claimed with the inputs of now, an item is passed over, whatever else it has; with others, or with none, it is not.
TEST_P(StoreContract, ScanPassesOverWhatWasClaimedWithTheSameInputs) {
  write(
      "INSERT INTO items (code, kind, priority) VALUES ('A', 'task', 'cao'), ('B', 'task', 'cao'), ('C', 'task', ''),"
      " ('D', 'task', 'cao')");
  const std::vector<StoredItem> items = store_.due_items(at(0), 10);
  ASSERT_EQ(items.size(), 4U);
  std::vector<ItemClaim> claims;
  for (const StoredItem& item : items) claims.push_back(claim_for(item, {}));
  claims[0].inputs = 7;
  claims[1].inputs = 8;
  claims[2].inputs = -7;
  store_.claim(claims, at(0));
  InputsByPriority inputs;
  const auto codes = [](const Scanned& scanned) {
    std::string text;
    for (const StoredItem& item : scanned.items) text += item.item.code;
    return text + (scanned.end ? "." : "…");
  };
  const Scanned all = store_.scan_items(0, 10, 10, &inputs);
  EXPECT_EQ(codes(all), "BD.");
  EXPECT_EQ(all.items[0].inputs, 8);
  EXPECT_FALSE(all.items[1].inputs);
  const Scanned limited = store_.scan_items(0, 1, 10, &inputs);
  EXPECT_EQ(codes(limited), "B…");
  EXPECT_EQ(limited.done, items[1].item.id);
  const Scanned bounded = store_.scan_items(0, 10, 1, &inputs);
  EXPECT_EQ(codes(bounded), "…") << "one row was looked at, and passed over";
  EXPECT_EQ(bounded.done, items[0].item.id);
}

TEST_P(StoreContract, ScanReadsTheColumnsOfOneItemOfEachProfile) {
  write(
      "INSERT INTO items (code, kind, priority) VALUES ('A', 'task', 'cao'), ('B', 'task', 'cao'), ('C', 'task', "
      "'cao'),"
      " ('D', 'task', ''), ('E', 'task', 'cao')");
  std::vector<ItemClaim> claims;
  for (const StoredItem& item : store_.due_items(at(0), 10)) claims.push_back(claim_for(item, {}));
  for (ItemClaim& claim : claims) {
    claim.inputs = 7;
    claim.profile = kHigh;
  }
  claims[2].inputs = 8;
  claims[3].profile = rules::ItemInputs::kSettled;
  claims[4].profile = std::nullopt;
  store_.claim(claims, at(0));
  InputsByPriority inputs;
  const Scanned scanned = store_.scan_items(0, 10, 10, &inputs);
  ASSERT_EQ(scanned.items.size(), 1U);
  EXPECT_EQ(scanned.items[0].item.code, "C");
  EXPECT_EQ(scanned.items[0].profile, kHigh);
  EXPECT_EQ(inputs.asked, 3U) << "A for its profile; C for its inputs are others; E for its profile is not known";
}

TEST_P(StoreContract, AChangedItemKeepsItsInputsUntilTheNextClaim) {
  write("INSERT INTO items (code, kind) VALUES ('A', 'task')");
  ItemClaim claim = claim_for(store_.due_items(at(0), 10).at(0), {});
  claim.inputs = 7;
  store_.claim({&claim, 1}, at(0));
  write("UPDATE items SET priority = 'cao'");
  ItemClaim lost = claim;
  lost.inputs = 9;
  EXPECT_EQ(store_.claim({&lost, 1}, at(0)).lost, 1U);
  EXPECT_EQ(store_.due_items(at(0), 10).at(0).inputs, 7);
}

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

TEST_P(StoreContract, AFullEvaluationIsKnownUntilItIsThrough) {
  write("INSERT INTO items (code, kind) VALUES ('A', 'task'), ('B', 'task')");
  EXPECT_FALSE(store_.full_evaluation());
  store_.begin_full_evaluation();
  ASSERT_TRUE(store_.full_evaluation());
  EXPECT_EQ(store_.full_evaluation()->after, 0);
  EXPECT_EQ(store_.full_evaluation()->percent(), 0);
  store_.advance_full_evaluation(1);
  EXPECT_EQ(store_.full_evaluation()->after, 1);
  EXPECT_EQ(store_.full_evaluation()->percent(), 50);
  store_.finish_full_evaluation({}, at(0));
  EXPECT_FALSE(store_.full_evaluation());
}

TEST_P(StoreContract, WhatAFullEvaluationDoesNotMeetIsOver) {
  const StoredItem item = stored_task();
  const auto claim_with = [&](std::vector<rules::Finding> findings, Instant now) {
    ItemClaim claim = claim_for(item, {});
    claim.evaluation.findings = std::move(findings);
    store_.claim(std::span{&claim, 1}, now);
  };
  const std::string codes[] = {"DD6201"};
  claim_with({{"DD6201", "a", {}}, {"DD6201", "b", {}}, {"DD6301", "c", {}}}, at(0));
  store_.begin_full_evaluation();
  claim_with({{"DD6201", "b", {}}}, at(0));
  store_.finish_full_evaluation(codes, at(1));
  EXPECT_EQ(read("SELECT id, subject FROM findings WHERE resolved_at IS NULL"), "2|b;3|c");
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

TEST_P(StoreContract, ADeletedItemComesWithItsHistoryOnly) {
  const StoredItem item = stored_task();
  write("DELETE FROM items");
  const std::vector<StoredItem> due = store_.due_items(at(0), 10);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_FALSE(due[0].exists);
  EXPECT_EQ(due[0].item.code, "A");
}

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
}

TEST_P(StoreContract, FindingsStandUntilTheyAreGoneAndAreToldOnce) {
  const std::vector<std::string> codes{"DD6101", "DD6201"};
  const std::vector<rules::Finding> both{{"DD6101", "a", {}}, {"DD6201", "b", {{"year", "2028"}}}};
  store_.report_findings(codes, both, at(0));
  store_.report_findings(codes, both, at(1));
  EXPECT_EQ(store_.findings().size(), 2U);
  EXPECT_TRUE(store_.queue_findings("operator", "thu", at(2), at(2)));
  const std::string version = read("PRAGMA data_version");
  EXPECT_FALSE(store_.queue_findings("operator", "thu", at(3), at(3)));
  EXPECT_EQ(read("PRAGMA data_version"), version) << "an idle look writes nothing";
  const ReadyMessage message = store_.ready_messages(at(2), kAnyRoom, false).at(0);
  EXPECT_EQ(message.recipient, "operator");
  EXPECT_EQ(message.findings.size(), 2U);
  EXPECT_FALSE(store_.findings()[0].told);
  seal_all("live");
  const Settlement result{message.id, "delivered", "", "", at(4), Settlement::Next::delivered, {}, false};
  store_.settle(std::span{&result, 1}, at(4));
  EXPECT_TRUE(store_.findings()[0].told);

  store_.report_findings(codes, std::span{both}.first(1), at(5));
  EXPECT_EQ(store_.findings().size(), 1U);
  store_.report_findings(codes, both, at(6));  // came back: news again
  EXPECT_TRUE(store_.queue_findings("operator", "thu", at(7), at(7)));
}

TEST_P(StoreContract, TheDirectoryHoldsEveryTable) {
  write(
      "INSERT INTO agencies (code, name, tone, calendar) VALUES ('UB', 'Uỷ ban', 'cap_tren', 'c1'), ('STC', 'Sở', '', "
      "'');"
      "INSERT INTO agency_successors VALUES ('STC', 'UB');"
      "INSERT INTO people (code, name, phone) VALUES ('an', 'An', '0123'), ('binh', 'Bình', '');"
      "INSERT INTO positions (agency, role, person, valid_from) VALUES ('STC', 'head', 'an', '2022-01-01');"
      "INSERT INTO escalation_paths (agency, level, target_agency) VALUES ('STC', 1, 'UB');"
      "INSERT INTO delegations (from_person, to_person, from_at, until_at) VALUES ('an', 'binh', 1, 9);"
      "INSERT INTO contacts (id, person) VALUES ('vp', 'binh'); INSERT INTO rooms (id) VALUES ('zalo');"
      "INSERT INTO procedures (code, term, cut_off, reception_calendar, roll, max_extensions)"
      " VALUES ('1.001', '3wd', '15:00', 'mot-cua', 'next', 0);"
      "INSERT INTO procedures (code) VALUES ('1.002');"
      "INSERT INTO sources (id, fresh_as_of) VALUES ('mot-cua', 77)");
  const auto directory = store_.load_directory();
  const rules::Day day = rules::make_day(2022, 12, 1);
  EXPECT_EQ(directory->agency("UB")->tone, "cap_tren");
  EXPECT_EQ(directory->agency("STC")->successors, std::vector<std::string>{"UB"});
  EXPECT_EQ(directory->holders("STC", rules::Role::head, day).at(0)->person, "an");
  EXPECT_EQ(directory->escalation_place("STC", 1, day)->target_agency, "UB");
  EXPECT_EQ(directory->delegation("an", rules::instant_from_millis(5))->to_person, "binh");
  EXPECT_EQ(directory->contact("vp")->person, "binh");
  EXPECT_NE(directory->room("zalo"), nullptr);
  EXPECT_EQ(directory->procedure("1.001", day)->term, (rules::Amount{3, rules::Unit::wd}));
  EXPECT_EQ(directory->procedure("1.001", day)->cut_off, rules::ClockTime{15 * 60});
  EXPECT_EQ(directory->procedure("1.001", day)->reception_calendar, "mot-cua");
  EXPECT_EQ(directory->procedure("1.001", day)->roll, rules::Roll::next);
  EXPECT_EQ(directory->procedure("1.001", day)->max_extensions, 0);
  EXPECT_EQ(directory->procedure("1.002", day)->roll, std::nullopt);
  EXPECT_EQ(directory->procedure("1.002", day)->max_extensions, std::nullopt);
  EXPECT_EQ(directory->source("mot-cua")->fresh_as_of, rules::instant_from_millis(77));
}

TEST_P(StoreContract, SilencesAreReadAndWrongOnesReported) {
  write(
      "INSERT INTO silences (filter, author, reason, from_at, until_at) VALUES"
      " ('{\"kind\": \"task\", \"agency\": {\"level\": [\"so\", \"xa*\"]}, \"priority\": {\"not\": \"low\"},"
      "   \"due_at\": {\"min\": \"2022-12-01\"}}', 'an', 'lũ', 1, 9), ('[1]', 'an', 'sai', 1, 9)");
  const std::vector<rules::Silence> silences = store_.load_silences();
  ASSERT_EQ(silences.size(), 1U);
  std::string fields;
  for (const rules::Condition& condition : silences[0].filter) fields += condition.field + ' ';
  EXPECT_EQ(fields, "kind agency.level priority due_at ");
  EXPECT_EQ(silences[0].filter[1].test.tests.at(1).op, rules::Test::Op::pattern);
  EXPECT_EQ(silences[0].filter[3].test.min, rules::Value{rules::make_day(2022, 12, 1)});
  EXPECT_EQ(store_.unreadable_silences().at(0).code, "DD2902");
  EXPECT_TRUE(store_.findings().empty()) << "who only reads must not write";
}

TEST_P(StoreContract, ForeignCommitsAreNoticed) {
  const std::int64_t before = store_.data_version();
  store_.set_meta("own", "write");
  EXPECT_EQ(store_.data_version(), before);
  const std::int64_t reference = store_.reference_revision();
  write("INSERT INTO items (code, kind) VALUES ('A', 'task')");
  EXPECT_NE(store_.data_version(), before);
  EXPECT_EQ(store_.reference_revision(), reference);
  write("INSERT INTO rooms (id) VALUES ('r')");
  EXPECT_NE(store_.reference_revision(), reference);
}

TEST_P(StoreContract, StepsAndMetaAreKept) {
  using Step = Store::KnownStep;
  const std::vector<Step> first{{"r", "s1", "f1", {}}, {"r", "s2", "f2", at(0)}};
  store_.set_known_steps(first, at(0));
  store_.set_known_steps(std::span{first}.last(1), at(5));
  ASSERT_EQ(store_.known_steps().size(), 1U);
  EXPECT_EQ(store_.known_steps()[0].step, "s2");
  EXPECT_EQ(store_.known_steps()[0].unconfirmed_since, at(0));
  EXPECT_EQ(read("SELECT first_seen FROM known_steps"), std::to_string(rules::to_millis(at(0))));
  store_.set_meta("k", "v");
  EXPECT_EQ(store_.meta("k"), "v");
  EXPECT_FALSE(store_.meta("nothing"));
}

}  // namespace dondoc::testing
