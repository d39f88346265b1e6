#include "daemon/cli/deadline_reasons.hpp"

#include "daemon/cli/time_text.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

// A public holiday by its name too.
std::string day_off(Context& context, const rules::WorkCalendar& calendar, rules::Day day) {
  const rules::SpecialDay* special = calendar.special_day(day);
  const bool named = special != nullptr && !special->name.empty();
  return day_name(context, day) + (named ? ", " + special->name : std::string{});
}

}  // namespace

std::string day_name(Context& context, rules::Day day) {
  const std::string weekday = std::to_string(rules::weekday_of(day).c_encoding());
  return context.text("cli.weekday." + weekday) + " " + context.show_day(day);
}

std::string special_day(Context& context, const rules::SpecialDay& special) {
  const std::string kind = "cli.walk." + std::string{rules::day_kind_name(special.kind)};
  // "Nghỉ bù Giỗ Tổ Hùng Vương" says what it is.
  const std::string label = rules::fold(context.text(kind, {{"name", ""}}));
  const bool says_itself = rules::fold(special.name).starts_with(label.substr(0, label.find(':')));
  std::string text = says_itself ? special.name : context.text(kind, {{"name", special.name}});
  if (!special.notice.empty()) text += " [" + special.notice + "]";
  return text;
}

void print_receipt(Context& context, const rules::TermInput& term, const rules::DeadlineResult& result,
                   const rules::WorkCalendar& calendar, const rules::Zone& zone) {
  if (term.fixed || result.counted_receipt == *term.received) return;
  const rules::WorkCalendar& reception = term.reception != nullptr ? *term.reception : calendar;
  context.say(term.cut_off ? "cli.due.receipt_cut_off" : "cli.due.receipt_closed",
              {{"receipt", write_time(result.counted_receipt, zone, context.language())},
               {"cut_off", term.cut_off ? rules::format_clock(*term.cut_off) : ""},
               {"calendar", reception.spec().title.empty() ? reception.id() : reception.spec().title}});
}

void print_roll(Context& context, const rules::DeadlineResult& result, const rules::WorkCalendar& calendar,
                const rules::Zone& zone) {
  if (result.due == result.due_before_roll) return;
  const rules::Day last = calendar.zone().day_before_end(result.due_before_roll);
  context.say("cli.due.rolled_" + std::string{roll_of(result)},
              {{"before", write_due(result.due_before_roll, zone, context.language())},
               {"day", day_off(context, calendar, last)},
               {"due", write_due(result.due, zone, context.language())}});
}

std::string_view roll_of(const rules::DeadlineResult& result) {
  if (result.due == result.due_before_roll) return {};
  return rules::roll_name(result.due > result.due_before_roll ? rules::Roll::next : rules::Roll::previous);
}

}  // namespace dondoc::daemon::cli
