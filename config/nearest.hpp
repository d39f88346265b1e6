#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dondoc::config {

// Letters inserted, deleted, replaced or swapped with their neighbour to get from one text to the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `word`, if it is near enough to be what was meant; else empty.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace dondoc::config
