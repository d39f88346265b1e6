#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "config/catalogue.hpp"
#include "config/init.hpp"
#include "daemon/answers.hpp"
#include "daemon/engine.hpp"
#include "daemon/setup.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon {

// A channel whose failures can be switched on; keeps what it was given.
class FakeChannel : public integrations::Channel {
 public:
  explicit FakeChannel(std::string id) : id_(std::move(id)) {}
  [[nodiscard]] const std::string& id() const override { return id_; }
  [[nodiscard]] std::size_t width() const override { return width_; }
  [[nodiscard]] std::size_t max_per_hour() const override { return max_per_hour_; }
  [[nodiscard]] bool repeats_cost() const override { return repeats_cost_; }
  [[nodiscard]] tl::expected<std::string, rules::Problem> seal(const rules::RenderedMessage& message,
                                                               const integrations::Envelope& envelope) const override {
    return envelope.public_id + "\n" + message.subject + "\n" + message.text;
  }
  [[nodiscard]] std::optional<rules::Problem> check_address(std::string_view) const override { return std::nullopt; }
  void deliver(integrations::SealedMessage message, std::function<void(integrations::Outcome)> done) override {
    attempts_.push_back(message);
    if (std::holds_alternative<integrations::Delivered>(outcome_)) accepted_.push_back(std::move(message));
    done(outcome_);
  }
  void stop() override {}

  integrations::Outcome outcome_ = integrations::Delivered{"", "ok"};
  std::size_t width_ = 10;
  std::size_t max_per_hour_ = 0;
  bool repeats_cost_ = false;
  std::vector<integrations::SealedMessage> attempts_;
  std::vector<integrations::SealedMessage> accepted_;

 private:
  std::string id_;
};

// A configuration directory with two fake channels ("mail" and "chat"), a database and a clock set by hand.
class EngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::path{::testing::TempDir()} / ("engine-" + unique_name());
    std::filesystem::remove_all(directory_);
    ASSERT_TRUE(config::init_directory(directory_));
    write_main("live", "");
    write_rules(kRules);
    open_store();
    load();
  }
  void TearDown() override {
    engine_.reset();
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  static std::string unique_name() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    return std::string{test->name()} + "-" + std::to_string(getpid());
  }

  static constexpr const char* kRules = R"(
