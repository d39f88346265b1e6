#include "integrations/command/command_channel.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/chat_text.hpp"
#include "integrations/chat/text.hpp"
#include "integrations/chat/webhook.hpp"
#include "integrations/files/worker.hpp"
#include "integrations/render/counts.hpp"
#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::command {

namespace {

namespace json = boost::json;

using chat::Content;
using rules::Problem;
using Done = std::function<void(Outcome)>;

constexpr std::size_t kMaxShort = 160;
constexpr std::size_t kMaxAddress = 500;

struct Target {
  std::string id;
  Program program;
  Content content = Content::full;
  bool repeats_cost = true;
  std::size_t processes = 1;
  std::size_t max_per_hour = 0;
};

// What a telephone shows: no diacritics, at most 160 signs, each of them ASCII so that none takes the place of two.
std::string short_words(const rules::MessageFacts& facts) {
  std::string out;
  for (const char c : rules::without_diacritics(chat::harmless(render::counts_of(facts).title))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0xe2) out += '-';  // a dash of ours; of other marks too a sign is left
    if (byte < 0x80) out += c;
  }
  if (out.size() > kMaxShort) out.resize(kMaxShort);
  return out;
}

json::object counts_payload(const Envelope& envelope) {
  const auto& facts = *envelope.facts;
  const auto text = chat::chat_text({}, envelope, Content::counts);
  json::object data{{"message_id", envelope.public_id},
                    {"class", rules::message_class_name(facts.message_class)},
                    {"topic", rules::topic_name(facts.topic)},
                    {"language", facts.language},
                    {"subject", text.title},
                    {"text", text.all()},
                    {"item_count", facts.lines.size()}};
  const bool findings = facts.topic == rules::MessageTopic::findings;
  return {{"type", findings ? "operator.notice" : "deadline.notice"},
          {"timestamp", rules::format_iso(facts.now, *facts.zone)},
          {"data", std::move(data)}};
}

std::string payload(const rules::RenderedMessage& message, const Envelope& envelope, Content content) {
  auto out = content == Content::counts ? counts_payload(envelope)
                                        : json::parse(chat::webhook_payload(message, envelope)).as_object();
  out["address"] = envelope.address;
  out["short"] = short_words(*envelope.facts);
  return json::serialize(out);
}

class CommandChannel final : public Channel {
 public:
  explicit CommandChannel(Target target) : target_(std::move(target)) {
    for (std::size_t i = 0; i < target_.processes; ++i) workers_.push_back(std::make_unique<files::Worker>());
  }
  ~CommandChannel() override { stop_.raise(); }
  CommandChannel(const CommandChannel&) = delete;
  CommandChannel& operator=(const CommandChannel&) = delete;

  [[nodiscard]] const std::string& id() const override { return target_.id; }
  [[nodiscard]] std::size_t width() const override { return target_.processes; }
  [[nodiscard]] std::size_t max_per_hour() const override { return target_.max_per_hour; }
  [[nodiscard]] bool repeats_cost() const override { return target_.repeats_cost; }

  [[nodiscard]] tl::expected<std::string, Problem> seal(const rules::RenderedMessage& message,
                                                        const Envelope& envelope) const override {
    return payload(message, envelope, target_.content);
  }

