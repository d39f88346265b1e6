#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "rules/plan_wording.hpp"
#include "rules/text.hpp"

namespace dondoc::rules {
namespace {

rc::Gen<Day> any_day() {
  const int first = static_cast<int>(make_day(1990, 1, 1).time_since_epoch().count());
  return rc::gen::map(rc::gen::inRange(first, first + 36'500), [](int count) { return Day{std::chrono::days{count}}; });
}

std::string written(Day day, const std::string& separator, bool padded) {
  const auto date = civil(day);
  const auto two = [padded](unsigned number) { return (padded && number < 10 ? "0" : "") + std::to_string(number); };
  return two(static_cast<unsigned>(date.day())) + separator + two(static_cast<unsigned>(date.month())) + separator +
         std::to_string(static_cast<int>(date.year()));
}

RC_GTEST_PROP(PlanWordingProperties, BeforeADayIsTheDayBefore, ()) {
  const Day day = *any_day();
  const std::string separator = *rc::gen::element<std::string>("/", "-", ".", " / ");
  const std::string words = *rc::gen::element<std::string>("Trước ngày ", "truoc ", "TRƯỚC NGÀY\u00a0");
  const auto wording = parse_plan_wording(words + written(day, separator, *rc::gen::arbitrary<bool>()));
  RC_ASSERT(wording.has_value());
  RC_ASSERT(std::get<DatedWording>(*wording) == (DatedWording{.last = day - std::chrono::days{1}}));
}

// The twin walks from the first of the month until the month changes.
RC_GTEST_PROP(PlanWordingProperties, AMonthEndsBeforeTheNext, ()) {
  const Day day = *any_day();
  const auto date = civil(day);
  Day last = day;
  while (civil(last + std::chrono::days{1}).month() == date.month()) last += std::chrono::days{1};
  const auto wording = parse_plan_wording("Trong tháng " + std::to_string(static_cast<unsigned>(date.month())) +
                                          *rc::gen::element<std::string>("/", " năm ", ", năm ") +
                                          std::to_string(static_cast<int>(date.year())));
  RC_ASSERT(wording.has_value());
  RC_ASSERT(std::get<DatedWording>(*wording).last == last);
}

std::string any_words() {
  static const std::vector<std::string> kWords = {"trước",
                                                  "ngày",
                                                  "tháng",
                                                  "quý",
                                                  "năm",
                                                  "hàng",
                                                  "định kỳ",
                                                  "từ",
                                                  "đến",
                                                  "hết",
                                                  "trong",
                                                  "II",
                                                  "2023",
                                                  "6",
                                                  "15",
                                                  "31",
                                                  "01/4",
                                                  "/",
                                                  "-",
                                                  ",",
                                                  "(",
                                                  ")",
                                                  "thứ",
                                                  "sáu",
                                                  "tuần",
                                                  "đầu",
                                                  "cuối",
                                                  "chậm nhất",
                                                  "kể từ ngày",
                                                  "nhận",
                                                  "ngày làm việc",
                                                  "thường xuyên",
                                                  "theo yêu cầu",
                                                  "lần"};
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kWords));
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

bool same_meaning(const tl::expected<PlanWording, PlanWordingError>& a,
                  const tl::expected<PlanWording, PlanWordingError>& b) {
  if (a.has_value() != b.has_value()) return false;
  if (!a) return a.error().fault == b.error().fault;
  if (const auto* relative = std::get_if<RelativeWording>(&*a)) {
    const auto* other = std::get_if<RelativeWording>(&*b);
    return other != nullptr && relative->term == other->term && relative->date == other->date;
  }
  return *a == *b;
}

// Whatever the words: the same without diacritics, with wide blanks and punctuation behind, and nothing has two
// readings.
RC_GTEST_PROP(PlanWordingProperties, TypingChangesNothing, ()) {
  const std::string text = any_words();
  const auto wording = parse_plan_wording(text);
  std::string wide;
  for (const char c : text) wide += c == ' ' ? std::string("\u00a0 ") : std::string(1, c);
  RC_ASSERT(same_meaning(wording, parse_plan_wording(without_diacritics(text))));
  RC_ASSERT(same_meaning(wording, parse_plan_wording(wide + " ;")));
  if (wording) return;
  RC_ASSERT(wording.error().fault != PlanWordingFault::ambiguous);
  RC_ASSERT(is_valid_utf8(text.substr(wording.error().at)));
}

// A recurring due is a day of the rule, and no day of the rule lies before it.
RC_GTEST_PROP(PlanWordingProperties, FirstDueSkipsNothing, ()) {
  const auto text = *rc::gen::element<std::string>("Hàng tháng", "Hàng quý", "Ngày 25 hàng tháng", "6 tháng một lần",
                                                   "Thứ Sáu hàng tuần", "Trước ngày 01/3 hàng năm");
  const auto recurring = std::get<RecurringWording>(*parse_plan_wording(text));
  const Day day = *any_day();
  const Day first = *first_due(recurring, day);
  RC_ASSERT(first >= day);
  for (Day between = day; between <= first; between += std::chrono::days{1}) {
    RC_ASSERT(*first_due(recurring, between) == first);
  }
}

}  // namespace
}  // namespace dondoc::rules
