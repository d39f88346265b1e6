#pragma once

#include <optional>
#include <string>

#include "daemon/cli/context.hpp"
#include "rules/directory.hpp"
#include "rules/evaluate.hpp"
#include "rules/item.hpp"

namespace dondoc::daemon::cli {

// The word that people use for an enumerator: word(context, "state", "open") is "đang thực hiện". An unknown one is
// given as it is stored.
[[nodiscard]] std::string word(const Context& context, const std::string& group, const std::string& name);

[[nodiscard]] std::string agency_name(const rules::Directory& directory, const std::string& code);
// "person:CODE" → "Nguyễn Văn A", "agency:CODE" → the agency's name, …
[[nodiscard]] std::string recipient_name(const Context& context, const rules::Directory& directory,
                                         const std::string& recipient);
[[nodiscard]] std::string officer_name(const rules::Directory& directory, const rules::Item& item);

// "trễ 3 ngày làm việc", "còn 2 ngày làm việc", "hôm nay", "đang tạm dừng"; empty where the calendar does not reach.
[[nodiscard]] std::string distance_to_due(const Context& context, const rules::WorkCalendar* calendar,
                                          const rules::Item& item, rules::Instant due, rules::Instant now);

// The deadline of an item as its term says, for items that were not evaluated yet.
[[nodiscard]] std::optional<rules::DeadlineResult> deadline_by_term(const rules::World& world, const rules::Item& item,
                                                                    rules::Instant now);

}  // namespace dondoc::daemon::cli
