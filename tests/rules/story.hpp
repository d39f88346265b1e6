#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "rules/evaluate.hpp"
#include "rules/meeting.hpp"
#include "rules/window.hpp"
#include "tests/rules/world_fixture.hpp"

// One item's life, played forward the way the daemon does it: evaluate, claim, wait for the window, recheck, send.

namespace dondoc::rules {

class Story {
 public:
  // When the player looks: only at next_check (and when something happens), or besides every hour.
  enum class Looks { at_next_check, every_hour };

  Story(World story_world, Item story_item, Looks looks = Looks::at_next_check)
      : world(std::move(story_world)), item(std::move(story_item)), looks_(looks) {}

  // What was written since is looked at at once; then everything happens up to and including this instant.
  Story& until(Instant until) {
    if (!now_) now_ = until;
    step();
    while (true) {
      const auto event = next_event();
      if (!event || *event > until) break;
      now_ = std::max(*now_, *event);
      step();
    }
    now_ = until;
    step();
    return *this;
  }
  Story& until(std::string_view instant) { return until(at(instant)); }

  // A restart after the daemon did not run: nothing was looked at or sent in between.
  Story& down_until(std::string_view instant) {
    now_ = at(instant);
    for (auto& waiting : waiting_) waiting.send_at = std::max(waiting.send_at, *now_);
    return until(*now_);
  }

  void acknowledge(std::string person, std::string_view until_when, std::string_view upto) {
    history.acknowledgements.push_back({std::move(person), history.version, *now_, at(until_when), at(upto)});
  }
  void open_hold(std::string_view from) {
    item.state = State::suspended;
    item.holds.push_back({at(from), std::nullopt, "bổ sung hồ sơ", "mot-cua"});
  }
  void close_hold(std::string_view until_when) {
    item.state = State::open;
    item.holds.back().until = at(until_when);
  }

  // What was sent since the last call: "Wed 2022-11-30T17:00+07:00 binh qua-han" a line.
  std::string told() { return std::exchange(told_, {}); }
  const std::string& all_told() const { return all_told_; }
  // The same with every decision that changed something.
  std::string diary() { return std::exchange(diary_, {}); }
  // Every decision obeys what has to hold whatever the rules are; empty: it did.
  const std::string& broken() const { return broken_; }
  const Evaluation& last() const { return last_; }
  Instant now() const { return *now_; }

  World world;
  Item item;
  History history;

 private:
  struct Waiting {
    NoticeId notice = 0;
    Instant send_at;
  };

  std::optional<Instant> next_event() const {
    std::optional<Instant> next = next_check_;
    const auto earlier = [&next](Instant instant) {
      if (!next || instant < *next) next = instant;
    };
    if (looks_ == Looks::every_hour) {
      earlier(std::chrono::floor<std::chrono::hours>(*now_) + std::chrono::hours{1});
    }
    for (const auto& waiting : waiting_) earlier(waiting.send_at);
    return next;
  }

  void step() {
    look();
    bool sent = true;
    while (sent) {  // a delivery may release what waited for it
      sent = send_due();
      if (sent) look();
    }
  }

  void look() {
    last_ = evaluate(world, item, history, *now_);
    if (!last_.quiet()) diary_ += written(last_, history);
    apply(last_);
    if (looks_ == Looks::every_hour) return;
    const Evaluation again = evaluate(world, item, history, *now_);
    if (again.deadline || !again.alerts.empty() || !again.changes.empty()) {
      broken_ += said(*now_) + " decided again:\n" + written(again, history);
    }
  }

  void apply(const Evaluation& evaluation) {
    if (evaluation.deadline) {
      history.version = evaluation.deadline->version;
      history.due = evaluation.deadline->due;
      history.version_start = evaluation.deadline->version_start;
      history.told_since_version = evaluation.deadline->told_since_version;
      history.basis = evaluation.deadline->basis;
      history.computed_due = evaluation.deadline->computed_due;
    }
    if (evaluation.meeting) {
      Meeting meeting = *item.meeting;
      meeting.sequence = evaluation.meeting->sequence;
      meeting.basis = evaluation.meeting->basis;
      item.meeting = std::make_shared<const Meeting>(std::move(meeting));
    }
    for (const auto& change : evaluation.changes) {
      auto* notice = find_row(history, change.notice).notice;
      notice->state = change.state;
      notice->reason = change.reason;
      std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.notice == change.notice; });
    }
    for (const auto& alert : evaluation.alerts) claim(alert);
    next_check_ = evaluation.next_check;
    if (next_check_ && *next_check_ <= *now_) broken_ += said(*now_) + " next check is not later\n";
  }

  void claim(const PlannedAlert& planned) {
    for (const auto& notice : planned.notices) {
      NoticeId id = notice.existing;
      if (id != 0) {
        find_row(history, id).notice->state = NoticeState::queued;
      } else {
        auto& row = add_notice(history, planned.key, said(planned.scheduled_at), notice.recipient, notice.role,
                               NoticeState::queued);
        row.agency = notice.agency;
        id = row.id;
      }
      const auto* calendar = world.calendar_of_recipient(notice.recipient, *now_);
      const auto window = next_window(windows_of(world.windows, notice.daily), class_of(planned.severity, notice.daily),
                                      notice.window_from, *now_, *calendar);
      if (planned.event_at) {
        waiting_.push_back({id, calendar->next_opening(*now_).value()});
        continue;
      }
      if (window) waiting_.push_back({id, std::max(*window, *now_)});
    }
  }

  bool send_due() {
    const auto due = std::ranges::find_if(waiting_, [this](const Waiting& w) { return w.send_at <= *now_; });
    if (due == waiting_.end()) return false;
    const NoticeId id = due->notice;
    waiting_.erase(due);
    auto [alert, notice] = find_row(history, id);
    if (notice->state != NoticeState::queued) throw std::logic_error("sent what is not queued");
    notice->state = world.mode == DeliveryMode::live ? NoticeState::told : NoticeState::rehearsed;
    notice->settled_at = *now_;
    const std::string line = said(*now_) + " " + short_name(notice->recipient) + " " +
                             step_name(alert->key.step, alert->key.number) +
                             (notice->state == NoticeState::rehearsed ? " (rehearsed)" : "") + "\n";
    told_ += line;
    all_told_ += line;
    diary_ += line;
    const std::string once = std::to_string(alert->key.episode) + " " + alert->key.rule + " " +
                             step_name(alert->key.step, alert->key.number) + " " + notice->recipient;
    if (notice->state == NoticeState::told && !told_once_.insert(once).second) broken_ += "told twice: " + line;
    return true;
  }

  const Looks looks_;
  std::optional<Instant> now_;
  std::optional<Instant> next_check_;
  std::vector<Waiting> waiting_;
  std::set<std::string> told_once_;
  Evaluation last_;
  std::string told_;
  std::string all_told_;
  std::string diary_;
  std::string broken_;
};

}  // namespace dondoc::rules
