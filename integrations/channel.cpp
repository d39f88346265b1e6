#include "integrations/channel.hpp"

#include "integrations/chat/webhook.hpp"
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
  static const std::vector<ChannelType> types{smtp::channel_type(), chat::webhook_channel_type(),
                                              files::maildir_channel_type()};
  return types;
}

}  // namespace dondoc::integrations
