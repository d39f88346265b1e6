#include "integrations/render/letter.hpp"

#include <algorithm>

namespace dondoc::integrations::render {

using rules::MessageFacts;
using rules::MessageLine;

namespace {

const MessageLine* extreme(const Lines& lines, Moment moment,
                           const std::function<bool(rules::Instant, rules::Instant)>& before) {
  const MessageLine* best = nullptr;
  for (const auto* line : lines) {
    const auto& at = line->*moment;
    if (at && (!best || before(*at, *(best->*moment)))) best = line;
  }
  return best;
}

}  // namespace

Letter::Letter(const MessageFacts& of)
    : facts(of),
      wording(of.language, *of.zone),
      all(select(of, [](const MessageLine&) { return true; })),
      overdue(select(of, &MessageLine::overdue)),
      taken(select(of, &MessageLine::handed_over)) {
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    auto& list = lists.at(i);
    const auto& kind = kLists.at(i);
    list.lines =
        select(of, [&](const MessageLine& line) { return line.ladder == kind.ladder && line.overdue == kind.overdue; });
    list.first = shown;
    list.shown = std::min(list.lines.size(), kMaxShownLines - shown);
    shown += list.shown;
  }
}

Lines select(const MessageFacts& facts, const std::function<bool(const MessageLine&)>& wanted) {
  Lines out;
  for (const auto& line : facts.lines) {
    if (wanted(line)) out.push_back(&line);
  }
  return out;
}

std::size_t count_of(const Lines& lines, rules::Kind kind) {
  return static_cast<std::size_t>(std::ranges::count(lines, kind, [](const auto* line) { return line->kind; }));
}

const MessageLine* first_by(const Lines& lines, Moment moment) { return extreme(lines, moment, std::less<>{}); }
const MessageLine* last_by(const Lines& lines, Moment moment) { return extreme(lines, moment, std::greater<>{}); }

}  // namespace dondoc::integrations::render
