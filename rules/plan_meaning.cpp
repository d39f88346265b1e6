#include "rules/plan_meaning.hpp"

#include "rules/zone.hpp"

namespace dondoc::rules {
namespace {

struct Form {
  std::string_view operator()(const DatedWording& dated) const {
    if (dated.start_by) return "start_by";
    switch (dated.period) {
      case PlanPeriod::day:
        return "date";
      case PlanPeriod::month:
        return "month";
      case PlanPeriod::quarter:
        return "quarter";
      case PlanPeriod::part_of_year:
        return "part_of_year";
      case PlanPeriod::year:
        return "year";
      case PlanPeriod::range:
        return "range";
    }
    return "";
  }
  std::string_view operator()(const RecurringWording&) const { return "recurring"; }
  std::string_view operator()(const RelativeWording&) const { return "relative"; }
  std::string_view operator()(const ContinuousWording&) const { return "continuous"; }
  std::string_view operator()(const OnRequestWording&) const { return "on_request"; }
};

struct Meaning {
  Day document;

  std::string operator()(const DatedWording& dated) const {
    const std::string day = format_day(dated.last);
    if (dated.start_by) return "start " + day;
    return dated.clock ? day + "T" + format_clock(*dated.clock) : day;
  }
  std::string operator()(const RecurringWording& recurring) const {
    const std::string rule = rrule_of(recurring);
    return recurring.from ? rule + " from " + format_day(*recurring.from) : rule;
  }
  std::string operator()(const RelativeWording& relative) const {
    const std::string term = format_amount(relative.term) + " after";
    const auto from = counted_from(relative, document);
    return from ? term + " " + format_day(*from) : term + ": " + relative.event;
  }
  std::string operator()(const ContinuousWording& continuous) const {
    return continuous.from ? "continuous from " + format_day(*continuous.from) : "continuous";
  }
  std::string operator()(const OnRequestWording&) const { return "on request"; }
};

}  // namespace

std::string_view plan_form(const PlanWording& wording) { return std::visit(Form{}, wording); }

std::optional<Day> counted_from(const RelativeWording& wording, Day document) {
  return wording.from == RelativeWording::From::document ? document : wording.date;
}

std::string plan_meaning(const PlanWording& wording, Day document) { return std::visit(Meaning{document}, wording); }

}  // namespace dondoc::rules
