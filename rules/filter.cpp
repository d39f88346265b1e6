#include "rules/filter.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "rules/meeting.hpp"
#include "rules/supplements.hpp"
#include "rules/text.hpp"

namespace dondoc::rules {
namespace {

using Maybe = std::optional<Value>;

Maybe text_value(const std::string& text) { return text.empty() ? Maybe{} : Maybe{text}; }

template <class T>
Maybe optional_value(const std::optional<T>& value) {
  return value ? Maybe{*value} : Maybe{};
}

Maybe flag_value(bool flag) { return Maybe{flag}; }
Maybe amount_value(const std::optional<Amount>& term) { return term ? Maybe{format_amount(*term)} : Maybe{}; }

// A list as one text, for templates and `unless`; a filter looks at each entry.
Maybe joined_value(const std::vector<std::string>& codes) { return text_value(joined(codes)); }

using ItemField = Maybe (*)(const Item&);
using AgencyField = Maybe (*)(const Agency&);
using ProcedureField = Maybe (*)(const Procedure&);
using DocumentField = Maybe (*)(const Document&);

const std::unordered_map<std::string_view, ItemField>& item_fields() {
  static const std::unordered_map<std::string_view, ItemField> kFields = {
      {"source", [](const Item& i) { return text_value(i.source); }},
      {"code", [](const Item& i) { return text_value(i.code); }},
      {"kind", [](const Item& i) { return Maybe{std::string{kind_name(i.kind)}}; }},
      {"state", [](const Item& i) { return Maybe{std::string{state_name(i.state)}}; }},
      {"title", [](const Item& i) { return text_value(i.title); }},
      {"agency", [](const Item& i) { return text_value(i.agency); }},
      {"officer", [](const Item& i) { return text_value(i.officer); }},
      {"officer_name", [](const Item& i) { return text_value(i.officer_name); }},
      {"procedure", [](const Item& i) { return text_value(i.procedure); }},
      {"priority", [](const Item& i) { return text_value(i.priority); }},
      {"product", [](const Item& i) { return text_value(i.product); }},
      {"parent", [](const Item& i) { return text_value(i.parent); }},
      {"restricted", [](const Item& i) { return flag_value(i.restricted); }},
      {"coordinators", [](const Item& i) { return joined_value(i.coordinators); }},
      {"term", [](const Item& i) { return amount_value(i.term); }},
      {"due_is_date", [](const Item& i) { return flag_value(i.due_is_date); }},
      {"result_document", [](const Item& i) { return text_value(i.result_document); }},
      {"result_date", [](const Item& i) { return optional_value(i.result_date); }},
      {"progress", [](const Item& i) { return text_value(i.progress); }},
      {"submitted_at", [](const Item& i) { return optional_value(i.submitted_at); }},
      {"received_at", [](const Item& i) { return optional_value(i.received_at); }},
      {"start_at", [](const Item& i) { return optional_value(i.start_at); }},
      {"updated_at", [](const Item& i) { return optional_value(i.updated_at); }},
      {"finished_at", [](const Item& i) { return optional_value(i.finished_at); }},
      {"handed_over_at", [](const Item& i) { return optional_value(i.handed_over_at); }},
      {"appointment_at", [](const Item& i) { return optional_value(i.appointment_at); }},
      {"apology_sent_at", [](const Item& i) { return optional_value(i.apology_sent_at); }},
      {"apology_sent", [](const Item& i) { return optional_value(i.apology_sent_at); }},
      {"due_at", [](const Item& i) { return optional_value(i.due_at); }},
      {"meeting", [](const Item& i) { return i.meeting && !i.meeting->cancelled ? flag_value(true) : Maybe{}; }},
      {"supplement_requests", [](const Item& i) { return Maybe{supplement_requests(i.holds)}; }},
  };
  return kFields;
}

const std::unordered_map<std::string_view, AgencyField>& agency_fields() {
  static const std::unordered_map<std::string_view, AgencyField> kFields = {
      {"code", [](const Agency& a) { return text_value(a.code); }},
      {"name", [](const Agency& a) { return text_value(a.name); }},
      {"short_name", [](const Agency& a) { return text_value(a.short_name); }},
      {"level", [](const Agency& a) { return text_value(a.level); }},
      {"parent", [](const Agency& a) { return text_value(a.parent); }},
      {"calendar", [](const Agency& a) { return text_value(a.calendar); }},
      {"addressee", [](const Agency& a) { return text_value(a.addressee); }},
      {"head_title", [](const Agency& a) { return text_value(a.head_title); }},
      {"tone", [](const Agency& a) { return text_value(a.tone); }},
      {"valid_from", [](const Agency& a) { return optional_value(a.valid_from); }},
      {"valid_until", [](const Agency& a) { return optional_value(a.valid_until); }},
  };
  return kFields;
}

const std::unordered_map<std::string_view, ProcedureField>& procedure_fields() {
  static const std::unordered_map<std::string_view, ProcedureField> kFields = {
      {"code", [](const Procedure& p) { return text_value(p.code); }},
      {"name", [](const Procedure& p) { return text_value(p.name); }},
      {"calendar", [](const Procedure& p) { return text_value(p.calendar); }},
      {"term", [](const Procedure& p) { return amount_value(p.term); }},
      {"from", [](const Procedure& p) { return optional_value(p.from); }},
      {"until", [](const Procedure& p) { return optional_value(p.until); }},
  };
  return kFields;
}

const std::unordered_map<std::string_view, DocumentField>& document_fields() {
  static const std::unordered_map<std::string_view, DocumentField> kFields = {
      {"number", [](const Document& d) { return text_value(d.number); }},
      {"title", [](const Document& d) { return text_value(d.title); }},
      {"issuer", [](const Document& d) { return text_value(d.issuer); }},
      {"date", [](const Document& d) { return optional_value(d.date); }},
  };
  return kFields;
}

template <class Fields, class Owner>
Maybe field_of(const Fields& fields, std::string_view name, const Owner* owner) {
  const auto found = fields.find(name);
  return owner && found != fields.end() ? found->second(*owner) : std::nullopt;
}

Day reference_day(const Item& item, const Zone* zone) {
  const Instant receipt = item.received_at.value_or(item.first_stored);
  return zone ? zone->day_of(receipt) : Day{std::chrono::floor<std::chrono::days>(receipt).time_since_epoch()};
}

Maybe attribute_of(const Item& item, std::string_view name) {
  const auto found = item.attributes.find(std::string{name});
  return found == item.attributes.end() ? Maybe{} : text_value(found->second);
}

std::optional<std::int64_t> as_integer(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (text->empty() || text->size() > 18) return std::nullopt;
    std::int64_t result = 0;
    std::size_t at = (*text)[0] == '-' ? 1 : 0;
    if (at == text->size()) return std::nullopt;
    for (; at < text->size(); ++at) {
      if ((*text)[at] < '0' || (*text)[at] > '9') return std::nullopt;
      result = result * 10 + ((*text)[at] - '0');
    }
    return (*text)[0] == '-' ? -result : result;
  }
  return std::nullopt;
}

// How the instants of a field become dates: the date of a due is that of the last millisecond before it (design §6).
struct Dates {
  const Zone& zone;
  bool of_ends = false;
  [[nodiscard]] Day day_of(Instant at) const { return of_ends ? zone.day_before_end(at) : zone.day_of(at); }
};

bool is_due_field(std::string_view field) {
  if (field.starts_with("item.")) field.remove_prefix(5);
  return field == "due_at" || field == "appointment_at";
}

std::optional<Day> as_day(const Value& value, const Dates& dates) {
  if (const auto* day = std::get_if<Day>(&value)) return *day;
  if (const auto* instant = std::get_if<Instant>(&value)) return dates.day_of(*instant);
  if (const auto* text = std::get_if<std::string>(&value)) return parse_day(*text);
  return std::nullopt;
}

bool ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool equal_text(const std::string& a, const std::string& b) {
  return a == b || (!ascii(a) && !ascii(b) && nfc(a) == nfc(b));
}

// -1, 0, +1, or nothing where the two cannot be compared. `expected` is the value in the filter and decides the kind.
std::optional<int> compare(const Value& actual, const Value& expected, const Dates& dates) {
  const auto order = [](const auto& a, const auto& b) { return a < b ? -1 : (b < a ? 1 : 0); };
  if (std::holds_alternative<std::int64_t>(expected)) {
    const auto number = as_integer(actual);
    return number ? std::optional{order(*number, std::get<std::int64_t>(expected))} : std::nullopt;
  }
  if (const auto* flag = std::get_if<bool>(&expected)) {
    if (const auto* actual_flag = std::get_if<bool>(&actual)) return order(*actual_flag, *flag);
    const auto* text = std::get_if<std::string>(&actual);
    if (!text || (*text != "true" && *text != "false")) return std::nullopt;
    return order(*text == "true", *flag);
  }
  if (const auto* day = std::get_if<Day>(&expected)) {
    const auto actual_day = as_day(actual, dates);
    return actual_day ? std::optional{order(*actual_day, *day)} : std::nullopt;
  }
  if (const auto* instant = std::get_if<Instant>(&expected)) {
    const auto* actual_instant = std::get_if<Instant>(&actual);
    return actual_instant ? std::optional{order(*actual_instant, *instant)} : std::nullopt;
  }
  const auto& text = std::get<std::string>(expected);
  if (const auto* actual_text = std::get_if<std::string>(&actual)) {
    return equal_text(*actual_text, text) ? 0 : order(*actual_text, text);
  }
  if (const auto* flag = std::get_if<bool>(&actual)) return order(std::string{*flag ? "true" : "false"}, text);
  if (const auto actual_day = as_day(actual, dates)) return order(format_day(*actual_day), text);
  return std::nullopt;
}

bool holds(const Test& test, const Maybe& actual, const Dates& dates) {
  switch (test.op) {
    case Test::Op::equals:
      return actual && compare(*actual, test.value, dates) == 0;
    case Test::Op::pattern: {
      const auto* text = actual ? std::get_if<std::string>(&*actual) : nullptr;
      return text && matches_pattern(std::get<std::string>(test.value), *text);
    }
    case Test::Op::any_of:
      return std::ranges::any_of(test.tests, [&](const Test& one) { return holds(one, actual, dates); });
    case Test::Op::negation:
      return !holds(test.tests.front(), actual, dates);
    case Test::Op::range: {
      if (!actual) return false;
      const auto not_below = test.min ? compare(*actual, *test.min, dates) : std::optional{0};
      const auto not_above = test.max ? compare(*actual, *test.max, dates) : std::optional{0};
      return not_below && not_above && *not_below >= 0 && *not_above <= 0;
    }
  }
  return false;
}

// Any of the entries; `not` means none of them.
bool holds_of_any(const Test& test, const std::vector<std::string>& entries, const Dates& dates) {
  if (test.op == Test::Op::negation) return !holds_of_any(test.tests.front(), entries, dates);
  return std::ranges::any_of(entries, [&](const std::string& entry) { return holds(test, Maybe{entry}, dates); });
}

bool is_coordinators(std::string_view field) { return field == "coordinators" || field == "item.coordinators"; }

bool matches_bytes(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

std::optional<Value> field_value(const Item& item, const Directory& directory, std::string_view field,
                                 const Zone* zone) {
  if (field.starts_with("item.")) field.remove_prefix(5);
  if (field.starts_with("agency.")) return field_of(agency_fields(), field.substr(7), directory.agency(item.agency));
  if (field.starts_with("document.")) {
    return field_of(document_fields(), field.substr(9), item.document ? &*item.document : nullptr);
  }
  if (field.starts_with("procedure.")) {
    return field_of(procedure_fields(), field.substr(10),
                    directory.procedure(item.procedure, reference_day(item, zone)));
  }
  if (field.starts_with("attributes.")) return attribute_of(item, field.substr(11));
  if (const auto found = item_fields().find(field); found != item_fields().end()) return found->second(item);
  return attribute_of(item, field);
}

const std::vector<std::string>& known_fields() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const auto& [name, field] : item_fields()) names.emplace_back(name);
    for (const auto& [name, field] : agency_fields()) names.push_back("agency." + std::string{name});
    for (const auto& [name, field] : procedure_fields()) names.push_back("procedure." + std::string{name});
    for (const auto& [name, field] : document_fields()) names.push_back("document." + std::string{name});
    std::ranges::sort(names);
    return names;
  }();
  return kNames;
}

bool matches(const Filter& filter, const Item& item, const Directory& directory, const Zone& zone) {
  return std::ranges::all_of(filter, [&](const Condition& condition) {
    const Dates dates{zone, is_due_field(condition.field)};
    if (is_coordinators(condition.field)) return holds_of_any(condition.test, item.coordinators, dates);
    return holds(condition.test, field_value(item, directory, condition.field, &zone), dates);
  });
}

bool matches_pattern(std::string_view pattern, std::string_view text) {
  if (matches_bytes(pattern, text)) return true;
  return !ascii(pattern) && !ascii(text) && matches_bytes(nfc(pattern), nfc(text));
}

}  // namespace dondoc::rules
