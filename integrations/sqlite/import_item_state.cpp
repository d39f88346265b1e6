#include <algorithm>
#include <utility>

#include "integrations/imports/fields.hpp"
#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_items.hpp"
#include "integrations/sqlite/state_by_hand.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {

using imports::Table;
using rules::State;

namespace {

// Of a source that says only when things finished: it closes what is active and reopens what is done; other states it
// knows nothing of.
State state_by_finish(bool finished, State before) {
  if (finished) return rules::is_active(before) ? State::done : before;
  return before == State::done ? State::open : before;
}

}  // namespace

std::optional<State> ItemImporter::state_in_file() {
  const std::string_view text = table_.text(state_.field);
  const auto& own = run_.request.statuses;
  const auto named = own.empty() ? own.end() : own.find(imports::heading_key(text));
  const auto state = text.empty()         ? State::open
                     : named != own.end() ? std::optional{named->second}
                                          : imports::state_from_words(text);
  if (!state) {
    table_.error(
        "DD2026", state_.field,
        {{"text", std::string(text)}, {"expected", "open, reported, suspended, done, withdrawn, cancelled, merged"}});
  }
  const bool not_finished_yet = cut_ && !finished_ && finished_field_ != Table::kAbsent && state == State::done;
  return not_finished_yet ? State::open : state;
}

void ItemImporter::read_state() {
  new_state_.reset();
  if (state_.given()) new_state_ = state_in_file();
}

std::optional<ItemImporter::Stored> ItemImporter::stored() {
  CachedStatement row = run_.database.cached(
      "SELECT state, finished_at, handed_over_at, result_document, result_date FROM items"
      " WHERE source = ? AND code = ?");
  row->bind(source_, code_);
  if (!row->step()) return std::nullopt;
  return Stored{rules::parse_state(row->view(0)).value_or(State::open), row->optional_instant(1),
                row->optional_instant(2), row->text(3), row->optional_text(4)};
}

// When what the row says was so: by the whole file, else by the row itself.
std::optional<rules::Instant> ItemImporter::row_as_of() const {
  return run_.request.as_of ? run_.request.as_of : std::max(updated_, finished_);
}

// A state that somebody gave by hand is changed only by what is known to be newer, and never without a word.
bool ItemImporter::may_change(State before, State after) {
  const auto by_hand = state_by_hand(run_.database, source_, code_, before);
  if (!by_hand) return true;
  const auto as_of = row_as_of();
  const bool newer = as_of && *as_of > by_hand->at;
  table_.warn(newer ? "DD2057" : "DD2056", state_.given() ? state_.field : finished_field_,
              {{"code", code_},
               {"state", std::string(rules::state_name(before))},
               {"other_state", std::string(rules::state_name(after))},
               {"actor", by_hand->actor},
               {"at", rules::format_iso(by_hand->at, *run_.request.zone)}});
  ++(newer ? run_.report.overruled : run_.report.kept_by_hand);
  return newer;
}

void ItemImporter::settle_state() {
  state_before_.reset();
  if (!state_.given() && finished_field_ == Table::kAbsent) return;
  const auto before = fresh_ ? std::nullopt : stored();
  if (before) state_before_ = before->state;
  State state = new_state_.value_or(state_by_finish(finished_.has_value(), state_before_.value_or(State::open)));
  if (before && before->state != state && !may_change(before->state, state)) {
    state = before->state;
    keep(*before);
  }
  if (before && before->state == State::done && state != State::done) forget_finish();
  if (state_.given()) new_state_ = state;
  (*upsert_)[state_.column].set(rules::state_name(state));
}

// What is not finished any more has no day on which it was, as with `dondoc reopen`, but for what the file brings.
void ItemImporter::forget_finish() {
  constexpr std::pair<std::string_view, std::string_view> kFacts[] = {
      {"finished_at", "NULL"}, {"handed_over_at", "NULL"}, {"result_document", "''"}, {"result_date", "NULL"}};
  for (const auto& [column, nothing] : kFacts) {
    if (std::ranges::find(columns_, column, &Upsert::Column::name) != columns_.end()) continue;
    run_.database.run(
        "UPDATE items SET " + std::string{column} + " = " + std::string{nothing} + " WHERE source = ? AND code = ?",
        source_, code_);
  }
}

// With a state go the facts it was given with.
void ItemImporter::keep(const Stored& stored) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string& name = columns_[i].name;
    Cell& cell = (*upsert_)[i];
    if (name == "finished_at") cell.set(stored.finished_at);
    if (name == "handed_over_at") cell.set(stored.handed_over_at);
    if (name == "result_document") cell.set(std::string_view(stored.result_document));
    if (name == "result_date") stored.result_date ? cell.set(std::string_view(*stored.result_date)) : cell.clear();
  }
}

rules::Instant ItemImporter::hold_time() {
  if (held_ != Table::kAbsent) {
    if (const auto at = table_.instant(held_, Means::start_of_day)) return *at;
  }
  if (updated_) return *updated_;
  return run_.request.as_of.value_or(run_.request.now);
}

bool ItemImporter::write_holds() {
  if (!new_state_) return false;
  if (*new_state_ == State::suspended) {
    const std::string_view reason = imports::hold_reason(table_.text(state_.field));
    return open_hold(run_.database, source_, code_,
                     {hold_time(), std::nullopt, std::string{reason}, run_.request.actor});
  }
  if (state_before_ != State::suspended) return false;
  return close_holds(run_.database, source_, code_, updated_.value_or(run_.request.as_of.value_or(run_.request.now)));
}

}  // namespace dondoc::integrations::sqlite
