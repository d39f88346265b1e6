#pragma once

#include <string>
#include <string_view>

#include "integrations/render/mime.hpp"
#include "rules/message.hpp"

namespace dondoc::integrations::render {

// REQUEST or CANCEL (RFC 5546 §3.2.2, §3.2.5), for the method parameter of the part too.
// REQUIRES of both: facts.meeting.
[[nodiscard]] std::string_view calendar_method(const rules::MessageFacts& facts);

// The event as iCalendar (RFC 5545), lines of at most 75 octets with CRLF. Times are UTC: every client shows them in
// its reader's zone, and no definition of a zone has to be carried along (or believed: libical's own for
// Asia/Ho_Chi_Minh goes by another name). `description` is what the letter says. Organizer is whoever sends: answers
// are not asked for.
[[nodiscard]] std::string make_calendar(const rules::MessageFacts& facts, const MailIdentity& identity,
                                        std::string_view description);

}  // namespace dondoc::integrations::render