  [[nodiscard]] std::optional<Problem> check_address(std::string_view address) const override {
    const bool bad = address.size() > kMaxAddress ||
                     std::ranges::any_of(address, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (!bad) return std::nullopt;
    Problem problem;
    problem.code = "DD4135";
    problem.args = {{"channel", target_.id}};
    return problem;
  }

  void deliver(SealedMessage message, Done done) override {
    auto abandon = [done] { done(RetryLater{"stopping: not begun", RetryLater::Scope::message, {}}); };
    auto run_it = [this, message = std::move(message), done = std::move(done)] {
      auto program = target_.program;
      program.environment.push_back("DONDOC_MESSAGE_ID=" + message.public_id);
      done(judge(run(program, message.bytes, stop_), target_.id));
    };
    workers_[next_++ % workers_.size()]->submit({std::move(run_it), std::move(abandon)});
  }

  void stop() override {
    stop_.raise();
    for (const auto& worker : workers_) worker->stop();
  }

 private:
  const Target target_;
  StopSignal stop_;
  std::atomic<std::size_t> next_ = 0;
  std::vector<std::unique_ptr<files::Worker>> workers_;  // last: they use the others
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  return {.type = "command",
          .help = "a program of your own: the message as JSON on its standard input, no shell",
          .needs_address = true,
          .fields = {
              {.name = "program", .type = Type::path, .required = true, .help = "the program to run"},
              {.name = "arguments", .type = Type::text_list, .help = "its arguments, as they are"},
              chat::content_field("full"),
              {.name = "repeats_cost",
               .type = Type::boolean,
               .standard = "true",
               .help = "after an unknown outcome the person's next channel is used instead of sending again"},
              {.name = "processes",
               .type = Type::integer,
               .standard = "1",
               .min = 1,
               .max = 32,
               .help = "how many run at once"},
              max_per_hour_field(),
              {.name = "timeout",
               .type = Type::duration,
               .standard = "30s",
               .min = 100,
               .max = 600'000,
               .help = "then it is killed, with its children"},
          }};
}

// Nothing of ours but what it needs: secrets may stand in the environment.
std::vector<std::string> environment_of(const std::string& channel) {
  std::vector<std::string> out{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
                               "DONDOC_CHANNEL=" + channel};
  for (const auto* name : {"CREDENTIALS_DIRECTORY", "STATE_DIRECTORY", "TZ"}) {
    if (const char* value = std::getenv(name)) out.push_back(std::string(name) + "=" + value);
  }
  return out;
}

// Whoever checks may not be allowed to look where the service is.
bool can_be_run(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return errno == EACCES;
  return S_ISREG(status.st_mode) && (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
}

tl::expected<std::unique_ptr<Channel>, Problem> make(std::string id, const rules::Settings& settings,
                                                     const Installation& /*installation*/) {
  Target target;
  target.program.path = settings.text("program");
  if (target.program.path.empty() || !can_be_run(target.program.path)) {
    return tl::unexpected(setting_problem(id, "program", "DD4136"));
  }
  if (const auto* arguments = settings.find<std::vector<std::string>>("arguments"))
    target.program.arguments = *arguments;
  target.program.environment = environment_of(id);
  target.program.timeout = read_duration(settings, "timeout", target.program.timeout);
  target.content = chat::read_content(settings);
  target.repeats_cost = read_flag(settings, "repeats_cost");
  target.processes = std::max<std::size_t>(read_count(settings, "processes", 1), 1);
  target.max_per_hour = read_count(settings, "max_per_hour", 0);
  target.id = std::move(id);
  return std::make_unique<CommandChannel>(std::move(target));
}

// One line of what it said, for texts.
std::string first_line(const std::string& text) {
  constexpr std::size_t kMax = 300;
  auto out = rules::valid_utf8(text.substr(0, std::min(text.find('\n'), kMax)));
  std::ranges::replace_if(out, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return out;
}

std::string describe(const Ending& ending, const std::string& channel) {
  using How = Ending::How;
  std::string out = "program of channel \"" + channel + "\": ";
  switch (ending.how) {
    case How::exited:
      out += "exit code " + std::to_string(ending.code);
      break;
    case How::killed:
      out += "ended by signal " + std::to_string(ending.code);
      break;
    case How::timed_out:
      out += "killed when its time was up";
      break;
    case How::stopped:
      out += "killed, since the channel stops";
      break;
    case How::not_begun:
      return out + "could not be started: " + std::generic_category().message(ending.code);
  }
  const auto said = first_line(ending.errors.empty() ? ending.output : ending.errors);
  return said.empty() ? out : out + ": " + said;
}

// Only what is short of means now may be there later.
Outcome judge_not_begun(const Ending& ending, std::string text) {
  const bool passing = ending.code == EAGAIN || ending.code == ENOMEM || ending.code == EMFILE ||
                       ending.code == ENFILE || ending.code == ETXTBSY;
  if (passing) return RetryLater{std::move(text), RetryLater::Scope::destination, {}};
  return Rejected{std::move(text), Rejected::Scope::destination};
}

}  // namespace

Outcome judge(const Ending& ending, const std::string& channel) {
  auto text = describe(ending, channel);
  if (ending.how == Ending::How::not_begun) return judge_not_begun(ending, std::move(text));
  if (ending.how != Ending::How::exited) return Unknown{std::move(text)};
  switch (ending.code) {
    case 0:
      return Delivered{first_line(ending.output), std::move(text)};
    case 75:
      return RetryLater{std::move(text), RetryLater::Scope::message, {}};
    case 69:
      return RetryLater{std::move(text), RetryLater::Scope::destination, {}};
    case 67:
      return Rejected{std::move(text), Rejected::Scope::recipient};
    case 65:
      return Rejected{std::move(text), Rejected::Scope::message};
    case 64:
    case 77:
    case 78:
    case 126:
    case 127:
      return Rejected{std::move(text), Rejected::Scope::destination};
    default:
      return Unknown{std::move(text)};
  }
}

ChannelType channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::command
