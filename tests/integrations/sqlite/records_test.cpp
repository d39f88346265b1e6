#include "integrations/sqlite/records.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "integrations/sqlite/item_key.hpp"
#include "integrations/sqlite/log_report.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/zone.hpp"
#include "tests/integrations/sqlite/scratch.hpp"

namespace dondoc::integrations::sqlite {
namespace {

rules::Instant at(std::string_view text) { return *rules::parse_iso(text); }

// Two agencies, two people, one task "T1" that is due on 30/11/2022.
std::optional<rules::DeadlineResult> fixed_due(const rules::Item& item) {
  if (!item.due_at) return std::nullopt;
  return rules::DeadlineResult{*item.due_at, *item.due_at, *item.due_at, *item.due_at, *item.due_at, false};
}

class RecordsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    database_.execute(
        "INSERT INTO agencies (code, name) VALUES ('STC', 'Sở Tài chính'), ('SNV', 'Sở Nội vụ');"
        "INSERT INTO people (code, name) VALUES ('A', 'Nguyễn Văn A'), ('B', 'Trần Thị B'), ('B2', 'Trần Thị B');");
    NewItem item;
    item.code = "T1";
    item.title = "Báo cáo";
    item.agency = "STC";
    item.document = "358/KH-UBND";
    item.due_at = at("2022-12-01T00:00:00+07:00");
    item.due_is_date = true;
    ASSERT_TRUE(records_.add(item));
    key_ = find_item(database_, "T1").value();
  }

  std::string field(const std::string& column) {
    return database_.read_text("SELECT CAST(" + column + " AS TEXT) FROM items WHERE code = 'T1'").value_or("NULL");
  }
  std::string holds() {
    return database_
        .read_text("SELECT group_concat(reason || ':' || iif(until_at IS NULL, 'open', 'closed')) FROM holds")
        .value_or("");
  }
  static std::string code_of(const Edited<>& result) { return result ? "ok" : result.error().code; }

  const rules::Instant now_ = at("2022-12-01T07:30:00+07:00");
  const testing::ScratchFolder folder_;
  Database database_ = open_database(folder_.file("test.db"));
  Records records_{database_, "tester", now_};
  ItemKey key_;
};

TEST_F(RecordsTest, FinishKeepsTheResultAndClosesTheHold) {
  ASSERT_TRUE(records_.hold(key_, {now_ - std::chrono::hours{1}, {}, "chờ"}));
  EXPECT_EQ(field("state"), "suspended");
  ASSERT_TRUE(records_.finish(key_, {now_, "12/BC-STC", rules::make_day(2022, 11, 29)}));
  EXPECT_EQ(field("state"), "done");
  EXPECT_EQ(field("result_document"), "12/BC-STC");
  EXPECT_EQ(field("result_date"), "2022-11-29");
  EXPECT_EQ(holds(), "chờ:closed");
  EXPECT_EQ(code_of(records_.finish(key_, {now_, "", {}})), "DD5024");
}

TEST_F(RecordsTest, ReopenTakesTheResultBack) {
  ASSERT_TRUE(records_.finish(key_, {now_, "12/BC-STC", {}}));
  ASSERT_TRUE(records_.reopen(key_, "thiếu số liệu"));
  EXPECT_EQ(field("state"), "open");
  EXPECT_EQ(field("result_document"), "");
  EXPECT_EQ(field("finished_at"), "NULL");
  EXPECT_EQ(code_of(records_.reopen(key_, "")), "DD5025");
}

TEST_F(RecordsTest, HoldAndResumeAreRefusedWhereTheyMakeNoSense) {
  EXPECT_EQ(code_of(records_.resume(key_, now_)), "DD5028");
  ASSERT_TRUE(records_.hold(key_, {now_, {}, "chờ"}));
  EXPECT_EQ(code_of(records_.hold(key_, {now_ + std::chrono::hours{1}, {}, "nữa"})), "DD5026");
  EXPECT_EQ(code_of(records_.resume(key_, now_ - std::chrono::hours{1})), "DD5029");
  ASSERT_TRUE(records_.resume(key_, now_ + std::chrono::hours{1}));
  EXPECT_EQ(field("state"), "open");
  EXPECT_EQ(code_of(records_.hold(key_, {now_, {}, "lại"})), "DD5027");
}

// An interval entered after the event leaves the state alone.
TEST_F(RecordsTest, PastHoldDoesNotSuspend) {
  ASSERT_TRUE(records_.hold(key_, {now_ - std::chrono::hours{5}, now_, "chờ"}));
  EXPECT_EQ(field("state"), "open");
  EXPECT_EQ(holds(), "chờ:closed");
}

