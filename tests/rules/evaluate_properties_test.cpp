#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "tests/rules/story.hpp"

// Design §7 as properties: whatever the rules and whatever happens to the item.

namespace dondoc::rules {
namespace {

const Instant kStart = at("Tue 2022-11-22T07:00+07:00");
constexpr auto kSpan = std::chrono::hours{24 * 12};

// Something that happens to the item or to the world, at a quarter of an hour.
enum class Happening {
  hold,
  release,
  report,
  send_back,
  finish,
  reopen,
  extend,
  shorten,
  acknowledge,
  silence,
  update,
  change_agency,
  change_officer,
  change_head,
  source_late,
  source_fresh
};
constexpr int kHappenings = static_cast<int>(Happening::source_fresh) + 1;

struct Event {
  Instant at;
  Happening what = Happening::hold;
};
std::ostream& operator<<(std::ostream& out, const Event& event) {
  return out << said(event.at) << " happening " << static_cast<int>(event.what);
}

// Somebody else heads STC from now on.
void change_head(World& world, Day from) {
  Directory directory;
  directory.agencies = world.directory->agencies;
  directory.people = world.directory->people;
  directory.positions = world.directory->positions;
  directory.addresses = world.directory->addresses;
  directory.escalation = world.directory->escalation;
  directory.delegations = world.directory->delegations;
  directory.contacts = world.directory->contacts;
  directory.rooms = world.directory->rooms;
  for (auto& position : directory.positions) {
    if (position.agency == "STC" && position.role == Role::head && !position.until) {
      position.until = from - std::chrono::days{1};
    }
  }
  directory.positions.push_back({"STC", Role::head, "phuong", {}, from, {}});
  set_directory(world, std::move(directory));
}

void happen(Story& story, const Event& event) {
  Item& item = story.item;
  const bool held = open_hold(item.holds, event.at) != nullptr;
  switch (event.what) {
    case Happening::hold:
      if (item.state == State::open) story.open_hold(said(event.at));
      return;
    case Happening::release:
      if (held) story.close_hold(said(event.at));
      return;
    case Happening::report:
      if (item.state == State::open) item.state = State::reported;
      return;
    case Happening::send_back:
      if (item.state == State::reported) item.state = State::open;
      return;
    case Happening::finish:
      if (held) story.close_hold(said(event.at));
      item.state = State::done;
      return;
    case Happening::reopen:
      if (item.state == State::done) item.state = State::open;
      return;
    case Happening::extend:
      if (item.due_at) *item.due_at += std::chrono::hours{49};
      return;
    case Happening::shorten:
      if (item.due_at) *item.due_at -= std::chrono::hours{31};
      return;
    case Happening::acknowledge:
      story.history.acknowledgements.push_back(
          {"binh", story.history.version, event.at, event.at + std::chrono::hours{50}, event.at});
      return;
    case Happening::silence:
      story.world.silences.push_back({1, {}, event.at, event.at + std::chrono::hours{20}});
      return;
    case Happening::update:
      item.updated_at = event.at;
      return;
    case Happening::change_agency:
      item.agency = item.agency == "STC" ? "CL" : "STC";
      return;
    case Happening::change_officer:
      item.officer = item.officer == "an" ? "dung" : "an";
      return;
    case Happening::change_head:
      change_head(story.world, vietnam().zone().day_of(event.at));
      return;
    case Happening::source_late:
      story.world.late_sources.insert(item.source);
      return;
    case Happening::source_fresh:
      story.world.late_sources.clear();
      return;
  }
}

template <class T>
T one_of(std::vector<T> choices) {
  return *rc::gen::elementOf(std::move(choices));
}

// A rule as somebody might write it; escalations always have a lower step that names the head.
Rule any_rule() {
  std::vector<Step> steps;
  const int reminders = *rc::gen::inRange(0, 3);
  for (int i = 0; i < reminders; ++i) {
    StepMaker step = make("nhac-" + std::to_string(i),
                          one_of<std::string>({"due - 1wd 07:30", "due - 2wd", "due - 3h", "due - 30min", "50%", "80%",
                                               "due - 1d 23:00", "received + 1wd", "due 06:00"}));
    step.notify(one_of<std::string>({"officer", "head", "focal"}));
    steps.push_back(step);
  }
  StepMaker overdue = make("qua-han", "due").notify("head").copy("focal");
  if (*rc::gen::arbitrary<bool>()) overdue.critical();
  if (*rc::gen::arbitrary<bool>()) {
    overdue.every(one_of<std::string>({"1wd 07:30", "1d 09:00", "1wd", "6wh", "5h", "2d"}));
    if (*rc::gen::arbitrary<bool>()) overdue.every(one_of<std::string>({"2wd 07:30", "3d", "90min"}));
    if (*rc::gen::arbitrary<bool>()) overdue.max(*rc::gen::inRange(0, 6));
  }
  steps.push_back(overdue);
  const int higher = *rc::gen::inRange(0, 3);
  for (int i = 0; i < higher; ++i) {
    StepMaker step = make("cao-" + std::to_string(i),
                          one_of<std::string>({"due + 1wd 07:30", "due + 2d", "due + 3h", "due + 3wd 08:15"}));
    step.notify(one_of<std::string>({"superior", "superior", "head", "officer"}));
    if (*rc::gen::arbitrary<bool>()) step.unless(one_of<std::string>({"acknowledged", "reported", "item.progress"}));
    if (*rc::gen::arbitrary<bool>()) step.every("1wd 07:30").max(3);
    steps.push_back(step);
  }
  if (*rc::gen::inRange(0, 3) == 0) {
    steps.push_back(make("im", "updated + 2wd 07:30").notify("officer").every("1wd 07:30"));
    steps.push_back(make("giam-sat", "held + 1wd").notify("focal").every("2wd"));
  }
  return rule_of("r", std::move(steps));
}

Item any_item() {
  Item item = task();
  item.received_at = kStart;
  item.first_stored = kStart;
  if (*rc::gen::arbitrary<bool>()) {
    item.term = amount(one_of<std::string>({"3wd", "5wd", "20wh", "6d", "100h", "0wd"}));
  } else {
    item.due_at = kStart + std::chrono::minutes{15} * *rc::gen::inRange(1, 4 * 24 * 8);
  }
  return item;
}

std::vector<Event> any_events() {
  std::vector<Event> events;
  const int count = *rc::gen::inRange(0, 7);
  for (int i = 0; i < count; ++i) {
    const auto when = kStart + std::chrono::minutes{15} * *rc::gen::inRange(1, 4 * 24 * 10);
    events.push_back({when, static_cast<Happening>(*rc::gen::inRange(0, kHappenings))});
  }
  std::ranges::sort(events, {}, &Event::at);
  return events;
}

// A little directory life: a head who changes, a delegation.
Directory any_directory() {
  Directory directory = small_directory();
  directory.escalation.push_back({"CL", 1, "VP", Role::head, "", {}, {}});
  const int from = *rc::gen::inRange(0, 20);
  if (from > 10) {
    const Day change = day("2022-11-22") + std::chrono::days{from - 8};
    for (auto& position : directory.positions) {
      if (position.person == "binh") position.until = change - std::chrono::days{1};
    }
    directory.positions.push_back({"STC", Role::head, "dung", {}, change, {}});
  }
  if (*rc::gen::inRange(0, 4) == 0) {
    directory.delegations.push_back({"chi", "an", kStart + std::chrono::hours{24 * 5 + 3}, kStart + kSpan, false});
  }
  return directory;
}

void play(Story& story, const std::vector<Event>& events) {
  story.until(kStart);
  for (const auto& event : events) {
    story.until(event.at);
    happen(story, event);
    story.until(event.at);
  }
  story.until(kStart + kSpan);
}

// What is sent at one instant has no order.
std::vector<std::string> sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find('\n', from);
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  std::ranges::sort(lines);
  return lines;
}

// "next_check": nothing is missed between two checks. Both players send at the same windows.
RC_GTEST_PROP(Properties, LookingOnlyAtNextCheckTellsWhatLookingEveryHourTells, ()) {
  const World world = world_with({any_rule()}, any_directory());
  const Item item = any_item();
  const auto events = any_events();
  Story sparing{world, item, Story::Looks::at_next_check};
  Story often{world, item, Story::Looks::every_hour};
  play(sparing, events);
  play(often, events);
  RC_LOG() << ::testing::PrintToString(events);
  RC_ASSERT(sorted_lines(sparing.all_told()) == sorted_lines(often.all_told()));
}

// Deciding twice changes nothing more, and nobody is told the same (episode, step, number) twice.
RC_GTEST_PROP(Properties, DecisionsAreQuietOnceTakenAndNothingIsToldTwice, ()) {
  Story story{world_with({any_rule()}, any_directory()), any_item()};
  const auto events = any_events();
  play(story, events);
  RC_LOG() << ::testing::PrintToString(events);
  RC_ASSERT(story.broken() == "");
}

// "nobody is reported upwards before being told": min_notice lies between the first notice to the head at or after the
// due and every notice above.
RC_GTEST_PROP(Properties, NobodyIsReportedBeforeTheHeadHadNotice, ()) {
  Story story{world_with({any_rule()}, any_directory()), any_item()};
  play(story, any_events());
  const auto& history = story.history;
  for (const auto& above : history.alerts) {
    for (const auto& notice : above.notices) {
      if (notice.role != "superior" || notice.state != NoticeState::told) continue;
      bool had_notice = false;
      for (const auto& alert : history.alerts) {
        for (const auto& head : alert.notices) {
          if (head.role != "head" || head.agency != notice.agency || head.state != NoticeState::told) continue;
          const auto day_told = vietnam().zone().day_of(*head.settled_at);
          const auto next = vietnam().shift_working_days(day_told, 1);
          const auto clock = vietnam().zone().to_local(*head.settled_at) - LocalTime{day_told};
          had_notice = had_notice || *notice.settled_at >= vietnam().zone().to_instant(LocalTime{*next} + clock);
        }
      }
      RC_ASSERT(had_notice);
    }
  }
}

// "Nothing is sent that is no longer true": a done item yields nothing but withdrawals.
RC_GTEST_PROP(Properties, ADoneItemYieldsOnlyWithdrawals, ()) {
  Story story{world_with({any_rule()}, any_directory()), any_item()};
  story.until(kStart);
  story.until(kStart + std::chrono::minutes{15} * *rc::gen::inRange(1, 4 * 24 * 10));
  story.item.state = State::done;
  const auto evaluation = evaluate(story.world, story.item, story.history, story.now());
  RC_ASSERT(!evaluation.deadline);
  RC_ASSERT(evaluation.alerts.empty());
  RC_ASSERT(!evaluation.next_check);
  for (const auto& change : evaluation.changes) RC_ASSERT(change.state == NoticeState::withdrawn);
  (void)story.told();
  RC_ASSERT(story.until(kStart + kSpan).told() == "");
}

// A second opinion for plain rules: steps counted from the due in hours and days, told over a channel that is always
// open, so that what is told can be listed without windows, versions or rows.
std::string listed_by_hand(const std::vector<std::pair<std::string, int>>& offsets, int every, int max, Instant due) {
  // The step with the largest offset not after now counts; its repeats come every `every` hours.
  std::map<Instant, std::string> told;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const Instant base = due + std::chrono::hours{offsets[i].second};
    if (base <= kStart && offsets[i].second < 0) continue;
    const std::optional<Instant> end =
        i + 1 < offsets.size() ? std::optional{due + std::chrono::hours{offsets[i + 1].second}} : std::nullopt;
    for (int n = 0; n <= max; ++n) {
      const Instant when = base + std::chrono::hours{every} * n;
      if (end && when >= *end) break;
      if (when <= kStart + kSpan) told[when] = step_name(offsets[i].first, n);
    }
  }
  std::string text;
  for (const auto& [when, step] : told) text += said(when) + " binh " + step + "\n";
  return text;
}

