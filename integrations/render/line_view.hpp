#pragma once

#include <cstddef>
#include <span>

#include "integrations/render/view.hpp"
#include "integrations/render/wording.hpp"
#include "rules/message.hpp"

namespace dondoc::integrations::render {

// One view for each line, numbered from `first`; in a room without anything personal. Lines and wording outlive them.
[[nodiscard]] View::List line_views(std::span<const rules::MessageLine* const> lines, std::size_t first,
                                    const Wording& wording, bool room);

}  // namespace dondoc::integrations::render
