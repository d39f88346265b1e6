#include "integrations/sqlite/recorded_history.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "integrations/sqlite/copy_rows.hpp"
#include "integrations/sqlite/item_image.hpp"
#include "integrations/sqlite/stored_json.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {
namespace {

namespace json = boost::json;

constexpr std::int64_t kPresent = -1;
// How long before a period something may have happened that it still hears of: a message that waited for others, a
// window or an escalation.
constexpr rules::Millis kReach = std::chrono::hours{24 * 60};

constexpr std::string_view kReferenceTables[] = {
    "documents", "former_documents", "agencies",   "agency_successors", "people",
    "positions", "addresses",        "contacts",   "escalation_paths",  "delegations",
    "rooms",     "sources",          "procedures", "silences"};

json::object object_of(const std::string& text) {
  const auto value = parse_stored(text);
  return value && value->is_object() ? value->get_object() : json::object{};
}

}  // namespace

RecordedHistory::RecordedHistory(Database& recorded, Database& target, Hindsight hindsight, rules::Instant from)
    : recorded_(recorded), target_(target), items_(target) {
  index_items(hindsight, from);
  index_rows(What::extension, "SELECT id, requested_at FROM extensions");
  index_rows(What::extension_decided,
             "SELECT id, decided_at FROM extensions WHERE decided_at > requested_at AND state <> 'requested'");
  index_rows(What::acknowledgement, "SELECT id, given_at FROM acknowledgements");
  index_rows(What::urging, "SELECT id, at FROM urgings");
  index_rows(What::decision, "SELECT id, at FROM audit WHERE object = 'occurrences' AND new IS NOT NULL");
  if (hindsight == Hindsight::as_stored) {
    index_rows(What::series,
               "SELECT row_number() OVER (ORDER BY id), loaded_at FROM series"
               " WHERE origin <> 'config' AND loaded_at IS NOT NULL");
    index_rows(What::source, "SELECT id, at FROM imports WHERE as_of IS NOT NULL");
  }
  std::ranges::stable_sort(changes_, {}, &Change::at);
  if (!changes_.empty()) begin_ = changes_.front().at;
  if (hindsight == Hindsight::as_stored) {
    // What was stored before was found when dondocd came.
    const auto first_run = recorded_.read_integer("SELECT min(first_seen) FROM known_steps");
    if (first_run) begin_ = rules::instant_from_millis(*first_run);
  }
  copy_reference(begin_.value_or(from));
  if (hindsight == Hindsight::as_stored) {
    target_.run("UPDATE sources SET fresh_as_of = NULL");
  } else {
    copy_series();
  }
}

