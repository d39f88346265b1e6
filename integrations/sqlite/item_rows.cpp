#include "integrations/sqlite/item_rows.hpp"

#include "integrations/sqlite/item_batch.hpp"
#include "integrations/sqlite/json_text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {

namespace {

// Columns of kSelectItems, in its order.
enum Column {
  kId,
  kSource,
  kCode,
  kRevision,
  kNextCheck,
  kVersion,
  kDue,
  kVersionStart,
  kToldSince,
  kBasis,
  kComputedDue,
  kFirstStored,
  kBacklogUntil,
  kWaits,
  kProvisional,
  kInputs,
  kProfile,
  kAttributesProfile,
  kTermAgency,
  kRow,
  kKind,
  kState,
  kTitle,
  kAgency,
  kOfficer,
  kOfficerName,
  kProcedure,
  kPriority,
  kProduct,
  kParent,
  kRestricted,
  kResultDocument,
  kResultDate,
  kProgress,
  kSubmitted,
  kReceived,
  kStart,
  kUpdated,
  kFinished,
  kHandedOver,
  kAppointment,
  kApology,
  kItemDue,
  kDueIsDate,
  kTerm,
  kHolds,
  kAttributes,
  kDocumentNumber,
  kDocumentTitle,
  kDocumentIssuer,
  kDocumentDate
};

void read_state(const Statement& row, StoredItem& stored) {
  stored.item.id = row.integer(kId);
  stored.item.source = row.text(kSource);
  stored.item.code = row.text(kCode);
  stored.item.first_stored = row.instant(kFirstStored);
  stored.revision = row.integer(kRevision);
  stored.next_check = row.optional_instant(kNextCheck);
  stored.waits_for_delivery = row.flag(kWaits);
  stored.provisional = row.flag(kProvisional);
  stored.inputs = row.optional_integer(kInputs);
  stored.profile = profile_of(row, kProfile);
  stored.item.term_agency = row.text(kTermAgency);
  stored.exists = !row.is_null(kRow);
  rules::History& history = stored.history;
  history.version = static_cast<int>(row.integer(kVersion));
  history.due = row.optional_instant(kDue);
  history.version_start = row.instant(kVersionStart);
  history.told_since_version = static_cast<int>(row.integer(kToldSince));
  history.basis = row.text(kBasis);
  history.computed_due = row.optional_instant(kComputedDue);
  history.backlog_until = row.optional_instant(kBacklogUntil);
}

void read_words(const Statement& row, rules::Item& item) {
  item.title = row.text(kTitle);
  item.agency = row.text(kAgency);
  item.officer = row.text(kOfficer);
  item.officer_name = row.text(kOfficerName);
  item.procedure = row.text(kProcedure);
  item.priority = row.text(kPriority);
  item.product = row.text(kProduct);
  item.parent = row.text(kParent);
  item.restricted = row.flag(kRestricted);
  item.result_document = row.text(kResultDocument);
  item.result_date = rules::parse_day(row.view(kResultDate));
  item.progress = row.text(kProgress);
  if (row.view(kAttributes) != "{}") {
    item.attributes = texts_from_json(row.view(kAttributes));
  }
  if (!row.is_null(kDocumentNumber)) {
    item.document = rules::Document{row.text(kDocumentNumber), row.text(kDocumentTitle), row.text(kDocumentIssuer),
                                    rules::parse_day(row.view(kDocumentDate))};
  }
}

void read_times(const Statement& row, rules::Item& item) {
  item.submitted_at = row.optional_instant(kSubmitted);
  item.received_at = row.optional_instant(kReceived);
  item.start_at = row.optional_instant(kStart);
  item.updated_at = row.optional_instant(kUpdated);
  item.finished_at = row.optional_instant(kFinished);
  item.handed_over_at = row.optional_instant(kHandedOver);
  item.appointment_at = row.optional_instant(kAppointment);
  item.apology_sent_at = row.optional_instant(kApology);
  item.due_at = row.optional_instant(kItemDue);
  item.due_is_date = row.flag(kDueIsDate);
  item.holds_shift = row.view(kHolds) == "shift";
}

// The column that says what no rule can work with; empty: none.
std::string_view read_checked(const Statement& row, rules::Item& item) {
  const auto kind = rules::parse_kind(row.view(kKind));
  const auto state = rules::parse_state(row.view(kState));
  const std::string_view term = row.view(kTerm);
  item.term = term.empty() ? std::nullopt : rules::parse_amount(term);
  if (!kind) {
    return "kind";
  }
  if (!state) {
    return "state";
  }
  item.kind = *kind;
  item.state = *state;
  return !term.empty() && !item.term ? "term" : "";
}

MalformedItem malformed(const StoredItem& stored, std::string_view column, std::string value) {
  rules::Finding finding{"DD2901", "item:" + stored.item.source + '/' + stored.item.code, {}};
  finding.args = {{"source", stored.item.source},
                  {"code", stored.item.code},
                  {"field", std::string{column}},
                  {"value", std::move(value)}};
  return {stored.item.id, stored.revision, std::move(finding)};
}

}  // namespace

const std::string kSelectItems =
    "SELECT s.id, s.source, s.code, s.revision, s.next_check_at, s.version, s.due_at, s.version_start,"
    " s.told_since_version, s.due_basis, s.computed_due_at, s.first_stored_at, s.backlog_until, s.waits_for_delivery, "
    "s.due_provisional, s.inputs, s.profile, s.attributes_profile, s.term_agency,"
    " i.id, i.kind, i.state, i.title, i.agency, i.officer, i.officer_name, i.procedure, i.priority, i.product,"
    " i.parent, i.restricted, i.result_document, i.result_date, i.progress, i.submitted_at, i.received_at,"
    " i.start_at, i.updated_at, i.finished_at, i.handed_over_at, i.appointment_at, i.apology_sent_at, i.due_at,"
    " i.due_is_date, i.term, i.holds, i.attributes, d.number, d.title, d.issuer, d.date"
    " FROM item_state AS s LEFT JOIN items AS i ON i.id = s.item LEFT JOIN documents AS d ON d.id = i.document ";

const std::string kSelectDueItems =
    kSelectItems + "WHERE s.next_check_at <= ?1 ORDER BY s.next_check_at, s.id LIMIT ?2";

std::optional<rules::ItemProfile> profile_of(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return rules::ItemProfile{row.integer(column), row.integer(column + 1)};
}

ItemRows read_items(Database& database, Statement& rows, std::size_t at_most) {
  ItemRows result;
  while (rows.step()) {
    // Not before there is a row: most looks at the due items find none.
    if (result.items.empty()) result.items.reserve(at_most);
    StoredItem stored;
    read_state(rows, stored);
    if (stored.exists) {
      if (const std::string_view column = read_checked(rows, stored.item); !column.empty()) {
        result.malformed.push_back(malformed(stored, column,
                                             rows.text(column == "kind"    ? kKind
                                                       : column == "state" ? kState
                                                                           : kTerm)));
        continue;
      }
      read_words(rows, stored.item);
      read_times(rows, stored.item);
    }
    result.items.push_back(std::move(stored));
  }
  read_what_hangs_on(database, result.items);
  return result;
}

ItemRows read_items(Database& database, std::span<const rules::ItemId> ids) {
  static const std::string sql = kSelectItems + "WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id";
  CachedStatement rows = database.cached(sql);
  rows->bind(to_json_array(ids));
  return read_items(database, *rows, ids.size());
}

}  // namespace dondoc::integrations::sqlite
