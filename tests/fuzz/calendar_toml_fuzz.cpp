// Any bytes as a file of calendars/: whatever is accepted can be compiled and counted with, there and back.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/calendar_reader.hpp"
#include "config/zones.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dondoc;
  const auto document = config::parse_toml({reinterpret_cast<const char*>(data), size}, "calendars/fuzz.toml");
  if (!document) return 0;
  rules::Problems problems;
  auto spec = config::read_calendar(*document, "calendars/fuzz.toml", problems);
  if (!spec || spec->years.empty()) return 0;
  static const auto kZone = config::load_zone("Asia/Ho_Chi_Minh");
  const rules::WorkCalendar calendar{std::move(*spec), kZone.value()};
  const auto year = std::chrono::year{calendar.spec().years.begin()->first};
  const rules::Day day{year / std::chrono::March / 1};
  const auto later = calendar.shift_working_days(day, 5);
  if (!later) return 0;
  const auto counted = calendar.working_days_between(day, *later);
  if (!counted || *counted != 5) std::abort();
  return 0;
}
