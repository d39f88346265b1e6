#include "daemon/cli/explained.hpp"

#include <algorithm>

#include "rules/transfer.hpp"

namespace dondoc::daemon::cli {

bool Explained::due_is_date() const {
  return item().due_is_date && !item().appointment_at && due() && due() == item().due_at;
}

bool Explained::applies(const rules::Rule& rule) const {
  return std::ranges::any_of(evaluation.outcomes, [&](const rules::StepOutcome& outcome) {
    return outcome.rule == rule.id && outcome.reason != rules::Reason::no_match;
  });
}

const rules::NoticeRecord* Explained::notice_of(const rules::StepOutcome& outcome,
                                                const rules::Recipient& recipient) const {
  const rules::NoticeRecord* found = nullptr;
  for (const rules::AlertRecord& alert : history().alerts) {
    if (alert.key.rule != outcome.rule || alert.key.step != outcome.step || alert.key.number > outcome.number) continue;
    for (const rules::NoticeRecord& notice : alert.notices) {
      if (notice.recipient == recipient) found = &notice;
    }
  }
  return found;
}

rules::Rule transfer_rule_in_words(const Context& context) {
  rules::Rule rule = rules::transfer_rule();
  rule.title = context.text("cli.org.rule");
  for (rules::Step& step : rule.steps) step.title = context.text("cli.org.step");
  return rule;
}

Basis basis_of(const Explained& explained) {
  Basis basis;
  const rules::Item& item = explained.item();
  basis.calendar = explained.world.calendar_of(item);
  if (basis.calendar == nullptr) {
    basis.kind = Basis::Kind::no_calendar;
    return basis;
  }
  basis.term = rules::term_of(explained.world, item, explained.now);
  const auto computed = rules::compute_deadline(basis.term, *basis.calendar);
  if (!computed) {
    basis.kind = Basis::Kind::missing_year;
    basis.missing = computed.error();
    return basis;
  }
  basis.result = *computed;
  if (!basis.result) {
    basis.missing_procedure = rules::missing_procedure(explained.world, item, basis.term);
    return basis;
  }
  if (basis.term.fixed) {
    basis.kind = item.appointment_at ? Basis::Kind::appointment : Basis::Kind::fixed;
    return basis;
  }
  basis.kind = Basis::Kind::term;
  if (!item.term) basis.procedure = explained.world.procedure_of(item);
  if (auto walk = rules::walk_to_deadline(basis.term, *basis.result, *basis.calendar)) basis.days = std::move(*walk);
  return basis;
}

}  // namespace dondoc::daemon::cli
