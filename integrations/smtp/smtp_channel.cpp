#include "integrations/smtp/smtp_channel.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "integrations/curl_engine.hpp"
#include "integrations/smtp/address.hpp"
#include "integrations/smtp/profile.hpp"
#include "integrations/smtp/smtp_transfer.hpp"

namespace dondoc::integrations::smtp {

namespace {

// Each connection has an engine of its own: libcurl waits for the answer to a mail's last byte without serving any
// other connection, so that in one engine a server that is slow to accept one message would hold up all of them.
class SmtpChannel final : public Channel {
 public:
  explicit SmtpChannel(Profile profile) : profile_(std::move(profile)) {
    for (std::size_t i = 0; i < profile_.connections; ++i) engines_.push_back(std::make_unique<CurlEngine>(1));
  }

  [[nodiscard]] const std::string& id() const override { return profile_.id; }
  [[nodiscard]] std::size_t width() const override { return profile_.connections; }
  [[nodiscard]] std::size_t max_per_hour() const override { return profile_.max_per_hour; }

  [[nodiscard]] tl::expected<std::string, rules::Problem> seal(const rules::RenderedMessage& message,
                                                               const Envelope& to) const override {
    auto envelope = to;
    envelope.address = wire_address(to.address);
    auto bytes = render::make_mail(message, envelope, profile_.identity);
    if (!bytes || profile_.max_size == 0 || bytes->size() <= profile_.max_size) return bytes;
    rules::RenderedMessage text_only = message;
    text_only.html.clear();
    bytes = render::make_mail(text_only, envelope, profile_.identity);
    if (!bytes || bytes->size() <= profile_.max_size) return bytes;
    rules::Problem problem;
    problem.code = "DD4103";
    problem.args = {{"channel", profile_.id},
                    {"size", std::to_string(bytes->size())},
                    {"limit", std::to_string(profile_.max_size)}};
    return tl::unexpected(problem);
  }

  [[nodiscard]] std::optional<rules::Problem> check_address(std::string_view address) const override {
    return check_mail_address(address);
  }

  void deliver(SealedMessage message, std::function<void(Outcome)> done) override {
    if (const auto problem = check_mail_address(message.address)) {
      done(Rejected{"RCPT TO at " + profile_.server() + ": " + problem->code +
                        ": not an address that mail can go to: " + problem->args.at("address"),
                    Rejected::Scope::recipient});
      return;
    }
    const auto idlest = std::ranges::min_element(engines_, {}, [](const auto& engine) { return engine->load(); });
    (*idlest)->submit(std::make_unique<SmtpTransfer>(profile_, std::move(message)), std::move(done));
  }

  void stop() override {
    for (const auto& engine : engines_) engine->begin_stop();
    for (const auto& engine : engines_) engine->stop();
  }

 private:
  Profile profile_;
  std::vector<std::unique_ptr<CurlEngine>> engines_;
};

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation& installation) {
  auto profile = read_profile(std::move(id), settings, installation.host);
  if (!profile) return tl::unexpected(std::move(profile.error()));
  return std::make_unique<SmtpChannel>(std::move(*profile));
}

}  // namespace

ChannelType channel_type() { return {profile_schema(), make, {}}; }

}  // namespace dondoc::integrations::smtp
