#pragma once

#include "integrations/channel.hpp"

// The chat services, one file each.

namespace dondoc::integrations::chat {

[[nodiscard]] ChannelType slack_channel_type();
[[nodiscard]] ChannelType teams_channel_type();
[[nodiscard]] ChannelType google_chat_channel_type();
[[nodiscard]] ChannelType mattermost_channel_type();
[[nodiscard]] ChannelType rocketchat_channel_type();
[[nodiscard]] ChannelType discord_channel_type();
[[nodiscard]] ChannelType telegram_channel_type();
[[nodiscard]] ChannelType zalo_bot_channel_type();
[[nodiscard]] ChannelType zalo_oa_channel_type();
[[nodiscard]] ChannelType matrix_channel_type();

}  // namespace dondoc::integrations::chat
