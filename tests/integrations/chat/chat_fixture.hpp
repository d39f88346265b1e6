#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "integrations/channel.hpp"
#include "tests/integrations/chat/scripted_server.hpp"
#include "tests/integrations/render/sample_facts.hpp"

namespace dondoc::integrations::chat::test {

// A channel of a service with the least it needs, and with these settings beside or instead. `server` takes the place
// of the service's own, and holds the secret "thisisthesecret01" where the service has it in its address.
using Fields = std::map<std::string, rules::SettingValue, std::less<>>;
[[nodiscard]] std::unique_ptr<Channel> make_channel(const std::string& type, const std::string& server,
                                                    const Fields& more = {}, const std::string& state_directory = {});
[[nodiscard]] std::string problem_of(const std::string& type, const Fields& settings);  // code, or ""
inline constexpr std::string_view kSecret = "thisisthesecret01";

// An address this service takes; empty where messages go to the channel itself.
[[nodiscard]] std::string address_for(const std::string& type);

[[nodiscard]] SealedMessage seal(const Channel& channel, const rules::MessageFacts& facts,
                                 const rules::RenderedMessage& words, const std::string& address);
// Waits for the answer.
[[nodiscard]] Outcome deliver(Channel& channel, const SealedMessage& message);
// "rejected recipient", "retry destination 3000ms"
[[nodiscard]] std::string show(const Outcome& outcome);

}  // namespace dondoc::integrations::chat::test
