#include "tests/integrations/store_contract.hpp"

// What a Store has to do for reading items: those that are due, those of a pass over everything, and what a full
// evaluation keeps.

namespace dondoc::testing {

using namespace dondoc::integrations;
using rules::Instant;

namespace {

constexpr rules::ItemProfile kHigh{70, 71};
class InputsByPriority : public rules::ItemInputs {
 public:
  [[nodiscard]] std::optional<std::int64_t> of_profile(const rules::ItemProfile& profile) override {
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

}  // namespace

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

TEST_P(StoreContract, AReaderBesideTheStoreGoesOnAfterAnItem) {
  write(
      "INSERT INTO items (code, kind) VALUES ('A', 'task'), ('B', 'task'), ('C', 'task'), ('D', 'task'), ('E', 'task');"
      "UPDATE item_state SET next_check_at = CASE code WHEN 'A' THEN 300 WHEN 'E' THEN 900 ELSE 200 END");
  const std::unique_ptr<ItemReader> reader = store_.item_reader();
  ASSERT_TRUE(reader);
  const auto codes = [&](std::size_t limit, DueKey after) {
    std::string text;
    for (const StoredItem& item : reader->due_items(rules::instant_from_millis(300), limit, after)) {
      text += item.item.code;
    }
    return text;
  };
  EXPECT_EQ(codes(10, {}), "BCDA");
  const StoredItem first = store_.due_items(rules::instant_from_millis(300), 1).at(0);
  EXPECT_EQ(codes(10, {*first.next_check, first.item.id}), "CDA");
  EXPECT_EQ(codes(2, {*first.next_check, first.item.id}), "CD");
  EXPECT_EQ(codes(10, {rules::instant_from_millis(300), 0}), "A");
  write("UPDATE item_state SET next_check_at = NULL WHERE code = 'C'");
  EXPECT_EQ(codes(10, {*first.next_check, first.item.id}), "DA") << "what was committed, at each call";
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
  claims[3].profile = rules::kSettledProfile;
  claims[4].profile = std::nullopt;
  store_.claim(claims, at(0));
  InputsByPriority inputs;
  const Scanned scanned = store_.scan_items(0, 10, 10, &inputs);
  ASSERT_EQ(scanned.items.size(), 1U);
  EXPECT_EQ(scanned.items[0].item.code, "C");
  EXPECT_EQ(scanned.items[0].profile, kHigh);
  EXPECT_EQ(inputs.asked, 2U) << "A for its profile, E for its profile is not known";
  std::string all;
  for (const StoredItem& item : store_.scan_items(0, 10, 10, nullptr).items) all += item.item.code;
  EXPECT_EQ(all, "ABCE") << "D is settled";
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

TEST_P(StoreContract, ADeletedItemComesWithItsHistoryOnly) {
  const StoredItem item = stored_task();
  write("DELETE FROM items");
  const std::vector<StoredItem> due = store_.due_items(at(0), 10);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_FALSE(due[0].exists);
  EXPECT_EQ(due[0].item.code, "A");
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

}  // namespace dondoc::testing
