#include "config/calendar_reader.hpp"

#include <algorithm>

namespace dondoc::config {
namespace {

const std::vector<std::string> kBoundaries{"closing", "opening"};

}  // namespace

std::optional<rules::CalendarSpec> read_calendar(const TomlNode& document, const std::string& file,
                                                 rules::Problems& problems) {
  const auto before = problems.size();
  TomlReader reader{document, file, {"calendar"}, problems};
  rules::CalendarSpec spec;
  spec.id = reader.id("id");
  reader.call(spec.id);
  spec.title = reader.text_or("title", spec.id);
  spec.zone = reader.text_or("zone", "Asia/Ho_Chi_Minh");
  const bool opening = reader.word("boundary", kBoundaries).value_or("closing") == "opening";
  spec.boundary = opening ? rules::Boundary::opening : rules::Boundary::closing;
  spec.hours = read_week_hours(reader);
  read_seasons(reader, spec);
  read_years(reader, spec);
  reader.finish();
  const auto errors = std::ranges::count_if(problems.begin() + static_cast<std::ptrdiff_t>(before), problems.end(),
                                            [](const auto& problem) { return !problem.warning; });
  if (errors > 0) return std::nullopt;
  return spec;
}

}  // namespace dondoc::config
