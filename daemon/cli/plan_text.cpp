#include "daemon/cli/plan_text.hpp"

#include <array>
#include <ostream>

#include "daemon/cli/json_lines.hpp"
#include "rules/plan_meaning.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace imports = integrations::imports;
using imports::ImportReport;
using imports::PlanRow;

std::string weekday_name(const Context& context, std::chrono::weekday day) {
  static constexpr std::array<const char*, 7> kKeys = {"cli.plan.sunday",    "cli.plan.monday",   "cli.plan.tuesday",
                                                       "cli.plan.wednesday", "cli.plan.thursday", "cli.plan.friday",
                                                       "cli.plan.saturday"};
  return context.text(kKeys.at(day.c_encoding()));
}

std::string numbers(const std::vector<unsigned>& list) {
  std::vector<std::string> words;
  words.reserve(list.size());
  for (const unsigned number : list) words.push_back(std::to_string(number));
  return rules::joined(words);
}

std::string rhythm(const Context& context, const rules::RecurringWording& recurring) {
  if (recurring.weekday)
    return context.text("cli.plan.weekly", {{"weekday", weekday_name(context, *recurring.weekday)}});
  const bool last = recurring.month_day == rules::RecurringWording::kLastDay;
  const config::TextArgs args{{"day", std::to_string(recurring.month_day)}, {"months", numbers(recurring.months)}};
  if (recurring.months.size() == 12) return context.text(last ? "cli.plan.monthly_last" : "cli.plan.monthly", args);
  return context.text(last ? "cli.plan.yearly_last" : "cli.plan.yearly", args);
}

std::string amount_words(const Context& context, const rules::Amount& amount) {
  const config::TextArgs args{{"count", std::to_string(amount.count)}};
  switch (amount.unit) {
    case rules::Unit::wd:
      return context.text("cli.plan.working_days", args);
    case rules::Unit::wh:
      return context.text("cli.plan.working_hours", args);
    case rules::Unit::d:
      return context.text("cli.plan.days", args);
    default:
      return context.text("cli.plan.hours", args);
  }
}

struct MeaningText {
  const Context& context;
  const PlanRow& row;

  std::string operator()(const rules::DatedWording& dated) const {
    const config::TextArgs args{{"day", context.show_day(dated.last)},
                                {"clock", dated.clock ? rules::format_clock(*dated.clock) : ""}};
    if (dated.start_by) return context.text("cli.plan.start_by", args);
    return context.text(dated.clock ? "cli.plan.due_at" : "cli.plan.due", args);
  }
  std::string operator()(const rules::RecurringWording& recurring) const {
    std::string text = rhythm(context, recurring);
    if (recurring.until) text += context.text("cli.plan.until", {{"day", context.show_day(*recurring.until)}});
    if (row.first) text += context.text("cli.plan.first", {{"day", context.show_day(*row.first)}});
    return recurring.assumed_day ? text + context.text("cli.plan.assumed") : text;
  }
  std::string operator()(const rules::RelativeWording& relative) const {
    const std::string term = amount_words(context, relative.term);
    if (relative.from == rules::RelativeWording::From::document) {
      return context.text("cli.plan.after_document", {{"term", term}});
    }
    if (relative.date) {
      return context.text("cli.plan.after_day", {{"term", term}, {"day", context.show_day(*relative.date)}});
    }
    return context.text("cli.plan.after_event", {{"term", term}, {"event", relative.event}});
  }
  std::string operator()(const rules::ContinuousWording& continuous) const {
    if (!continuous.from) return context.text("cli.plan.continuous");
    return context.text("cli.plan.continuous_from", {{"day", context.show_day(*continuous.from)}});
  }
  std::string operator()(const rules::OnRequestWording&) const { return context.text("cli.plan.on_request"); }
};

// A few by name, many by number.
std::string agencies_text(const Context& context, const ImportReport& report, const std::vector<std::string>& codes) {
  constexpr std::size_t kFew = 4;
  if (codes.empty()) return "–";
  std::vector<std::string> names;
  names.reserve(codes.size());
  for (const std::string& code : codes) names.push_back(report.agency_names.at(code) + " (" + code + ")");
  if (codes.size() <= kFew) return rules::joined(names);
  return context.text("cli.plan.agencies", {{"count", std::to_string(codes.size())}});
}

