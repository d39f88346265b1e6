#include "integrations/files/maildir.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <system_error>
#include <utility>

#include "integrations/channel_settings.hpp"
#include "integrations/files/worker.hpp"
#include "integrations/render/mime.hpp"
#include "integrations/smtp/address.hpp"

namespace dondoc::integrations::files {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxName = 180;
constexpr mode_t kFileMode = 0640;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// Only a wrong place or missing rights need a person; a full disk may be emptied.
bool needs_operator(int error) {
  return error == EACCES || error == EPERM || error == ENOTDIR || error == ELOOP || error == ENAMETOOLONG;
}

Outcome failure(std::string_view operation, const fs::path& object, int error) {
  std::string reply = std::string(operation) + " " + object.string() + ": " + std::generic_category().message(error);
  if (needs_operator(error)) return Rejected{std::move(reply), Rejected::Scope::destination};
  return RetryLater{std::move(reply), RetryLater::Scope::destination, {}};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.get() >= 0 && ::fsync(fd.get()) == 0;
}

// The entries of a new folder are those of its parent, which may be new itself.
std::optional<Outcome> make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) return std::nullopt;
  if (const auto parent = folder.parent_path(); !parent.empty() && parent != folder) {
    if (auto failed = make_folder(parent)) return failed;
  }
  fs::create_directory(folder, error);
  if (error) return failure("create", folder, error.value());
  const auto parent = folder.parent_path();
  if (!sync_folder(parent.empty() ? fs::path{"."} : parent)) return failure("sync", parent, errno);
  return std::nullopt;
}

std::optional<Outcome> make_folders(const fs::path& maildir) {
  for (const auto* part : {"tmp", "new", "cur"}) {
    if (auto failed = make_folder(maildir / part)) return failed;
  }
  return std::nullopt;
}

// A reader moves a message to cur and may add flags: "name:2,S".
bool is_there(const fs::path& maildir, const std::string& name) {
  std::error_code error;
  if (fs::exists(maildir / "new" / name, error)) return true;
  for (const auto& entry : fs::directory_iterator(maildir / "cur", error)) {
    const auto found = entry.path().filename().string();
    if (found == name || found.starts_with(name + ":")) return true;
  }
  return false;
}

std::optional<Outcome> write_durably(const fs::path& file, std::string_view bytes) {
  const Descriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kFileMode));
  if (fd.get() < 0) return failure("create", file, errno);
  if (!write_all(fd.get(), bytes)) return failure("write", file, errno);
  if (::fsync(fd.get()) != 0) return failure("sync", file, errno);
  return std::nullopt;
}

// A message is delivered once its entry is on the disk, in new or where a reader has moved it.
Outcome confirm(const fs::path& maildir, Delivered delivered) {
  for (const auto* part : {"new", "cur"}) {
    if (!sync_folder(maildir / part)) return Unknown{"sync " + (maildir / part).string() + ": not confirmed"};
  }
  return delivered;
}

struct Settings {
  std::string id;
  fs::path directory;
  render::MailIdentity identity;
  std::size_t max_per_hour = 0;
};

class MaildirChannel final : public Channel {
 public:
  explicit MaildirChannel(Settings settings) : settings_(std::move(settings)) {}

  [[nodiscard]] const std::string& id() const override { return settings_.id; }
  [[nodiscard]] std::size_t width() const override { return 4; }
  [[nodiscard]] std::size_t max_per_hour() const override { return settings_.max_per_hour; }

  [[nodiscard]] tl::expected<std::string, rules::Problem> seal(const rules::RenderedMessage& message,
                                                               const Envelope& to) const override {
    auto envelope = to;
    envelope.address = smtp::wire_address(to.address);
    return render::make_mail(message, envelope, settings_.identity);
  }

  [[nodiscard]] std::optional<rules::Problem> check_address(std::string_view address) const override {
    return smtp::check_mail_address(address);
  }

  void deliver(SealedMessage message, std::function<void(Outcome)> done) override {
    auto abandon = [done] { done(RetryLater{"stopping: not written", RetryLater::Scope::message, {}}); };
    auto run = [this, message = std::move(message), done = std::move(done)] {
      done(put_into_maildir(settings_.directory / safe_file_name(message.address), safe_file_name(message.public_id),
                            message.bytes));
    };
    worker_.submit({std::move(run), std::move(abandon)});
  }

  void stop() override { worker_.stop(); }

 private:
  Settings settings_;
  Worker worker_;
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  rules::SettingsSchema out{.type = "maildir",
                            .help = "messages as files, a Maildir for each address; for trials and for mail programs",
                            .takes_mail_addresses = true,
                            .fields = {}};
  out.fields = {
      {.name = "directory", .type = Type::path, .required = true, .help = "folder that holds the Maildirs"},
      {.name = "from", .type = Type::text, .required = true, .help = "sender's address"},
      {.name = "from_name", .type = Type::text, .help = "sender's name"},
      {.name = "reply_to", .type = Type::text, .help = "where answers go"},
      max_per_hour_field(),
  };
  return out;
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation& installation) {
  Settings own;
  own.id = std::move(id);
  own.directory = settings.text("directory");
  own.identity = {settings.text("from"), settings.text("from_name"), settings.text("reply_to"), installation.host};
  own.max_per_hour = read_count(settings, "max_per_hour", 0);
  if (own.directory.empty()) return tl::unexpected(setting_problem(own.id, "directory", "DD4119"));
  if (smtp::check_mail_address(own.identity.from)) {
    return tl::unexpected(setting_problem(own.id, "from", "DD4115"));
  }
  if (!own.identity.reply_to.empty() && smtp::check_mail_address(own.identity.reply_to)) {
    return tl::unexpected(setting_problem(own.id, "reply_to", "DD4115"));
  }
  own.identity.from = smtp::wire_address(own.identity.from);
  own.identity.reply_to = smtp::wire_address(own.identity.reply_to);
  return std::make_unique<MaildirChannel>(std::move(own));
}

}  // namespace

Outcome put_into_maildir(const fs::path& maildir, const std::string& name, std::string_view bytes) {
  if (auto failed = make_folders(maildir)) return *failed;
  const auto target = maildir / "new" / name;
  if (is_there(maildir, name)) return confirm(maildir, {name, "already in " + maildir.string()});
  const auto draft = maildir / "tmp" / name;
  if (auto failed = write_durably(draft, bytes)) return *failed;
  if (::rename(draft.c_str(), target.c_str()) != 0) return failure("rename", draft, errno);
  return confirm(maildir, {name, "written to " + target.string()});
}

std::string safe_file_name(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       std::string_view{"@+-_"}.find(c) != std::string_view::npos || (c == '.' && !out.empty());
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
  if (out.empty()) return "%";
  if (out.size() <= kMaxName) return out;
  return out.substr(0, kMaxName - 17) + "-" +
         std::to_string(std::hash<std::string_view>{}(text) % 10'000'000'000'000'000U);
}

ChannelType maildir_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::files