TEST_F(RecordsTest, ExtensionMovesTheDueOnlyWhenGranted) {
  const rules::Instant new_due = at("2022-12-16T00:00:00+07:00");
  const std::string old_due = field("due_at");
  ASSERT_TRUE(records_.extend(key_, {Extension::Step::request, new_due, true, "xin"}));
  EXPECT_EQ(field("due_at"), old_due);
  ASSERT_TRUE(records_.extend(key_, {Extension::Step::grant, new_due, true, "CV 890"}));
  EXPECT_EQ(field("due_at"), std::to_string(rules::to_millis(new_due)));
  EXPECT_EQ(code_of(records_.extend(key_, {Extension::Step::refuse, {}, false, ""})), "DD5038");
}

TEST_F(RecordsTest, AnApologyIsRecordedAndTakenBack) {
  ASSERT_TRUE(records_.apologise(key_, now_ - std::chrono::hours{1}));
  EXPECT_EQ(field("apology_sent_at"), std::to_string(rules::to_millis(now_ - std::chrono::hours{1})));
  EXPECT_EQ(records_.undo(key_).value(), "apology");
  EXPECT_EQ(field("ifnull(apology_sent_at, '-')"), "-");
}

TEST_F(RecordsTest, ExtensionsAreBounded) {
  const rules::Instant new_due = at("2022-12-16T00:00:00+07:00");
  const auto extend = [&](Extension::Step step, std::optional<std::int64_t> most) {
    return code_of(records_.extend(key_, {step, new_due, true, "CV", most}));
  };
  EXPECT_EQ(extend(Extension::Step::grant, 0), "DD5083") << "none at all";
  EXPECT_EQ(extend(Extension::Step::request, 1), "ok");
  EXPECT_EQ(extend(Extension::Step::refuse, 1), "ok") << "a refused one does not count";
  EXPECT_EQ(extend(Extension::Step::request, 1), "ok");
  EXPECT_EQ(extend(Extension::Step::grant, 1), "ok");
  const std::string due = field("due_at");
  EXPECT_EQ(extend(Extension::Step::grant, 1), "DD5083");
  EXPECT_EQ(extend(Extension::Step::request, 1), "DD5083");
  EXPECT_EQ(field("due_at"), due);
  EXPECT_EQ(extend(Extension::Step::grant, std::nullopt), "ok") << "no bound";
}

// Design §5.5: at most twice for a version, never beyond ack.max.
TEST_F(RecordsTest, AcknowledgementsAreLimited) {
  const rules::Instant latest = now_ + std::chrono::hours{120};
  const auto acknowledge = [&](std::chrono::hours until) {
    return code_of(records_.acknowledge(key_, {"A", now_ + until, latest}));
  };
  EXPECT_EQ(acknowledge(std::chrono::hours{0}), "DD5034");
  EXPECT_EQ(acknowledge(std::chrono::hours{121}), "DD5035");
  EXPECT_EQ(acknowledge(std::chrono::hours{24}), "ok");
  EXPECT_EQ(acknowledge(std::chrono::hours{48}), "ok");
  EXPECT_EQ(acknowledge(std::chrono::hours{72}), "DD5036");
}

TEST_F(RecordsTest, UndoPutsBackTheLastChangeWithItsSideRows) {
  ASSERT_TRUE(records_.hold(key_, {now_ - std::chrono::hours{1}, {}, "chờ"}));
  ASSERT_TRUE(records_.finish(key_, {now_, "12/BC-STC", {}}));
  EXPECT_EQ(records_.undo(key_).value(), "done");
  EXPECT_EQ(field("state"), "suspended");
  EXPECT_EQ(holds(), "chờ:open");
  EXPECT_EQ(records_.undo(key_).value(), "hold");
  EXPECT_EQ(field("state"), "open");
  EXPECT_EQ(holds(), "");
  EXPECT_EQ(records_.undo(key_).value(), "add");
  EXPECT_EQ(field("state"), "NULL");
  EXPECT_EQ(records_.undo(key_).error().code, "DD5039");
}

