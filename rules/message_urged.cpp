#include "rules/message_urged.hpp"

#include <set>

#include "rules/told.hpp"

namespace dondoc::rules {
namespace {

class Counter {
 public:
  Counter(const World& world, const Zone& zone) : world_(world), zone_(zone) {}

  void add(const AlertRecord& alert) {
    for (const auto& notice : alert.notices) {
      const bool reached = notice.settled_at && is_spent(notice, world_.mode) && notice.state != NoticeState::dead;
      if (!reached || notice.role != "head") continue;
      days_.insert(zone_.day_of(*notice.settled_at));
      latest(*notice.settled_at, {});
    }
  }

  void add(const Urging& urging) {
    ++result_.times;
    latest(urging.at, urging.ref.empty() ? urging.how : urging.how + " " + urging.ref);
  }

  Urged finish() {
    result_.times += static_cast<int>(days_.size());
    return std::move(result_);
  }

 private:
  void latest(Instant at, std::string how) {
    if (result_.last && at < *result_.last) return;
    result_.last = at;
    result_.how = std::move(how);
  }

  const World& world_;
  const Zone& zone_;
  std::set<Day> days_;
  Urged result_;
};

}  // namespace

Urged count_urgings(const World& world, const NoticeFacts& notice, Instant due, const WorkCalendar& calendar) {
  Counter counter{world, calendar.zone()};
  for (const auto& alert : notice.history->alerts) {
    if (alert.scheduled_at >= due && alert.key != notice.alert) counter.add(alert);
  }
  for (const auto& urging : notice.history->urgings) {
    if (urging.at >= notice.history->version_start) counter.add(urging);
  }
  return counter.finish();
}

}  // namespace dondoc::rules
