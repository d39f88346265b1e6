#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace dondoc::rules {

// A table of (enumerator, its word in files and tables); the words are formats and never renamed.
template <class E>
using NameTable = std::span<const std::pair<E, std::string_view>>;

template <class E>
[[nodiscard]] constexpr std::string_view name_in(NameTable<E> table, E value) {
  for (const auto& [entry, name] : table) {
    if (entry == value) return name;
  }
  return {};
}

template <class E>
[[nodiscard]] constexpr std::optional<E> value_in(NameTable<E> table, std::string_view text) {
  for (const auto& [entry, name] : table) {
    if (name == text) return entry;
  }
  return std::nullopt;
}

}  // namespace dondoc::rules
