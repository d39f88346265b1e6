#include "rules/reason.hpp"

#include <utility>

#include "rules/names.hpp"

namespace dondoc::rules {
namespace {

constexpr std::pair<Reason, std::string_view> kNames[] = {
    {Reason::none, "none"},
    {Reason::reached, "reached"},
    {Reason::not_reached, "not_reached"},
    {Reason::no_match, "no_match"},
    {Reason::state_closed, "state_closed"},
    {Reason::wrong_state, "wrong_state"},
    {Reason::no_anchor, "no_anchor"},
    {Reason::no_start, "no_start"},
    {Reason::no_deadline, "no_deadline"},
    {Reason::term_too_short, "term_too_short"},
    {Reason::unless_acknowledged, "unless_acknowledged"},
    {Reason::unless_reported, "unless_reported"},
    {Reason::unless_extended, "unless_extended"},
    {Reason::unless_field, "unless_field"},
    {Reason::higher_step, "higher_step"},
    {Reason::later_repeat, "later_repeat"},
    {Reason::same_day, "same_day"},
    {Reason::max_repeats, "max_repeats"},
    {Reason::already_told, "already_told"},
    {Reason::told_earlier_version, "told_earlier_version"},
    {Reason::new_version, "new_version"},
    {Reason::item_gone, "item_gone"},
    {Reason::rule_gone, "rule_gone"},
    {Reason::step_gone, "step_gone"},
    {Reason::not_true, "not_true"},
    {Reason::handed_to_holder, "handed_to_holder"},
    {Reason::held, "held"},
    {Reason::reported, "reported"},
    {Reason::acknowledged, "acknowledged"},
    {Reason::silenced, "silenced"},
    {Reason::source_late, "source_late"},
    {Reason::paused, "paused"},
    {Reason::mode_off, "mode_off"},
    {Reason::calendar_missing, "calendar_missing"},
    {Reason::awaiting_approval, "awaiting_approval"},
    {Reason::min_notice, "min_notice"},
    {Reason::backlog_grace, "backlog_grace"},
    {Reason::transfer_grace, "transfer_grace"},
    {Reason::reload_unconfirmed, "reload_unconfirmed"},
    {Reason::digest_only, "digest_only"},
    {Reason::no_recipient, "no_recipient"},
    {Reason::delivered, "delivered"},
    {Reason::rehearsed, "rehearsed"},
    {Reason::dead_letter, "dead_letter"},
    {Reason::dropped, "dropped"},
};

}  // namespace

std::string_view reason_name(Reason reason) { return name_in<Reason>(kNames, reason); }
std::optional<Reason> parse_reason(std::string_view name) { return value_in<Reason>(kNames, name); }

}  // namespace dondoc::rules
