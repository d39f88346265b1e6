#include "daemon/bundle.hpp"

#include <map>
#include <set>

#include "rules/recipients.hpp"
#include "rules/window.hpp"

namespace dondoc::daemon {
namespace {

using integrations::ItemClaim;
using integrations::Placement;
using Key = std::pair<rules::Recipient, std::string>;

// Those of `via`, else the first that works.
std::vector<std::string> channels_for(const rules::World& world, const rules::PlannedAlert& alert,
                                      const rules::Recipient& recipient, rules::Instant now) {
  const auto routes = rules::routes_to(world, recipient, alert.via, now);
  std::vector<std::string> channels;
  for (const auto& route : routes) {
    channels.push_back(route.channel);
    if (alert.via.empty()) break;
  }
  return channels;
}

class Bundler {
 public:
  Bundler(const rules::World& world, integrations::Store& store, rules::Instant now)
      : world_(world), store_(store), now_(now) {}

  std::vector<ItemClaim> run(std::vector<rules::Evaluation> evaluations, std::span<const std::int64_t> revisions) {
    read_load(evaluations);
    std::vector<ItemClaim> claims;
    claims.reserve(evaluations.size());
    for (std::size_t i = 0; i < evaluations.size(); ++i) {
      ItemClaim claim;
      claim.evaluation = std::move(evaluations[i]);
      claim.revision = revisions[i];
      place_all(claim);
      claims.push_back(std::move(claim));
    }
    return claims;
  }

 private:
  void read_load(const std::vector<rules::Evaluation>& evaluations) {
    std::set<Key> keys;
    for (const auto& evaluation : evaluations) {
      for (const auto& alert : evaluation.alerts) {
        for (const auto& notice : alert.notices) {
          for (auto& channel : channels_for(world_, alert, notice.recipient, now_)) {
            keys.insert({notice.recipient, std::move(channel)});
          }
        }
      }
    }
    const auto* calendar = world_.calendar({});
    if (keys.empty() || !calendar) return;
    const std::vector<Key> list(keys.begin(), keys.end());
    load_ = store_.outbox_load(list, now_, calendar->zone());
  }

  void place_all(ItemClaim& claim) {
    for (std::size_t a = 0; a < claim.evaluation.alerts.size(); ++a) {
      auto& alert = claim.evaluation.alerts[a];
      std::vector<rules::PlannedNotice> kept;
      for (auto& notice : alert.notices) {
        if (place_one(claim, a, kept.size(), alert, notice)) kept.push_back(std::move(notice));
      }
      alert.notices = std::move(kept);
    }
  }

  bool place_one(ItemClaim& claim, std::size_t alert_index, std::size_t notice_index, const rules::PlannedAlert& alert,
                 const rules::PlannedNotice& notice) {
    const auto* calendar = world_.calendar_of_recipient(notice.recipient, now_);
    if (!calendar) return false;
    if (alert.event_at) return place_event(claim, alert_index, notice_index, alert, notice.recipient, *calendar);
    std::vector<Placement> placements;
    for (auto& channel : channels_for(world_, alert, notice.recipient, now_)) {
      const auto placed =
          rules::place(rules::windows_of(world_.windows, notice.daily), rules::class_of(alert.severity, notice.daily),
                       notice.window_from, now_, alert.bypass_limits, *calendar, load_[{notice.recipient, channel}]);
      if (!placed) {
        claim.evaluation.findings.push_back(missing_year(placed.error()));
        return false;
      }
      placements.push_back({alert_index, notice_index, std::move(channel), placed->message_class, placed->send_at,
                            placed->send_at + world_.windows.group_wait});
    }
    claim.placements.insert(claim.placements.end(), placements.begin(), placements.end());
    return !placements.empty();
  }

  // At once while the sending hours are open, else when they open next; where that is too late, at once too. Somebody
  // settled the meeting: whoever has to come hears of it, whatever else they were told that day.
  bool place_event(ItemClaim& claim, std::size_t alert_index, std::size_t notice_index,
                   const rules::PlannedAlert& alert, const rules::Recipient& recipient,
                   const rules::WorkCalendar& calendar) {
    const auto opening = calendar.next_opening(now_);
    const auto send_at = opening && *opening < *alert.event_at ? *opening : now_;
    const auto channels = channels_for(world_, alert, recipient, now_);
    for (const auto& channel : channels) {
      claim.placements.push_back({alert_index, notice_index, channel, rules::MessageClass::routine, send_at,
                                  send_at + world_.windows.group_wait, claim.evaluation.item});
    }
    return !channels.empty();
  }

  static rules::Finding missing_year(const rules::MissingYear& missing) {
    const auto year = std::to_string(missing.year);
    return {"DD6101", "calendar:" + missing.calendar + "/" + year, {{"calendar", missing.calendar}, {"year", year}}};
  }

  const rules::World& world_;
  integrations::Store& store_;
  const rules::Instant now_;
  std::map<Key, rules::OutboxLoad> load_;
};

}  // namespace

std::vector<ItemClaim> bundle(const rules::World& world, integrations::Store& store,
                              std::vector<rules::Evaluation> evaluations, std::span<const std::int64_t> revisions,
                              rules::Instant now) {
  return Bundler{world, store, now}.run(std::move(evaluations), revisions);
}

}  // namespace dondoc::daemon
