#include "integrations/sqlite/meeting_rows.hpp"
#include "integrations/sqlite/series_json.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using What = rules::OccurrenceChange::What;

// Who writes what time alone brings about.
constexpr std::string_view kActor = "dondocd";

SeriesRow read_series_row(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)};
}

std::optional<SeriesRow> stored_row(Database& database, const std::string& id) {
  CachedStatement row =
      database.cached("SELECT id, origin, kind, title, rrule, start, zone, settings FROM series WHERE id = ?");
  row->bind(id);
  return row->step() ? std::optional{read_series_row(*row)} : std::nullopt;
}

// Rows of the configuration that the table does not have like this.
std::vector<SeriesRow> rows_to_store(Database& database, std::span<const rules::Series> configured) {
  std::vector<SeriesRow> rows;
  for (const rules::Series& series : configured) {
    SeriesRow wanted = row_of(series);
    const auto stored = stored_row(database, series.id);
    if (stored && (stored->origin != series.origin || *stored == wanted)) {
      continue;
    }
    rows.push_back(std::move(wanted));
  }
  return rows;
}

void store_row(Database& database, const SeriesRow& row) {
  database.run(
      "INSERT INTO series (id, origin, kind, title, rrule, start, zone, settings) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title, rrule = excluded.rrule,"
      " start = excluded.start, zone = excluded.zone, settings = excluded.settings",
      row.id, row.origin, row.kind, row.title, row.rrule, row.start, row.zone, row.settings);
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

// Of one series, inside a transaction.
class Writer {
 public:
  Writer(Database& database, const rules::Series& series)
      : database_(database), series_(series), source_(series.source()) {}

  void write(const rules::OccurrenceChange& change) {
    const rules::Occurrence& occurrence = change.occurrence;
    switch (change.what) {
      case What::make:
        return make(occurrence);
      case What::change:
        return set_times(occurrence);
      case What::withdraw:
        return withdraw(occurrence, true);
      case What::restore:
        set_times(occurrence);
        return withdraw(occurrence, false);
      case What::close:
        return close(occurrence);
    }
  }

 private:
  void make(const rules::Occurrence& occurrence) {
    if (!series_.document.empty()) {
      database_.run("INSERT INTO documents (number) VALUES (?) ON CONFLICT (number) DO NOTHING", series_.document);
    }
    database_.run(
        "INSERT INTO occurrences (series, agency, day, code) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (series, agency, day) DO UPDATE SET withdrawn = 0",
        series_.id, occurrence.agency, rules::format_day(occurrence.day), occurrence.code);
    database_.run(
        "INSERT INTO items (source, code, kind, title, agency, product, document, start_at, due_at, due_is_date)"
        " VALUES (?1, ?2, 'occurrence', ?3, ?4, ?5, (SELECT id FROM documents WHERE number = ?6), ?7, ?8, ?9)"
        " ON CONFLICT (source, code) DO NOTHING",
        source_, occurrence.code, occurrence.title, unless_empty(occurrence.agency), series_.product, series_.document,
        occurrence.start, occurrence.due, occurrence.due_is_date);
    for (const std::string& agency : series_.coordinators) {
      database_.run(
          "INSERT INTO item_coordinators (source, code, agency) SELECT ?1, ?2, code FROM agencies WHERE code = ?3"
          " AND code <> ?4 ON CONFLICT DO NOTHING",
          source_, occurrence.code, agency, occurrence.agency);
    }
    if (series_.invites_by_itself()) add_meeting(database_, source_, occurrence.code, meeting_of(series_));
  }

  void set_times(const rules::Occurrence& occurrence) {
    database_.run(
        "UPDATE items SET title = ?3, start_at = ?4, due_at = ?5, due_is_date = ?6 WHERE source = ?1 AND code = ?2",
        source_, occurrence.code, occurrence.title, occurrence.start, occurrence.due, occurrence.due_is_date);
  }

  void withdraw(const rules::Occurrence& occurrence, bool withdrawn) {
    database_.run("UPDATE items SET state = ?3 WHERE source = ?1 AND code = ?2", source_, occurrence.code,
                  withdrawn ? "cancelled" : "open");
    database_.run("UPDATE occurrences SET withdrawn = ? WHERE code = ?", withdrawn, occurrence.code);
  }

  void close(const rules::Occurrence& occurrence) {
    database_.run(
        "UPDATE items SET state = 'done', finished_at = ?3, handed_over_at = ?3 WHERE source = ?1 AND code = ?2",
        source_, occurrence.code, occurrence.due);
  }

  Database& database_;
  const rules::Series& series_;
  std::string source_;
};

}  // namespace

