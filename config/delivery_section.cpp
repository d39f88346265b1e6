#include <algorithm>

#include "config/main_file.hpp"
#include "rules/zone.hpp"

namespace dondoc::config {
namespace {

using rules::DeliveryMode;

const std::vector<std::string> kModes{"off", "redirect", "live"};

DeliveryMode mode_named(const std::string& name) {
  if (name == "off") return DeliveryMode::off;
  return name == "live" ? DeliveryMode::live : DeliveryMode::redirect;
}

std::vector<std::chrono::milliseconds> standard_backoff() {
  using namespace std::chrono_literals;
  return {1min, 5min, 15min, 30min, 1h, 2h, 4h};
}

// The slots of a day, sorted: the first open one is looked for from the front.
void read_slots(TomlReader& reader, rules::WindowPolicy& out) {
  if (!reader.has("slots")) return;
  const auto problems_before = reader.problems().size();
  auto slots = reader.all_parsed("slots", rules::parse_clock, "DD1120");
  std::ranges::sort(slots);
  if (slots.empty() && reader.problems().size() == problems_before)
    reader.report("DD1109", "slots", {{"key", "slots"}});
  if (std::ranges::adjacent_find(slots) != slots.end()) reader.report("DD1121", "slots");
  out.slots = std::move(slots);
}

void read_windows(TomlReader& reader, rules::WindowPolicy& out) {
  read_slots(reader, out);
  out.group_wait = reader.parsed("group_wait", parse_duration, "DD1113").value_or(out.group_wait);
  out.group_wait_max = reader.parsed("group_wait_max", parse_duration, "DD1113").value_or(out.group_wait_max);
  if (out.group_wait_max < out.group_wait) reader.report("DD1122", "group_wait_max");
  out.max_per_day = static_cast<int>(reader.integer("max_per_day", {1, 1000}).value_or(out.max_per_day));
}

void read_retries(TomlReader& reader, DeliveryConfig& out) {
  out.backoff = standard_backoff();
  if (reader.has("backoff")) out.backoff = reader.all_parsed("backoff", parse_duration, "DD1113");
  const bool too_short = std::ranges::any_of(out.backoff, [](auto wait) { return wait < std::chrono::seconds{1}; });
  if (out.backoff.empty() || too_short) reader.report("DD1123", "backoff");
  out.give_up_after = reader.parsed("give_up_after", parse_duration, "DD1113").value_or(out.give_up_after);
  if (out.give_up_after < std::chrono::minutes{1}) reader.report("DD1124", "give_up_after");
}

void read_redirect(TomlReader& section, DeliveryConfig& out) {
  if (const auto* table = section.table("redirect")) {
    auto reader = section.below(*table, "redirect");
    out.redirect_channel = reader.required_text("channel");
    out.redirect_to = reader.text_or("to", "");
    reader.finish();
  } else if (out.mode == DeliveryMode::redirect && !section.has("redirect")) {
    section.report("DD1406", "redirect");
  }
}

}  // namespace

void read_delivery(TomlReader& main, Configuration& out) {
  const auto* table = main.table("delivery");
  if (!table) {
    if (!main.has("delivery")) main.report("DD1103", "delivery", {{"key", "delivery"}});
    return;
  }
  auto reader = main.below(*table, "delivery");
  auto& delivery = out.delivery;
  delivery.mode = mode_named(reader.word("mode", kModes).value_or("redirect"));
  read_redirect(reader, delivery);
  read_windows(reader, delivery.windows);
  read_retries(reader, delivery);
  delivery.shutdown_grace = reader.parsed("shutdown_grace", parse_duration, "DD1113").value_or(delivery.shutdown_grace);
  delivery.backlog_grace =
      reader.parsed("backlog_grace", rules::parse_amount, "DD1117").value_or(delivery.backlog_grace);
  reader.finish();
}

}  // namespace dondoc::config
