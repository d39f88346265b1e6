#include "integrations/sqlite/filter_json.hpp"
#include "integrations/sqlite/sqlite_store.hpp"

namespace dondoc::integrations::sqlite {

namespace {

rules::Finding unreadable_silence(std::int64_t id, const std::string& cause) {
  return {"DD2902", "silence:" + std::to_string(id), {{"id", std::to_string(id)}, {"cause", cause}}};
}

}  // namespace

std::vector<rules::Silence> SqliteStore::load_silences() {
  std::vector<rules::Silence> silences;
  std::vector<rules::Finding> unreadable;
  {
    CachedStatement rows = database_.cached("SELECT id, filter, from_at, until_at FROM silences ORDER BY id");
    while (rows->step()) {
      auto filter = filter_from_json(rows->view(1));
      if (filter) {
        silences.push_back({rows->integer(0), std::move(*filter), rows->instant(2), rows->instant(3)});
      } else {
        unreadable.push_back(unreadable_silence(rows->integer(0), filter.error()));
      }
    }
  }
  // Written by hand with a wrong filter, it was wrong from its beginning on: no clock is needed here.
  const std::vector<std::string> codes{"DD2902"};
  const auto written = database_.read_integer("SELECT max(at) FROM audit WHERE object = 'silences'");
  report_findings(codes, unreadable, rules::instant_from_millis(written.value_or(0)));
  return silences;
}

}  // namespace dondoc::integrations::sqlite
