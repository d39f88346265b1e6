#include "config/zones.hpp"

#include <date/tz.h>

#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "config/posix_rule.hpp"

namespace dondoc::config {

namespace {

using rules::Instant;
using rules::Zone;
using Transitions = std::vector<Zone::Transition>;

constexpr const char* kZoneData = "/usr/share/zoneinfo/";

date::sys_seconds to_date(Instant instant) {
  return date::sys_seconds{std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch())};
}

Instant from_date(date::sys_seconds time) { return Instant{time.time_since_epoch()}; }

// Changes of name only (summer time made standard time) are not transitions to us.
void append(Transitions& transitions, Instant from, std::chrono::seconds offset) {
  if (transitions.empty() || transitions.back().offset != offset) transitions.push_back({from, offset});
}

// Returns where the last period begins, the one that the library says lasts for ever.
Instant append_listed(const date::time_zone& zone, Transitions& transitions) {
  Instant last = rules::kEarliestInstant;
  for (Instant time = last; time < rules::kLatestInstant;) {
    const date::sys_info info = zone.get_info(to_date(time));
    append(transitions, time, info.offset);
    last = time;
    time = from_date(info.end);
  }
  return last;
}

// The last line of a TZif file (RFC 8536 §3.3): the rule for the time after its last transition.
std::string posix_rule(const std::string& name) {
  std::ifstream file{kZoneData + name, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  if (bytes.size() < 2 || bytes.back() != '\n') return {};
  const auto line = bytes.rfind('\n', bytes.size() - 2);
  return line == std::string::npos ? std::string{} : bytes.substr(line + 1, bytes.size() - line - 2);
}

Transitions read_transitions(const std::string& name) {
  Transitions transitions;
  const date::time_zone& zone = *date::locate_zone(name);
  const Instant last = append_listed(zone, transitions);
  // The library knows the listed transitions only, which end in 2037.
  if (const std::string rule = posix_rule(zone.name()); !rule.empty()) {
    const auto further = expand_posix_rule(rule, last);
    if (!further) throw std::runtime_error("its data end with \"" + rule + "\", which is not understood");
    for (const auto& [from, offset] : *further) append(transitions, from, offset);
  }
  return transitions;
}

}  // namespace

tl::expected<std::shared_ptr<const Zone>, std::string> load_zone(std::string_view name) {
  const std::string wanted{name};
  try {
    return std::make_shared<const Zone>(wanted, read_transitions(wanted));
  } catch (const std::exception& error) {
    return tl::unexpected("time zone \"" + wanted + "\": " + error.what() +
                          "; expected an IANA name such as Asia/Ho_Chi_Minh");
  }
}

}  // namespace dondoc::config
