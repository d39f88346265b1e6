#include "tests/integrations/chat/chat_fixture.hpp"

#include <algorithm>
#include <future>

namespace dondoc::integrations::chat::test {

namespace {

const ChannelType& type_named(const std::string& name) {
  const auto& types = channel_types();
  return *std::ranges::find_if(types, [&](const auto& type) { return type.schema.type == name; });
}

Fields least(const std::string& type, const std::string& server) {
  const std::string secret(kSecret);
  Fields out{{"allow_http", true},
             {"allow_private", true},
             {"pace", std::chrono::milliseconds{0}},
             {"timeout", std::chrono::milliseconds{5'000}}};
  if (type == "telegram" || type == "zalo_bot") {
    out["token"] = secret;
    out["base_url"] = server;
  } else if (type == "matrix") {
    out["token"] = secret;
    out["url"] = server;
  } else if (type == "zalo_oa") {
    out["app_id"] = "4321";
    out["app_secret"] = "app-" + secret;
    out["refresh_token"] = "refresh-" + secret;
    out["base_url"] = server;
    out["login_url"] = server;
  } else {
    out["url"] = server + "/hooks/" + secret;
  }
  return out;
}

}  // namespace

std::unique_ptr<Channel> make_channel(const std::string& type, const std::string& server, const Fields& more,
                                      const std::string& state_directory) {
  rules::Settings settings;
  settings.values = least(type, server);
  for (const auto& [name, value] : more) settings.values[name] = value;
  return std::move(*type_named(type).make("kenh", settings, {"dondoc.test", state_directory}));
}

std::string problem_of(const std::string& type, const Fields& given) {
  rules::Settings settings;
  settings.values = least(type, "https://chat.example");
  for (const auto& [name, value] : given) settings.values[name] = value;
  const auto made = type_named(type).make("kenh", settings, {"dondoc.test", "/nowhere"});
  return made ? std::string{} : made.error().code;
}

std::string address_for(const std::string& type) {
  if (type == "telegram") return "123456789";
  if (type == "zalo_bot") return "6ede9afa66b88fe6d6a9";
  if (type == "zalo_oa") return "186729651760683225";
  return type == "matrix" ? "!phong:tinh.vn" : "";
}

SealedMessage seal(const Channel& channel, const rules::MessageFacts& facts, const rules::RenderedMessage& words,
                   const std::string& address) {
  Envelope envelope;
  envelope.public_id = "m-7f3a9c";
  envelope.address = address;
  envelope.recipient_name = "Nguyễn Thị Ánh";
  envelope.facts = &facts;
  return {1, envelope.public_id, channel.id(), address, channel.seal(words, envelope).value()};
}

Outcome deliver(Channel& channel, const SealedMessage& message) {
  std::promise<Outcome> answered;
  channel.deliver(message, [&](Outcome outcome) { answered.set_value(std::move(outcome)); });
  return answered.get_future().get();
}

std::string show(const Outcome& outcome) {
  std::string out(outcome_name(outcome));
  if (const auto* retry = std::get_if<RetryLater>(&outcome)) {
    out += retry->scope == RetryLater::Scope::message ? " message" : " destination";
    if (retry->after.count() > 0) out += " " + std::to_string(retry->after.count()) + "ms";
  }
  if (const auto* rejected = std::get_if<Rejected>(&outcome)) {
    using Scope = Rejected::Scope;
    const auto scope = rejected->scope;
    out += scope == Scope::message ? " message" : scope == Scope::recipient ? " recipient" : " destination";
  }
  return out;
}

}  // namespace dondoc::integrations::chat::test
