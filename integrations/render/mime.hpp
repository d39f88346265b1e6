#pragma once

#include <string>
#include <tl/expected.hpp>

#include "integrations/channel.hpp"
#include "rules/message.hpp"
#include "rules/problem.hpp"

namespace dondoc::integrations::render {

// Who writes, as mail headers say it.
struct MailIdentity {
  std::string from;
  std::string from_name;
  std::string reply_to;  // empty: none
  std::string host;      // right side of message ids
};

// A complete message for the wire or a mailbox: 7 bit, CRLF, text and HTML as alternatives, the same bytes for the same
// arguments. Headers after RFC 5322, 2047, 3834. A message that brings an event has it as a third alternative (RFC
// 6047), which Outlook and Gmail show as an invitation, and again as a file, which is what other programs look for. Any
// thread. REQUIRES: addresses are as smtp::wire_address makes them, envelope.facts is set.
[[nodiscard]] tl::expected<std::string, rules::Problem> make_mail(const rules::RenderedMessage& message,
                                                                  const Envelope& envelope,
                                                                  const MailIdentity& identity);

// "<public_id@host>"; whatever could end an id is left out.
[[nodiscard]] std::string message_id(std::string_view public_id, std::string_view host);

}  // namespace dondoc::integrations::render
