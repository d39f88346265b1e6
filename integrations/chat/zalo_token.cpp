#include "integrations/chat/zalo_token.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <span>
#include <utility>

namespace dondoc::integrations::chat {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr mode_t kOwnerOnly = 0600;

std::string to_hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const auto byte : bytes) out += {kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  return out;
}

bool write_synced(const fs::path& file, std::string_view bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (fd < 0) return false;
  bool good = true;
  while (good && !bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    good = written > 0 || (written < 0 && errno == EINTR);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && ::fsync(fd) == 0;
  return ::close(fd) == 0 && good;
}

bool sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool good = ::fsync(fd) == 0;
  ::close(fd);
  return good;
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string{};
}

fs::path beside(const fs::path& file, const char* end) {
  auto out = file;
  out += end;
  return out;
}

}  // namespace

std::optional<ZaloTokens> ZaloTokenFile::load(const std::string& seed) const {
  std::error_code fault;
  if (!fs::is_regular_file(file_, fault)) return std::nullopt;
  std::ifstream in(file_, std::ios::binary);
  const std::string content(std::istreambuf_iterator<char>(in), {});
  boost::system::error_code error;
  const auto value = json::parse(content, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto& object = value.as_object();
  ZaloTokens out{text_of(object, "access_token"), text_of(object, "refresh_token"), {}, text_of(object, "seed")};
  const auto* at = object.if_contains("refresh_at");
  if (out.seed != seed || out.refresh.empty() || !at || !at->is_int64()) return std::nullopt;
  out.refresh_at = std::chrono::system_clock::time_point{std::chrono::seconds{at->as_int64()}};
  return out;
}

bool ZaloTokenFile::save(const ZaloTokens& tokens) const {
  const auto at = std::chrono::floor<std::chrono::seconds>(tokens.refresh_at).time_since_epoch().count();
  const auto draft = beside(file_, ".new");
  const bool written = write_synced(draft, json::serialize(json::object{{"access_token", tokens.access},
                                                                        {"refresh_token", tokens.refresh},
                                                                        {"refresh_at", at},
                                                                        {"seed", tokens.seed}}));
  return written && ::rename(draft.c_str(), file_.c_str()) == 0 && sync_folder(file_.parent_path());
}

ZaloTokenFile::Lock::Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

ZaloTokenFile::Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<ZaloTokenFile::Lock> ZaloTokenFile::lock() const {
  const int fd = ::open(beside(file_, ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (fd < 0) return std::nullopt;
  Lock out(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return out;
}

std::string fingerprint_of(const std::string& secret) {
  constexpr std::size_t kBytes = 8;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(secret.data(), secret.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return to_hex(std::span(digest).first(kBytes));
}

std::string app_secret_proof(const std::string& app_secret, const std::string& access_token) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), app_secret.data(), static_cast<int>(app_secret.size()),
       reinterpret_cast<const unsigned char*>(access_token.data()), access_token.size(), digest.data(), &size);
  return to_hex(std::span(digest).first(size));
}

}  // namespace dondoc::integrations::chat
