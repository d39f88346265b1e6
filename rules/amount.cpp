#include "rules/amount.hpp"

#include <array>
#include <cassert>

namespace dondoc::rules {

namespace {

struct UnitFacts {
  Unit unit;
  std::string_view name;
  Millis length;              // zero for date units
  std::int64_t in_100_years;  // the largest count that is accepted
};

constexpr std::int64_t kDaysIn100Years = 36'525;

// In the order of the enum, so that a unit is its own index.
constexpr std::array kUnits{
    UnitFacts{Unit::wd, "wd", Millis{0}, kDaysIn100Years},
    UnitFacts{Unit::wh, "wh", std::chrono::hours{1}, kDaysIn100Years * 24},
    UnitFacts{Unit::wmin, "wmin", std::chrono::minutes{1}, kDaysIn100Years * 24 * 60},
    UnitFacts{Unit::d, "d", Millis{0}, kDaysIn100Years},
    UnitFacts{Unit::h, "h", std::chrono::hours{1}, kDaysIn100Years * 24},
    UnitFacts{Unit::min, "min", std::chrono::minutes{1}, kDaysIn100Years * 24 * 60},
    UnitFacts{Unit::s, "s", std::chrono::seconds{1}, kDaysIn100Years * 24 * 60 * 60},
};

const UnitFacts& facts(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }

// More digits than this exceed 100 years in every unit.
constexpr std::size_t kMostDigits = 12;

}  // namespace

std::optional<Amount> parse_amount(std::string_view text) {
  std::size_t length = 0;
  std::int64_t count = 0;
  while (length < text.size() && text[length] >= '0' && text[length] <= '9') {
    if (length == kMostDigits) return std::nullopt;
    count = count * 10 + (text[length++] - '0');
  }
  if (length == 0) return std::nullopt;
  for (const UnitFacts& unit : kUnits) {
    if (text.substr(length) == unit.name && count <= unit.in_100_years) return Amount{count, unit.unit};
  }
  return std::nullopt;
}

std::string format_amount(const Amount& amount) {
  return std::to_string(amount.count) + std::string{unit_name(amount.unit)};
}

std::string_view unit_name(Unit unit) { return facts(unit).name; }

Millis length_of(const Amount& amount) {
  assert(!is_date_unit(amount.unit));
  return amount.count * facts(amount.unit).length;
}

}  // namespace dondoc::rules
