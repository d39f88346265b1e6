#pragma once

#include <map>
#include <string>
#include <vector>

namespace dondoc::rules {

// Something wrong that a person must be able to act on: a stable code of the message catalogue (one can read it out by
// telephone), where it is, and the words for the catalogue's sentence. Printed as
//   rules/ho-so.toml:14:9: rule "qua-han": step "s2": at: expected "due + 3wd", got "due +3 weks" [DD1203]
// Codes: DD1xxx configuration and rules, DD2xxx import and data, DD3xxx database, DD4xxx delivery, DD5xxx commands and
// daemon, DD6xxx findings about time, calendars, people and sources.
struct Problem {
  std::string code;                         // "DD1203"
  std::map<std::string, std::string> args;  // named places in the catalogue's sentence
  std::string file;                         // empty: no file
  int line = 0;                             // from 1; 0: unknown
  int column = 0;
  std::vector<std::string> path;  // 'rule "qua-han"', 'step "s2"', 'at'
  bool warning = false;
};

using Problems = std::vector<Problem>;

}  // namespace dondoc::rules
