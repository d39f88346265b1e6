#pragma once

#include <boost/json.hpp>
#include <optional>
#include <ostream>
#include <string>

#include "daemon/cli/context.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {

// One object a row: what `--json` prints, always valid UTF-8.
inline void print_json(Context& context, const boost::json::object& row) {
  context.out() << rules::valid_utf8(boost::json::serialize(row)) << '\n';
}

// ISO 8601 with offset, or null.
[[nodiscard]] inline boost::json::value json_time(Context& context, std::optional<rules::Instant> instant) {
  if (!instant) return nullptr;
  return boost::json::value(context.iso(*instant));
}

// A text, or null where it is empty.
[[nodiscard]] inline boost::json::value json_text(const std::string& text) {
  if (text.empty()) return nullptr;
  return boost::json::value(text);
}

}  // namespace dondoc::daemon::cli
