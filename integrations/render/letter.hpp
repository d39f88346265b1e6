#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "integrations/render/wording.hpp"
#include "rules/message.hpp"

namespace dondoc::integrations::render {

// Lines, and findings, shown in one message; the others are only counted.
inline constexpr std::size_t kMaxShownLines = 50;

using Lines = std::vector<const rules::MessageLine*>;

// The lists of a message in their order: what is overdue, what was handed over, what is due, and what waits in one
// state for long.
struct ListKind {
  std::string_view name;
  rules::Ladder ladder;
  bool overdue;
};
inline constexpr std::array<ListKind, 7> kLists{{{"overdue", rules::Ladder::deadline, true},
                                                 {"handed", rules::Ladder::transferred, false},
                                                 {"due", rules::Ladder::deadline, false},
                                                 {"submitted", rules::Ladder::submitted, false},
                                                 {"held", rules::Ladder::held, false},
                                                 {"finished", rules::Ladder::finished, false},
                                                 {"updated", rules::Ladder::updated, false}}};

// A message with its lines as they are listed. REQUIRES: the facts have a zone, and outlive this.
struct Letter {
  explicit Letter(const rules::MessageFacts& of);

  struct List {
    Lines lines;
    std::size_t first = 0;  // how many lines the lists before it show
    std::size_t shown = 0;
  };

  const rules::MessageFacts& facts;
  Wording wording;
  Lines all;
  Lines overdue;
  Lines taken;  // from another agency
  std::array<List, kLists.size()> lists;
  std::size_t shown = 0;
};

[[nodiscard]] Lines select(const rules::MessageFacts& facts,
                           const std::function<bool(const rules::MessageLine&)>& wanted);
[[nodiscard]] std::size_t count_of(const Lines& lines, rules::Kind kind);

// The line whose moment comes first, or last; null where none has one. Of equals the first.
using Moment = std::optional<rules::Instant> rules::MessageLine::*;
[[nodiscard]] const rules::MessageLine* first_by(const Lines& lines, Moment moment);
[[nodiscard]] const rules::MessageLine* last_by(const Lines& lines, Moment moment);

}  // namespace dondoc::integrations::render
