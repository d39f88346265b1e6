#include "daemon/cli/explain_deadline.hpp"

#include <ostream>

#include "daemon/cli/words.hpp"
#include "rules/effective_deadline.hpp"

namespace dondoc::daemon::cli {
namespace {

using rules::WalkDay;

// Longer stretches of ordinary days become one line.
constexpr std::size_t kOrdinaryStretch = 12;

bool ordinary(const WalkDay& day) { return day.special == nullptr && day.held == rules::Millis{0}; }

std::string day_name(Context& context, rules::Day day) {
  const std::string weekday = std::to_string(rules::weekday_of(day).c_encoding());
  return context.text("cli.weekday." + weekday) + " " + context.show_day(day);
}

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
    context.out() << "  " << day_name(context, days[at].day) << "  " << describe(context, days[at], by_days) << '\n';
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

void print_term(Context& context, const rules::World& world, const rules::Item& item, const rules::TermInput& term,
                const rules::WorkCalendar& calendar, const rules::DeadlineResult& result) {
  context.say("cli.explain.term",
              {{"received", context.show(term.received)},
               {"term", rules::format_amount(*term.budget)},
               {"calendar", calendar.spec().title.empty() ? calendar.id() : calendar.spec().title}});
  if (!item.term) {
    const rules::Procedure* procedure =
        world.directory->procedure(item.procedure, calendar.zone().day_of(*term.received));
    if (procedure != nullptr) {
      context.say("cli.explain.procedure", {{"procedure", procedure->code}, {"name", procedure->name}});
    }
  }
  const auto walk = rules::walk_to_deadline(term, result, calendar);
  if (walk) print_walk(context, *walk, term.budget->unit == rules::Unit::wd);
  if (result.due != result.due_without_holds) {
    context.say("cli.explain.moved",
                {{"before", context.show(result.due_without_holds)}, {"due", context.show(result.due)}});
  }
}

}  // namespace

void explain_deadline(Context& context, const rules::World& world, const rules::Item& item,
                      const rules::History& history, const rules::Evaluation& evaluation, rules::Instant now) {
  context.out() << '\n';
  const rules::WorkCalendar* calendar = world.calendar_of(item);
  if (calendar == nullptr) {
    context.say("cli.explain.no_calendar");
    return;
  }
  const rules::TermInput term = rules::term_of(world, item, now);
  const auto computed = rules::compute_deadline(term, *calendar);
  if (!computed) {
    context.say("cli.explain.missing_year",
                {{"calendar", computed.error().calendar}, {"year", std::to_string(computed.error().year)}});
    return;
  }
  if (!*computed) {
    context.say("cli.explain.no_deadline");
    return;
  }
  const rules::DeadlineResult& result = **computed;
  if (term.fixed) {
    context.say(item.appointment_at ? "cli.explain.appointment" : "cli.explain.fixed",
                {{"due", context.show_due(term.fixed, item.due_is_date && !item.appointment_at)}});
  } else {
    print_term(context, world, item, term, *calendar, result);
  }
  print_holds(context, item);
  if (result.provisional) context.say("cli.due.provisional", {{"calendar", calendar->id()}});
  const auto due = evaluation.due ? evaluation.due : history.due;
  if (!due) return;
  const bool as_date = item.due_is_date && !item.appointment_at && due == item.due_at;
  context.say("cli.explain.due",
              {{"due", context.show_due(due, as_date)},
               {"distance", rules::is_active(item.state)
                                ? distance_to_due(context, calendar, *due, now)
                                : word(context, "state", std::string{rules::state_name(item.state)})}});
}

}  // namespace dondoc::daemon::cli