void RecordedHistory::copy_series() {
  Statement series = recorded_.prepare(
      "SELECT id, origin, kind, title, rrule, start, zone, settings FROM series WHERE origin <> 'config'");
  for_each_row_run(series, target_,
                   "INSERT INTO series (id, origin, kind, title, rrule, start, zone, settings)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
}

void RecordedHistory::copy_reference(rules::Instant at) {
  Transaction transaction(target_, {"dondoc", at});
  for (const std::string_view table : kReferenceTables) copy_table(recorded_, target_, table);
  transaction.commit();
}

void RecordedHistory::index_items(Hindsight hindsight, rules::Instant from) {
  Statement rows = recorded_.prepare(
      "SELECT s.id, s.first_stored_at, s.revision,"
      " EXISTS (SELECT 1 FROM occurrences AS o JOIN series AS r ON r.id = o.series"
      "         WHERE o.code = s.code AND s.source = 'series:' || o.series),"
      " i.id IS NULL OR (i.state NOT IN ('open', 'reported', 'suspended')"
      "                  AND (i.finished_at IS NULL OR i.handed_over_at IS NOT NULL))"
      " FROM item_state AS s LEFT JOIN items AS i ON i.id = s.item ORDER BY s.id");
  while (rows.step()) {
    const IndexedItem item{rows.integer(0), rows.instant(1), rows.integer(2), rows.flag(3), rows.flag(4)};
    const auto changes = changes_of(item, hindsight);
    if (item.over && !changes.empty() && changes.back().at < from - kReach) continue;
    changes_.insert(changes_.end(), changes.begin(), changes.end());
  }
}

// The row of history with revision r says what the item was until then; what it was from then on says the next one.
// Here each change has the revision of what begins with it; of an occurrence, of what ends.
std::vector<RecordedHistory::Change> RecordedHistory::versions_of(const IndexedItem& item) {
  std::vector<Change> versions;
  CachedStatement history = recorded_.cached(
      "SELECT revision, until_at, actor = 'dondocd' FROM item_history WHERE item = ?1 AND revision < ?2"
      " ORDER BY revision");
  history->bind(item.id, item.revision);
  rules::Instant since = item.stored;
  while (history->step()) {
    const auto until = history->instant(1);
    if (!item.of_series) versions.push_back({since, What::image, item.id, history->integer(0)});
    // What dondocd itself does with occurrences, it does again.
    if (item.of_series && !history->flag(2))
      versions.push_back({until, What::occurrence, item.id, history->integer(0)});
    since = until;
  }
  if (!item.of_series) versions.push_back({since, What::image, item.id, kPresent});
  return versions;
}

std::vector<RecordedHistory::Change> RecordedHistory::changes_of(const IndexedItem& item, Hindsight hindsight) {
  auto versions = versions_of(item);
  if (item.of_series || hindsight == Hindsight::as_stored) return versions;
  const auto first = versions.front().revision;
  const auto image = object_of(image_of(item.id, first));
  const auto stages = stages_of(image, item.stored);
  if (stages.closed_undated && versions.size() == 1) {
    ++left_out_;
    return {};
  }
  std::vector<Change> changes;
  changes.reserve(stages.instants.size());
  for (const auto at : stages.instants) changes.push_back({at, What::stage, item.id, first});
  // Its last stage is what it was when it was stored, as a rule.
  const bool same = !changes.empty() && image_at(image, changes.back().at) == image;
  changes.insert(changes.end(), versions.begin() + (same ? 1 : 0), versions.end());
  return changes;
}

void RecordedHistory::index_rows(What what, std::string_view sql) {
  Statement rows = recorded_.prepare(sql);
  while (rows.step()) changes_.push_back({rows.instant(1), what, rows.integer(0), 0});
}

std::optional<rules::Instant> RecordedHistory::next() const {
  return done_ < changes_.size() ? std::optional{changes_[done_].at} : std::nullopt;
}

void RecordedHistory::apply_until(rules::Instant now) {
  for (; done_ < changes_.size() && changes_[done_].at <= now; ++done_) apply(changes_[done_]);
}

// 'null' where there was no such item.
std::string RecordedHistory::image_of(std::int64_t item, std::int64_t revision) {
  const auto image =
      revision == kPresent
          ? recorded_.read_text(
                "SELECT i.image FROM item_state AS s JOIN item_images AS i ON i.id = s.item"
                " WHERE s.id = ?1",
                item)
          : recorded_.read_text("SELECT old FROM item_history WHERE item = ?1 AND revision = ?2", item, revision);
  return image.value_or("null");
}

void RecordedHistory::apply(const Change& change) {
  Transaction transaction(target_, {"dondoc", change.at});
  switch (change.what) {
    case What::stage:
      put_image(change, true);
      break;
    case What::image:
      put_image(change, false);
      break;
    case What::occurrence:
      change_occurrence(change);
      break;
    case What::decision:
      copy_row(
          "SELECT new ->> '$.series', new ->> '$.agency', new ->> '$.day', key, new ->> '$.cancelled',"
          " new ->> '$.moved_to', new ->> '$.moved_to_date', new ->> '$.reason' FROM audit WHERE id = ?1",
          "INSERT INTO occurrences (series, agency, day, code, cancelled, moved_to, moved_to_date, reason)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (series, agency, day) DO UPDATE SET"
          " cancelled = excluded.cancelled, moved_to = excluded.moved_to, moved_to_date = excluded.moved_to_date,"
          " reason = excluded.reason",
          change.row);
      break;
    case What::series:
      copy_row(
          "SELECT id, origin, kind, title, rrule, start, zone, settings FROM (SELECT *, row_number() OVER"
          " (ORDER BY id) AS place FROM series WHERE origin <> 'config' AND loaded_at IS NOT NULL) WHERE place = ?1",
          "INSERT INTO series (id, origin, kind, title, rrule, start, zone, settings)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
          change.row);
      break;
    case What::extension:
      copy_row(
          "SELECT id, source, code, requested_at, new_due_at, new_due_is_date, reason, author,"
          " iif(decided_at > requested_at, 'requested', state), iif(decided_at > requested_at, NULL, decided_at)"
          " FROM extensions WHERE id = ?1",
          "INSERT INTO extensions (id, source, code, requested_at, new_due_at, new_due_is_date, reason, author,"
          " state, decided_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
          change.row);
      break;
    case What::extension_decided:
      copy_row("SELECT id, state, decided_at FROM extensions WHERE id = ?1",
               "UPDATE extensions SET state = ?2, decided_at = ?3 WHERE id = ?1", change.row);
      break;
    case What::acknowledgement:
      // Of the version that is the present one there: another calendar may have raised others.
      copy_row(
          "SELECT s.source, s.code, k.person, k.given_at, k.until_at, k.upto, k.via"
          " FROM acknowledgements AS k JOIN item_state AS s ON s.id = k.item WHERE k.id = ?1",
          "INSERT INTO acknowledgements (item, version, person, given_at, until_at, upto, via)"
          " SELECT id, max(version, 1), ?3, ?4, ?5, ?6, ?7 FROM item_state WHERE source = ?1 AND code = ?2",
          change.row);
      copy_row(
          "SELECT s.source, s.code FROM acknowledgements AS k JOIN item_state AS s ON s.id = k.item"
          " WHERE k.id = ?1",
          "UPDATE item_state SET revision = revision + 1, next_check_at = 0 WHERE source = ?1 AND code = ?2",
          change.row);
      break;
    case What::urging:
      copy_row("SELECT source, code, at, how, ref, author FROM urgings WHERE id = ?1",
               "INSERT INTO urgings (source, code, at, how, ref, author) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", change.row);
      break;
    case What::source:
      copy_row("SELECT source, as_of FROM imports WHERE id = ?1",
               "UPDATE sources SET fresh_as_of = max(?2, coalesce(fresh_as_of, ?2)) WHERE id = ?1", change.row);
      break;
  }
  transaction.commit();
}

void RecordedHistory::copy_row(std::string_view select, std::string_view write, std::int64_t row) {
  CachedStatement rows = recorded_.cached(select);
  rows->bind(row);
  for_each_row_run(*rows, target_, write);
}

void RecordedHistory::put_image(const Change& change, bool stage) {
  const std::string image = image_of(change.row, change.revision);
  if (image == "null") {
    copy_row("SELECT source, code FROM item_state WHERE id = ?1", "DELETE FROM items WHERE source = ?1 AND code = ?2",
             change.row);
  } else {
    items_.put(stage ? json::serialize(image_at(object_of(image), change.at)) : image);
  }
}

// What the person changed, not when the series had it.
void RecordedHistory::change_occurrence(const Change& change) {
  const auto next = recorded_.read_integer("SELECT min(revision) FROM item_history WHERE item = ?1 AND revision > ?2",
                                           change.row, change.revision);
  const auto present = recorded_.read_integer("SELECT revision FROM item_state WHERE id = ?1", change.row);
  const bool is_last = !next || (present && *next >= *present);
  const auto changes =
      compare_images(image_of(change.row, change.revision), image_of(change.row, is_last ? kPresent : *next));
  if (!changes || changes->empty()) return;
  json::object patch;
  for (const auto& field : *changes) patch[field.field] = field.after;
  const std::string text = json::serialize(patch);
  CachedStatement key = recorded_.cached("SELECT source, code FROM item_state WHERE id = ?1");
  key->bind(change.row);
  if (key->step()) items_.patch(key->text(0), key->text(1), text);
}

}  // namespace dondoc::integrations::sqlite
