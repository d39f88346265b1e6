#include <map>
#include <set>

#include "integrations/sqlite/finding_rows.hpp"
#include "integrations/sqlite/message_rows.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

// One claim() at work: the rows of one transaction.
class Claiming {
 public:
  Claiming(Database& database, rules::Instant now)

      : database_(database), now_(now), ids_(now), any_about_items_(any_about_items(database)) {}

  void claim(const ItemClaim& item) {
    if (!take_item(item)) {
      ++counts_.lost;
      return;
    }
    ++counts_.items;
    write_changes(item.evaluation.changes);
    write_alerts(item);
    if (item.evaluation.meeting) {
      write_meeting(item.evaluation.item, *item.evaluation.meeting);
    }
    for (const rules::Finding& finding : item.evaluation.findings) {
      write_finding(database_, finding, now_);
    }
    if (any_about_items_) {
      resolve_about_item(database_, item.evaluation.item, item.evaluation.findings, now_);
    }
  }

  ClaimCounts finish() {
    withdraw_empty(database_, touched_, now_);
    return counts_;
  }

 private:
  // False where the item is not what was evaluated any more; whatever changed it has marked it.
  bool take_item(const ItemClaim& item) {
    const rules::Evaluation& found = item.evaluation;
    const std::string_view no_check = found.next_check ? std::string_view{} : rules::reason_name(found.no_next_check);
    const auto columns_profile = item.profile ? std::optional{item.profile->columns} : std::nullopt;
    const auto attributes_profile = item.profile ? std::optional{item.profile->attributes} : std::nullopt;
    if (!found.deadline) {
      database_.run(
          "UPDATE item_state SET next_check_at = ?, no_check_reason = ?, waits_for_delivery = ?, due_provisional = ?,"
          " inputs = ?, profile = ?, attributes_profile = ? WHERE id = ? AND revision = ?",
          found.next_check, no_check, found.waits_for_delivery, found.provisional, item.inputs, columns_profile,
          attributes_profile, found.item, item.revision);
      return database_.changes() == 1;
    }
    const rules::DeadlineChange& deadline = *found.deadline;
    database_.run(
        "UPDATE item_state SET next_check_at = ?, no_check_reason = ?, waits_for_delivery = ?, due_provisional = ?,"
        " version = ?, due_at = ?, version_start = ?, told_since_version = ?, due_basis = ?, computed_due_at = ?,"
        " inputs = ?, profile = ?, attributes_profile = ? WHERE id = ? AND revision = ?",
        found.next_check, no_check, found.waits_for_delivery, deadline.provisional, deadline.version, deadline.due,
        deadline.version_start, deadline.told_since_version, deadline.basis, deadline.computed_due, item.inputs,
        columns_profile, attributes_profile, found.item, item.revision);
    if (database_.changes() != 1) {
      return false;
    }
    database_.run(
        "INSERT INTO deadline_versions (item, version, due_at, cause, raised_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (item, version) DO NOTHING",
        found.item, deadline.version, deadline.due, deadline.cause, now_);
    return true;
  }

  // What was told or given up meanwhile stays so: an evaluation never takes that back.
  void write_changes(const std::vector<rules::NoticeChange>& changes) {
    for (const rules::NoticeChange& change : changes) {
      database_.run(
          "UPDATE notices SET state = ?1, reason = ?2, since = ?3, settled_at = iif(?1 IN ('told', 'dead'), ?3, NULL)"
          " WHERE id = ?4 AND state NOT IN ('told', 'dead')",
          rules::notice_state_name(change.state), rules::reason_name(change.reason), now_, change.notice);
      if (change.state != rules::NoticeState::queued) {
        unlink_notice(database_, change.notice, touched_);
      }
    }
  }

  void write_meeting(rules::ItemId item, const rules::MeetingChange& change) {
    database_.run(
        "UPDATE meetings SET sequence = ?, basis = ?"
        " WHERE (source, code) = (SELECT source, code FROM item_state WHERE id = ?)",
        change.sequence, change.basis, item);
  }

