#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/amount.hpp"
#include "rules/deadline.hpp"
#include "rules/time.hpp"

namespace dondoc::rules {

// Identity of an item in dondoc's own bookkeeping (item_state.id); survives REPLACE and DELETE by other programs.
using ItemId = std::int64_t;

struct Meeting;  // rules/meeting.hpp

enum class Kind { task, dossier, occurrence };
enum class State { open, reported, suspended, done, withdrawn, cancelled, merged };

[[nodiscard]] std::string_view kind_name(Kind kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view name);
[[nodiscard]] std::string_view state_name(State state);
[[nodiscard]] std::optional<State> parse_state(std::string_view name);
// Work is still owed: open, reported or suspended.
[[nodiscard]] constexpr bool is_active(State state) {
  return state == State::open || state == State::reported || state == State::suspended;
}

// The document an item comes from, such as a plan.
struct Document {
  std::string number;  // "358/KH-UBND"
  std::string title;
  std::string issuer;
  std::optional<Day> date;
};

// Its agency's part in an item went to another agency by `org transfer`; the due and its version stayed.
struct Transfer {
  std::string from;  // agency codes
  std::string to;
  bool of_coordinator = false;  // it had a part in the work; else it answered for it
  Instant as_of{};              // the new agency's first instant
  Instant at{};                 // when it was entered: what had been reached by then waits until …
  Instant grace_until{};        // … this
  friend bool operator==(const Transfer&, const Transfer&) = default;
};

// Anything with a deadline, as other programs wrote it. Plain facts; codes refer to the Directory.
struct Item {
  ItemId id = 0;
  std::string source;
  std::string code;
  Kind kind = Kind::task;
  State state = State::open;
  std::string title;
  std::string agency;        // code
  std::string officer;       // person code; empty: nobody in particular
  std::string officer_name;  // as the source writes it, where it is no person we know
  std::string procedure;     // code
  std::string priority;      // free word of the source: low, normal, high, …
  std::string product;
  std::string parent;  // code of the parent item
  bool restricted = false;
  std::vector<std::string> coordinators;  // agency codes
  std::optional<Document> document;
  std::string result_document;
  std::optional<Day> result_date;

  std::optional<Instant> submitted_at;
  std::optional<Instant> received_at;
  std::optional<Instant> start_at;
  std::optional<Instant> updated_at;  // last progress report
  std::optional<Instant> finished_at;
  std::optional<Instant> handed_over_at;
  std::optional<Instant> appointment_at;  // issued to a citizen; what rules watch where there is one
  std::optional<Instant> apology_sent_at;
  std::optional<Instant> due_at;                  // a fixed instant
  bool due_is_date = false;                       // the fixed instant is the end of a date: shown "hết ngày 31/3/2023"
  std::optional<Amount> term;                     // own term; else the procedure's
  bool holds_shift = false;                       // holds move a fixed instant too
  std::string progress;                           // last progress in words
  std::map<std::string, std::string> attributes;  // custom, values as text

  std::vector<Hold> holds;
  std::vector<Transfer> transfers;         // in order of time
  std::string term_agency;                 // code: by whose calendar the term runs; empty: its own
  std::shared_ptr<const Meeting> meeting;  // that people are invited to; null: none
  Instant first_stored{};                  // when the row was first seen
};

// Done, but the result was not yet given to whom it is for.
[[nodiscard]] inline bool waits_for_handing_over(const Item& item) {
  return item.state == State::done && item.finished_at && !item.handed_over_at;
}

}  // namespace dondoc::rules
