#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/series.hpp"

// What a meeting has before it: facts that the invitation and `dondoc meeting agenda` tell alike.

namespace dondoc::rules {

struct AgendaLine {
  std::string source;
  std::string code;
  Kind kind = Kind::task;
  std::string title;  // of a dossier its procedure: agendas are read by many; of a restricted item nothing
  bool restricted = false;
  std::string procedure;  // code
  std::string agency;     // code
  std::optional<Instant> received_at;
  std::optional<Instant> due;
  bool due_is_date = false;
  bool overdue = false;
  bool due_today = false;
  std::int64_t working_days = 0;  // overdue: late; else left
  std::optional<Instant> finished_at;
  std::string result;   // number of the document
  std::string note;     // of a difficulty: in the words of whoever reported it
  std::string meeting;  // of a decision: code of the meeting that made it
};

struct AgendaList {
  std::int64_t total = 0;  // of which `lines` are the first
  std::vector<AgendaLine> lines;
};

// Lines shown of each list; the others are only counted.
inline constexpr std::int64_t kAgendaLines = 10;

// Which meeting: `since` is the one before it, `until` the next one.
struct AgendaPeriod {
  std::string source;  // of the series
  std::string code;    // of the occurrence
  std::string agency;  // code; empty: of all agencies
  Instant now{};
  Instant since{};
  Instant until{};
};

struct Agenda {
  AgendaPeriod period;
  AgendaList decisions;     // of earlier meetings, still open; earliest due first
  AgendaList overdue;       // longest overdue first
  AgendaList due;           // before the next meeting, earliest first
  AgendaList difficulties;  // reported since the last meeting with an extension asked for, latest first
  AgendaList done;          // since the last meeting, latest first
};

// Start of the occurrence before, and of the next one, as the series has them; nothing where there is none within
// 400 days. Of a report the due.
struct Neighbours {
  std::optional<Occurrence> before;
  std::optional<Occurrence> after;
};
[[nodiscard]] Neighbours neighbours_of(const Series& series, const World& world, const Zone& zone,
                                       const std::string& agency, Day day);

// Titles, lateness: what the tables do not say.
void complete_agenda(Agenda& agenda, const World& world);

}  // namespace dondoc::rules
