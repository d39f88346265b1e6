#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "rules/series.hpp"

namespace dondoc::integrations::sqlite {

// A row of the table `series`, whoever writes it (origin 'config': dondocd from [[series]]; 'import': the import of a
// plan). A fault in a row is a finding, DD6901, and the series rests until the row is mended.
//
//   id        letters, digits, "-", "_" and "." as in the configuration
//   kind      meeting | report
//   title     with {{month}} {{quarter}} {{year}} {{date}}
//   rrule     RFC 5545, by the day or longer: "FREQ=MONTHLY;BYMONTHDAY=5"; empty: the start (and `rdate`) alone
//   start     "2022-12-05T08:00:00" in civil time, or "2022-12-25" for a report that is due at the end of a day
//   zone      IANA; empty: that of the installation
//   loaded_at NULL: set when dondocd first sees the row; occurrences from then on become items
//   settings  all members may be left out:
//     {"agencies": ["TG-STC", …],        one occurrence for each of these agencies; or
//      "for_each": {"agency": {…}},      for each that matches: a rule's `where` as JSON (filter_json.hpp)
//      "rdate": ["2023-01-10"], "exdate": ["2023-02-05T08:00:00"],
//      "if_day_off": "keep",             next | previous | keep (standard) | skip
//      "term": "2wd",                    reports: due so long after the start
//      "horizon": 60,                    days ahead
//      "since": "2022-11-18",            occurrences from this day on, also before loaded_at
//      "completion": "auto",             auto (standard of meetings) | report (standard of reports)
//      "document": "358/KH-UBND", "product": "…", "coordinators": ["TG-VP", …],
//      "invite": ["head", …],            whom its meetings invite, as a step's notify; place, chair (in words) and
//      "place": "…", "chair": "…", "length": "90min"}   length where nobody has to name them
struct SeriesRow {
  std::string id;
  std::string origin;
  std::string kind;
  std::string title;
  std::string rrule;
  std::string start;
  std::string zone;
  std::string settings;
  friend bool operator==(const SeriesRow&, const SeriesRow&) = default;
};

// The error names the column or member and says what is wrong with it.
[[nodiscard]] tl::expected<rules::Series, std::string> series_from_row(const SeriesRow& row);
// `for_each` stays in the configuration.
[[nodiscard]] SeriesRow row_of(const rules::Series& series);

}  // namespace dondoc::integrations::sqlite
