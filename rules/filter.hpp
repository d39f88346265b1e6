#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/directory.hpp"
#include "rules/item.hpp"
#include "rules/zone.hpp"

namespace dondoc::rules {

// where := { FIELD = test, … }   all must hold
// FIELD := item field ("priority", "state", …) | "agency" | "agency.FIELD" | "procedure" | "procedure.FIELD"
//        | "document.FIELD" | name of a custom attribute (looked up last)
// test  := value | [test, …] (any of) | text with "*" (pattern) | { not = test } | { min = value, max = value }
// (inclusive) Texts compare by their NFC form. A field that is not set matches nothing but `not`.

using Value = std::variant<std::string, std::int64_t, bool, Day, Instant>;

struct Test {
  enum class Op { equals, pattern, any_of, negation, range };
  Op op = Op::equals;
  Value value{};             // equals, pattern (a string)
  std::vector<Test> tests;   // any_of; negation has one
  std::optional<Value> min;  // range
  std::optional<Value> max;
  friend bool operator==(const Test&, const Test&) = default;
};

struct Condition {
  std::string field;
  Test test;
  friend bool operator==(const Condition&, const Condition&) = default;
};

using Filter = std::vector<Condition>;

// The value of a field as the filter, `unless = ["item.FIELD"]` and templates see it. Nothing where it is not set.
// Instants are given as Instant; they compare with a Day in the item's zone by date.
// Fields of the procedure are those in force on the day of receipt, in the zone where there is one (else UTC).
[[nodiscard]] std::optional<Value> field_value(const Item& item, const Directory& directory, std::string_view field,
                                               const Zone* zone = nullptr);
// Names of the fields that exist for every item (attributes not among them), for checks and nearest-name hints.
[[nodiscard]] const std::vector<std::string>& known_fields();

[[nodiscard]] bool matches(const Filter& filter, const Item& item, const Directory& directory, const Zone& zone);

// "so*" against "so-noi-vu": `*` stands for any run of characters, everything else for itself.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace dondoc::rules
