#include "rules/meeting.hpp"
#include "tests/integrations/store_contract.hpp"

// What a Store has to do for meetings: their rows, their messages, their agenda.

namespace dondoc::testing {

using namespace dondoc::integrations;
using rules::Instant;

namespace {

// A meeting of occurrence "gb/STC/2022-12-30", as a person settles it.
constexpr const char* kMeeting =
    "INSERT INTO items (source, code, kind, title, due_at) VALUES ('series:gb', 'gb/STC/2022-12-30', 'occurrence', "
    "'Họp',"
    " 1672419600000);"
    "INSERT INTO meetings (source, code, at, minutes, place, chair_name, invite, attendees) VALUES ('series:gb',"
    " 'gb/STC/2022-12-30', 1672189200000, 90, 'Phòng 1', 'Giám đốc', '[\"head\",\"nobody\"]', '[\"an\"]')";

}  // namespace

TEST_P(StoreContract, AMeetingComesWithItsOccurrence) {
  write(kMeeting);
  const StoredItem item = store_.due_items(at(0), 10).at(0);
  ASSERT_TRUE(item.item.meeting);
  const rules::Meeting& meeting = *item.item.meeting;
  EXPECT_EQ(meeting.uid.size(), 32U);
  EXPECT_EQ(meeting.at, rules::instant_from_millis(1672189200000));
  EXPECT_EQ(meeting.length, std::chrono::minutes{90});
  EXPECT_EQ(meeting.place + "|" + meeting.chair + "|" + meeting.chair_name, "Phòng 1||Giám đốc");
  ASSERT_EQ(meeting.invite.size(), 1U);  // what nobody can read invites nobody
  EXPECT_EQ(meeting.attendees, std::vector<std::string>{"an"});
  EXPECT_EQ(meeting.sequence, -1);
  EXPECT_EQ(store_.meeting_time("series:gb", "gb/STC/2022-12-30"), meeting.at);
  EXPECT_EQ(store_.meeting_time("series:gb", "gb/STC/2022-11-30"), std::nullopt);
}

TEST_P(StoreContract, AClaimKeepsTheSequenceAndAnEditWakesTheItem) {
  write(kMeeting);
  StoredItem item = store_.due_items(at(0), 10).at(0);
  ItemClaim claim = claim_for(item, {});
  claim.evaluation.meeting = rules::MeetingChange{3, "basis"};
  store_.claim(std::span{&claim, 1}, at(0));
  EXPECT_TRUE(store_.due_items(at(999), 10).empty());
  EXPECT_EQ(read("SELECT sequence, basis FROM meetings"), "3|basis");
  write("UPDATE meetings SET place = 'Phòng 2'");
  item = store_.due_items(at(999), 10).at(0);
  EXPECT_EQ(item.item.meeting->sequence, 3);
  EXPECT_EQ(item.item.meeting->place, "Phòng 2");
}

TEST_P(StoreContract, AnEventTravelsAloneAndCountsForNobody) {
  write("INSERT INTO items (code, kind) VALUES ('A', 'task'), ('B', 'task')");
  const std::vector<StoredItem> items = store_.due_items(at(0), 10);
  std::vector<ItemClaim> claims{claim_for(items[0], {"person:an"}), claim_for(items[1], {"person:an"})};
  claims[1].placements[0].event = items[1].item.id;
  store_.claim(claims, at(0));
  EXPECT_EQ(read("SELECT count(*) FROM messages WHERE event = 0"), "1");
  const auto ready = store_.ready_messages(at(500), kAnyRoom, false);
  ASSERT_EQ(ready.size(), 2U);
  EXPECT_EQ(ready[0].event + ready[1].event, items[1].item.id);
  const std::vector<std::pair<rules::Recipient, std::string>> keys{{"person:an", "thu"}};
  const auto load = store_.outbox_load(keys, at(10), vietnam()).at(keys[0]);
  EXPECT_EQ(load.open.size(), 1U);
  EXPECT_EQ(load.per_day.begin()->second, 1);
  EXPECT_EQ(store_.missed_messages("person:an", "thu", at(600)).size(), 1U);
}

TEST_P(StoreContract, AnAgendaIsOfTheAgencyAndItsPeriod) {
  write(
      "INSERT INTO agencies (code, name) VALUES ('STC', 'Sở Tài chính'), ('STP', 'Sở Tư pháp');"
      "INSERT INTO occurrences (series, agency, day, code) VALUES ('gb', 'STC', '2022-11-30', 'gb/STC/2022-11-30'),"
      " ('gb', 'STC', '2022-12-30', 'gb/STC/2022-12-30'), ('gb', 'STP', '2022-11-30', 'gb/STP/2022-11-30');"
      "INSERT INTO items (source, code, kind, agency, state, parent, due_at, finished_at) VALUES"
      " ('local', 'late', 'task', 'STC', 'open', '', 1000, NULL), ('local', 'later', 'task', 'STC', 'open', '', 900, "
      "NULL),"
      " ('local', 'held', 'task', 'STC', 'suspended', '', 800, NULL),"
      " ('local', 'other', 'task', 'STP', 'open', '', 700, NULL),"
      " ('local', 'soon', 'task', 'STC', 'open', '', 3000, NULL), ('local', 'far', 'task', 'STC', 'open', '', 9000, "
      "NULL),"
      " ('local', 'done', 'task', 'STC', 'done', '', 1000, 1500), ('local', 'old', 'task', 'STC', 'done', '', 1000, "
      "400),"
      " ('local', 'decided', 'task', 'STC', 'open', 'gb/STC/2022-11-30', 9500, NULL),"
      " ('local', 'elsewhere', 'task', 'STC', 'open', 'gb/STP/2022-11-30', 9500, NULL),"
      " ('series:gb', 'gb/STC/2022-12-30', 'occurrence', 'STC', 'open', '', 600, NULL);"
      "UPDATE holds SET from_at = 100;"
      "UPDATE item_state SET due_at = (SELECT due_at FROM items WHERE items.code = item_state.code);"
      "INSERT INTO extensions (code, requested_at, reason, state) VALUES ('soon', 1600, 'chờ kinh phí', 'requested'),"
      " ('late', 300, 'trước kỳ trước', 'requested'), ('later', 1600, 'đã cho', 'granted')");
  const auto when = [](std::int64_t millis) { return rules::instant_from_millis(millis); };
  const auto agenda = store_.agenda({"series:gb", "gb/STC/2022-12-30", "STC", when(2000), when(500), when(5000)});
  const auto codes = [](const rules::AgendaList& list) {
    std::string text = std::to_string(list.total) + ":";
    for (const auto& line : list.lines) text += " " + line.code + (line.note.empty() ? "" : " (" + line.note + ")");
    return text;
  };
  EXPECT_EQ(codes(agenda.decisions), "1: decided");
  EXPECT_EQ(codes(agenda.overdue), "2: later late");
  EXPECT_EQ(codes(agenda.due), "1: soon");
  EXPECT_EQ(codes(agenda.difficulties), "1: soon (chờ kinh phí)");
  EXPECT_EQ(codes(agenda.done), "1: done");
  EXPECT_EQ(agenda.decisions.lines[0].meeting, "gb/STC/2022-11-30");
  for (int i = 0; i < 30; ++i) {
    write("INSERT INTO items (code, kind, agency) VALUES ('m" + std::to_string(i) + "', 'task', 'STC')");
  }
  write("UPDATE item_state SET due_at = 100 WHERE code GLOB 'm*'");
  const auto many = store_.agenda({"series:gb", "gb/STC/2022-12-30", "", when(2000), when(500), when(5000)});
  EXPECT_EQ(many.overdue.total, 33);  // of all agencies
  EXPECT_EQ(many.overdue.lines.size(), static_cast<std::size_t>(rules::kAgendaLines));
}

}  // namespace dondoc::testing
