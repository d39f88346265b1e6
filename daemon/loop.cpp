#include "daemon/loop.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "daemon/answering.hpp"
#include "daemon/answers.hpp"
#include "daemon/batches.hpp"
#include "daemon/http/answer_site.hpp"
#include "daemon/log.hpp"
#include "daemon/office_list.hpp"
#include "daemon/service.hpp"
#include "daemon/setups_in_use.hpp"
#include "daemon/store_thread.hpp"
#include "daemon/wake.hpp"
#include "integrations/systemd/notify.hpp"

namespace dondoc::daemon {
namespace {

namespace asio = boost::asio;
namespace systemd = integrations::systemd;
using integrations::StoreError;

// Answers gather this long before they are written, so that one commit serves many.
constexpr auto kGroupCommit = std::chrono::milliseconds{10};
// Looked at at most this often because another program may have written.
constexpr auto kWatchPause = std::chrono::milliseconds{100};
// From one sign of life to the next while starting takes long.
constexpr auto kStartPatience = std::chrono::seconds{60};
// After a failure of the database.
constexpr auto kStorePause = std::chrono::seconds{1};
// The fingerprint of the configuration that `dondoc reload --confirm` has looked at.
constexpr std::string_view kConfirmedKey = "reload_confirmed";

// Everything below lives on the loop's thread unless it says otherwise; the engine is touched on the store's thread
// only.
class Loop {
 public:
  Loop(integrations::Store& store, integrations::AnswerStore& answers, const Clock& clock,
       std::shared_ptr<const Setup> setup, const ServiceOptions& options, const std::string& database)
      : store_(store),
        clock_(clock),
        engine_(store, clock, setup),
        batches_(engine_, store),
        answering_(store, answers, engine_),
        office_list_(store, answers, engine_),
        options_(options),
        setups_(options, std::move(setup)),
        signals_(context_, SIGTERM, SIGINT, SIGHUP),
        wake_(context_),
        answered_(context_),
        watched_(context_),
        watchdog_(context_),
        grace_(context_),
        database_watch_(context_, database, [this] { look_for_changes(); }),
        clock_watch_(context_, [this] { clock_jumped(); }),
        site_(context_, clock, answering_,
              [this](std::function<void()> job, std::function<void(bool)> then) { for_visitor(job, then); }) {
    answers_.on_push([this] { asio::post(context_, [this] { answer_arrived(); }); });
  }

  int run() {
    wait_for_signal();
    engine_.on_progress([this] { alive(); });
    feed_watchdog();
    site_.use(setups_.current());
    on_store([this] { engine_.start(); },
             [this] {
               started_ = true;
               site_.open();
               systemd::notify_ready(log_text("watching"));
               log_info("ready", {{"version", DONDOC_VERSION}});
               on_store([this] { store_.checkpoint(); }, [this] { step(); });
             });
    context_.run();
    return exit_code_;
  }

 private:
  // Runs `job` on the store's thread, then `then` on the loop. A failure of the database ends neither: it is logged
  // once and the work tried again later, unless the file is damaged.
  void on_store(std::function<void()> job, std::function<void()> then) {
    store_thread_.post([this, job = std::move(job), then = std::move(then)] {
      std::optional<StoreError> failure;
      try {
        job();
      } catch (const StoreError& error) {
        failure = error;
      } catch (const std::exception& error) {
        log_critical("internal", {{"what", error.what()}});
        return asio::post(context_, [this] { leave(kExitInternal); });
      }
      asio::post(context_, [this, failure, job, then] {
        if (!failure) {
          store_error_.over();
          then();
          return;
        }
        store_error_.log(failure->what());
        if (failure->kind() == StoreError::Kind::corrupt) return leave(kExitIo);
        retry_later(job, then);
      });
    });
  }

  // Nobody waits for the database in front of a page: whoever asked is told to come back.
  void for_visitor(std::function<void()> job, std::function<void(bool)> then) {
    store_thread_.post([this, job = std::move(job), then = std::move(then)] {
      bool done = false;
      try {
        job();
        done = true;
      } catch (const std::exception& error) {
        log_error("answers_failed", {{"what", error.what()}});
      }
      asio::post(context_, [then, done] {
        try {
          then(done);
        } catch (const std::exception& error) {  // the connection ends for want of an answer; alerts go on
          log_error("answers_failed", {{"what", error.what()}});
        }
      });
    });
  }

