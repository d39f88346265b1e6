#include "config/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dondoc::config {
namespace {

// Lengths stand before texts, so that no two configurations read alike.
class Canonical {
 public:
  Canonical& add(std::string_view text) {
    out_ += std::to_string(text.size()) + ":" + std::string{text} + ";";
    return *this;
  }
  Canonical& add(std::int64_t number) { return add(std::string_view{std::to_string(number)}); }
  Canonical& add_value(const rules::Value& value) {
    add(static_cast<std::int64_t>(value.index()));
    std::visit([this](const auto& held) { add_held(held); }, value);
    return *this;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void add_held(const std::string& text) { add(std::string_view{text}); }
  void add_held(std::int64_t number) { add(number); }
  void add_held(bool flag) { add(std::int64_t{flag}); }
  void add_held(rules::Day day) { add(std::int64_t{day.time_since_epoch().count()}); }
  void add_held(rules::Instant instant) { add(rules::to_millis(instant)); }

  std::string out_;
};

void add_test(Canonical& out, const rules::Test& test) {
  out.add(static_cast<std::int64_t>(test.op)).add_value(test.value);
  out.add(static_cast<std::int64_t>(test.tests.size()));
  for (const auto& part : test.tests) add_test(out, part);
  for (const auto& bound : {test.min, test.max}) {
    out.add(bound ? "bound" : "open");
    if (bound) out.add_value(*bound);
  }
}

void add_filter(Canonical& out, rules::Filter filter) {
  std::ranges::sort(filter, {}, &rules::Condition::field);
  for (const auto& condition : filter) {
    out.add(condition.field);
    add_test(out, condition.test);
  }
}

void add_words(Canonical& out, std::vector<std::string> words) {
  std::ranges::sort(words);
  out.add(static_cast<std::int64_t>(words.size()));
  for (const auto& word : words) out.add(word);
}

std::vector<std::string> names_of(const std::vector<rules::RecipientSpec>& specs) {
  std::vector<std::string> out;
  out.reserve(specs.size());
  for (const auto& spec : specs) out.push_back(rules::format_recipient_spec(spec));
  return out;
}

std::vector<std::string> words_of(const std::vector<rules::Unless>& conditions) {
  std::vector<std::string> out;
  out.reserve(conditions.size());
  for (const auto& unless : conditions) {
    out.push_back(std::to_string(static_cast<int>(unless.what)) + unless.field);
  }
  return out;
}

void add_repeat(Canonical& out, const std::optional<rules::Repeat>& repeat) {
  if (!repeat) return;
  for (const auto& interval : repeat->every) out.add(rules::format_repeat_interval(interval));
  out.add(repeat->max.value_or(-1));
}

void add_hours(Canonical& out, const rules::DayHours& hours) {
  out.add(static_cast<std::int64_t>(hours.size()));
  for (const auto& span : hours) out.add(span.from.count()).add(span.until.count());
}

std::int64_t number_of(std::chrono::month_day date) {
  return static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
}

void add_calendar(Canonical& out, const rules::WorkCalendar& calendar) {
  const auto& spec = calendar.spec();
  out.add(spec.id).add(static_cast<std::int64_t>(spec.boundary));
  for (const auto& hours : spec.hours) add_hours(out, hours);
  for (const auto& season : spec.seasons) {
    out.add(number_of(season.from)).add(number_of(season.until));
    for (const auto& hours : season.hours) add_hours(out, hours);
  }
  for (const auto& [year, coverage] : spec.years) out.add(year).add(std::int64_t{coverage.provisional});
  for (const auto& day : spec.days) {
    out.add_value(rules::Value{day.date}).add(static_cast<std::int64_t>(day.kind));
    add_hours(out, day.hours);
    if (day.replaces) out.add_value(rules::Value{*day.replaces});
  }
}

void add_zone(Canonical& out, const rules::Zone& zone) {
  out.add(zone.name());
  for (const auto& change : zone.transitions()) out.add(rules::to_millis(change.from)).add(change.offset.count());
}

void add_windows(Canonical& out, const rules::WindowPolicy& policy) {
  for (const auto slot : policy.slots) out.add(slot.count());
  out.add(policy.group_wait.count()).add(policy.group_wait_max.count()).add(policy.max_per_day);
}

// FNV-1a; enough to notice a change, and no promise against anyone who looks for a collision.
std::string hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const unsigned char byte : text) hash = (hash ^ byte) * 0x100000001b3U;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[(hash >> static_cast<unsigned>(shift)) & 15U];
  return out;
}

}  // namespace

std::string step_fingerprint(const rules::Rule& rule, const rules::Step& step) {
  Canonical out;
  out.add(rule.kind ? rules::kind_name(*rule.kind) : "").add(rule.calendar).add(rules::format_amount(rule.min_notice));
  add_filter(out, rule.where);
  out.add(rules::format_moment(step.at)).add(rules::severity_name(step.severity));
  add_words(out, names_of(step.notify));
  add_words(out, names_of(step.copy));
  add_words(out, words_of(step.unless));
  add_words(out, step.via);
  out.add(std::int64_t{step.late_send}).add(std::int64_t{step.bypass_limits});
  add_repeat(out, step.repeat);
  return hash_of(out.take());
}

std::string rule_fingerprint(const rules::Rule& rule) {
  Canonical out;
  out.add(rule.id);
  add_words(out, rule.formerly);
  // Of two steps with one moment the later in the file is the higher.
  for (const auto& step : rule.steps) out.add(step.id).add(step_fingerprint(rule, step));
  return hash_of(out.take());
}

std::string filter_fingerprint(const rules::Filter& filter) {
  Canonical out;
  add_filter(out, filter);
  return hash_of(out.take());
}

std::string surroundings_fingerprint(const Configuration& configuration) {
  Canonical out;
  out.add(DONDOC_VERSION).add(configuration.default_calendar).add(configuration.fallback_contact);
  for (const auto& [id, calendar] : configuration.calendars) {
    add_calendar(out, *calendar);
    add_zone(out, calendar->zone());
  }
  // Who can be reached depends on these; on their settings only how.
  out.add(static_cast<std::int64_t>(configuration.channels.size()));
  for (const auto& channel : configuration.channels) out.add(channel.id).add(channel.type);
  for (const auto& source : configuration.sources) {
    out.add(source.id).add(source.expect_every ? rules::format_repeat_interval(*source.expect_every) : "");
  }
  add_windows(out, configuration.delivery.windows);
  add_words(out, configuration.digest_only_levels);
  out.add(static_cast<std::int64_t>(configuration.delivery.mode));
  out.add(rules::format_amount(configuration.acknowledge_max));
  out.add(rules::roll_name(configuration.roll.term)).add(rules::roll_name(configuration.roll.fixed));
  return hash_of(out.take());
}

std::string configuration_fingerprint(const Configuration& configuration) {
  Canonical out;
  out.add(surroundings_fingerprint(configuration));
  std::vector<std::string> rules;
  rules.reserve(configuration.rules.size());
  for (const auto& rule : configuration.rules) rules.push_back(rule_fingerprint(rule));
  add_words(out, std::move(rules));
  return hash_of(out.take());
}

}  // namespace dondoc::config
