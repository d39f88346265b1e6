#pragma once

#include "integrations/channel.hpp"

namespace dondoc::integrations::smtp {

// Mail over one SMTP server, by libcurl.
[[nodiscard]] ChannelType channel_type();

}  // namespace dondoc::integrations::smtp
