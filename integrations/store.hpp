#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "rules/agenda.hpp"
#include "rules/evaluate.hpp"
#include "rules/finding.hpp"
#include "rules/history.hpp"
#include "rules/item.hpp"
#include "rules/item_columns.hpp"
#include "rules/problem.hpp"
#include "rules/series_changes.hpp"
#include "rules/window.hpp"

// What the daemon asks of its storage, in terms of use cases, so that another database can stand behind it. All calls
// are made on one thread (the store's); plain values cross. Failures of the database are thrown as StoreError and mean
// that the transaction was rolled back whole.

namespace dondoc::integrations {

class StoreError : public std::runtime_error {
 public:
  // foreign: another program's file; newer: written by a newer dondoc
  enum class Kind { busy, full, read_only, corrupt, foreign, newer, other };
  StoreError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  [[nodiscard]] Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

struct StoredItem {
  rules::Item item;
  rules::History history;
  std::int64_t revision = 0;
  std::optional<rules::Instant> next_check;
  bool waits_for_delivery = false;
  bool provisional = false;
  std::optional<std::int64_t> inputs;         // as of the last claim
  std::optional<rules::ItemProfile> profile;  // likewise
  bool exists = true;                         // false: the row was deleted; `item` has only its identity
};

// Where a queued notice goes: joins the open message of that key, or opens it.
struct Placement {
  std::size_t alert = 0;   // index into Evaluation::alerts
  std::size_t notice = 0;  // index into PlannedAlert::notices
  std::string channel;
  rules::MessageClass message_class = rules::MessageClass::routine;
  rules::Instant send_at{};
  rules::Instant ready_at{};  // when it may be sealed: send_at + group_wait
  rules::ItemId event = 0;    // an invitation to this item; it shares its message with no other
};

struct ItemClaim {
  rules::Evaluation evaluation;
  std::int64_t revision = 0;  // the one evaluated
  std::vector<Placement> placements;
  // What decided besides the item's own rows, as one number; nothing: a full evaluation never passes over it.
  std::optional<std::int64_t> inputs{};
  std::optional<rules::ItemProfile> profile{};
};

struct ClaimCounts {
  std::size_t items = 0;
  std::size_t alerts = 0;
  std::size_t notices = 0;
  std::size_t lost = 0;  // changed meanwhile; marked already, will be evaluated again
};

// A message whose time has come, with its notices as they stand.
struct ReadyMessage {
  rules::MessageId id = 0;
  std::string public_id;
  rules::Recipient recipient;
  std::string channel;
  rules::MessageClass message_class = rules::MessageClass::routine;
  rules::Instant send_at{};
  rules::ItemId event = 0;  // it brings the event that this item is, and nothing else
  int attempts = 0;
  int failures = 0;                             // attempts without those that were only asked to wait
  std::optional<rules::Instant> first_failure;  // when the first of them began
  bool unknown = false;                         // an earlier attempt ended unknown: the bytes below go again
  std::string bytes;
  std::string address;
  std::string mode;            // redirect | live, of the attempt that ended unknown
  std::string sealed_channel;  // over which they went
  struct Notice {
    rules::NoticeId id = 0;
    rules::NoticeState state = rules::NoticeState::queued;
    rules::ItemId item = 0;
    rules::AlertKey alert;
    rules::Severity severity = rules::Severity::warning;
    std::string role;
    bool copy = false;
    bool told_elsewhere = false;  // told or rehearsed, but over other channels only
  };
  std::vector<Notice> notices;           // of alert messages
  std::vector<rules::Finding> findings;  // of operations messages
};

// A message rendered and about to go; recorded in flight, durably, before the wire.
struct SealRecord {
  rules::MessageId message = 0;
  std::string mode;     // redirect | live
  std::string channel;  // over which the bytes go
  std::string address;
  std::string subject;
  std::string bytes;
  std::vector<rules::NoticeId> notices{};  // what stands in the bytes; everything else leaves the message
  bool same_bytes = false;                 // after an unknown outcome: what is stored goes again
};

// A queued notice of a dead message that goes another way.
struct Reroute {
  rules::NoticeId notice = 0;
  std::string channel;
  rules::MessageClass message_class = rules::MessageClass::routine;
  rules::Instant send_at{};
  rules::Instant ready_at{};
  rules::ItemId event = 0;
};

struct Settlement {
  rules::MessageId message = 0;
  std::string outcome;  // delivered | retry | throttled | rejected | unknown
  std::string reply;
  std::string remote_id;
  rules::Instant finished_at{};
  enum class Next { delivered, open, unknown, dead, withdrawn } next = Next::delivered;
  std::optional<rules::Instant> ready_at;  // open, unknown: the next attempt
  bool address_failing = false;            // the recipient's address was refused for good
  std::vector<Reroute> reroutes{};         // dead
  // Dead: queued notices for which no way is left. They become dead too (dead_letter; in a rehearsal: rehearsed) and
  // their items are marked, unless another message with them is still on its way.
  std::vector<rules::NoticeId> without_way{};
  bool rehearsal = false;
  std::vector<rules::Finding> findings{};  // what the operator has to know of it
};

// Why a message will not be sent at all.
struct MessageChange {
  rules::MessageId message = 0;
  rules::Instant ready_at{};  // postponed to
  bool withdraw = false;      // nothing in it is true any more
};

// An open message nobody has attempted to send, whose time has passed.
struct MissedMessage {
  rules::MessageId id = 0;
  rules::MessageClass message_class = rules::MessageClass::routine;
  rules::Instant send_at{};
};

// Messages to one recipient over one channel that missed their windows become one, or join the open message that has
// this class and time.
struct Restack {
  std::vector<rules::MessageId> messages;  // REQUIRES: open, never attempted, at least one
  rules::MessageClass message_class = rules::MessageClass::routine;
  rules::Instant send_at{};
  std::optional<rules::Instant> ready_at{};  // nothing: they keep their turn
};

// What a stretch of a scan came to.
struct Scanned {
  std::vector<StoredItem> items;  // by id
  rules::ItemId done = 0;         // everything up to this item was looked at
  bool end = false;               // there are no more
};

// A full evaluation under way.
struct FullEvaluation {
  rules::ItemId after = 0;  // everything up to this item is done
  rules::ItemId last = 0;   // the last item there is
  [[nodiscard]] std::int64_t percent() const { return last > 0 ? after * 100 / last : 100; }
};

struct StandingFinding {
  std::int64_t id = 0;
  rules::Finding finding;
  rules::Instant first_at{};
  bool told = false;
};

// Where an item stands among the due ones.
struct DueKey {
  rules::Instant next_check{};
  rules::ItemId item = 0;
};

// Reads beside the store's thread what was committed; for one thread at a time.
class ItemReader {
 public:
  virtual ~ItemReader() = default;
  // As Store::due_items, those after `after`.
  [[nodiscard]] virtual std::vector<StoredItem> due_items(rules::Instant now, std::size_t limit, DueKey after) = 0;
  [[nodiscard]] virtual std::vector<StoredItem> load_items(std::span<const rules::ItemId> ids) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Changes whenever another connection commits.
  [[nodiscard]] virtual std::int64_t data_version() = 0;
  // Changes whenever agencies, people, positions, addresses, paths, delegations, contacts, rooms, procedures, sources
  // or silences change.
  [[nodiscard]] virtual std::int64_t reference_revision() = 0;
  [[nodiscard]] virtual std::shared_ptr<const rules::Directory> load_directory() = 0;
  [[nodiscard]] virtual std::vector<rules::Silence> load_silences() = 0;
  // One finding for each silence whose filter cannot be read: it silences nothing. Reads only; whoever evaluates
  // reports them.
  [[nodiscard]] virtual std::vector<rules::Finding> unreadable_silences() = 0;

