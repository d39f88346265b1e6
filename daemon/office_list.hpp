#pragma once

#include <optional>

#include "daemon/engine.hpp"
#include "integrations/answer_store.hpp"

namespace dondoc::daemon {

// Each working morning, at the first slot, the office that confirms answers gets one list of those that wait for it.
// Lives on the store's thread.
class OfficeList {
 public:
  OfficeList(integrations::Store& store, integrations::AnswerStore& answers, const Engine& engine)
      : store_(store), answers_(answers), engine_(engine) {}

  // REQUIRES: the engine has ticked. Cheap where the day's list is made.
  void tell(rules::Instant now);

 private:
  [[nodiscard]] bool is_time(const rules::WorkCalendar& calendar, rules::Instant now) const;
  [[nodiscard]] bool make_list(const rules::Recipient& named, const rules::Zone& zone, const std::string& day,
                               rules::Instant now);
  [[nodiscard]] rules::Finding finding_of(const integrations::StoredAnswer& answer, const rules::Recipient& office,
                                          const rules::Zone& zone, const std::string& day) const;

  integrations::Store& store_;
  integrations::AnswerStore& answers_;
  const Engine& engine_;
  std::optional<rules::Day> looked_at_;
};

}  // namespace dondoc::daemon
