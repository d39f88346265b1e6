#include "daemon/cli/meeting_choice.hpp"

#include <algorithm>

#include "daemon/cli/item_options.hpp"
#include "integrations/sqlite/meeting_rows.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct Name {
  std::string series;
  std::string agency;
  rules::Day day{};
};

Name parse_name(const std::string& text) {
  const auto first = text.find('/');
  const auto last = text.rfind('/');
  const auto day = last == std::string::npos ? std::nullopt : rules::parse_day(std::string_view{text}.substr(last + 1));
  if (!day) throw CommandError{Exit::usage, problem("DD5721", {{"value", text}})};
  Name name{text.substr(0, first), {}, *day};
  if (last > first) name.agency = text.substr(first + 1, last - first - 1);
  return name;
}

// One that became an item keeps its place, whatever the series says today.
std::vector<MeetingChoice> stored(const AllSeries::One& one, const std::vector<rules::KnownOccurrence>& known,
                                  rules::Day day) {
  std::vector<MeetingChoice> out;
  for (const auto& row : known) {
    if (row.day != day || !row.state) continue;
    const auto due = row.due.value_or(row.start.value_or(rules::Instant{}));
    out.push_back({one,
                   {row.code, row.agency, row.day, row.title, row.start.value_or(due), due, row.due_is_date, false},
                   row.state,
                   row.cancelled});
  }
  return out;
}

std::vector<MeetingChoice> on_day(Context& context, const rules::World& world, const AllSeries::One& one,
                                  rules::Day day) {
  auto out = stored(one, context.store().occurrences(one.series.id), day);
  for (auto& row : occurrence_rows(context, world, one, one.zone->span_of(day)).rows) {
    const auto same = [&](const MeetingChoice& other) { return other.occurrence.code == row.occurrence.code; };
    if (std::ranges::none_of(out, same)) out.push_back({one, std::move(row.occurrence), row.state, row.cancelled});
  }
  return out;
}

}  // namespace

MeetingChoice choose_meeting(Context& context, const rules::World& world, const std::string& name,
                             const std::optional<std::string>& agency) {
  const Name wanted = parse_name(name);
  const std::string code = wanted.agency.empty() ? agency.value_or("") : wanted.agency;
  if (!code.empty() && world.directory->agency(code) == nullptr) throw unknown_agency(world, code);
  auto found = on_day(context, world, find_series(context, wanted.series), wanted.day);
  if (!code.empty()) {
    std::erase_if(found, [&](const MeetingChoice& one) { return one.occurrence.agency != code; });
  }
  if (found.empty()) throw CommandError{Exit::no, problem("DD5708", {{"id", wanted.series}, {"occurrence", name}})};
  if (found.size() > 1) {
    throw CommandError{Exit::usage, problem("DD5722", {{"value", name}, {"example", found.front().occurrence.code}})};
  }
  return std::move(found.front());
}

rules::Item MeetingChoice::item(Context& context) const {
  if (state) {
    const rules::ItemId ids[] = {find_item(context, source() + "/" + occurrence.code).id};
    auto items = context.store().load_items(ids);
    if (!items.empty()) return std::move(items.front().item);
  }
  rules::Item item;
  item.source = source();
  item.code = occurrence.code;
  item.kind = rules::Kind::occurrence;
  item.title = occurrence.title;
  item.agency = occurrence.agency;
  item.coordinators = one.series.coordinators;
  item.start_at = occurrence.start;
  item.due_at = occurrence.due;
  item.due_is_date = occurrence.due_is_date;
  item.first_stored = context.now();
  if (auto meeting = sqlite::find_meeting(context.database(), item.source, item.code)) {
    item.meeting = std::make_shared<const rules::Meeting>(std::move(*meeting));
  }
  return item;
}

}  // namespace dondoc::daemon::cli
