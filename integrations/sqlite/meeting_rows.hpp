#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "rules/meeting.hpp"

namespace dondoc::integrations::sqlite {

// The columns of `meetings` m that read_meeting() takes, in its order.
inline constexpr std::string_view kMeetingColumns =
    "m.uid, m.at, m.minutes, m.place, m.chair, m.chair_name, m.invite, m.attendees, m.cancelled, m.reason, m.sequence,"
    " m.basis";
// From column `first` on. What of its lists nobody can read invites nobody.
[[nodiscard]] rules::Meeting read_meeting(const Statement& row, int first);

[[nodiscard]] std::optional<rules::Meeting> find_meeting(Database& database, std::string_view source,
                                                         std::string_view code);

// What a person settles, in history and audit under the actor's name; uid, sequence and basis stay. One transaction.
void settle_meeting(Database& database, const std::string& actor, rules::Instant now, std::string_view source,
                    std::string_view code, const rules::Meeting& meeting);

// A meeting whose series settles all of it; one that is there already stays. REQUIRES: a Transaction.
void add_meeting(Database& database, std::string_view source, std::string_view code, const rules::Meeting& meeting);

}  // namespace dondoc::integrations::sqlite
