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

std::string describe(Context& context, const WalkDay& day, bool by_days) {
  std::string text;
  if (day.special != nullptr) {
    text =
        context.text("cli.walk." + std::string{rules::day_kind_name(day.special->kind)}, {{"name", day.special->name}});
    if (!day.special->notice.empty()) text += " [" + day.special->notice + "]";
    if (day.working) text += "; ";
  } else if (!day.working) {
    text = context.text("cli.walk.weekend");
  }
  if (!day.working) return text;
  if (by_days && day.working_day > 0) {
    text += context.text("cli.walk.working_day", {{"number", std::to_string(day.working_day)}});
  } else if (day.counted > rules::Millis{0}) {
    text += context.text("cli.walk.counted", {{"length", write_length(day.counted, context.language())}});
  } else {
    text += context.text("cli.walk.nothing");
  }
  if (day.held > rules::Millis{0}) {
    text += "; " + context.text("cli.walk.held", {{"length", write_length(day.held, context.language())}});
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

void print_walk(Context& context, const std::vector<WalkDay>& days, bool by_days) {
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
    context.line("  " + day_name(context, days[at].day) + "  " + describe(context, days[at], by_days));
    ++at;
  }
}

void print_holds(Context& context, const rules::Item& item) {
  for (const rules::Hold& hold : item.holds) {
    context.say("cli.show.hold", {{"from", context.show(hold.from)},
                                  {"until", hold.until ? context.show(hold.until) : context.text("cli.show.open_hold")},
                                  {"reason", hold.reason},
                                  {"author", hold.author}});
  }
}

void print_term(Context& context, const Basis& basis) {
  const rules::WorkCalendar& calendar = *basis.calendar;
  context.say("cli.explain.term",
              {{"received", context.show(basis.term.received)},
               {"term", rules::format_amount(*basis.term.budget)},
               {"calendar", calendar.spec().title.empty() ? calendar.id() : calendar.spec().title}});
  if (basis.procedure != nullptr) {
    context.say("cli.explain.procedure", {{"procedure", basis.procedure->code}, {"name", basis.procedure->name}});
  }
  const rules::DeadlineResult& result = *basis.result;
  print_receipt(context, basis.term, result, calendar, *context.zone());
  print_walk(context, basis.days, basis.term.budget->unit == rules::Unit::wd);
  if (result.due_before_roll != result.due_without_holds) {
    context.say("cli.explain.moved",
                {{"before", context.show(result.due_without_holds)}, {"due", context.show(result.due_before_roll)}});
  }
}

// False where there is no due.
bool print_basis(Context& context, const Explained& explained, const Basis& basis) {
  const rules::Item& item = explained.item();
  const auto fixed = [&] { return context.show_due(basis.term.fixed, item.due_is_date && !item.appointment_at); };
  switch (basis.kind) {
    case Basis::Kind::no_calendar:
      context.say("cli.explain.no_calendar");
      return false;
    case Basis::Kind::missing_year:
      context.say("cli.explain.missing_year",
                  {{"calendar", basis.missing->calendar}, {"year", std::to_string(basis.missing->year)}});
      return false;
    case Basis::Kind::none:
      context.say("cli.explain.no_deadline");
      return false;
    case Basis::Kind::appointment:
      context.say("cli.explain.appointment", {{"due", fixed()}});
      return true;
    case Basis::Kind::fixed:
      context.say("cli.explain.fixed", {{"due", fixed()}});
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
  print_holds(context, explained.item());
  if (basis.result->provisional) context.say("cli.due.provisional", {{"calendar", basis.calendar->id()}});
  const auto due = explained.due();
  if (!due) return;
  const rules::State state = explained.item().state;
  context.say("cli.explain.due",
              {{"due", context.show_due(due, explained.due_is_date())},
               {"distance", rules::is_active(state) ? distance_to_due(context, basis.calendar, *due, explained.now)
                                                    : word(context, "state", std::string{rules::state_name(state)})}});
}

}  // namespace dondoc::daemon::cli