  void write_alerts(const ItemClaim& item) {
    const std::vector<rules::PlannedAlert>& alerts = item.evaluation.alerts;
    std::vector<std::vector<rules::NoticeId>> notices(alerts.size());
    for (std::size_t place = 0; place < alerts.size(); ++place) {
      const rules::AlertId alert = write_alert(item.evaluation.item, alerts[place]);
      for (const rules::PlannedNotice& notice : alerts[place].notices) {
        notices[place].push_back(write_notice(alert, notice));
      }
    }
    for (const Placement& placement : item.placements) {
      const rules::NoticeId notice = notices.at(placement.alert).at(placement.notice);
      if (notice != 0) {
        const MessageKey key{alerts[placement.alert].notices[placement.notice].recipient, placement.channel,
                             placement.message_class, placement.send_at, placement.event};
        link_notice(database_, message_for(key, placement.ready_at), notice);
      }
    }
  }

  // A head has many items: each message is looked for once.
  rules::MessageId message_for(const MessageKey& key, rules::Instant ready_at) {
    const auto [known, is_new] = open_.try_emplace(key, 0);
    if (is_new) known->second = open_message(database_, ids_, key, ready_at, now_);
    return known->second;
  }

  rules::AlertId write_alert(rules::ItemId item, const rules::PlannedAlert& alert) {
    if (alert.existing != 0) {
      return alert.existing;
    }
    const rules::AlertKey& key = alert.key;
    database_.run(
        "INSERT INTO alerts (item, episode, rule, step, number, scheduled_at, severity, claimed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (item, episode, rule, step, number) DO NOTHING",
        item, key.episode, key.rule, key.step, key.number, alert.scheduled_at, rules::severity_name(alert.severity),
        now_);
    if (database_.changes() == 1) {
      ++counts_.alerts;
      return database_.last_insert_id();
    }
    return database_
        .read_integer("SELECT id FROM alerts WHERE item = ? AND episode = ? AND rule = ? AND step = ? AND number = ?",
                      item, key.episode, key.rule, key.step, key.number)
        .value_or(0);
  }

  // 0 where that recipient was told already.
  rules::NoticeId write_notice(rules::AlertId alert, const rules::PlannedNotice& notice) {
    database_.run(
        "INSERT INTO notices (alert, recipient, role, agency, copy, state, reason, since)"
        " VALUES (?, ?, ?, ?, ?, 'queued', 'reached', ?) ON CONFLICT (alert, recipient) DO NOTHING",
        alert, notice.recipient, notice.role, notice.agency, notice.copy, now_);
    if (database_.changes() == 1) {
      ++counts_.notices;
      return database_.last_insert_id();
    }
    return queue_again(alert, notice);
  }

  rules::NoticeId queue_again(rules::AlertId alert, const rules::PlannedNotice& notice) {
    const auto standing = database_.read_integer(
        "SELECT id FROM notices WHERE alert = ? AND recipient = ? AND state NOT IN ('told', 'dead')", alert,
        notice.recipient);
    if (!standing) {
      return 0;
    }
    ++counts_.notices;
    database_.run(
        "UPDATE notices SET role = ?, agency = ?, copy = ?, state = 'queued', reason = 'reached', since = ?,"
        " settled_at = NULL WHERE id = ?",
        notice.role, notice.agency, notice.copy, now_, *standing);
    return *standing;
  }

  Database& database_;
  const rules::Instant now_;
  MessageIds ids_;
  const bool any_about_items_;
  ClaimCounts counts_;
  std::map<MessageKey, rules::MessageId> open_;  // named by texts of the claims
  std::set<rules::MessageId> touched_;           // may stand empty now
};

}  // namespace

ClaimCounts SqliteStore::claim(std::span<const ItemClaim> claims, rules::Instant now) {
  Transaction transaction(database_);
  Claiming claiming(database_, now);
  for (const ItemClaim& item : claims) {
    claiming.claim(item);
  }
  const ClaimCounts counts = claiming.finish();
  database_.run(
      "INSERT INTO meta (key, value) VALUES ('latest_claim', ?1)"
      " ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE CAST(value AS INTEGER) < CAST(?1 AS INTEGER)",
      std::to_string(rules::to_millis(now)));
  transaction.commit();
  return counts;
}

}  // namespace dondoc::integrations::sqlite