RC_GTEST_PROP(Properties, PlainRulesTellWhatOneListsByHand, ()) {
  CalendarSpec always = vietnam_spec();
  always.hours.fill(work_hours({{0, 2400}}));
  always.days.clear();
  std::set<int> hours;
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) hours.insert(*rc::gen::inRange(-60, 120));
  const int every = *rc::gen::inRange(1, 40);
  const int max = *rc::gen::inRange(0, 5);
  const Instant due = kStart + std::chrono::hours{*rc::gen::inRange(1, 200)};
  std::vector<Step> steps;
  std::vector<std::pair<std::string, int>> offsets;
  for (const int offset : hours) {
    const std::string id = "s" + std::to_string(steps.size());
    const std::string moment = (offset < 0 ? "due - " : "due + ") + std::to_string(std::abs(offset)) + "h";
    steps.push_back(make(id, moment).critical().notify("head").every(std::to_string(every) + "h").max(max));
    offsets.emplace_back(id, offset);
  }
  std::ranges::reverse(steps);  // rank does not depend on the file
  World world = world_with({rule_of("r", steps)});
  world.calendars["vn"] = std::make_shared<WorkCalendar>(always, zone("Asia/Ho_Chi_Minh"));
  Item item = task();
  item.received_at = kStart;
  item.due_at = due;
  Story story{world, item};
  story.until(kStart).until(kStart + kSpan);
  RC_ASSERT(story.all_told() == listed_by_hand(offsets, every, max, due));
}

}  // namespace
}  // namespace dondoc::rules
