#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "daemon/clock.hpp"
#include "daemon/decision_inputs.hpp"
#include "daemon/due_batches.hpp"
#include "daemon/evaluated_items.hpp"
#include "daemon/series_keeper.hpp"
#include "daemon/world.hpp"
#include "integrations/channel.hpp"
#include "integrations/render/renderer.hpp"
#include "integrations/store.hpp"

namespace dondoc::daemon {

struct Draft;      // daemon/draft.hpp
class LinkSigner;  // daemon/http/link_token.hpp

// The channels of one configuration, made once and shared by everything in flight over them.
using ChannelMap = std::map<std::string, std::shared_ptr<integrations::Channel>, std::less<>>;

// A configuration ready to run: loaded, channels made, templates compiled. Swapped as a whole by a reload.
struct Setup {
  config::Configuration configuration;
  ChannelMap channels;
  std::shared_ptr<const integrations::render::Renderer> renderer;
  std::shared_ptr<const LinkSigner> links;  // null: no public_url, and so no links
};

// The answer to one attempt, as a channel reported it.
struct Answer {
  rules::MessageId message = 0;
  std::string channel;
  integrations::Outcome outcome;
  rules::Instant finished_at{};
};

struct TickCounts {
  std::size_t evaluated = 0;
  std::size_t alerts = 0;
  std::size_t notices = 0;
  bool more = false;  // marked items remain, or a full evaluation goes on
};

struct Prepared {
  std::vector<integrations::SealedMessage> messages;
  bool look_again = false;  // something changed under the messages, or failed: another round finds the rest
};

// Scan, evaluate, claim, bundle, recheck, seal and settle: everything that touches the store. Lives on the store's
// thread and is called there only; holds no lock and never waits. Channels answer to whoever started the delivery.
class Engine {
 public:
  // How many items of a full evaluation are claimed in one transaction: small enough that other writers get in between.
  static constexpr std::size_t kBatch = 500;
  // How many of those that fall due together come first: the first alerts are durable long before the last. Each batch
  // after it is twice as large, up to the largest: the fewer there are, the more seldom is a page of an index written.
  static constexpr std::size_t kFirstBatch = 64;
  static constexpr std::size_t kLargestBatch = 2'000;
  // How many messages are sealed in one transaction, and at most at a time.
  static constexpr std::size_t kSealedAtOnce = 250;
  static constexpr std::size_t kMostMessages = 2'000;
  // What max_per_hour counts over.
  static constexpr rules::Millis kHour = std::chrono::hours{1};

  Engine(integrations::Store& store, const Clock& clock, std::shared_ptr<const Setup> setup);

  // Called after each batch of work that takes long: a sign of life.
  void on_progress(std::function<void()> progress) { progress_ = std::move(progress); }

  // Messages that were in flight when the last run ended; a full evaluation where rules, calendars or zone data
  // changed, or where one was under way.
  void start();
  // Takes another configuration. `confirmed` lets steps speak at once that are new since the last one.
  void reload(std::shared_ptr<const Setup> setup, bool confirmed);
  void note_refused_reload(const std::string& why);

  // One batch of the items whose check is due, of at most as many, and where that leaves room one of a full evaluation
  // under way.
  TickCounts tick(std::size_t most = kLargestBatch);
  // Messages whose time has come: rechecked, rendered, sealed, in flight. Of each channel at most its free width, and
  // at most `most`. With
  // `gathered`, nothing more will join: a message goes at its time without group_wait.
  Prepared prepare(bool gathered, std::size_t most = kMostMessages);
  void settle(const std::vector<Answer>& answers);
  // Queues messages about findings that the operator, or the owner of a late source, has not heard of.
  void tell_findings();

  // When there is something to do again; nothing: not before something changes.
  [[nodiscard]] std::optional<rules::Instant> next_work();
  // The same, never later than a minute.
  [[nodiscard]] rules::Instant next_wake();
  [[nodiscard]] bool paused();
  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  [[nodiscard]] const Setup& setup() const { return *setup_; }
  // As of the last tick.
  [[nodiscard]] const rules::World& world() const { return world_; }
  [[nodiscard]] std::shared_ptr<integrations::Channel> channel(const std::string& id) const;

 private:
  struct Checked {  // a ready message with what the recheck found
    integrations::ReadyMessage message;
    std::vector<rules::NoticeFacts> notices;
    std::vector<rules::NoticeId> ids;  // of the same notices
  };

  struct Settled {  // a message and what became of it; the message outlives this
    const integrations::ReadyMessage* message = nullptr;
    integrations::Settlement settlement;
  };
  // Of the meetings of one round: all who are invited to one read the same.
  using Agendas = std::map<rules::ItemId, rules::Agenda>;
  // Of a channel whose destination failed: until when nothing goes over it, and failures since the last delivery.
  struct Resting {
    rules::Instant until{};
    rules::Instant since{};  // the first of the failures
    int failures = 0;
  };

