#include "integrations/channel.hpp"

#include "integrations/chat/services.hpp"
#include "integrations/chat/webhook.hpp"
#include "integrations/command/command_channel.hpp"
#include "integrations/files/maildir.hpp"
#include "integrations/smtp/smtp_channel.hpp"

namespace dondoc::integrations {

std::string_view outcome_name(const Outcome& outcome) {
  struct Name {
    std::string_view operator()(const Delivered&) const { return "delivered"; }
    std::string_view operator()(const RetryLater&) const { return "retry"; }
    std::string_view operator()(const Rejected&) const { return "rejected"; }
    std::string_view operator()(const Unknown&) const { return "unknown"; }
  };
  return std::visit(Name{}, outcome);
}

const std::string& outcome_reply(const Outcome& outcome) {
  return std::visit([](const auto& one) -> const std::string& { return one.reply; }, outcome);
}

const std::vector<ChannelType>& channel_types() {
  static const std::vector<ChannelType> types{smtp::channel_type(),
                                              chat::webhook_channel_type(),
                                              files::maildir_channel_type(),
                                              command::channel_type(),
                                              chat::slack_channel_type(),
                                              chat::teams_channel_type(),
                                              chat::google_chat_channel_type(),
                                              chat::mattermost_channel_type(),
                                              chat::rocketchat_channel_type(),
                                              chat::discord_channel_type(),
                                              chat::telegram_channel_type(),
                                              chat::zalo_bot_channel_type(),
                                              chat::zalo_oa_channel_type(),
                                              chat::matrix_channel_type()};
  return types;
}

}  // namespace dondoc::integrations