  void retry_later(std::function<void()> job, std::function<void()> then) {
    if (stopping_) return leave(kExitIo);
    auto timer = std::make_shared<asio::steady_timer>(context_, kStorePause);
    timer->async_wait([this, timer, job = std::move(job), then = std::move(then)](boost::system::error_code error) {
      if (!error) on_store(job, then);
    });
  }

  // One round: answers, what is due, what is ready; then sleep until there is something again.
  void step() {
    // Before start() is through nothing may leave: it takes what is in flight for what the last run left behind.
    if (left_ || stepping_ || !started_) {
      again_ = true;
      return;
    }
    stepping_ = true;
    again_ = false;
    wake_.cancel();
    auto next = std::make_shared<rules::Instant>();
    on_store([this, next] { *next = work(); },
             [this, next] {
               stepping_ = false;
               setups_.retire(in_flight_);
               if (stopping_) return stop_when_idle();
               if (again_) return step();
               sleep_until(*next);
             });
  }

  // On the store's thread.
  rules::Instant work() {
    // Before anything is read: what another program commits from here on is looked at after this round.
    const auto seen = store_.data_version();
    auto arrived = answers_.take();
    unsettled_.insert(unsettled_.end(), std::make_move_iterator(arrived.begin()),
                      std::make_move_iterator(arrived.end()));
    engine_.settle(unsettled_);
    unsettled_.clear();
    in_flight_ = engine_.in_flight();
    if (stopping_) return clock_.now();
    const bool more = tick();
    if (!more) engine_.tell_findings();
    auto prepared = batches_.prepare(false);
    deliver_all(engine_, clock_, std::move(prepared.messages), answers_);
    // After the warnings: a list that cannot be written keeps none of them.
    if (!more) office_list_.tell(clock_.now());
    in_flight_ = engine_.in_flight();
    batches_.give_way();
    if (!more) store_.checkpoint();
    data_version_ = seen;
    if (more || prepared.look_again) return clock_.now();
    const auto next = engine_.next_wake();
    return store_.data_version() == seen ? next : std::min(next, clock_.now() + rules::Millis{kWatchPause});
  }

  // On the store's thread. True if marked items remain.
  bool tick() {
    const auto counts = batches_.tick(stopping_);
    if (counts.notices > 0) {
      log_info("claimed", {{"items", std::to_string(counts.evaluated)},
                           {"alerts", std::to_string(counts.alerts)},
                           {"recipients", std::to_string(counts.notices)}});
    }
    return counts.more;
  }

  void sleep_until(rules::Instant at) {
    wake_.expires_after(std::max(at - clock_.now(), rules::Millis{0}));
    wake_.async_wait([this](boost::system::error_code error) {
      if (!error) step();
    });
  }

  void answer_arrived() {
    if (answer_timer_set_ || left_) return;
    answer_timer_set_ = true;
    answered_.expires_after(kGroupCommit);
    answered_.async_wait([this](boost::system::error_code) {
      answer_timer_set_ = false;
      step();
    });
  }

  void look_for_changes() {
    if (watch_timer_set_ || stopping_ || !started_) return;
    watch_timer_set_ = true;
    watched_.expires_after(kWatchPause);
    watched_.async_wait([this](boost::system::error_code error) {
      watch_timer_set_ = false;
      if (error || stopping_) return;
      auto changed = std::make_shared<bool>(false);
      on_store([this, changed] { *changed = store_.data_version() != data_version_; },
               [this, changed] {
                 if (*changed) step();
               });
    });
  }

  void clock_jumped() {
    log_warning("clock_set");
    step();
  }

  void wait_for_signal() {
    signals_.async_wait([this](boost::system::error_code error, int signal) {
      if (error) return;
      if (signal == SIGHUP) {
        reload();
      } else if (stopping_) {
        log_warning("leaving");
        spdlog::default_logger()->flush();
        _exit(kExitOk);
      } else {
        stop();
      }
      wait_for_signal();
    });
  }

  // A bad configuration changes nothing; messages in flight finish over the channels they started on.
  void reload() {
    if (stopping_) return;
    systemd::notify_reloading();
    const auto loaded = setups_.load();
    log_problems(loaded.problems);
    if (!loaded.setup) {
      reload_refused(loaded.problems);
      log_error("reload_refused");
      systemd::notify_ready(log_text("watching_refused"));
      return;
    }
    setups_.install(loaded.setup);
    site_.use(*loaded.setup);
    log_in(language_of_log(options_, loaded.setup.get()));
    on_store(
        [this, setup = loaded.setup] {
          if (!setups_.is_newest(*setup)) return;
          const auto given = store_.meta(std::string{kConfirmedKey}).value_or("");
          store_.store_zone_offsets(*setup->configuration.zone);
          engine_.reload(setup, given == setup->configuration.fingerprint);
          if (!given.empty()) store_.set_meta(std::string{kConfirmedKey}, "");
        },
        [this] {
          log_info("reloaded");
          systemd::notify_ready(log_text("watching"));
          setups_.installed();
          setups_.retire(in_flight_);
          step();
        });
  }

