#include "integrations/sqlite/item_stages.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {
namespace {

namespace json = boost::json;

std::optional<rules::Instant> instant(const json::object& row, std::string_view name) {
  const json::value* value = row.if_contains(name);
  return value != nullptr && value->is_int64() ? std::optional{rules::instant_from_millis(value->get_int64())}
                                               : std::nullopt;
}

const json::array& holds_of(const json::object& image) {
  static const json::array kNone;
  const json::value* rows = image.if_contains("hold_rows");
  return rows != nullptr && rows->is_array() ? rows->get_array() : kNone;
}

rules::State state_of(const json::object& image) {
  const json::value* name = image.if_contains("state");
  if (name == nullptr || !name->is_string()) return rules::State::open;
  return rules::parse_state(std::string_view{name->get_string()}).value_or(rules::State::open);
}

// When it came: submitted, else received, else begun.
std::optional<rules::Instant> beginning(const json::object& image) {
  const auto received = instant(image, "received_at");
  if (const auto submitted = instant(image, "submitted_at"))
    return received ? std::min(*submitted, *received) : submitted;
  return received ? received : instant(image, "start_at");
}

void clear(json::object& image, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) image[name] = nullptr;
}

void forget_receipt(json::object& image) {
  clear(image, {"received_at", "due_at", "appointment_at"});
  image["due_is_date"] = 0;
}

void forget_result(json::object& image) {
  clear(image, {"finished_at", "handed_over_at", "result_date"});
  image["result_document"] = "";
}

// Holds begun by then; whether one was open.
bool keep_holds(json::object& image, rules::Instant at) {
  json::array kept;
  bool open = false;
  for (const json::value& value : holds_of(image)) {
    json::object hold = value.as_object();
    const auto from = instant(hold, "from_at");
    if (!from || *from > at) continue;
    const auto until = instant(hold, "until_at");
    if (until && *until > at) hold["until_at"] = nullptr;
    open = open || !until || *until > at;
    kept.push_back(std::move(hold));
  }
  image["hold_rows"] = std::move(kept);
  return open;
}

}  // namespace

ItemStages stages_of(const json::object& image, rules::Instant stored) {
  ItemStages stages;
  stages.closed_undated = !rules::is_active(state_of(image)) && !instant(image, "finished_at");
  const auto begin = beginning(image);
  if (!begin || *begin >= stored) return stages;
  const auto add = [&](std::optional<rules::Instant> at) {
    if (at && *at >= *begin && *at < stored) stages.instants.push_back(*at);
  };
  add(begin);
  for (const char* name : {"received_at", "updated_at", "apology_sent_at", "finished_at", "handed_over_at"}) {
    add(instant(image, name));
  }
  for (const json::value& hold : holds_of(image)) {
    add(instant(hold.as_object(), "from_at"));
    add(instant(hold.as_object(), "until_at"));
  }
  std::ranges::sort(stages.instants);
  const auto twice = std::ranges::unique(stages.instants);
  stages.instants.erase(twice.begin(), twice.end());
  return stages;
}

json::object image_at(json::object image, rules::Instant at) {
  const auto later = [&](std::string_view name) {
    const auto value = instant(image, name);
    return value && *value > at;
  };
  const bool closed = !rules::is_active(state_of(image));
  const bool closed_by_then = closed && !later("finished_at");
  const bool held = keep_holds(image, at);
  if (later("received_at")) forget_receipt(image);
  if (later("updated_at")) image["updated_at"] = nullptr;
  if (later("apology_sent_at")) image["apology_sent_at"] = nullptr;
  if (later("handed_over_at")) image["handed_over_at"] = nullptr;
  if (later("finished_at")) forget_result(image);
  if (!closed_by_then) image["state"] = rules::state_name(held ? rules::State::suspended : rules::State::open);
  return image;
}

}  // namespace dondoc::integrations::sqlite
