#pragma once

#include <string>

#include "daemon/cli/context.hpp"
#include "integrations/imports/request.hpp"

namespace dondoc::daemon::cli {

// What a row of a plan was understood to mean, in the operator's language.
[[nodiscard]] std::string plan_row_text(const Context& context, const integrations::imports::PlanRow& row);

// Row by row the wording beside its meaning and who leads and coordinates; what each "*LEVEL" stands for; how many of
// each form.
void print_plan(Context& context, const integrations::imports::ImportReport& report);
// Lines of two types: plan_row and level.
void print_json_plan(Context& context, const integrations::imports::ImportReport& report, rules::Day document);

}  // namespace dondoc::daemon::cli