// What undo puts back does not destroy what stood in between: each instant is read as it was.
TEST_F(RecordsTest, UndoOfHoldResumeAndDoneKeepsTheHistory) {
  const auto hours = [this](int count) { return now_ + std::chrono::hours{count}; };
  ASSERT_TRUE(Records(database_, "An", hours(1)).hold(key_, {hours(1), {}, "chờ"}));
  ASSERT_TRUE(Records(database_, "An", hours(2)).resume(key_, hours(2)));
  EXPECT_EQ(Records(database_, "Bình", hours(3)).undo(key_).value(), "resume");
  ASSERT_TRUE(Records(database_, "An", hours(4)).finish(key_, {hours(4), "12/BC", {}}));
  EXPECT_EQ(Records(database_, "Bình", hours(5)).undo(key_).value(), "done");
  EXPECT_EQ(Records(database_, "Bình", hours(6)).undo(key_).value(), "hold");
  std::string story;
  for (int hour = 0; hour <= 6; ++hour) {
    ItemQuery query;
    query.now = hours(hour) + std::chrono::minutes{30};
    query.as_of_now = false;
    const auto report = read_item(database_, key_, query, fixed_due);
    ASSERT_TRUE(report);
    story += std::string{rules::state_name(report->item.state)} + report->item.result_document;
    for (const rules::Hold& hold : report->item.holds) story += hold.until ? "|" : "[";
    story += ' ';
  }
  EXPECT_EQ(story, "open suspended[ open| suspended[ done12/BC| suspended[ open ");
}

TEST_F(RecordsTest, UndoTouchesOnlyTheSideRowsThatTheCommandWrote) {
  ASSERT_TRUE(records_.urge(key_, {now_, "công văn", "1"}));
  ASSERT_TRUE(records_.urge(key_, {now_, "điện thoại", ""}));
  ASSERT_TRUE(records_.undo(key_));
  EXPECT_EQ(database_.read_text("SELECT group_concat(how) FROM urgings"), "công văn");
  EXPECT_EQ(database_.read_text("SELECT group_concat(change || key) FROM audit WHERE object = 'urgings'"),
            "insert1,insert2,delete2");
}

TEST_F(RecordsTest, EditsOfAnItemThatItsSourceDeletedAreRefused) {
  ASSERT_TRUE(records_.hold(key_, {now_, {}, "chờ"}));
  database_.execute("UPDATE items SET source = 'mot-cua'; DELETE FROM items");
  key_ = find_item(database_, "mot-cua/T1").value();
  EXPECT_EQ(code_of(records_.finish(key_, {now_, "", {}})), "DD5023");
  EXPECT_EQ(code_of(records_.reopen(key_, "")), "DD5023");
  EXPECT_EQ(code_of(records_.cancel(key_, "trùng")), "DD5023");
  EXPECT_EQ(code_of(records_.hold(key_, {now_, {}, "chờ"})), "DD5023");
  EXPECT_EQ(code_of(records_.resume(key_, now_)), "DD5023");
  EXPECT_EQ(code_of(records_.extend(key_, {})), "DD5023");
  EXPECT_EQ(code_of(records_.assign(key_, {})), "DD5023");
  EXPECT_EQ(code_of(records_.acknowledge(key_, {"A", now_, now_})), "DD5023");
  EXPECT_EQ(code_of(records_.urge(key_, {now_, "công văn", ""})), "DD5023");
}

TEST_F(RecordsTest, ADeletedItemIsFoundByItsCodeInASourceThatIsNoLongerKnown) {
  database_.execute(
      "INSERT INTO items (source, code, kind) VALUES ('kho-cu', 'T9', 'task'); DELETE FROM items WHERE code = 'T9'");
  EXPECT_EQ(find_item(database_, "T9")->source, "kho-cu");
}

TEST_F(RecordsTest, HistoryFindsADocumentThatReplaceRenumbered) {
  database_.execute(
      "UPDATE items SET title = 'mới'; REPLACE INTO documents (number, title) VALUES ('358/KH-UBND', 'Kế hoạch')");
  ItemQuery query;
  query.now = now_;
  query.as_of_now = false;
  const auto report = read_item(database_, key_, query, fixed_due);
  ASSERT_TRUE(report && report->item.document);
  EXPECT_EQ(report->item.title, "Báo cáo");
  EXPECT_EQ(report->item.document->number, "358/KH-UBND");
}

TEST_F(RecordsTest, UndoNeverOverwritesSomebodyElse) {
  ASSERT_TRUE(records_.finish(key_, {now_, "", {}}));
  database_.execute("UPDATE items SET progress = 'xong' WHERE code = 'T1'");
  EXPECT_EQ(records_.undo(key_).value(), "done");
  EXPECT_EQ(field("progress"), "xong");
  ASSERT_TRUE(records_.finish(key_, {now_, "", {}}));
  database_.execute("UPDATE items SET state = 'withdrawn' WHERE code = 'T1'");
  const auto refused = records_.undo(key_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "DD5037");
  EXPECT_EQ(field("state"), "withdrawn");
}

