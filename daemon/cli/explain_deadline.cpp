#include <algorithm>
#include <ostream>

#include "daemon/cli/deadline_reasons.hpp"
#include "daemon/cli/explained.hpp"
#include "daemon/cli/words.hpp"

namespace dondoc::daemon::cli {
namespace {

using rules::WalkDay;

// Longer stretches of ordinary days become one line.
constexpr std::size_t kOrdinaryStretch = 12;

bool ordinary(const WalkDay& day) { return day.special == nullptr && day.held == rules::Millis{0}; }

// How the days of a walk are counted: as working days of the term, as days of it, or by the time that each gives.
enum class Counting { working_days, days, time };

// With holds in it a term moves by the time inside them, so that days can no longer be numbered.
Counting counting_of(const Basis& basis) {
  const bool held = std::ranges::any_of(basis.days, [](const WalkDay& day) { return day.held > rules::Millis{0}; });
  if (held || !basis.term.budget) return Counting::time;
  if (basis.term.budget->unit == rules::Unit::wd) return Counting::working_days;
  return basis.term.budget->unit == rules::Unit::d ? Counting::days : Counting::time;
}

// What the day is, where it is no ordinary working day.
std::string kind_of_day(Context& context, const WalkDay& day) {
  const bool public_holiday = day.special != nullptr;
  if (!public_holiday) return day.working ? std::string{} : context.text("cli.walk.weekend");
  return special_day(context, *day.special);
}

// A term in days that begins at midnight has all of its first day: that is day 1, and the one before does not count.
bool begins_at_midnight(const Basis& basis) {
  const rules::Zone& zone = basis.calendar->zone();
  return zone.span_of(zone.day_of(basis.result->start)).from == basis.result->start;
}

// `zero` is the day from which the term's days are counted.
std::string count_of_day(Context& context, const WalkDay& day, rules::Day zero, Counting counting) {
  if (counting == Counting::working_days) {
    if (!day.working) return {};
    if (day.working_day > 0) {
      return context.text("cli.walk.working_day", {{"number", std::to_string(day.working_day)}});
    }
    return context.text("cli.walk.first_day");
  }
  if (counting == Counting::days && day.day == zero) return context.text("cli.walk.first_day");
  if (counting == Counting::days && day.counted > rules::Millis{0}) {
    return context.text("cli.walk.day", {{"number", std::to_string((day.day - zero).count())}});
  }
  if (day.counted > rules::Millis{0}) {
    return context.text("cli.walk.counted", {{"length", write_length(day.counted, context.language())}});
  }
  return day.working ? context.text("cli.walk.nothing") : std::string{};
}

std::string describe(Context& context, const WalkDay& day, rules::Day zero, Counting counting) {
  std::string text = kind_of_day(context, day);
  const auto add = [&text](const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
  };
  add(count_of_day(context, day, zero, counting));
  if (day.held > rules::Millis{0}) {
    add(context.text("cli.walk.held", {{"length", write_length(day.held, context.language())}}));
  }
  return text;
}

void print_stretch(Context& context, const std::vector<WalkDay>& days, std::size_t from, std::size_t until) {
  std::int64_t working = 0;
  for (std::size_t i = from; i < until; ++i) working += days[i].working ? 1 : 0;
  context.say("cli.walk.stretch", {{"from", context.show_day(days[from].day)},
                                   {"until", context.show_day(days[until - 1].day)},
                                   {"days", std::to_string(working)}});
}

void print_walk(Context& context, const Basis& basis) {
  const std::vector<WalkDay>& days = basis.days;
  const Counting counting = counting_of(basis);
  const bool whole = counting == Counting::days && begins_at_midnight(basis);
  const rules::Day zero = days.empty() ? rules::Day{} : days.front().day - std::chrono::days{whole ? 1 : 0};
  if (whole && basis.term.received == basis.result->start) {
    context.line("  " + day_name(context, zero) + "  " + context.text("cli.walk.day_before"));
  }
  for (std::size_t at = 0; at < days.size();) {
    std::size_t end = at;
    while (end < days.size() && ordinary(days[end])) ++end;
    // The first and the last day always stand for themselves.
    const std::size_t from = at == 0 ? 1 : at;
    const std::size_t until = end == days.size() ? end - 1 : end;
    if (from < until && until - from > kOrdinaryStretch && at > 0) {
      print_stretch(context, days, from, until);
      at = until;
      continue;
    }
    const bool rolled_to = at + 1 == days.size() && basis.result->due > basis.result->due_before_roll;
    context.line("  " + day_name(context, days[at].day) + "  " +
                 (rolled_to ? context.text("cli.walk.rolled_to") : describe(context, days[at], zero, counting)));
    ++at;
  }
}

void print_holds(Context& context, const Explained& explained) {
  const rules::Item& item = explained.item();
  for (const rules::Hold& hold : item.holds) {
    context.say("cli.show.hold", {{"from", context.show(hold.from)},
                                  {"until", hold.until ? context.show(hold.until) : context.text("cli.show.open_hold")},
                                  {"reason", hold.reason},
                                  {"author", hold.author}});
    // Nothing where it came with the item.
    const auto entered = integrations::sqlite::hold_entered(context.database(), item.id, hold.from, explained.now);
    if (entered && context.zone()->day_of(*entered) > context.zone()->day_of(hold.from)) {
      context.say("cli.explain.hold_entered", {{"at", context.show(entered)}});
    }
  }
  if (rules::is_active(item.state) && rules::open_hold(item.holds, explained.now) != nullptr) {
    context.say("cli.explain.clock_stands");
  }
}

// Days off between receipt and the start of the term, each by what made it one.
void print_days_before(Context& context, const Basis& basis) {
  const rules::Zone& zone = basis.calendar->zone();
  const rules::Day first = basis.days.empty() ? zone.day_of(basis.result->start) : basis.days.front().day;
  for (rules::Day day = zone.day_of(*basis.term.received); day < first; day += std::chrono::days{1}) {
    WalkDay before;
    before.day = day;
    before.special = basis.calendar->special_day(day);
    before.working = basis.calendar->is_working_day(day).value_or(false);
    const auto kind = kind_of_day(context, before);
    context.line("  " + day_name(context, day) + "  " + (kind.empty() ? context.text("cli.walk.nothing") : kind));
  }
}

void print_term(Context& context, const Basis& basis) {
  const rules::WorkCalendar& calendar = *basis.calendar;
  context.say("cli.explain.term",
              {{"received", context.show(basis.term.received)},
               {"term", write_amount(*basis.term.budget, context.language())},
               {"calendar", calendar.spec().title.empty() ? calendar.id() : calendar.spec().title}});
  if (basis.procedure != nullptr) {
    context.say("cli.explain.procedure", {{"procedure", basis.procedure->code}, {"name", basis.procedure->name}});
  }
  const rules::DeadlineResult& result = *basis.result;
  print_receipt(context, basis.term, result, calendar, *context.zone());
  print_days_before(context, basis);
  print_walk(context, basis);
  if (result.due_before_roll != result.due_without_holds) {
    context.say("cli.explain.moved", {{"before", context.show_due(result.due_without_holds)},
                                      {"due", context.show_due(result.due_before_roll)}});
  }
}

// As the plan has it, where the due was read from its words.
void print_wording(Context& context, const rules::Item& item) {
  const auto wording = item.attributes.find("deadline_text");
  if (wording == item.attributes.end() || wording->second.empty()) return;
  context.say("cli.explain.wording", {{"wording", wording->second}});
}

void print_no_deadline(Context& context, const Basis& basis) {
  if (!basis.missing_procedure) return context.say("cli.explain.no_deadline");
  context.say("cli.explain.no_procedure", {{"procedure", basis.missing_procedure->code},
                                           {"day", rules::format_day(basis.missing_procedure->received)}});
}

// False where there is no due.
bool print_basis(Context& context, const Explained& explained, const Basis& basis) {
  const rules::Item& item = explained.item();
  const auto fixed = [&] { return context.show_due(basis.term.fixed); };
  switch (basis.kind) {
    case Basis::Kind::no_calendar:
      context.say("cli.explain.no_calendar");
      return false;
    case Basis::Kind::missing_year:
      context.say("cli.explain.missing_year",
                  {{"calendar", basis.missing->calendar}, {"year", std::to_string(basis.missing->year)}});
      return false;
    case Basis::Kind::none:
      print_no_deadline(context, basis);
      return false;
    case Basis::Kind::appointment:
      context.say("cli.explain.appointment", {{"due", fixed()}});
      return true;
    case Basis::Kind::fixed:
      // Of an occurrence its series was told before.
      if (item.kind != rules::Kind::occurrence) context.say("cli.explain.fixed", {{"due", fixed()}});
      print_wording(context, item);
      return true;
    case Basis::Kind::term:
      print_term(context, basis);
  }
  return true;
}

}  // namespace

void print_deadline(Context& context, const Explained& explained) {
  context.out() << '\n';
  const Basis basis = basis_of(explained);
  if (!print_basis(context, explained, basis)) return;
  print_roll(context, *basis.result, *basis.calendar, *context.zone());
  print_holds(context, explained);
  if (basis.result->provisional) context.say("cli.due.provisional", {{"calendar", basis.calendar->id()}});
  const auto due = explained.due();
  if (!due) return;
  const rules::State state = explained.item().state;
  context.say("cli.explain.due",
              {{"due", context.show_due(due)},
               {"distance", rules::is_active(state)
                                ? distance_to_due(context, basis.calendar, explained.item(), *due, explained.now)
                                : word(context, "state", std::string{rules::state_name(state)})}});
}

}  // namespace dondoc::daemon::cli
