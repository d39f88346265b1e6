#include "daemon/cli/late_holds.hpp"

#include "daemon/cli/json_lines.hpp"
#include "rules/effective_deadline.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace json = boost::json;

std::string why(Context& context, const LateHoldRow& row) {
  std::string text;
  for (const rules::LateHold reason : row.reasons) {
    text += (text.empty() ? "" : "; ") + context.text("late_hold." + std::string{rules::late_hold_name(reason)});
  }
  return text;
}

}  // namespace

std::vector<LateHoldRow> late_holds_of(Context& context, const rules::World& world, const rules::Item& item,
                                       rules::Instant now) {
  std::vector<LateHoldRow> rows;
  const rules::WorkCalendar* calendar = world.calendar_of(item);
  if (calendar == nullptr) return rows;
  const rules::TermInput term = rules::term_of(world, item, now);
  for (const rules::Hold& hold : term.holds) {
    const rules::Instant entered =
        integrations::sqlite::hold_entered(context.database(), item.id, hold.from, now).value_or(item.first_stored);
    auto reasons = rules::late_reasons(term, hold, entered, *calendar);
    if (!reasons.empty()) rows.push_back({hold, entered, std::move(reasons)});
  }
  return rows;
}

json::array late_hold_rows(Context& context, const std::vector<LateHoldRow>& rows) {
  json::array out;
  for (const LateHoldRow& row : rows) {
    json::array reasons;
    for (const rules::LateHold reason : row.reasons) reasons.emplace_back(std::string{rules::late_hold_name(reason)});
    out.push_back({{"from", json_time(context, row.hold.from)},
                   {"until", json_time(context, row.hold.until)},
                   {"entered_at", json_time(context, row.entered)},
                   {"reason", json_text(row.hold.reason)},
                   {"author", json_text(row.hold.author)},
                   {"late", std::move(reasons)}});
  }
  return out;
}

void print_late_holds(Context& context, const rules::Item& item, const std::vector<LateHoldRow>& rows) {
  for (const LateHoldRow& row : rows) {
    context.say("cli.items.late_hold",
                {{"code", item.code},
                 {"from", context.show(row.hold.from)},
                 {"until", row.hold.until ? context.show(row.hold.until) : context.text("cli.show.open_hold")},
                 {"entered", context.show(row.entered)},
                 {"reason", row.hold.reason},
                 {"author", row.hold.author},
                 {"why", why(context, row)}});
  }
}

}  // namespace dondoc::daemon::cli