  // Earliest next check; earliest ready message.
  [[nodiscard]] virtual std::optional<rules::Instant> next_check() = 0;
  [[nodiscard]] virtual std::optional<rules::Instant> next_ready() = 0;

  // Items whose next check is due, earliest first. By the due-first index: costs what is due, not what exists.
  [[nodiscard]] virtual std::vector<StoredItem> due_items(rules::Instant now, std::size_t limit) = 0;
  // Null where nobody else can read this store.
  [[nodiscard]] virtual std::unique_ptr<ItemReader> item_reader() = 0;
  [[nodiscard]] virtual std::vector<StoredItem> load_items(std::span<const rules::ItemId> ids) = 0;
  // Of the items still worth evaluating (active, or with a ladder that outlives them) from `after` on those that were
  // claimed with other inputs than these, or with none; without `inputs` all. Looks at no more than `rows` and
  // returns no more than `limit` of them.
  [[nodiscard]] virtual Scanned scan_items(rules::ItemId after, std::size_t limit, std::size_t rows,
                                           rules::ItemInputs* inputs) = 0;

  // A full evaluation (rules, calendars, zone data, people or silences changed): one pass by scan_items, beside the due
  // items, which goes on after a crash. begin starts it, anew where one was under way.
  virtual void begin_full_evaluation() = 0;
  [[nodiscard]] virtual std::optional<FullEvaluation> full_evaluation() = 0;
  // All items up to this one are done.
  virtual void advance_full_evaluation(rules::ItemId after) = 0;
  // Through: findings with one of these codes that no evaluation has met since begin are resolved.
  virtual void finish_full_evaluation(std::span<const std::string> codes, rules::Instant now) = 0;

