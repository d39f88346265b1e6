#include "daemon/cli/simulate_text.hpp"

#include <algorithm>
#include <ostream>

#include "daemon/cli/calendar_command.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "daemon/replay/summary.hpp"

namespace dondoc::daemon::cli {
namespace {

using integrations::sqlite::SentMessage;
using replay::Summary;

std::string number(std::size_t value) { return std::to_string(value); }

std::string step_words(const std::string& rule, const std::string& step, int repeat) {
  return rule + "/" + step + (repeat > 0 ? " #" + std::to_string(repeat) : "");
}

void print_people(Context& context, const replay::Simulation& simulation, const Summary& summary) {
  Table table{{{context.text("cli.column.recipient"), true},
               {context.text("cli.simulate.column.messages"), false, true},
               {context.text("cli.simulate.column.critical"), false, true},
               {context.text("cli.simulate.column.alerts"), false, true},
               {context.text("cli.simulate.column.days"), false, true},
               {context.text("cli.simulate.column.most"), false, true},
               {context.text("cli.simulate.column.on")}}};
  for (const auto& [recipient, count] : summary.by_number()) {
    const auto [day, most] = count->fullest_day();
    table.add({recipient_name(context, *simulation.directory, recipient), number(count->messages),
               number(count->critical), number(count->notices), number(count->per_day.size()), number(most),
               context.show_day(day)});
  }
  table.print(context.terminal());
}

void print_days(Context& context, const replay::Simulation& simulation, const Summary& summary) {
  Table table{{{context.text("cli.calendar.column.day")},
               {context.text("cli.simulate.column.messages"), false, true},
               {context.text("cli.simulate.column.critical"), false, true},
               {context.text("cli.simulate.column.alerts"), false, true},
               {context.text("cli.simulate.column.people"), false, true},
               {context.text("cli.simulate.column.most"), false, true},
               {context.text("cli.column.recipient"), true}}};
  for (const auto& [day, count] : summary.days) {
    const auto& people = summary.people_of_day.at(day);
    const auto most = std::ranges::max_element(people, {}, [](const auto& one) { return one.second; });
    table.add({weekday_and_day(context, day), number(count.messages), number(count.critical), number(count.notices),
               number(people.size()), number(most->second),
               recipient_name(context, *simulation.directory, most->first)});
  }
  table.print(context.terminal());
}

void print_messages(Context& context, const replay::Simulation& simulation) {
  Table table{{{context.text("cli.column.send_at")},
               {context.text("cli.column.recipient"), true},
               {context.text("cli.column.channel")},
               {context.text("cli.column.items"), true},
               {context.text("cli.column.subject"), true}}};
  for (const SentMessage& message : simulation.messages) {
    std::string items;
    for (const auto& notice : message.notices) {
      items += (items.empty() ? "" : ", ") + notice.code + " " + step_words(notice.rule, notice.step, notice.number);
    }
    table.add({context.show(std::chrono::floor<std::chrono::minutes>(message.sealed_at)),
               recipient_name(context, *simulation.directory, message.recipient), message.channel, items,
               message.subject});
  }
  table.print(context.terminal());
}

void print_totals(Context& context, const replay::Simulation& simulation, const replay::Period& period,
                  const Summary& summary) {
  context.say("cli.simulate.total", {{"from", context.show(period.from)},
                                     {"until", context.show(period.until)},
                                     {"messages", number(summary.all.messages)},
                                     {"critical", number(summary.all.critical)},
                                     {"alerts", number(summary.all.notices)},
                                     {"people", number(summary.people.size())},
                                     {"days", number(summary.days.size())}});
  if (summary.busiest) {
    context.say("cli.simulate.busiest", {{"day", weekday_and_day(context, summary.busiest->day)},
                                         {"hour", number(static_cast<std::size_t>(summary.busiest->hour))},
                                         {"next", number(static_cast<std::size_t>(summary.busiest->hour) + 1)},
                                         {"messages", number(summary.busiest->messages)}});
  }
  if (const auto people = summary.by_number(); !people.empty()) {
    context.say("cli.simulate.most",
                {{"recipient", recipient_name(context, *simulation.directory, people.front().first)},
                 {"messages", number(people.front().second->messages)}});
  }
}

void print_left_out(Context& context, const replay::Simulation& simulation) {
  if (simulation.left_out > 0) context.say("cli.simulate.left_out", {{"count", number(simulation.left_out)}});
}

boost::json::object item_row(Context& context, const SentMessage::Notice& notice) {
  return {{"source", notice.source},
          {"code", notice.code},
          {"agency", json_text(notice.agency)},
          {"episode", notice.episode},
          {"rule", notice.rule},
          {"step", notice.step},
          {"repeat", notice.number},
          {"scheduled_at", json_time(context, notice.scheduled)},
          {"severity", notice.severity},
          {"role", notice.role},
          {"copy", notice.copy}};
}

std::string_view change_name(const replay::AlertChange& change) {
  if (!change.before) return "added";
  return change.after ? "moved" : "removed";
}

}  // namespace

void print_simulation(Context& context, const replay::Simulation& simulation, const replay::Period& period,
                      Grouping grouping) {
  const Summary summary = replay::summarise(simulation.messages, *context.zone());
  if (!simulation.messages.empty()) {
    if (grouping == Grouping::person) print_people(context, simulation, summary);
    if (grouping == Grouping::day) print_days(context, simulation, summary);
    if (grouping == Grouping::message) print_messages(context, simulation);
    context.out() << '\n';
  }
  print_totals(context, simulation, period, summary);
  print_left_out(context, simulation);
}

void print_json_messages(Context& context, const replay::Simulation& simulation) {
  for (const SentMessage& message : simulation.messages) {
    boost::json::array items;
    for (const auto& notice : message.notices) items.push_back(item_row(context, notice));
    print_json(context, {{"time", json_time(context, message.sealed_at)},
                         {"send_at", json_time(context, message.send_at)},
                         {"recipient", message.recipient},
                         {"name", recipient_name(context, *simulation.directory, message.recipient)},
                         {"channel", message.channel},
                         {"class", message.message_class},
                         {"subject", message.subject},
                         {"items", std::move(items)}});
  }
}

void print_comparison(Context& context, const Comparison& comparison, const replay::Period& period) {
  std::size_t added = 0, removed = 0, moved = 0;
  Table table{{{""},
               {context.text("cli.simulate.column.before")},
               {context.text("cli.simulate.column.after")},
               {context.text("cli.column.recipient"), true},
               {context.text("cli.column.code")},
               {context.text("cli.simulate.column.step"), true}}};
  const auto time = [&](const std::optional<replay::Told>& told) {
    return told ? context.show(std::chrono::floor<std::chrono::minutes>(told->at)) : std::string{"–"};
  };
  for (const auto& change : comparison.changes) {
    const auto& told = change.before ? *change.before : *change.after;
    const bool is_new = !change.before;
    ++(is_new ? added : change.after ? moved : removed);
    table.add({Cell{is_new         ? "+"
                    : change.after ? "~"
                                   : "-",
                    is_new         ? Look::good
                    : change.after ? Look::warning
                                   : Look::bad},
               time(change.before), time(change.after),
               recipient_name(context, *(is_new ? comparison.after : comparison.before).directory, told.recipient),
               told.code, step_words(told.rule, told.step, told.number)});
  }
  if (!table.empty()) {
    table.print(context.terminal());
    context.out() << '\n';
  }
  context.say("cli.simulate.changes", {{"from", context.show(period.from)},
                                       {"until", context.show(period.until)},
                                       {"added", number(added)},
                                       {"removed", number(removed)},
                                       {"moved", number(moved)},
                                       {"before", number(comparison.before.messages.size())},
                                       {"after", number(comparison.after.messages.size())}});
  print_left_out(context, comparison.before);
}

void print_json_changes(Context& context, const Comparison& comparison) {
  const auto time = [&](const std::optional<replay::Told>& told) {
    return json_time(context, told ? std::optional{told->at} : std::nullopt);
  };
  for (const auto& change : comparison.changes) {
    const auto& told = change.before ? *change.before : *change.after;
    print_json(context, {{"change", change_name(change)},
                         {"before", time(change.before)},
                         {"after", time(change.after)},
                         {"recipient", told.recipient},
                         {"channel", told.channel},
                         {"source", told.source},
                         {"code", told.code},
                         {"rule", told.rule},
                         {"step", told.step},
                         {"repeat", told.number}});
  }
}

}  // namespace dondoc::daemon::cli
