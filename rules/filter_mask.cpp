#include "rules/filter_mask.hpp"

#include <algorithm>
#include <cassert>

namespace dondoc::rules {
namespace {

// Values kept for a column; one that differs from item to item is worked out again and again.
constexpr std::size_t kKept = 8192;

std::uint64_t lowest_bits(std::size_t count) {
  return count >= FilterMask::kMost ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

std::string_view attribute_name(std::string_view field) {
  for (const std::string_view prefix : {"item.", "attributes."}) {
    if (field.starts_with(prefix)) field.remove_prefix(prefix.size());
  }
  return field;
}

}  // namespace

FilterMask::FilterMask(std::span<const Entry> entries, std::shared_ptr<const Directory> directory, const Zone& zone,
                       ReadAttributes read_attributes)
    : all_(lowest_bits(entries.size())),
      directory_(std::move(directory)),
      zone_(zone),
      read_attributes_(read_attributes) {
  assert(entries.size() <= kMost);
  for (auto& known : known_) known.conditions.resize(entries.size());
  const auto add = [&](Column column, std::size_t entry, Condition condition) {
    known_[column].asked = true;
    known_[column].conditions[entry].push_back(std::move(condition));
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].kind) {
      add(kKind, i, {"kind", {Test::Op::equals, std::string{kind_name(*entries[i].kind)}, {}, {}, {}}});
    }
    for (const auto& condition : entries[i].filter) {
      const Column column = column_of(condition.field);
      if (column != kOther) add(column, i, condition);
      if (column == kAttributes) attributes_.emplace(attribute_name(condition.field));
    }
  }
}

FilterMask::Column FilterMask::column_of(std::string_view field) {
  if (field.starts_with("item.")) field.remove_prefix(5);
  if (field == "kind") return kKind;
  if (field == "source") return kSource;
  if (field == "agency" || field.starts_with("agency.")) return kAgency;
  if (field == "procedure") return kProcedure;
  if (field == "priority") return kPriority;
  if (field.starts_with("attributes.")) return kAttributes;
  const auto& fields = known_fields();
  const bool known = std::ranges::binary_search(fields, field) || field.find('.') != std::string_view::npos;
  return known ? kOther : kAttributes;
}

std::uint64_t FilterMask::of_all_but_attributes(const ItemColumns& columns) {
  std::uint64_t mask = all_;
  const auto narrow = [&](Column column, std::string_view value) {
    if (known_[column].asked && mask != 0) mask &= learned(column, value);
  };
  narrow(kKind, columns.kind);
  narrow(kAgency, columns.agency);
  narrow(kProcedure, columns.procedure);
  narrow(kPriority, columns.priority);
  narrow(kSource, columns.source);
  return mask;
}

std::uint64_t FilterMask::of_attributes(std::string_view json) {
  return known_[kAttributes].asked ? learned(kAttributes, json) : all_;
}

std::uint64_t FilterMask::of(const Item& item) {
  const auto mask =
      of_all_but_attributes({kind_name(item.kind), item.source, item.agency, item.procedure, item.priority, {}});
  return known_[kAttributes].asked ? mask & met(kAttributes, item) : mask;
}

std::uint64_t FilterMask::learned(Column column, std::string_view value) {
  Known& known = known_[column];
  if (const auto found = known.masks.find(value); found != known.masks.end()) return found->second;
  const std::uint64_t mask = met(column, probe(column, value));
  if (known.masks.size() < kKept) known.masks.emplace(value, mask);
  return mask;
}

std::uint64_t FilterMask::met(Column column, const Item& item) const {
  std::uint64_t mask = 0;
  const auto& conditions = known_[column].conditions;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    if (matches(conditions[i], item, *directory_, zone_)) mask |= std::uint64_t{1} << i;
  }
  return mask;
}

// An item that has nothing but this value.
Item FilterMask::probe(Column column, std::string_view value) const {
  Item item;
  switch (column) {
    case kKind:
      item.kind = parse_kind(value).value_or(Kind::task);
      break;
    case kSource:
      item.source = value;
      break;
    case kAgency:
      item.agency = value;
      break;
    case kProcedure:
      item.procedure = value;
      break;
    case kPriority:
      item.priority = value;
      break;
    case kAttributes:
      item.attributes = read_attributes_(value);
      break;
    case kColumns:
      break;
  }
  return item;
}

}  // namespace dondoc::rules
