#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/configuration.hpp"
#include "rules/filter_mask.hpp"
#include "rules/world.hpp"

namespace dondoc::daemon {

// Raised when decisions change for the same rules and data: then everything is evaluated once more.
[[nodiscard]] std::string_view engine_version();

// What decides about an item besides its own rows, as one number: the rules and silences that may apply to it, and
// everything that applies to all. Where the number is that of the item's last claim, and no look at it is due, another
// evaluation would find what that one found.
//
// Not for two threads at once: it learns while it is asked.
class DecisionInputs : public rules::ItemInputs {
 public:
  // `generation` changes where everything has to be evaluated whatever the numbers say.
  DecisionInputs(const config::Configuration& configuration, const rules::World& world, std::string_view generation);
  ~DecisionInputs() override;

  [[nodiscard]] std::optional<std::int64_t> of_profile(const rules::ItemProfile& profile) override;
  [[nodiscard]] std::int64_t of(const rules::ItemColumns& columns) override;
  [[nodiscard]] std::int64_t of(const rules::Item& item);
  // Items with the same profile have the same inputs, also after rules were edited, as long as the rules name the same
  // attributes. Never kSettledProfile.
  [[nodiscard]] rules::ItemProfile profile(const rules::Item& item) const;

 private:
  using Attributes = std::map<std::string, std::string>;
  struct Numbers;
  [[nodiscard]] std::uint64_t named_in(const Attributes& attributes) const;
  [[nodiscard]] std::uint64_t named_in(std::string_view json);
  void add_entry(rules::FilterMask::Entry entry, std::uint64_t print);
  [[nodiscard]] bool is_late(std::string_view source) const;
  [[nodiscard]] std::int64_t number(std::uint64_t mask, bool late);

  std::vector<rules::FilterMask::Entry> entries_;
  std::vector<std::uint64_t> prints_;  // of the same
  std::uint64_t common_ = 0;
  std::set<std::string, std::less<>> late_sources_;
  std::optional<rules::FilterMask> mask_;
  std::unordered_map<std::string, std::uint64_t> of_attributes_;  // by their JSON
  std::unique_ptr<Numbers> numbers_;
};

}  // namespace dondoc::daemon
