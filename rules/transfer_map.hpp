#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rules/item.hpp"

namespace dondoc::rules {

// A line of the map of `org transfer`: which open items of an agency go to which other one. What is empty fits all.
struct TransferRow {
  int line = 0;
  std::string from;  // agency codes
  std::string to;
  std::optional<Kind> kind;
  std::string procedure;  // code or pattern with *
  std::string item;       // code or pattern with *
};

struct TransferSubject {
  std::string_view agency;
  Kind kind = Kind::task;
  std::string_view procedure;
  std::string_view item;
};

// The row by which the item goes, null where none fits: one that names the item goes before one that names a procedure,
// that before one with a kind, that before one for all; among equals a plain code before a pattern, then the first.
[[nodiscard]] const TransferRow* choose_transfer(std::span<const TransferRow> rows, const TransferSubject& subject);

// Both fit the same items, so that one of them would never be chosen.
[[nodiscard]] bool same_subject(const TransferRow& a, const TransferRow& b);

}  // namespace dondoc::rules
