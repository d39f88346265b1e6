#pragma once

#include <string>
#include <vector>

#include "config/catalogue.hpp"
#include "daemon/answering.hpp"
#include "daemon/http/form.hpp"

// What people see behind a link: plain HTML that an old telephone shows, without scripts, light and dark.

namespace dondoc::daemon {

// The form; with faults, what was filled in stands in it again.
[[nodiscard]] std::string form_page(const LinkedPage& page, const FilledForm& filled,
                                    const std::vector<std::string>& faults);
// What became of an answer.
[[nodiscard]] std::string outcome_page(const LinkedPage& page, const rules::GivenAnswer& given,
                                       const std::vector<ItemOutcome>& outcomes);
// A page that only says something: "answers.page.gone".
[[nodiscard]] std::string notice_page(config::Language language, std::string_view name);

// The value of Content-Security-Policy for all of them.
[[nodiscard]] const std::string& content_security_policy();

}  // namespace dondoc::daemon
