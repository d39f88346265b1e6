#include "rules/transfer_map.hpp"

#include <tuple>

#include "rules/filter.hpp"

namespace dondoc::rules {
namespace {

bool fits(const TransferRow& row, const TransferSubject& subject) {
  return row.from == subject.agency && (!row.kind || *row.kind == subject.kind) &&
         (row.procedure.empty() || matches_pattern(row.procedure, subject.procedure)) &&
         (row.item.empty() || matches_pattern(row.item, subject.item));
}

// 0: says nothing; 1: a pattern; 2: a code.
int sharpness(std::string_view text) {
  if (text.empty()) return 0;
  return text.find('*') == std::string_view::npos ? 2 : 1;
}

auto rank(const TransferRow& row) {
  return std::tuple{sharpness(row.item), sharpness(row.procedure), row.kind.has_value()};
}

}  // namespace

const TransferRow* choose_transfer(std::span<const TransferRow> rows, const TransferSubject& subject) {
  const TransferRow* best = nullptr;
  for (const auto& row : rows) {
    if (fits(row, subject) && (!best || rank(row) > rank(*best))) best = &row;
  }
  return best;
}

bool same_subject(const TransferRow& a, const TransferRow& b) {
  return a.from == b.from && a.kind == b.kind && a.procedure == b.procedure && a.item == b.item;
}

}  // namespace dondoc::rules
