#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/directory.hpp"
#include "rules/item.hpp"
#include "rules/message.hpp"
#include "rules/work_calendar.hpp"

// What people answer to a message (design §9), by the link in it.

namespace dondoc::rules {

enum class AnswerKind {
  received,    // has it in hand until a day
  done,        // says it is done, by which document
  progress,    // reports how far it is
  difficulty,  // cannot keep the deadline, and may ask for another
  not_mine,    // says somebody else answers for it
};
[[nodiscard]] std::string_view answer_kind_name(AnswerKind kind);
[[nodiscard]] std::optional<AnswerKind> parse_answer_kind(std::string_view name);

struct GivenAnswer {
  AnswerKind kind = AnswerKind::received;
  std::string name;  // who says so, as written: the link only shows to whom it went
  std::string position;
  std::optional<Day> until;          // received
  std::string document;              // done: its number
  std::optional<Day> document_date;  // done
  std::string text;                  // progress, difficulty, not_mine
  std::optional<Day> proposed;       // difficulty: another deadline asked for
};

// Code of the person a recipient is: of a contact the one who stands behind it; empty for mailboxes and rooms.
[[nodiscard]] std::string_view person_behind(const Directory& directory, std::string_view recipient);

// Whether whom a role brought a notice, as addressee or with a copy, answers for the item.
[[nodiscard]] bool answers_for_item(std::string_view role, bool copy);

// Whether a message asks its reader for an answer: one person, and at least one item he answers for.
[[nodiscard]] bool asks_for_answer(const MessageFacts& facts);

// "Until that day": its closing; on a day off, its end.
[[nodiscard]] Covered<Instant> end_of_acknowledged_day(const WorkCalendar& calendar, Day day);
// As far as `most` lets anybody go; of working days, the closing of the last one.
[[nodiscard]] Covered<Instant> latest_acknowledgement(const WorkCalendar& calendar, const Amount& most, Instant now);

}  // namespace dondoc::rules
