#include <array>
#include <vector>

#include "config/main_file.hpp"

// [terms], [extensions] and [status]: how deadlines are counted and moved, and what the states of sources mean.

namespace dondoc::config {
namespace {

const std::vector<std::string> kRolls{"none", "next", "previous"};
const std::vector<std::string> kStates{"open", "reported", "suspended", "done", "withdrawn", "cancelled", "merged"};

rules::Roll roll_in(TomlReader& reader, std::string_view key) {
  return rules::parse_roll(reader.word(key, kRolls).value_or("none")).value_or(rules::Roll::none);
}

}  // namespace

void read_terms(TomlReader& main, Configuration& out) {
  const auto* table = main.table("terms");
  if (!table) return;
  auto reader = main.below(*table, "terms");
  out.roll.term = roll_in(reader, "roll");
  out.roll.fixed = roll_in(reader, "roll_fixed");
  reader.finish();
}

void read_extensions(TomlReader& main, Configuration& out) {
  const auto* table = main.table("extensions");
  if (!table) return;
  auto reader = main.below(*table, "extensions");
  out.max_extensions.task = reader.integer("task", {0, 1'000'000});
  out.max_extensions.dossier = reader.integer("dossier", {0, 1'000'000});
  reader.finish();
}

std::map<std::string, rules::State> read_statuses(TomlReader& parent) {
  std::map<std::string, rules::State> statuses;
  const auto* table = parent.table("status");
  if (!table) return statuses;
  auto reader = parent.below(*table, "status");
  for (const TomlNode::Entry& entry : reader.node().entries) {
    const auto state = rules::parse_state(reader.word(entry.key, kStates).value_or(""));
    if (state) statuses.emplace(entry.key, *state);
  }
  return statuses;
}

}  // namespace dondoc::config
