#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "rules/filter.hpp"

namespace dondoc::integrations::sqlite {

// A rule's `where` as JSON: {"kind": "task", "agency": {"level": ["so", "xa"]}, "priority": {"not": "low"}}. Texts that
// are dates or instants count as such. The error says what cannot be read.
[[nodiscard]] tl::expected<rules::Filter, std::string> filter_from_json(std::string_view json);

// The way back: filter_from_json() of it is the same filter.
[[nodiscard]] std::string filter_to_json(const rules::Filter& filter);

}  // namespace dondoc::integrations::sqlite