[[rule]]
id = "nv"
title = "Nhiệm vụ"
kind = "task"
  [[rule.step]]
  id = "nhac"
  at = "due - 1wd 07:30"
  notify = ["officer"]
  [[rule.step]]
  id = "qua-han"
  at = "due + 1wd 07:30"
  notify = ["head"]
  repeat = { every = "1wd 07:30", max = 3 }
  [[rule.step]]
  id = "len"
  at = "due + 3wd 07:30"
  notify = ["superior"]
)";

  void write_main(const std::string& mode, const std::string& more) {
    std::ofstream file(directory_ / "dondoc.toml");
    file
        << "language = \"vi\"\ncalendar = \"hanh-chinh\"\ndatabase = \"dondoc.db\"\n"
        << "[delivery]\nmode = \"" << mode << "\"\nredirect = { channel = \"mail\", to = \"thu@vi-du.example\" }\n"
        << "backoff = [\"1min\", \"5min\"]\ngive_up_after = \"1d\"\n"
        << "[sender]\nname = \"Văn phòng\"\ncontact = \"Nguyễn Văn Mẫu, Phòng KSTTHC, 0273 300 0000\"\nlevel = \"so\"\n"
        << "[operator]\nto = [{ channel = \"mail\", address = \"van-hanh@vi-du.example\" }]\n"
        << more << channel("mail") << channel("chat");
  }
  void replace_in_main(const std::string& old_text, const std::string& new_text) {
    std::ostringstream all;
    all << std::ifstream(directory_ / "dondoc.toml").rdbuf();
    std::string text = all.str();
    ASSERT_NE(text.find(old_text), std::string::npos);
    text.replace(text.find(old_text), old_text.size(), new_text);
    std::ofstream(directory_ / "dondoc.toml") << text;
  }
  std::string channel(const std::string& id) const {
    return "[[channel]]\nid = \"" + id + "\"\ntype = \"maildir\"\ndirectory = \"" + id +
           "\"\nfrom = \"dondoc@vi-du.example\"\n";
  }
  void write_rules(const std::string& text) {
    for (const auto& entry : std::filesystem::directory_iterator(directory_ / "rules")) {
      std::filesystem::remove(entry);
    }
    std::ofstream(directory_ / "rules" / "rules.toml") << text;
  }

  void open_store() { store_ = integrations::sqlite::SqliteStore::open((directory_ / "dondoc.db").string()); }

  // Real configuration, fake channels.
  std::shared_ptr<daemon::Setup> make_setup() {
    auto loaded = load_setup(directory_);
    std::string problems;
    for (const auto& problem : loaded.problems)
      problems += config::format_problem(config::Language::en, problem) + "\n";
    EXPECT_TRUE(loaded.setup) << problems;
    auto setup = std::make_shared<daemon::Setup>(*loaded.setup);
    setup->channels.clear();
    for (auto* name : {"mail", "chat"}) {
      if (!fakes_.contains(name)) fakes_[name] = std::make_shared<FakeChannel>(name);
      setup->channels.emplace(name, fakes_[name]);
    }
    return setup;
  }
  void load() { engine_ = std::make_unique<Engine>(*store_, clock_, make_setup()); }

  // As another program would.
  void sql(const std::string& text) {
    integrations::sqlite::Database database((directory_ / "dondoc.db").string(),
                                            integrations::sqlite::Database::Mode::existing);
    database.execute(text);
  }
  std::string query(const std::string& text) {
    integrations::sqlite::Database database((directory_ / "dondoc.db").string(),
                                            integrations::sqlite::Database::Mode::existing);
    auto statement = database.prepare(text);
    std::string result;
    while (statement.step()) result += (result.empty() ? "" : "\n") + statement.text(0);
    return result;
  }

  void people() {
    sql("INSERT INTO agencies(code, name, level, addressee, parent) VALUES"
        "('VP', 'Văn phòng', 'so', 'Chánh Văn phòng', NULL), ('STC', 'Sở Tài chính', 'so', 'Giám đốc Sở', 'VP');"
        "INSERT INTO people(code, name) VALUES('a', 'Mẫu A'), ('b', 'Mẫu B'), ('c', 'Mẫu C');"
        "INSERT INTO positions(agency, role, person) VALUES('STC', 'head', 'a'), ('VP', 'head', 'b'),"
        "('STC', 'officer', 'c');"
        "INSERT INTO addresses(owner, channel, value) VALUES('person:a', 'mail', 'a@vi-du.example'),"
        "('person:b', 'mail', 'b@vi-du.example'), ('person:c', 'mail', 'c@vi-du.example');");
  }
  // Due at the end of a date. Received the day before by default: too late for the officer's reminder.
  void task(const std::string& code, const std::string& due_day,
            const std::string& received = "2022-11-30T08:00+07:00") {
    const auto day = rules::parse_day(due_day);
    const auto due = setup_zone().span_of(*day).until;
    const auto at = std::to_string(rules::to_millis(*rules::parse_iso(received)));
    sql("INSERT INTO items(code, kind, title, agency, officer, received_at, due_at, due_is_date) VALUES('" + code +
        "', 'task', 'Việc', 'STC', 'c', " + at + ", " + std::to_string(rules::to_millis(due)) + ", 1)");
  }
  const rules::Zone& setup_zone() const { return *engine_->setup().configuration.zone; }

  // One full round at the time given: everything marked, everything ready; answers at once.
  void round(const std::string& time) {
    clock_.set(*rules::parse_iso(time));
    while (true) {
      while (engine_->tick().more) {
      }
      engine_->tell_findings();
      AnswerQueue answers;
      auto prepared = engine_->prepare(true);
      deliver_all(*engine_, clock_, std::move(prepared.messages), answers);
      auto arrived = answers.take();
      if (prepared.look_again) continue;
      if (arrived.empty()) return;
      engine_->settle(arrived);
    }
  }

  // "a@vi-du.example: subject" of what a channel accepted since the last call, without the operator's.
  std::string accepted(const std::string& name) {
    std::string result;
    for (const auto& message : fakes_[name]->accepted_) {
      if (message.address.starts_with("van-hanh")) continue;
      std::istringstream lines(message.bytes);
      std::string id, subject;
      std::getline(lines, id);
      std::getline(lines, subject);
      result += (result.empty() ? "" : "\n") + message.address + ": " + subject;
    }
    fakes_[name]->accepted_.clear();
    return result;
  }

  std::filesystem::path directory_;
  FixedClock clock_{*rules::parse_iso("2022-11-01T07:00:00+07:00")};
  std::unique_ptr<integrations::sqlite::SqliteStore> store_;
  std::map<std::string, std::shared_ptr<FakeChannel>> fakes_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace dondoc::daemon
