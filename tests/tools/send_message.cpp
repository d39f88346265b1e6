// Drives one channel from a script: reads a JSON object from standard input, delivers its messages and prints one JSON
// line an outcome, in the order of the answers.
//   { "type": "smtp", "settings": { "host": "…", "timeout": { "ms": 2000 } }, "parallel": false,
//     "messages": [ { "id": "m-1", "address": "an@test", "name": "…", "subject": "…", "text": "…", "html": "…",
//                     "thread": ["m-0"], "pause_ms": 0 } ], "stop_after_ms": 500,
//     "then": { … } }     another channel of the same process, while this one stays open

#include <boost/json.hpp>
#include <chrono>
#include <future>
#include <iostream>
#include <iterator>
#include <mutex>
#include <thread>

#include "integrations/channel.hpp"
#include "rules/zone.hpp"

namespace {

namespace json = boost::json;
using namespace dondoc;

rules::SettingValue to_setting(const json::value& value) {
  if (value.is_bool()) return value.as_bool();
  if (value.is_int64()) return value.as_int64();
  if (value.is_object()) return std::chrono::milliseconds{value.at("ms").as_int64()};
  return std::string(value.as_string());
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? std::string(value->as_string()) : std::string{};
}

std::int64_t number_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? value->as_int64() : 0;
}

std::unique_ptr<integrations::Channel> make_channel(const json::object& input) {
  rules::Settings settings;
  for (const auto& [name, value] : input.at("settings").as_object()) settings.values.emplace(name, to_setting(value));
  for (const auto& type : integrations::channel_types()) {
    if (type.schema.type != text_of(input, "type")) continue;
    auto channel = type.make("thu", settings, {"dondoc.test", text_of(input, "state_directory")});
    if (channel) return std::move(*channel);
    std::cout << json::serialize(json::object{{"problem", channel.error().code}}) << std::endl;
    return nullptr;
  }
  return nullptr;
}

std::string scope_of(const integrations::Outcome& outcome) {
  using integrations::Rejected;
  using integrations::RetryLater;
  if (const auto* retry = std::get_if<RetryLater>(&outcome)) {
    return retry->scope == RetryLater::Scope::message ? "message" : "destination";
  }
  if (const auto* rejected = std::get_if<Rejected>(&outcome)) {
    if (rejected->scope == Rejected::Scope::recipient) return "recipient";
    return rejected->scope == Rejected::Scope::message ? "message" : "destination";
  }
  return {};
}

void print(const std::string& id, const integrations::Outcome& outcome) {
  json::object out{{"id", id},
                   {"outcome", integrations::outcome_name(outcome)},
                   {"scope", scope_of(outcome)},
                   {"reply", integrations::outcome_reply(outcome)}};
  if (const auto* retry = std::get_if<integrations::RetryLater>(&outcome)) out["after_ms"] = retry->after.count();
  if (const auto* done = std::get_if<integrations::Delivered>(&outcome)) out["remote_id"] = done->remote_id;
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  std::cout << json::serialize(out) << std::endl;
}

class Sender {
 public:
  explicit Sender(integrations::Channel& channel)
      : channel_(channel), zone_("Asia/Ho_Chi_Minh", {{rules::kEarliestInstant, std::chrono::hours{7}}}) {
    facts_.zone = &zone_;
    facts_.now = rules::parse_iso("2022-12-01T07:30:00+07:00").value();
    facts_.message_class = rules::MessageClass::critical;
    facts_.topic = rules::MessageTopic::overdue;
  }

  std::future<void> send(const json::object& message) {
    std::this_thread::sleep_for(std::chrono::milliseconds{number_of(message, "pause_ms")});
    integrations::Envelope envelope{
        text_of(message, "id"), text_of(message, "address"), text_of(message, "name"), {}, &facts_};
    if (const auto* thread = message.if_contains("thread")) {
      for (const auto& id : thread->as_array()) envelope.thread.emplace_back(id.as_string());
    }
    const rules::RenderedMessage words{text_of(message, "subject"), text_of(message, "text"), text_of(message, "html")};
    auto bytes = channel_.seal(words, envelope).value();
    auto answered = std::make_shared<std::promise<void>>();
    channel_.deliver({0, envelope.public_id, "thu", envelope.address, std::move(bytes)},
                     [id = envelope.public_id, answered](const integrations::Outcome& outcome) {
                       print(id, outcome);
                       answered->set_value();
                     });
    return answered->get_future();
  }

 private:
  integrations::Channel& channel_;
  rules::Zone zone_;
  rules::MessageFacts facts_;
};

// False if the channel's settings are refused.
bool run(const json::object& input) {
  const auto channel = make_channel(input);
  if (!channel) return false;
  Sender sender(*channel);
  const auto* parallel = input.if_contains("parallel");
  std::vector<std::future<void>> answers;
  for (const auto& message : input.at("messages").as_array()) {
    auto answer = sender.send(message.as_object());
    if (parallel && parallel->as_bool()) {
      answers.push_back(std::move(answer));
    } else {
      answer.wait();
    }
  }
  const auto stop_after = number_of(input, "stop_after_ms");
  if (stop_after == 0) {
    for (auto& answer : answers) answer.wait();
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{stop_after});
  const auto* then = input.if_contains("then");
  const bool good = !then || run(then->as_object());
  channel->stop();
  return good;
}

}  // namespace

int main() {
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  return run(json::parse(text).as_object()) ? 0 : 2;
}
