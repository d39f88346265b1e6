#pragma once

#include <optional>
#include <string_view>

namespace dondoc::rules {

// Why something was decided. Every decision carries one; it is stored beside the row and printed by `explain`, so the
// names are a format: lower_snake_case of the enumerator, never renamed.
enum class Reason {
  none,
  reached,         // the step's moment has come
  not_reached,     // its moment lies ahead
  no_match,        // the rule's filter does not select the item
  state_closed,    // done, withdrawn, cancelled or merged
  wrong_state,     // a ladder that is true only in another state (submitted, updated, held, finished)
  no_anchor,       // the instant that the moment counts from is not known
  no_start,        // a percentage without a start
  no_deadline,     // neither a fixed due nor a term
  term_too_short,  // a reminder whose moment was past when the item or this version began
  unless_acknowledged,
  unless_reported,
  unless_extended,
  unless_field,
  higher_step,   // the person gets a higher reached step of the same rule
  later_repeat,  // a later repeat of the same step stands in its place
  same_day,      // the person was already told this step for the item on this civil day
  max_repeats,   // all repeats are used up
  already_told,
  told_earlier_version,  // counts as told: the due moved to an earlier instant
  new_version,           // the due moved to a later instant
  item_gone,
  rule_gone,
  step_gone,
  not_true,          // no longer what the rules say, for none of the other reasons
  handed_to_holder,  // the role has another holder now
  held,
  reported,
  acknowledged,
  silenced,
  source_late,
  paused,
  mode_off,
  calendar_missing,
  awaiting_approval,
  min_notice,          // a step above the head waits until the head has had notice
  backlog_grace,       // overdue before going live: escalated only after a grace
  transfer_grace,      // reached before the item went to another agency, whose head was told of the hand-over
  reload_unconfirmed,  // new since a reload that would send too much; waits for `reload --confirm`
  digest_only,         // the recipient gets digests only, never single items
  no_recipient,        // nobody holds the role and no stand-in was found
  delivered,
  rehearsed,  // went to the redirect mailbox; does not count as sent
  dead_letter,
  dropped,  // an operator gave it up
};

[[nodiscard]] std::string_view reason_name(Reason reason);
[[nodiscard]] std::optional<Reason> parse_reason(std::string_view name);

}  // namespace dondoc::rules