  // A confirmation was given for what was refused, and must not release what comes later.
  void reload_refused(const rules::Problems& problems) {
    const auto first = std::ranges::find(problems, false, &rules::Problem::warning);
    const auto why = first == problems.end() ? std::string{"–"} : config::format_problem(log_language(), *first);
    on_store(
        [this, why] {
          store_.set_meta(std::string{kConfirmedKey}, "");
          engine_.note_refused_reload(why);
        },
        [this] { step(); });
  }

  // Nothing new is claimed or sent; what is in flight gets shutdown_grace to finish.
  void stop() {
    stopping_ = true;
    site_.stop();
    systemd::notify_stopping();
    log_info("stopping", {{"count", std::to_string(in_flight_)}});
    grace_.expires_after(setups_.current().configuration.delivery.shutdown_grace);
    grace_.async_wait([this](boost::system::error_code error) {
      if (!error) out_of_patience();
    });
    step();
  }

  void stop_when_idle() {
    setups_.retire(in_flight_);
    if (in_flight_ == 0) leave(kExitOk);
  }

  // The channels answer for what they still have, as unknown or not sent, and that is recorded.
  void out_of_patience() {
    log_warning("unfinished", {{"count", std::to_string(in_flight_)}});
    setups_.stop_channels();
    step();
    grace_.expires_after(kStorePause);
    grace_.async_wait([this](boost::system::error_code error) {
      if (!error) leave(kExitOk);
    });
  }

  // Fed only when loop and store have both done a round trip.
  void feed_watchdog() {
    const auto interval = systemd::watchdog_interval();
    if (interval.count() == 0) return;
    watchdog_.expires_after(interval / 3);
    watchdog_.async_wait([this](boost::system::error_code error) {
      if (error || left_) return;
      store_thread_.post([this] {
        asio::post(context_, [this] {
          systemd::notify_watchdog();
          feed_watchdog();
        });
      });
    });
  }

  // On the store's thread, in the middle of a long job.
  void alive() {
    systemd::notify_watchdog();
    if (!started_) systemd::notify_still_starting(kStartPatience);
  }

  void leave(int code) {
    if (left_) return;
    left_ = true;
    stopping_ = true;
    site_.stop();
    exit_code_ = code;
    setups_.stop_channels();
    boost::system::error_code ignored;
    std::ignore = signals_.cancel(ignored);
    for (auto* timer : {&wake_, &answered_, &watched_, &watchdog_, &grace_}) timer->cancel();
    database_watch_.stop();
    clock_watch_.stop();
  }

  // Constant after construction.
  integrations::Store& store_;
  const Clock& clock_;

  // Touched only on the store's thread.
  Engine engine_;
  Batches batches_;
  Answering answering_;
  OfficeList office_list_;
  std::vector<Answer> unsettled_;  // kept when writing them failed
  std::int64_t data_version_ = 0;

  // Shared.
  AnswerQueue answers_;
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> started_{false};

  // Touched only on the loop.
  asio::io_context context_{1};
  const ServiceOptions& options_;
  SetupsInUse setups_;
  asio::signal_set signals_;
  asio::steady_timer wake_;
  asio::steady_timer answered_;
  asio::steady_timer watched_;
  asio::steady_timer watchdog_;
  asio::steady_timer grace_;
  DatabaseWatch database_watch_;
  ClockWatch clock_watch_;
  AnswerSite site_;
  RepeatedError store_error_;
  bool stepping_ = false;
  bool again_ = false;
  bool answer_timer_set_ = false;
  bool watch_timer_set_ = false;
  bool left_ = false;
  int exit_code_ = kExitOk;
  StoreThread store_thread_;  // last: joined before anything it touches goes
};

}  // namespace

int run_loop(integrations::Store& store, integrations::AnswerStore& answers, const Clock& clock,
             std::shared_ptr<const Setup> setup, const ServiceOptions& options, const std::string& database) {
  return Loop{store, answers, clock, std::move(setup), options, database}.run();
}

}  // namespace dondoc::daemon
