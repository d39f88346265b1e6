#include "integrations/sqlite/filter_json.hpp"
#include "integrations/sqlite/sqlite_store.hpp"

namespace dondoc::integrations::sqlite {

namespace {

struct Silences {
  std::vector<rules::Silence> readable;
  std::vector<rules::Finding> unreadable;
};

rules::Finding unreadable_silence(std::int64_t id, const std::string& cause) {
  return {"DD2902", "silence:" + std::to_string(id), {{"id", std::to_string(id)}, {"cause", cause}}};
}

Silences read_silences(Database& database) {
  Silences silences;
  CachedStatement rows = database.cached("SELECT id, filter, from_at, until_at FROM silences ORDER BY id");
  while (rows->step()) {
    auto filter = filter_from_json(rows->view(1));
    if (filter) {
      silences.readable.push_back({rows->integer(0), std::move(*filter), rows->instant(2), rows->instant(3)});
    } else {
      silences.unreadable.push_back(unreadable_silence(rows->integer(0), filter.error()));
    }
  }
  return silences;
}

}  // namespace

std::vector<rules::Silence> SqliteStore::load_silences() { return read_silences(database_).readable; }

std::vector<rules::Finding> SqliteStore::unreadable_silences() { return read_silences(database_).unreadable; }

}  // namespace dondoc::integrations::sqlite
