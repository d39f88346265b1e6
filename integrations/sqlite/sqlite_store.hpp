#pragma once

#include <memory>
#include <optional>
#include <string>

#include "integrations/sqlite/database.hpp"
#include "integrations/store.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {

// Store over one SQLite file, on one connection of its own. Lives on the store's thread; owned by the daemon. Its use
// cases stand in store_*.cpp.
class SqliteStore final : public Store {
 public:
  // Opens the database, makes or updates it where needed. Throws StoreError.
  [[nodiscard]] static std::unique_ptr<SqliteStore> open(const std::string& path);
  // REQUIRES: a database of the current schema (open_database).
  explicit SqliteStore(Database database);
  // For who writes on the store's own connection: what has no second one.
  [[nodiscard]] Database& database() { return database_; }

  [[nodiscard]] std::int64_t data_version() override;
  [[nodiscard]] std::int64_t reference_revision() override;
  [[nodiscard]] std::shared_ptr<const rules::Directory> load_directory() override;
  [[nodiscard]] std::vector<rules::Silence> load_silences() override;
  [[nodiscard]] std::vector<rules::Finding> unreadable_silences() override;  // DD2902

  [[nodiscard]] std::optional<rules::Instant> next_check() override;
  [[nodiscard]] std::optional<rules::Instant> next_ready() override;

  // Items that cannot be understood are put aside with a finding, DD2901, until somebody changes them.
  [[nodiscard]] std::vector<StoredItem> due_items(rules::Instant now, std::size_t limit) override;
  [[nodiscard]] std::unique_ptr<ItemReader> item_reader() override;
  [[nodiscard]] std::vector<StoredItem> load_items(std::span<const rules::ItemId> ids) override;
  [[nodiscard]] Scanned scan_items(rules::ItemId after, std::size_t limit, std::size_t rows,
                                   rules::ItemInputs* inputs) override;

  void begin_full_evaluation() override;
  [[nodiscard]] std::optional<FullEvaluation> full_evaluation() override;
  void advance_full_evaluation(rules::ItemId after) override;
  void finish_full_evaluation(std::span<const std::string> codes, rules::Instant now) override;

  [[nodiscard]] std::optional<rules::Instant> latest_claim() override;
  void clock_set_back(rules::Instant now) override;

  [[nodiscard]] std::map<std::pair<rules::Recipient, std::string>, rules::OutboxLoad> outbox_load(
      std::span<const std::pair<rules::Recipient, std::string>> keys, rules::Instant now,
      const rules::Zone& zone) override;

  ClaimCounts claim(std::span<const ItemClaim> claims, rules::Instant now) override;

  [[nodiscard]] std::vector<ReadyMessage> ready_messages(rules::Instant now,
                                                         const std::map<std::string, std::size_t>& room,
                                                         bool rehearsal) override;
  void seal(std::span<const SealRecord> records, rules::Instant now) override;
  void change_messages(std::span<const MessageChange> changes, rules::Instant now) override;
  [[nodiscard]] std::vector<MissedMessage> missed_messages(const rules::Recipient& recipient,
                                                           const std::string& channel, rules::Instant before) override;
  void restack(std::span<const Restack> moves, rules::Instant now) override;
  void move_operations(const rules::Recipient& recipient, const std::string& channel) override;
  void settle(std::span<const Settlement> settlements, rules::Instant now) override;
  std::size_t recover_in_flight(rules::Instant now) override;
  [[nodiscard]] std::map<std::string, std::vector<rules::Instant>> attempts_since(rules::Instant since) override;
  [[nodiscard]] std::vector<std::string> tried_channels(rules::NoticeId notice) override;
  [[nodiscard]] std::vector<std::string> thread_of(const rules::Recipient& recipient,
                                                   std::span<const rules::ItemId> items) override;

  void report_findings(std::span<const std::string> codes, std::span<const rules::Finding> standing,
                       rules::Instant now) override;
  bool queue_findings(const rules::Recipient& recipient, const std::string& channel, rules::Instant send_at,
                      rules::Instant ready_at) override;
  [[nodiscard]] std::vector<StandingFinding> findings() override;
  [[nodiscard]] std::int64_t last_finding() override;

  [[nodiscard]] StoredSeries load_series() override;
  void keep_series(std::span<const rules::Series> configured, rules::Instant now) override;
  void drop_series(const std::string& id, rules::Instant now) override;
  [[nodiscard]] std::vector<rules::KnownOccurrence> occurrences(const std::string& series) override;
  void change_occurrences(const rules::Series& series, std::span<const rules::OccurrenceChange> changes,
                          rules::Instant now) override;

  [[nodiscard]] rules::Agenda agenda(const rules::AgendaPeriod& period) override;
  [[nodiscard]] std::optional<rules::Instant> meeting_time(const std::string& source, const std::string& code) override;

  [[nodiscard]] std::optional<std::string> meta(const std::string& key) override;
  void set_meta(const std::string& key, const std::string& value) override;
  std::size_t go_live(rules::Instant now, rules::Instant grace_until) override;
  [[nodiscard]] std::vector<KnownStep> known_steps() override;
  void set_known_steps(std::span<const KnownStep> steps, rules::Instant now) override;
  void checkpoint() override;
  void store_zone_offsets(const rules::Zone& zone) override;

 private:
  Database database_;
  std::optional<Database> checkpointer_;  // opened by the first checkpoint()
};

}  // namespace dondoc::integrations::sqlite
