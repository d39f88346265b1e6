#include "rules/agenda.hpp"

#include <algorithm>

namespace dondoc::rules {
namespace {

constexpr std::chrono::days kFar{400};

void complete(AgendaLine& line, const World& world, Instant now) {
  Item item;
  item.procedure = line.procedure;
  item.agency = line.agency;
  item.received_at = line.received_at;
  item.first_stored = line.received_at.value_or(now);
  if (line.kind == Kind::dossier) {
    const auto* procedure = world.procedure_of(item);
    line.title = procedure ? procedure->name : std::string{};
  }
  if (line.restricted) line.title.clear();
  if (line.restricted) line.note.clear();
  const auto* calendar = world.calendar_of(item);
  if (!line.due || !calendar) return;
  const Day due = calendar->zone().day_before_end(*line.due);
  const Day today = calendar->zone().day_of(now);
  line.overdue = *line.due <= now;
  line.due_today = !line.overdue && due == today;
  const auto days =
      line.overdue ? calendar->working_days_between(due, today) : calendar->working_days_between(today, due);
  line.working_days = days.value_or(0);
}

}  // namespace

Neighbours neighbours_of(const Series& series, const World& world, const Zone& zone, const std::string& agency,
                         Day day) {
  Neighbours out;
  const Instant middle = zone.span_of(day).from;
  const auto plan = plan_series(series, world, zone, {middle - kFar, middle + kFar});
  for (const auto& one : plan.occurrences) {  // by day
    if (one.agency != agency) continue;
    if (one.day < day) out.before = one;
    if (one.day > day && !out.after) out.after = one;
  }
  return out;
}

void complete_agenda(Agenda& agenda, const World& world) {
  for (auto* list : {&agenda.decisions, &agenda.overdue, &agenda.due, &agenda.difficulties, &agenda.done}) {
    for (auto& line : list->lines) complete(line, world, agenda.period.now);
  }
}

}  // namespace dondoc::rules
