#include "integrations/sqlite/item_image.hpp"

#include <boost/json.hpp>

#include "integrations/sqlite/stored_json.hpp"
#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

namespace json = boost::json;

const json::value& field(const json::object& row, std::string_view name) {
  static const json::value kNull;
  const json::value* value = row.if_contains(name);
  return value == nullptr ? kNull : *value;
}

std::string text(const json::object& row, std::string_view name) {
  const json::value& value = field(row, name);
  return value.is_string() ? rules::valid_utf8(value.get_string()) : std::string{};
}

std::optional<std::int64_t> integer(const json::object& row, std::string_view name) {
  const json::value& value = field(row, name);
  return value.is_int64() ? std::optional{value.get_int64()} : std::nullopt;
}

std::optional<rules::Instant> instant(const json::object& row, std::string_view name) {
  const auto millis = integer(row, name);
  return millis ? std::optional{rules::instant_from_millis(*millis)} : std::nullopt;
}

std::string plain(const json::value& value) {
  if (value.is_null()) return {};
  return rules::valid_utf8(value.is_string() ? std::string{value.get_string()} : json::serialize(value));
}

void read_texts(const json::object& row, rules::Item& item) {
  item.source = text(row, "source");
  item.code = text(row, "code");
  item.kind = rules::parse_kind(text(row, "kind")).value_or(rules::Kind::task);
  item.state = rules::parse_state(text(row, "state")).value_or(rules::State::open);
  item.title = text(row, "title");
  item.agency = text(row, "agency");
  item.officer = text(row, "officer");
  item.officer_name = text(row, "officer_name");
  item.procedure = text(row, "procedure");
  item.priority = text(row, "priority");
  item.product = text(row, "product");
  item.parent = text(row, "parent");
  item.progress = text(row, "progress");
  item.result_document = text(row, "result_document");
  item.result_date = rules::parse_day(text(row, "result_date"));
  item.restricted = integer(row, "restricted") == 1;
}

void read_times(const json::object& row, rules::Item& item) {
  item.submitted_at = instant(row, "submitted_at");
  item.received_at = instant(row, "received_at");
  item.start_at = instant(row, "start_at");
  item.updated_at = instant(row, "updated_at");
  item.finished_at = instant(row, "finished_at");
  item.handed_over_at = instant(row, "handed_over_at");
  item.appointment_at = instant(row, "appointment_at");
  item.apology_sent_at = instant(row, "apology_sent_at");
  item.due_at = instant(row, "due_at");
  item.due_is_date = integer(row, "due_is_date") == 1;
  item.term = rules::parse_amount(text(row, "term"));
  item.holds_shift = text(row, "holds") == "shift";
}

void read_parts(const json::object& row, rules::Item& item) {
  if (const json::value& attributes = field(row, "attributes"); attributes.is_object()) {
    for (const auto& [name, value] : attributes.get_object()) item.attributes[rules::valid_utf8(name)] = plain(value);
  }
  if (const json::value& coordinators = field(row, "coordinators"); coordinators.is_array()) {
    for (const json::value& agency : coordinators.get_array()) item.coordinators.push_back(plain(agency));
  }
  const json::value& holds = field(row, "hold_rows");
  if (!holds.is_array()) return;
  for (const json::value& value : holds.get_array()) {
    const json::object& hold = value.as_object();
    item.holds.push_back({instant(hold, "from_at").value_or(rules::Instant{}), instant(hold, "until_at"),
                          text(hold, "reason"), text(hold, "author")});
  }
}

}  // namespace

std::optional<rules::Document> ImageReader::document(std::int64_t id) {
  const auto known = documents_.find(id);
  if (known != documents_.end()) return known->second;
  std::optional<rules::Document> found;
  CachedStatement statement = database_.cached(
      "SELECT number, title, issuer, date FROM documents WHERE id = ?1 UNION ALL"
      " SELECT f.number, coalesce(d.title, ''), coalesce(d.issuer, ''), d.date"
      " FROM former_documents AS f LEFT JOIN documents AS d ON d.number = f.number WHERE f.id = ?1 LIMIT 1");
  if (statement->bind(id).step()) {
    found = rules::Document{statement->text(0), statement->text(1), statement->text(2),
                            rules::parse_day(statement->optional_text(3).value_or(""))};
  }
  return documents_[id] = found;
}

tl::expected<std::optional<rules::Item>, ImageReader::Unreadable> ImageReader::read(std::string_view image) {
  const std::optional<json::value> value = parse_stored(image);
  if (!value) return tl::unexpected(Unreadable{});
  if (!value->is_object()) return std::nullopt;
  const json::object& row = value->get_object();
  rules::Item item;
  read_texts(row, item);
  read_times(row, item);
  read_parts(row, item);
  if (const auto id = integer(row, "document")) item.document = document(*id);
  return item;
}

std::optional<std::vector<FieldChange>> compare_images(std::string_view before, std::string_view after) {
  const std::optional<json::value> old_value = parse_stored(before);
  const std::optional<json::value> new_value = parse_stored(after);
  if (!old_value || !new_value) return std::nullopt;
  static const json::object kNothing;
  const json::object& old_row = old_value->is_object() ? old_value->get_object() : kNothing;
  const json::object& new_row = new_value->is_object() ? new_value->get_object() : kNothing;
  std::vector<FieldChange> changes;
  const json::object& names = old_row.empty() ? new_row : old_row;
  for (const auto& entry : names) {
    const json::value& left = field(old_row, entry.key());
    const json::value& right = field(new_row, entry.key());
    if (left != right) changes.push_back({std::string{entry.key()}, left, right});
  }
  return changes;
}

}  // namespace dondoc::integrations::sqlite