  // The clock at the latest claim ever made; clock_set_back starts it anew from `now`.
  [[nodiscard]] virtual std::optional<rules::Instant> latest_claim() = 0;
  // Claims were made by a clock that was ahead: messages it opened are given up and their notices placed anew, what it
  // dated lies no longer in the future. To be followed by a full evaluation.
  virtual void clock_set_back(rules::Instant now) = 0;

  // Messages already placed for each (recipient, channel), on the civil days around now; those that bring an event are
  // counted nowhere, and nothing joins them.
  [[nodiscard]] virtual std::map<std::pair<rules::Recipient, std::string>, rules::OutboxLoad> outbox_load(
      std::span<const std::pair<rules::Recipient, std::string>> keys, rules::Instant now, const rules::Zone& zone) = 0;

  // One transaction: deadline versions, alerts, notices, open messages, findings and next checks, each item only if its
  // revision is still the one evaluated.
  virtual ClaimCounts claim(std::span<const ItemClaim> claims, rules::Instant now) = 0;

  // Messages that may go now, critical first, then the oldest; at most room[channel] for a channel that stands there.
  // In a rehearsal without those that may have reached somebody for real already.
  [[nodiscard]] virtual std::vector<ReadyMessage> ready_messages(rules::Instant now,
                                                                 const std::map<std::string, std::size_t>& room,
                                                                 bool rehearsal) = 0;
  // One transaction, durable when it returns: bytes stored, attempt counted, state in_flight.
  virtual void seal(std::span<const SealRecord> records, rules::Instant now) = 0;
  virtual void change_messages(std::span<const MessageChange> changes, rules::Instant now) = 0;
  // Those to the recipient over the channel with a time before `before`, without those about findings and those that
  // bring an event; oldest first.
  [[nodiscard]] virtual std::vector<MissedMessage> missed_messages(const rules::Recipient& recipient,
                                                                   const std::string& channel,
                                                                   rules::Instant before) = 0;
  virtual void restack(std::span<const Restack> moves, rules::Instant now) = 0;
  // Messages about findings that wait for this recipient go over another channel.
  virtual void move_operations(const rules::Recipient& recipient, const std::string& channel) = 0;
  // One transaction: results of attempts, states of their notices, other ways of those that failed, next checks of
  // items that wait for a delivery.
  virtual void settle(std::span<const Settlement> settlements, rules::Instant now) = 0;
  // Messages found in flight at start: their outcome is unknown. Returns how many.
  virtual std::size_t recover_in_flight(rules::Instant now) = 0;
  // Beginnings of the attempts after `since`, by the channel that carried them, oldest first.
  [[nodiscard]] virtual std::map<std::string, std::vector<rules::Instant>> attempts_since(rules::Instant since) = 0;
  // Channels over which this notice's messages already went or failed, or still wait to go.
  [[nodiscard]] virtual std::vector<std::string> tried_channels(rules::NoticeId notice) = 0;
  // Public ids of delivered messages to the recipient about any of the items, oldest first.
  [[nodiscard]] virtual std::vector<std::string> thread_of(const rules::Recipient& recipient,
                                                           std::span<const rules::ItemId> items) = 0;

