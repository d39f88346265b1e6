#include "daemon/draft.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/daemon/engine_fixture.hpp"

// Many messages are written at once: each with its own words, and what one cannot do keeps no other from leaving.

namespace dondoc::daemon {
namespace {

const std::map<std::string, std::string> kTemplates{{"vi/reminder.subject", "{{message_id}}"},
                                                    {"vi/reminder.txt", "{{#only}}{{title}}{{/only}}"}};

struct Drafts {
  explicit Drafts(std::size_t count, std::shared_ptr<integrations::Channel> channel) : messages(count), all(count) {
    for (std::size_t i = 0; i < count; ++i) {
      auto& draft = all[i];
      messages[i].public_id = "m" + std::to_string(i);
      draft.message = &messages[i];
      draft.channel = channel;
      draft.facts.public_id = messages[i].public_id;
      draft.facts.zone = &zone;
      draft.facts.lines.resize(1);
      draft.facts.lines[0].title = "việc " + std::to_string(i);
    }
  }

  rules::Zone zone{"UTC", {{rules::kEarliestInstant, std::chrono::seconds{0}}}};
  std::vector<integrations::ReadyMessage> messages;
  std::vector<Draft> all;
};

class Exhausted : public FakeChannel {
 public:
  using FakeChannel::FakeChannel;
  [[nodiscard]] tl::expected<std::string, rules::Problem> seal(const rules::RenderedMessage&,
                                                               const integrations::Envelope&) const override {
    throw std::runtime_error("no memory");
  }
};

std::shared_ptr<const integrations::render::Renderer> renderer() {
  return integrations::render::Renderer::compile(kTemplates).value();
}

TEST(Drafts, EachHasItsOwnWords) {
  for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{200}}) {
    Drafts drafts(count, std::make_shared<FakeChannel>("mail"));
    write_all(*renderer(), drafts.all);
    for (std::size_t i = 0; i < count; ++i) {
      const auto number = std::to_string(i);
      EXPECT_EQ(drafts.all[i].record.subject, "m" + number);
      EXPECT_EQ(drafts.all[i].record.bytes, "m" + number + "\nm" + number + "\nviệc " + number + "\n");
      EXPECT_EQ(drafts.all[i].refusal, "");
    }
  }
}

TEST(Drafts, WhatCannotBeWrittenIsRefusedAlone) {
  Drafts drafts(40, std::make_shared<FakeChannel>("mail"));
  drafts.all[5].facts.lines[0].template_name = "nowhere";
  write_all(*renderer(), drafts.all);
  for (std::size_t i = 0; i < drafts.all.size(); ++i) {
    EXPECT_EQ(drafts.all[i].refusal, i == 5 ? "DD1605" : "") << i;
    EXPECT_EQ(drafts.all[i].record.bytes.empty(), i == 5) << i;
  }
}

TEST(Drafts, TheSameBytesAreNotWrittenAgain) {
  Drafts drafts(20, std::make_shared<FakeChannel>("mail"));
  drafts.all[3].record.same_bytes = true;
  drafts.all[3].record.bytes = "as before";
  write_all(*renderer(), drafts.all);
  EXPECT_EQ(drafts.all[3].record.bytes, "as before");
  EXPECT_EQ(drafts.all[3].record.subject, "");
}

TEST(Drafts, AFailureOnAnyThreadComesOut) {
  Drafts drafts(40, std::make_shared<FakeChannel>("mail"));
  const auto exhausted = std::make_shared<Exhausted>("mail");
  for (auto& draft : drafts.all) draft.channel = exhausted;
  EXPECT_THROW(write_all(*renderer(), drafts.all), std::runtime_error);
}

}  // namespace
}  // namespace dondoc::daemon