TEST_F(RecordsTest, UndoOfOneCommandIsOneRowOfHistory) {
  ASSERT_TRUE(records_.finish(key_, {now_, "12/BC-STC", rules::make_day(2022, 11, 29)}));
  const auto before = database_.read_integer("SELECT count(*) FROM item_history").value();
  ASSERT_TRUE(records_.undo(key_));
  EXPECT_EQ(database_.read_integer("SELECT count(*) FROM item_history").value(), before + 1);
}

TEST_F(RecordsTest, FindsPeopleByCodeOrByTheOnlyName) {
  EXPECT_EQ(records_.find_person("B").value(), "B");
  EXPECT_EQ(records_.find_person("Nguyễn Văn A").value(), "A");
  EXPECT_EQ(records_.find_person("Trần Thị B").error().code, "DD5031");
  EXPECT_EQ(records_.find_person("C").error().code, "DD5030");
}

TEST_F(RecordsTest, FindsItemsByCodeOrSource) {
  NewItem twin;
  twin.source = "mot-cua";
  twin.code = "T1";
  twin.agency = "STC";
  ASSERT_TRUE(records_.add(twin));
  database_.execute("INSERT INTO sources (id) VALUES ('mot-cua')");
  EXPECT_EQ(find_item(database_, "T1").error().args.at("list"), "local/T1, mot-cua/T1");
  EXPECT_EQ(find_item(database_, "mot-cua/T1")->source, "mot-cua");
  EXPECT_EQ(find_item(database_, "T2").error().args.at("nearest"), "T1");
  EXPECT_EQ(find_item(database_, "khác hẳn").error().code, "DD5020");
}

// The state as it was then: from history, not from the row.
TEST_F(RecordsTest, ItemsAreReadAsOfAnyTime) {
  Records later{database_, "tester", now_ + std::chrono::hours{2}};
  ASSERT_TRUE(later.finish(key_, {now_ + std::chrono::hours{2}, "", {}}));
  const auto state_at = [&](rules::Instant when) -> std::string {
    ItemQuery query;
    query.now = when;
    query.as_of_now = false;
    const auto report = read_item(database_, key_, query, fixed_due);
    return report ? std::string{rules::state_name(report->item.state)} : "none";
  };
  EXPECT_EQ(state_at(now_ - std::chrono::hours{1}), "none");
  EXPECT_EQ(state_at(now_ + std::chrono::hours{1}), "open");
  EXPECT_EQ(state_at(now_ + std::chrono::hours{3}), "done");
}

TEST_F(RecordsTest, LogNamesWhoChangedWhat) {
  ASSERT_TRUE(records_.cancel(key_, "trùng"));
  const auto log = read_log(database_, {key_.id});
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[1].actor, "tester");
  EXPECT_EQ(log[1].reason, "trùng");
  ASSERT_EQ(log[1].changes.size(), 1U);
  EXPECT_EQ(log[1].changes[0].field, "state");
  EXPECT_EQ(log[1].changes[0].after, boost::json::value("cancelled"));
}

// What a row says now is not who wrote it: the log reads audit.
TEST_F(RecordsTest, LogNamesWhoDidWhatToExtensionsUrgingsAndAcknowledgements) {
  const auto as = [this](const char* actor) { return Records(database_, actor, now_); };
  const rules::Instant new_due = at("2022-12-16T00:00:00+07:00");
  ASSERT_TRUE(as("An").extend(key_, {Extension::Step::request, new_due, true, "xin"}));
  ASSERT_TRUE(as("Chánh").extend(key_, {Extension::Step::refuse, {}, false, ""}));
  ASSERT_TRUE(as("An").urge(key_, {now_, "công văn", "12"}));
  ASSERT_TRUE(as("Bình").undo(key_));
  ASSERT_TRUE(as("A").acknowledge(key_, {"A", now_ + std::chrono::hours{1}, now_ + std::chrono::hours{2}}));
  ASSERT_TRUE(as("Bình").undo(key_));
  std::string story;
  for (const LogRow& row : read_log(database_, {key_.id})) {
    story += row.kind + ' ' + row.facts.at("change");
    for (const char* const fact : {"state", "how", "person"}) {
      if (const auto found = row.facts.find(fact); found != row.facts.end()) story += ' ' + found->second;
    }
    story += " [" + row.actor + (row.reason.empty() ? "" : ": " + row.reason) + "]\n";
  }
  EXPECT_EQ(story,
            "item stored [tester]\n"
            "extension insert requested [An: xin]\n"
            "extension update refused [Chánh]\n"
            "urging insert công văn [An]\n"
            "urging delete công văn [Bình: undo urge]\n"
            "acknowledgement insert A [A]\n"
            "acknowledgement delete A [Bình: undo ack]\n");
}

