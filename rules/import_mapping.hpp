#pragma once

#include <map>
#include <optional>
#include <string>

#include "rules/time.hpp"

namespace dondoc::rules {

// How a foreign table is read: which of its columns is which field of ours, and what its words and times mean. Columns
// not named here are dropped. Written in TOML (config/import_mapping.hpp), used by the importer.
struct ImportMapping {
  // What a cell becomes; compared without case and diacritics. "*" stands for any other cell.
  using Values = std::map<std::string, std::string>;

  std::string file;                              // for messages
  std::string source;                            // where the command names none
  std::map<std::string, std::string> columns;    // field → heading of the column
  std::map<std::string, std::string> constants;  // field → text, as if a column held it in every row
  std::map<std::string, Values> values;          // field → its words

  std::string zone;         // IANA zone of times written without an offset; empty: they must have one
  std::string date_format;  // "MM/dd/yyyy"; empty: dd/MM/yyyy and yyyy-MM-dd
  bool keep_clock = false;  // drop written offsets: 09:00+02:00 becomes 09:00 in `zone`
  int shift_weeks = 0;      // added to every time; weekdays stay
  // Leave out what had not happened at that instant (after the shift): items received later, and times later than it.
  std::optional<Instant> as_they_stood;
};

}  // namespace dondoc::rules
