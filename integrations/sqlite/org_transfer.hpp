#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "integrations/imports/request.hpp"
#include "integrations/sqlite/database.hpp"

// Open items of agencies that are no more go to those that take their place (design §5.13).

namespace dondoc::integrations::sqlite {

struct TransferRequest {
  std::string file;                   // the map, a table
  rules::Day as_of;                   // first day of the new agencies
  const rules::Zone* zone = nullptr;  // REQUIRES: set. Whose days these are
  rules::Instant now;
  rules::Instant grace_until;  // until when reminders of what was reached before rest
  std::string actor;
  bool dry_run = false;
};

// What goes from one agency to another.
struct TransferFlow {
  std::string from;  // agency codes
  std::string to;
  std::int64_t items = 0;            // for which it answers
  std::int64_t overdue = 0;          // of them
  std::int64_t without_officer = 0;  // of them: who worked on it holds no office of the new agency
  std::int64_t coordinated = 0;      // in which it only has a part
};

// An agency that has open items and is no more, or of which the map takes only some.
struct TransferRest {
  std::string agency;
  std::int64_t items = 0;
  std::string successor;  // the single one in force on the day, who gets their alerts; empty: the fallback contact
};

struct TransferReport {
  bool committed = false;             // false: errors, a dry run, or nothing to transfer; the database is as it was
  std::int64_t id = 0;                // of the transfer
  std::vector<TransferFlow> flows;    // by codes
  std::vector<TransferRest> rest;     // by code
  std::int64_t acknowledgements = 0;  // that end
  imports::ImportReport table;        // what is wrong with the map, row by row, and its digest
};

// One transaction, in history and audit under the actor's name. Nothing is written where the map has an error.
// Dues, their versions and what was told stay; acknowledgements end; each item is marked to be looked at.
[[nodiscard]] TransferReport transfer_items(Database& database, const TransferRequest& request);

// Takes the last transfer back, whole. Refused (nothing is changed) where somebody was told of it already, or an item
// has gone on since; the reason is a code of the catalogue. The number of items that went back.
struct TransferUndone {
  std::int64_t items = 0;
  std::int64_t id = 0;
  std::string refused;  // DD5803 none to undo, DD5804 told, DD5805 gone on
  std::string detail;   // code of an item that went on
};
[[nodiscard]] TransferUndone undo_transfer(Database& database, const std::string& actor, rules::Instant now);

}  // namespace dondoc::integrations::sqlite