struct Counts {
  std::size_t dated = 0;
  std::size_t series = 0;
  std::size_t watched = 0;
  std::size_t waiting = 0;
  std::size_t refused = 0;
};

void count(Counts& counts, const PlanRow& row) {
  const std::size_t items = row.leads.size();
  if (!row.meaning) {
    ++counts.refused;
  } else if (std::holds_alternative<rules::DatedWording>(*row.meaning)) {
    counts.dated += items;
  } else if (std::holds_alternative<rules::RecurringWording>(*row.meaning)) {
    ++counts.series;
  } else if (std::holds_alternative<rules::ContinuousWording>(*row.meaning)) {
    counts.watched += items;
  } else {
    const auto* relative = std::get_if<rules::RelativeWording>(&*row.meaning);
    const bool runs = relative != nullptr && relative->from != rules::RelativeWording::From::event;
    (runs ? counts.dated : counts.waiting) += items;
  }
}

boost::json::array json_list(const std::vector<std::string>& words) {
  boost::json::array out;
  for (const std::string& word : words) out.emplace_back(word);
  return out;
}

boost::json::object json_row(const PlanRow& row, rules::Day document) {
  boost::json::object out{{"type", "plan_row"},
                          {"line", row.line},
                          {"code", row.code},
                          {"title", row.title},
                          {"wording", row.wording},
                          {"form", nullptr},
                          {"meaning", nullptr},
                          {"fault", nullptr},
                          {"first_due", nullptr},
                          {"assumed_day", false},
                          {"leads", json_list(row.leads)},
                          {"coordinators", json_list(row.coordinators)}};
  if (!row.meaning) {
    out["fault"] = rules::plan_wording_fault_name(row.meaning.error().fault);
    return out;
  }
  out["form"] = rules::plan_form(*row.meaning);
  out["meaning"] = rules::plan_meaning(*row.meaning, document);
  if (row.first) out["first_due"] = rules::format_day(*row.first);
  const auto* recurring = std::get_if<rules::RecurringWording>(&*row.meaning);
  out["assumed_day"] = recurring != nullptr && recurring->assumed_day;
  return out;
}

}  // namespace

std::string plan_row_text(const Context& context, const PlanRow& row) {
  if (row.meaning) return std::visit(MeaningText{context, row}, *row.meaning);
  return context.text("cli.plan.refused", {{"rest", row.wording.substr(row.meaning.error().at)}});
}

void print_plan(Context& context, const ImportReport& report) {
  Counts counts;
  for (const PlanRow& row : report.plan) {
    count(counts, row);
    context.line(row.code + "  " + row.title);
    context.say("cli.plan.row", {{"wording", row.wording}, {"meaning", plan_row_text(context, row)}});
    context.say("cli.plan.who", {{"leads", agencies_text(context, report, row.leads)},
                                 {"coordinators", agencies_text(context, report, row.coordinators)}});
  }
  for (const imports::PlanLevel& level : report.levels) {
    context.say("cli.plan.level", {{"word", level.word},
                                   {"count", std::to_string(level.agencies.size())},
                                   {"names", rules::joined(level.agencies, "; ")}});
  }
  context.say("cli.plan.counts", {{"rows", std::to_string(report.plan.size())},
                                  {"dated", std::to_string(counts.dated)},
                                  {"series", std::to_string(counts.series)},
                                  {"watched", std::to_string(counts.watched)},
                                  {"waiting", std::to_string(counts.waiting)},
                                  {"refused", std::to_string(counts.refused)}});
}

void print_json_plan(Context& context, const ImportReport& report, rules::Day document) {
  for (const PlanRow& row : report.plan) print_json(context, json_row(row, document));
  for (const imports::PlanLevel& level : report.levels) {
    print_json(context, {{"type", "level"}, {"word", level.word}, {"agencies", json_list(level.agencies)}});
  }
}

}  // namespace dondoc::daemon::cli
