#include "daemon/decision_inputs.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include "config/fingerprint.hpp"
#include "integrations/sqlite/json_text.hpp"
#include "rules/fingerprint.hpp"

namespace dondoc::daemon {
namespace {

constexpr std::string_view kEngineVersion = "5";

// Of each half, some 5 MB; what is beyond has its columns read each time.
constexpr std::size_t kKeptProfiles = 100'000;
constexpr std::size_t kKeptAttributes = 8'192;

// Spreads the bits, so that sums of these do not meet (splitmix64).
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

// Steps that wait for a confirmation are part of it.
std::uint64_t print_of(const rules::Rule& rule, const rules::World& world) {
  rules::Fingerprint print;
  print.add("rule").add(config::rule_fingerprint(rule));
  for (const auto& step : rule.steps) {
    const auto waits = world.unconfirmed_steps.find({rule.id, step.id});
    if (waits != world.unconfirmed_steps.end()) print.add(step.id).add(waits->second);
  }
  return print.value();
}

std::int64_t columns_of(const rules::ItemColumns& columns) {
  rules::Fingerprint print;
  print.add(columns.kind).add(columns.source).add(columns.agency).add(columns.procedure).add(columns.priority);
  const auto number = static_cast<std::int64_t>(print.value());
  return number == rules::kSettledProfile.columns ? 1 : number;
}

std::uint64_t print_of(const rules::Silence& silence) {
  rules::Fingerprint print;
  print.add("silence").add(silence.id).add(config::filter_fingerprint(silence.filter));
  return print.add(silence.from).add(silence.until).value();
}

}  // namespace

// What was learnt so far. Asked for each item of a full evaluation: flat tables, for the less memory they touch.
struct DecisionInputs::Numbers {
  struct Known {  // of the columns of a profile
    std::uint64_t mask = 0;
    bool late = false;  // their source
  };
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> of_mask;
  // By the halves of profiles.
  boost::unordered_flat_map<std::int64_t, Known> of_columns;
  boost::unordered_flat_map<std::int64_t, std::uint64_t> of_named;
};

DecisionInputs::~DecisionInputs() = default;

std::string_view engine_version() { return kEngineVersion; }

DecisionInputs::DecisionInputs(const config::Configuration& configuration, const rules::World& world,
                               std::string_view generation)
    : late_sources_(world.late_sources), numbers_(std::make_unique<Numbers>()) {
  rules::Fingerprint common;
  common.add(kEngineVersion).add(generation).add(config::surroundings_fingerprint(configuration));
  common.add(static_cast<std::int64_t>(world.directory->fingerprint()));
  common_ = common.value();
  for (const auto& rule : world.rules) add_entry({rule.kind, rule.where}, print_of(rule, world));
  for (const auto& silence : world.silences) add_entry({std::nullopt, silence.filter}, print_of(silence));
  mask_.emplace(entries_, world.directory, *configuration.zone, integrations::sqlite::texts_from_json);
}

// What a mask has no bit for counts for every item.
void DecisionInputs::add_entry(rules::FilterMask::Entry entry, std::uint64_t print) {
  if (entries_.size() == rules::FilterMask::kMost) {
    common_ += mixed(print);
    return;
  }
  entries_.push_back(std::move(entry));
  prints_.push_back(print);
}

std::optional<std::int64_t> DecisionInputs::of_profile(const rules::ItemProfile& profile) {
  const auto columns = numbers_->of_columns.find(profile.columns);
  const auto named = numbers_->of_named.find(profile.attributes);
  if (columns == numbers_->of_columns.end() || named == numbers_->of_named.end()) return std::nullopt;
  return number(columns->second.mask & named->second, columns->second.late);
}

std::int64_t DecisionInputs::of(const rules::ItemColumns& columns) {
  const Numbers::Known known{mask_->of_all_but_attributes(columns), is_late(columns.source)};
  const auto named = mask_->of_attributes(columns.attributes);
  if (numbers_->of_columns.size() < kKeptProfiles) numbers_->of_columns.try_emplace(columns_of(columns), known);
  if (numbers_->of_named.size() < kKeptProfiles)
    numbers_->of_named.try_emplace(static_cast<std::int64_t>(named_in(columns.attributes)), named);
  return number(known.mask & named, known.late);
}

rules::ItemProfile DecisionInputs::profile(const rules::Item& item) const {
  return {columns_of({rules::kind_name(item.kind), item.source, item.agency, item.procedure, item.priority, {}}),
          static_cast<std::int64_t>(named_in(item.attributes))};
}

// Which attributes the rules name, and what the item has in them.
std::uint64_t DecisionInputs::named_in(const Attributes& attributes) const {
  rules::Fingerprint print;
  for (const auto& name : mask_->attributes()) {
    const auto found = attributes.find(name);
    print.add(name).add(std::int64_t{found != attributes.end()});
    if (found != attributes.end()) print.add(found->second);
  }
  return print.value();
}

std::uint64_t DecisionInputs::named_in(std::string_view json) {
  if (mask_->attributes().empty()) return named_in(Attributes{});
  std::string key{json};
  if (const auto known = of_attributes_.find(key); known != of_attributes_.end()) return known->second;
  const auto print = named_in(integrations::sqlite::texts_from_json(json));
  if (of_attributes_.size() < kKeptAttributes) of_attributes_.emplace(std::move(key), print);
  return print;
}

std::int64_t DecisionInputs::of(const rules::Item& item) { return number(mask_->of(item), is_late(item.source)); }

bool DecisionInputs::is_late(std::string_view source) const {
  return !late_sources_.empty() && late_sources_.contains(source);
}

// A sum, for the order of rules decides nothing.
std::int64_t DecisionInputs::number(std::uint64_t mask, bool late) {
  const auto [known, is_new] = numbers_->of_mask.try_emplace(mask, 0);
  if (is_new) {
    std::uint64_t sum = common_;
    for (std::size_t i = 0; i < prints_.size(); ++i) {
      if ((mask >> i & 1U) != 0) sum += mixed(prints_[i]);
    }
    known->second = mixed(sum);
  }
  return static_cast<std::int64_t>(late ? mixed(known->second) : known->second);
}

}  // namespace dondoc::daemon
