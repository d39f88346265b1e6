#pragma once

#include <string>

#include "integrations/channel.hpp"

namespace dondoc::integrations::chat {

// A program that takes JSON over HTTPS, signed after Standard Webhooks.
[[nodiscard]] ChannelType webhook_channel_type();

// {"type":"deadline.notice","timestamp":…,"data":{…}}; at most 20,000 bytes: lines that do not fit are only counted.
// REQUIRES: envelope.facts and its zone are set.
[[nodiscard]] std::string webhook_payload(const rules::RenderedMessage& message, const Envelope& envelope);

}  // namespace dondoc::integrations::chat
