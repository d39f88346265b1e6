#include "integrations/sqlite/import_run.hpp"

#include <algorithm>
#include <utility>

#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

std::optional<rules::Day> day_at(const Statement& statement, int column) {
  return statement.is_null(column) ? std::nullopt : rules::parse_day(statement.view(column));
}

std::unordered_set<std::string> codes_of(Database& database, std::string_view sql) {
  std::unordered_set<std::string> codes;
  Statement statement = database.prepare(sql);
  while (statement.step()) codes.insert(statement.text(0));
  return codes;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

// The slot of the hash, or the free one where it would go.
std::size_t SeenCodes::place_of(std::uint64_t hash) const {
  std::size_t place = hash & (slots_.size() - 1);
  while (slots_[place].line != 0 && slots_[place].hash != hash) place = (place + 1) & (slots_.size() - 1);
  return place;
}

void SeenCodes::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.line != 0) slots_[place_of(slot.hash)] = slot;
  }
}

std::optional<int> SeenCodes::add(std::string_view code, int line) {
  if (used_ * 2 >= slots_.size()) grow();
  const std::uint64_t hash = std::hash<std::string_view>{}(code);
  Slot& slot = slots_[place_of(hash)];
  if (slot.line != 0) return slot.line;
  slot = {hash, line};
  ++used_;
  return std::nullopt;
}

bool SeenCodes::contains(std::string_view code) const {
  return slots_[place_of(std::hash<std::string_view>{}(code))].line != 0;
}

References::References(Database& database) : people_(codes_of(database, "SELECT code FROM people")) {
  Statement procedures = database.prepare("SELECT code, valid_from, valid_until FROM procedures");
  while (procedures.step()) {
    procedures_[procedures.text(0)].push_back({day_at(procedures, 1), day_at(procedures, 2)});
  }
  Statement statement =
      database.prepare("SELECT code, name, level, valid_from, valid_until FROM agencies ORDER BY code");
  while (statement.step()) {
    add_agency({statement.text(0), statement.text(1), statement.text(2), day_at(statement, 3), day_at(statement, 4)});
  }
}

bool References::procedure_valid_on(std::string_view code, rules::Day day) const {
  return std::ranges::any_of(procedures_.at(std::string(code)),
                             [day](const Validity& row) { return row.valid_on(day); });
}

void References::add_agency(Agency agency) {
  const auto [place, added] = agency_index_.emplace(agency.code, agencies_.size());
  if (added) {
    agencies_.push_back(std::move(agency));
  } else {
    agencies_[place->second] = std::move(agency);
  }
}

const References::Agency* References::agency(std::string_view code) const {
  const auto found = agency_index_.find(std::string(code));
  return found == agency_index_.end() ? nullptr : &agencies_[found->second];
}

std::string References::agency_meant_by(std::string_view text) const {
  std::vector<std::string> codes;
  codes.reserve(agencies_.size());
  std::string named;
  for (const Agency& agency : agencies_) {
    codes.push_back(agency.code);
    if (rules::fold(agency.name) == rules::fold(text)) named.append(named.empty() ? "" : ", ").append(agency.code);
  }
  if (!named.empty()) return named;
  return rules::nearest(text, codes).value_or("");
}

rules::Problem References::unknown_agency(std::string_view text) const {
  rules::Problem problem;
  problem.code = "DD2027";
  problem.args["code"] = text;
  if (std::string meant = agency_meant_by(text); !meant.empty()) {
    problem.code = "DD2053";
    problem.args["nearest"] = std::move(meant);
  }
  return problem;
}

void ImportRun::count(Written written) {
  if (written == Written::inserted) ++report.inserted;
  if (written == Written::updated) ++report.updated;
  if (written == Written::unchanged) ++report.unchanged;
}

std::string_view ImportRun::new_code(imports::Table::Field field) {
  const std::string_view code = table.required_code(field);
  if (code.empty()) return {};
  const auto first = seen.add(code, table.line());
  if (!first) return code;
  table.error("DD2029", field, {{"code", std::string(code)}, {"line", std::to_string(*first)}});
  return {};
}