TEST_F(RecordsTest, LogTellsNothingOfAChangeThatDidNotHappen) {
  NewItem twin;
  twin.code = "T2";
  ASSERT_TRUE(records_.add(twin));
  database_.execute("UPDATE OR IGNORE items SET code = 'T2' WHERE code = 'T1'");
  ASSERT_TRUE(records_.extend(key_, {Extension::Step::request, now_, false, "xin"}));
  std::string kinds;
  for (const LogRow& row : read_log(database_, {key_.id})) kinds += row.kind + ' ';
  EXPECT_EQ(kinds, "item extension ");
}

TEST_F(RecordsTest, LogOfAnItemNamesAnExtensionThatWasTakenFromIt) {
  database_.execute(
      "INSERT INTO items (code, kind) VALUES ('T2', 'task');"
      "INSERT INTO extensions (id, code, requested_at) VALUES (5, 'T1', 5);"
      "REPLACE INTO extensions (id, code, requested_at) VALUES (5, 'T2', 5)");
  const auto count = [this](const char* code) {
    const auto log = read_log(database_, {find_item(database_, code)->id});
    return std::ranges::count(log, "extension", &LogRow::kind);
  };
  EXPECT_EQ(count("T1"), 2);
  EXPECT_EQ(count("T2"), 1);
}

TEST_F(RecordsTest, WhatHangsOnAnItemIsReadAsItWasKnown) {
  const auto hours = [this](int count) { return now_ + std::chrono::hours{count}; };
  ASSERT_TRUE(Records(database_, "An", hours(1)).extend(key_, {Extension::Step::request, hours(99), false, "xin"}));
  ASSERT_TRUE(Records(database_, "An", hours(2)).urge(key_, {hours(2), "công văn", ""}));
  ASSERT_TRUE(Records(database_, "An", hours(3)).acknowledge(key_, {"A", hours(9), hours(9)}));
  ASSERT_TRUE(Records(database_, "Chánh", hours(4)).extend(key_, {Extension::Step::refuse, {}, false, ""}));
  std::string story;
  for (int hour = 0; hour <= 4; ++hour) {
    for (const ExtensionRow& row : list_extensions(database_, key_, hours(hour))) story += row.state + ' ';
    for (const UrgingRow& row : list_urgings(database_, key_, hours(hour))) story += row.how + ' ';
    for (const auto& row : list_acknowledgements(database_, key_.id, hours(hour))) story += row.person + ' ';
    story += '|';
  }
  EXPECT_EQ(story, "|requested |requested công văn |requested công văn A |refused công văn A |");
}

// SQLite takes texts that are no UTF-8 and JSON nested as deep as one likes.
TEST_F(RecordsTest, AnOddRowStopsNobodyElse) {
  database_.execute(
      "INSERT INTO items (code, kind, title, attributes) VALUES ('LATIN', 'task', CAST(x'61ff' AS TEXT),"
      "  '{\"k\":\"' || CAST(x'fe' AS TEXT) || '\"}'),"
      " ('DEEP', 'task', 'sâu', '{\"k\":' || replace(hex(zeroblob(40)), '00', '[') || replace(hex(zeroblob(40)), '00', "
      "']')"
      "  || '}'),"
      " ('ABYSS', 'task', 'vực', '{\"k\":' || replace(hex(zeroblob(1200)), '00', '[')"
      "  || replace(hex(zeroblob(1200)), '00', ']') || '}')");
  ItemQuery query;
  query.now = now_;
  const rules::Directory directory;
  const rules::Zone zone("UTC", {{rules::kEarliestInstant, std::chrono::seconds{0}}});
  std::string list;
  for (const ItemReport& report :
       list_items(database_, query, directory, zone, [](const rules::Item&) { return std::nullopt; })) {
    list += report.item.code + ':' + (report.unreadable ? "unreadable" : report.item.title) + ' ';
  }
  EXPECT_EQ(list, "ABYSS:unreadable DEEP:sâu LATIN:a\uFFFD T1:Báo cáo ");
  const auto finish = [this](const char* code) {
    return code_of(records_.finish(find_item(database_, code).value(), {now_, "", {}}));
  };
  EXPECT_EQ(finish("LATIN"), "ok");
  EXPECT_EQ(finish("DEEP"), "ok");
  EXPECT_EQ(finish("ABYSS"), "DD5049");
  EXPECT_TRUE(records_.undo(find_item(database_, "DEEP").value()));
  EXPECT_FALSE(read_log(database_, {}).empty());
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