  // Findings of the kinds in `codes` that are not in `standing` are resolved; new ones are stored, known ones renewed.
  virtual void report_findings(std::span<const std::string> codes, std::span<const rules::Finding> standing,
                               rules::Instant now) = 0;
  // Opens one message about the findings for this recipient (the one named by the argument "owner", else "operator")
  // that were not told yet; false if there are none. Findings of an earlier message that ended dead count as not told.
  virtual bool queue_findings(const rules::Recipient& recipient, const std::string& channel, rules::Instant send_at,
                              rules::Instant ready_at) = 0;
  [[nodiscard]] virtual std::vector<StandingFinding> findings() = 0;
  // The highest id a finding ever had.
  [[nodiscard]] virtual std::int64_t last_finding() = 0;

  // Rows of the table `series` as they stand, and findings (DD6901) about those that cannot be read: they rest.
  struct StoredSeries {
    std::vector<rules::Series> series;
    std::vector<rules::Finding> unreadable;
  };
  [[nodiscard]] virtual StoredSeries load_series() = 0;
  // One transaction, where anything differs: series of the configuration are stored, and whatever has none yet gets its
  // loaded_at. A row of another origin with the same id stays as it is.
  virtual void keep_series(std::span<const rules::Series> configured, rules::Instant now) = 0;
  virtual void drop_series(const std::string& id, rules::Instant now) = 0;
  [[nodiscard]] virtual std::vector<rules::KnownOccurrence> occurrences(const std::string& series) = 0;
  // One transaction.
  virtual void change_occurrences(const rules::Series& series, std::span<const rules::OccurrenceChange> changes,
                                  rules::Instant now) = 0;

  // What lies before a meeting in its period, without what complete_agenda() adds.
  [[nodiscard]] virtual rules::Agenda agenda(const rules::AgendaPeriod& period) = 0;
  // When an occurrence takes place as far as that is known: as named for its meeting, else its due.
  [[nodiscard]] virtual std::optional<rules::Instant> meeting_time(const std::string& source,
                                                                   const std::string& code) = 0;

  [[nodiscard]] virtual std::optional<std::string> meta(const std::string& key) = 0;
  virtual void set_meta(const std::string& key, const std::string& value) = 0;

  // The offsets of the zone in which views show local times.
  virtual void store_zone_offsets(const rules::Zone& zone) = 0;

  // Rehearsed notices, and those that died in a rehearsal, become untold, items overdue at `now` become backlog until
  // `grace_until`; returns the latter's number.
  virtual std::size_t go_live(rules::Instant now, rules::Instant grace_until) = 0;

  struct KnownStep {
    std::string rule;
    std::string step;
    std::string fingerprint;
    std::optional<rules::Instant> unconfirmed_since;
    friend auto operator<=>(const KnownStep&, const KnownStep&) = default;
  };
  [[nodiscard]] virtual std::vector<KnownStep> known_steps() = 0;
  virtual void set_known_steps(std::span<const KnownStep> steps, rules::Instant now) = 0;

  // Moves the write-ahead log into the file, from a connection of its own. Bounds the log from the first call on.
  virtual void checkpoint() = 0;
};

}  // namespace dondoc::integrations