std::string_view ImportRun::agency(imports::Table::Field field) {
  const std::string_view code = table.text(field);
  if (code.empty() || references.agency(code) != nullptr) return code;
  unknown_agency(field, code);
  return {};
}

std::string ImportRun::present_holder(std::string_view item_source, std::string_view code, std::string_view agency,
                                      bool coordinator) {
  std::string holder{agency};
  if (agency.empty()) return holder;
  if (!any_transfers) any_transfers = database.read_integer("SELECT 1 FROM org_transfers LIMIT 1").has_value();
  if (!*any_transfers) return holder;
  CachedStatement rows = database.cached(
      "SELECT r.agency, r.successor FROM item_state AS s JOIN item_responsibilities AS r ON r.item = s.id"
      " WHERE s.source = ? AND s.code = ? AND r.role = ? ORDER BY r.transfer");
  rows->bind(item_source, code, coordinator ? "coordinator" : "lead");
  while (rows->step()) {
    if (rows->view(0) == holder) holder = rows->text(1);
  }
  return holder;
}

void ImportRun::unknown_agency(imports::Table::Field field, std::string_view code) {
  const rules::Problem problem = references.unknown_agency(code);
  table.error(problem.code.c_str(), field, problem.args);
}

namespace {

tl::expected<std::string, const char*> search_item_source(ImportRun& run, std::string_view code) {
  if (run.database.read_integer("SELECT 1 FROM items WHERE source = ? AND code = ?", run.source, code))
    return run.source;
  if (run.source_named) return tl::unexpected<const char*>("DD2035");
  CachedStatement others = run.database.cached("SELECT source FROM items WHERE code = ? LIMIT 2");
  others->bind(code);
  if (!others->step()) return tl::unexpected<const char*>("DD2035");
  std::string source = others->text(0);
  if (others->step()) return tl::unexpected<const char*>("DD2028");
  return source;
}

}  // namespace

tl::expected<std::string, const char*> find_item_source(ImportRun& run, std::string_view code) {
  auto source = search_item_source(run, code);
  if (source) run.touched.insert(*source);
  return source;
}

bool lost_zeros(std::string_view code) {
  return code.size() >= 3 && code.size() < 8 && is_digit(code[0]) && (code[1] == '.' || code[1] == ',') &&
         std::all_of(code.begin() + 2, code.end(), is_digit);
}

std::string with_zeros(std::string_view code) {
  return std::string(code.substr(0, 1)) + "." + std::string(code.substr(2)) + std::string(8 - code.size(), '0');
}

bool looks_like_code(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' ||
           c == '/';
  });
}

bool write_addresses(Database& database, const std::string& owner, const std::string& channel,
                     const std::vector<std::string>& values) {
  std::vector<std::string> missing = values;
  std::vector<std::int64_t> surplus;
  {
    CachedStatement stored = database.cached(
        "SELECT id, value, preference = 0 AND valid_from IS NULL AND valid_until IS NULL FROM addresses"
        " WHERE owner = ? AND channel = ? ORDER BY id");
    stored->bind(owner, channel);
    while (stored->step()) {
      if (std::erase(missing, stored->text(1)) == 0 && stored->flag(2)) surplus.push_back(stored->integer(0));
    }
  }
  const bool changed = !missing.empty() || !surplus.empty();
  for (const std::int64_t id : surplus) {
    if (missing.empty()) {
      database.run("DELETE FROM addresses WHERE id = ?", id);
      continue;
    }
    database.run("UPDATE addresses SET value = ?2, failing = 0 WHERE id = ?1", id, missing.front());
    missing.erase(missing.begin());
  }
  for (const std::string& value : missing) {
    database.run("INSERT INTO addresses (owner, channel, value) VALUES (?, ?, ?)", owner, channel, value);
  }
  return changed;
}

}  // namespace dondoc::integrations::sqlite