Store::StoredSeries SqliteStore::load_series() {
  StoredSeries out;
  CachedStatement rows = database_.cached(
      "SELECT id, origin, kind, title, rrule, start, zone, settings, loaded_at FROM series ORDER BY id");
  while (rows->step()) {
    auto series = series_from_row(read_series_row(*rows));
    if (series) {
      series->loaded_at = rows->optional_instant(8);
      out.series.push_back(std::move(*series));
    } else {
      out.unreadable.push_back(
          {"DD6901", "series:" + rows->text(0), {{"series", rows->text(0)}, {"cause", series.error()}}});
    }
  }
  return out;
}

void SqliteStore::keep_series(std::span<const rules::Series> configured, rules::Instant now) {
  const auto rows = rows_to_store(database_, configured);
  const bool unloaded = database_.read_integer("SELECT 1 FROM series WHERE loaded_at IS NULL LIMIT 1").has_value();
  if (rows.empty() && !unloaded) {
    return;
  }
  Transaction transaction(database_, {std::string{kActor}, now});
  for (const SeriesRow& row : rows) {
    store_row(database_, row);
  }
  database_.run("UPDATE series SET loaded_at = ? WHERE loaded_at IS NULL", now);
  transaction.commit();
}

void SqliteStore::drop_series(const std::string& id, rules::Instant now) {
  Transaction transaction(database_, {std::string{kActor}, now});
  database_.run("DELETE FROM series WHERE id = ?", id);
  transaction.commit();
}

std::vector<rules::KnownOccurrence> SqliteStore::occurrences(const std::string& series) {
  CachedStatement rows = database_.cached(
      "SELECT o.code, o.agency, o.day, i.state, i.title, i.start_at, i.due_at, i.due_is_date,"
      " EXISTS (SELECT 1 FROM alerts AS a JOIN notices AS n ON n.alert = a.id"
      "         WHERE a.item = s.id AND n.state = 'told'),"
      " o.withdrawn, o.cancelled, o.moved_to, o.moved_to_date,"
      " EXISTS (SELECT 1 FROM extensions AS x WHERE x.source = i.source AND x.code = i.code AND x.state = 'granted')"
      " FROM occurrences AS o"
      " LEFT JOIN items AS i ON i.source = 'series:' || o.series AND i.code = o.code"
      " LEFT JOIN item_state AS s ON s.source = i.source AND s.code = i.code"
      " WHERE o.series = ? ORDER BY o.day, o.agency");
  rows->bind(series);
  std::vector<rules::KnownOccurrence> out;
  while (rows->step()) {
    rules::KnownOccurrence known;
    known.code = rows->text(0);
    known.agency = rows->text(1);
    known.day = rules::parse_day(rows->view(2)).value_or(rules::Day{});
    if (!rows->is_null(3)) {
      known.state = rules::parse_state(rows->view(3));
    }
    known.title = rows->text(4);
    known.start = rows->optional_instant(5);
    known.due = rows->optional_instant(6);
    known.due_is_date = rows->flag(7);
    known.told = rows->flag(8);
    known.withdrawn = rows->flag(9);
    known.cancelled = rows->flag(10);
    known.moved_to = rows->optional_instant(11);
    known.moved_to_date = rows->flag(12);
    if (rows->flag(13)) {  // an extension moves it too
      known.moved_to = known.due;
      known.moved_to_date = known.due_is_date;
    }
    out.push_back(std::move(known));
  }
  return out;
}

void SqliteStore::change_occurrences(const rules::Series& series, std::span<const rules::OccurrenceChange> changes,
                                     rules::Instant now) {
  if (changes.empty()) {
    return;
  }
  Transaction transaction(database_, {std::string{kActor}, now, "series " + series.id});
  Writer writer{database_, series};
  for (const rules::OccurrenceChange& change : changes) {
    writer.write(change);
  }
  transaction.commit();
}

}  // namespace dondoc::integrations::sqlite
