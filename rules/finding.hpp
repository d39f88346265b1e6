#pragma once

#include <map>
#include <string>

namespace dondoc::rules {

// Something an operator has to know: a role without a holder, a calendar without a year, a late source. One row per
// (code, subject) while it lasts.
struct Finding {
  std::string code;     // catalogue code: "DD6101"
  std::string subject;  // what it is about, part of its identity: "agency:TG-STC/head", "calendar:hanh-chinh/2028"
  std::map<std::string, std::string> args;  // for the catalogue's text
  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace dondoc::rules
