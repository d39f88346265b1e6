#include "province.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <limits>
#include <stdexcept>

#include "config/catalogue.hpp"
#include "config/init.hpp"
#include "daemon/answers.hpp"
#include "daemon/setup.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;

rules::Instant instant(const char* iso) { return *rules::parse_iso(iso); }

void write_out(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 || fsync(descriptor) != 0) throw std::runtime_error("cannot sync " + file.string());
  close(descriptor);
}

// Makes bytes as the configured channel does, of a brief letter those of its text, and takes whatever is offered.
class Sink final : public integrations::Channel {
 public:
  explicit Sink(std::shared_ptr<integrations::Channel> real) : real_(std::move(real)) {}
  [[nodiscard]] const std::string& id() const override { return real_->id(); }
  [[nodiscard]] std::size_t width() const override { return std::numeric_limits<std::size_t>::max() / 2; }
  [[nodiscard]] std::size_t max_per_hour() const override { return 0; }
  [[nodiscard]] tl::expected<std::string, rules::Problem> seal(const rules::RenderedMessage& message,
                                                               const integrations::Envelope& envelope) const override {
    if (message.html.empty()) return message.text;
    return real_->seal(message, envelope);
  }
  [[nodiscard]] std::optional<rules::Problem> check_address(std::string_view address) const override {
    return real_->check_address(address);
  }
  void deliver(integrations::SealedMessage, std::function<void(integrations::Outcome)> done) override {
    done(integrations::Delivered{"", "ok"});
  }
  void stop() override { real_->stop(); }

 private:
  std::shared_ptr<integrations::Channel> real_;
};

void drain(Running& running) {
  while (running.engine.tick().more) {
  }
}

}  // namespace

rules::Instant evaluated_at() { return instant("2022-12-01T14:00:00+07:00"); }
rules::Instant burst_at() { return instant("2022-12-01T15:00:00+07:00"); }

void make_configuration(const fs::path& directory, Letters letters) {
  const auto made = config::init_directory(directory);
  if (!made) throw std::runtime_error(config::format_problem(config::Language::en, made.error()));
  for (const auto& entry : fs::directory_iterator(directory / "rules")) fs::remove(entry);
  const fs::path province{BENCH_PROVINCE};
  const auto brief = province / "brief";
  fs::copy_file(province / "dondoc.toml", directory / "dondoc.toml", fs::copy_options::overwrite_existing);
  fs::copy_file(province / "rules.toml", directory / "rules" / "rules.toml");
  fs::copy_file((letters == Letters::brief ? brief : province) / "burst.toml", directory / "rules" / "burst.toml");
  if (letters == Letters::whole) return;
  const auto templates = directory / "templates" / "vi";
  fs::create_directories(templates);
  for (const char* name : {"ngan.subject", "ngan.txt"}) fs::copy_file(brief / name, templates / name);
}

std::shared_ptr<const daemon::Setup> load_province(const fs::path& directory) {
  auto loaded = daemon::load_setup(directory);
  if (!loaded.setup) {
    std::string text;
    for (const auto& problem : loaded.problems) text += config::format_problem(config::Language::en, problem) + '\n';
    throw std::runtime_error(text);
  }
  auto setup = std::make_shared<daemon::Setup>(*loaded.setup);
  for (auto& [id, channel] : setup->channels) channel = std::make_shared<Sink>(std::move(channel));
  return setup;
}

void settle_province(const fs::path& directory) {
  Running running(directory, instant("2022-12-01T08:00:00+07:00"));
  drain(running);
  running.clock.set(instant("2022-12-01T13:50:00+07:00"));
  daemon::AnswerQueue answers;
  while (true) {
    auto prepared = running.engine.prepare(true);
    daemon::deliver_all(running.engine, running.clock, std::move(prepared.messages), answers);
    auto arrived = answers.take();
    if (arrived.empty() && !prepared.look_again) break;
    running.engine.settle(arrived);
  }
  running.clock.set(evaluated_at());
  drain(running);
  running.store->checkpoint();
}

void copy_database(const fs::path& from, const fs::path& to) {
  for (const char* name : {"dondoc.db", "dondoc.db-wal"}) {
    fs::remove(to / name);
    if (!fs::exists(from / name)) continue;
    fs::copy_file(from / name, to / name);
    // Else the disk would be writing the copy while what works on it is measured.
    write_out(to / name);
  }
  fs::remove(to / "dondoc.db-shm");
}

}  // namespace dondoc::bench