  void refresh(rules::Instant now);
  [[nodiscard]] rules::World read_world(const config::Configuration& configuration, rules::Instant now);
  [[nodiscard]] bool decides_otherwise(const rules::World& next) const;
  void note_reference(std::int64_t revision);
  void look_at_clock(rules::Instant now);
  void tell_operator();
  void choose_operator(rules::Instant now);
  void log_new_findings();
  [[nodiscard]] rules::Recipient owner_of(const std::string& source, rules::Instant now) const;
  void evaluate_everything_if(bool wanted);
  void begin_full_evaluation();
  void go_on_with_full_evaluation(rules::Instant now, TickCounts& counts);
  void say_how_far();
  [[nodiscard]] DecisionInputs& inputs();
  std::vector<integrations::ItemClaim> claims_for(std::span<const integrations::StoredItem> items,
                                                  std::vector<rules::Evaluation> evaluations, rules::Instant now);
  std::optional<std::int64_t> inputs_for(const integrations::StoredItem& stored, const rules::Evaluation& evaluation);
  rules::ItemProfile profile_for(const integrations::StoredItem& stored, const rules::Evaluation& evaluation);
  void claim(std::span<const integrations::StoredItem> items, std::vector<rules::Evaluation> evaluations,
             rules::Instant now, TickCounts& counts);
  void refresh_freshness(rules::Instant now);
  void learn_steps(const config::Configuration& configuration, bool confirmed, rules::Instant now);

  std::map<std::string, std::size_t> free_width(rules::Instant now);
  std::map<std::string, std::size_t> width_to_read(rules::Instant now);
  std::vector<integrations::ReadyMessage> collect(bool gathered, std::size_t most, rules::Instant now);
  Prepared send_in_parts(std::span<integrations::ReadyMessage> messages, rules::Instant now);
  bool late_ones_placed_anew(const std::vector<integrations::ReadyMessage>& messages, rules::Instant now);
  std::optional<integrations::Restack> place_anew(const std::pair<rules::Recipient, std::string>& key,
                                                  const std::vector<integrations::MissedMessage>& group,
                                                  rules::Instant now);
  bool claimed_news(const EvaluatedItems& standing, rules::Instant now);
  std::vector<integrations::SealedMessage> send_off(const std::vector<Checked>& checked, rules::Instant now);
  std::vector<integrations::SealedMessage> send_off(std::vector<Draft> drafts, std::vector<Settled> refusals,
                                                    rules::Instant now);
  static std::vector<Checked> recheck(std::span<integrations::ReadyMessage> messages, const EvaluatedItems& standing);
  struct Destination {
    std::shared_ptr<integrations::Channel> channel;
    std::string address;
    std::string rehearsal_for;
  };
  [[nodiscard]] bool goes_again(const integrations::ReadyMessage& message) const;
  std::optional<Destination> destination_of(const integrations::ReadyMessage& message, rules::Instant now) const;
  [[nodiscard]] rules::MessageFacts facts_of(const Checked& checked, const std::string& rehearsal_for,
                                             rules::Instant now, Agendas& agendas);
  [[nodiscard]] static std::vector<rules::ItemId> told_before(const Checked& checked);
  [[nodiscard]] Draft draft_of(const Checked& checked, Destination destination, rules::Instant now, Agendas& agendas);
  [[nodiscard]] Settled refused(const integrations::ReadyMessage& message, const std::string& why,
                                rules::Instant now) const;

  integrations::Settlement settlement_of(const integrations::ReadyMessage& message, const Answer& answer);
  std::optional<rules::Millis> message_retry(const integrations::ReadyMessage& message, const Answer& answer);
  rules::Millis backoff(int failures);
  void give_up(const integrations::ReadyMessage& message, bool rehearsal, integrations::Settlement& settlement) const;
  void record(const std::vector<Settled>& settled, rules::Instant now);
  void rest_channel(const Answer& answer);
  [[nodiscard]] std::size_t width_at_rest(const std::string& channel, std::size_t width, rules::Instant now) const;
  void remember_channels(rules::Instant now);
  void note_trouble(const Answer& answer, rules::Instant since);
  void report_troubled(rules::Instant now);

  integrations::Store& store_;
  const Clock& clock_;
  std::function<void()> progress_;
  std::shared_ptr<const Setup> setup_;
  rules::World world_;
  std::optional<DecisionInputs> inputs_;  // of world_
  Freshness freshness_;
  SideReader side_;
  DueBatches due_;
  SeriesKeeper series_;
  std::int64_t reference_revision_ = -1;
  std::size_t batch_ = kFirstBatch;
  std::optional<integrations::FullEvaluation> full_evaluation_;
  std::size_t batches_since_noted_ = 0;  // of it, and when the operator last read how far it is
  std::chrono::steady_clock::time_point progress_said_;
  std::optional<rules::Instant> latest_claim_;
  std::size_t in_flight_ = 0;
  std::map<std::string, std::size_t> in_flight_of_;
  std::map<rules::MessageId, integrations::ReadyMessage> under_way_;
  std::map<std::string, Resting> resting_;
  std::map<std::string, std::deque<rules::Instant>> sent_;  // for max_per_hour
  std::map<std::string, rules::Finding> troubled_;          // channels that refuse us or fail for long
  std::vector<rules::Finding> reported_troubled_;
  std::int64_t last_finding_ = 0;  // that the log has
  std::optional<rules::Instant> operator_told_;
  std::map<rules::Recipient, rules::Instant> owner_told_;
  std::size_t operator_index_ = 0;  // which of the operator's addresses is written to
  std::mt19937_64 random_;
};

}  // namespace dondoc::daemon
