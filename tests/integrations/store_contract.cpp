#include "tests/integrations/store_contract.hpp"

// How the suite's stories begin. What a Store has to do stands in the files *_contract.cpp beside this one.

namespace dondoc::testing {

using namespace dondoc::integrations;
using rules::MessageClass;

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

}  // namespace dondoc::testing
