#include <algorithm>

#include "daemon/cli/command.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/series_rows.hpp"
#include "daemon/cli/table.hpp"

namespace dondoc::daemon::cli {
namespace {

struct ListOptions {
  std::optional<std::string> id;
  std::optional<std::string> agency;
  std::optional<std::string> count;
  bool json = false;
};

// How far `series next` looks, and the standard of --count.
constexpr std::chrono::days kLookAhead{400};
constexpr std::int64_t kStandardCount = 5;

std::optional<rules::Instant> next_start(const AllSeries::One& one, rules::Instant now) {
  if (one.ended) return std::nullopt;
  const auto found = rules::expand_recurrence(one.series.recurrence, *one.zone, {now, now + kLookAhead});
  return found && !found->empty() ? std::optional{found->front().at} : std::nullopt;
}

boost::json::object json_row(Context& context, const AllSeries::One& one) {
  const auto& series = one.series;
  const auto next = next_start(one, context.now());
  boost::json::object row{{"id", series.id},
                          {"origin", series.origin},
                          {"kind", rules::series_kind_name(series.kind)},
                          {"title", series.title},
                          {"rrule", series.rrule},
                          {"zone", one.zone->name()},
                          {"if_day_off", rules::if_day_off_name(series.if_day_off)},
                          {"completion", rules::completion_name(series.completion)},
                          {"term", nullptr},
                          {"horizon_days", series.horizon.count()},
                          {"loaded_at", json_time(context, series.loaded_at)},
                          {"ended", one.ended},
                          {"next", nullptr}};
  if (series.term) row["term"] = rules::format_amount(*series.term);
  if (next) row["next"] = rules::format_iso(*next, *one.zone);
  return row;
}

std::string next_text(Context& context, const AllSeries::One& one) {
  if (one.ended) return context.text("cli.series.ended");
  const auto next = next_start(one, context.now());
  if (!next) return "–";
  return one.series.date_only ? context.show_day(one.zone->day_of(*next))
                              : write_time(*next, *one.zone, context.language());
}

Exit list(Context& context, const ListOptions& options) {
  const auto all = series_of(context);
  for (const auto& finding : all.findings) context.print_problems({warning(finding.code, finding.args)});
  Table table{{{context.text("cli.column.series")},
               {context.text("cli.column.title"), true},
               {context.text("cli.column.rrule"), true},
               {context.text("cli.column.next_occurrence")}}};
  for (const auto& one : all.series) {
    if (options.json) print_json(context, json_row(context, one));
    table.add({one.series.id, one.series.title, one.series.rrule, next_text(context, one)});
  }
  if (options.json) return Exit::ok;
  if (table.empty()) {
    context.say("cli.series.no_series");
  } else {
    table.print(context.terminal());
  }
  return Exit::ok;
}

// Those that begin from now on, with what people decided; a moved one counts by its new time.
OccurrenceRows coming(Context& context, const rules::World& world, const AllSeries::One& one,
                      const ListOptions& options, std::size_t count) {
  const rules::Interval interval{context.now() - kLookAhead, context.now() + kLookAhead};
  auto found = occurrence_rows(context, world, one, interval);
  std::erase_if(found.rows, [&](const OccurrenceRow& row) {
    const bool over = row.occurrence.due < context.now();
    return over || row.cancelled || (options.agency && row.occurrence.agency != *options.agency);
  });
  if (found.rows.size() > count)
    found.rows.erase(found.rows.begin() + static_cast<std::ptrdiff_t>(count), found.rows.end());
  return found;
}

Exit next(Context& context, const ListOptions& options) {
  const auto count = static_cast<std::size_t>(parse_limit(options.count, kStandardCount));
  const auto world = context.world();
  if (options.agency && world.directory->agency(*options.agency) == nullptr) {
    throw unknown_agency(world, *options.agency);
  }
  std::vector<AllSeries::One> chosen;
  if (options.id) {
    chosen.push_back(find_series(context, *options.id));
  } else {
    chosen = series_of(context).series;
  }
  for (const auto& one : chosen) {
    if (!one.ended) {
      print_occurrences(context, world, one, coming(context, world, one, options, count), options.json);
    }
  }
  if (chosen.empty() && !options.json) context.say("cli.series.no_series");
  return Exit::ok;
}

}  // namespace

void add_series_list_commands(Command& series) {
  const auto options = std::make_shared<ListOptions>();
  Command first = series.add("list");
  first.flag("--json", options->json);
  first.action([options](Context& context) { return list(context, *options); });
  const auto coming_options = std::make_shared<ListOptions>();
  Command second = series.add("next");
  second.option("ID", coming_options->id, "ID")
      .option("--agency", coming_options->agency, "CODE")
      .option("--count", coming_options->count, "N")
      .flag("--json", coming_options->json);
  second.action([coming_options](Context& context) { return next(context, *coming_options); });
}

}  // namespace dondoc::daemon::cli
