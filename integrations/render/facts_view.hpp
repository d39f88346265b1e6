#pragma once

#include <memory>

#include "integrations/render/view.hpp"
#include "rules/message.hpp"

namespace dondoc::integrations::render {

// The facts outlive the view. REQUIRES: facts.zone is set.
[[nodiscard]] std::unique_ptr<const View> make_view(const rules::MessageFacts& facts);

// Every field there is, for checking templates: a view with one element in each list.
[[nodiscard]] std::shared_ptr<const View> sample_view();

}  // namespace dondoc::integrations::render
