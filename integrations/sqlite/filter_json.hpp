#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "rules/filter.hpp"

namespace dondoc::integrations::sqlite {

// A rule's `where` as JSON: {"kind": "task", "agency": {"level": ["so", "xa"]}, "priority": {"not": "low"}}. Texts that
// are dates or instants count as such. The error says what cannot be read.
[[nodiscard]] tl::expected<rules::Filter, std::string> filter_from_json(std::string_view json);

}  // namespace dondoc::integrations::sqlite
