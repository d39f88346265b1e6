#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

// The tokens of a Zalo Official Account on disk. A refresh token works once: Zalo answers with the next pair, and who
// loses that has to ask the administrator to consent anew. So a pair is on the disk before it is used, and one process
// refreshes at a time.

namespace dondoc::integrations::chat {

struct ZaloTokens {
  std::string access;
  std::string refresh;
  std::chrono::system_clock::time_point refresh_at{};  // at 80 % of the access token's life
  std::string seed;  // fingerprint of the configured token these descend from: another one there begins anew
};

class ZaloTokenFile {
 public:
  explicit ZaloTokenFile(std::filesystem::path file) : file_(std::move(file)) {}

  // Nothing where there is no file, or none of this seed.
  [[nodiscard]] std::optional<ZaloTokens> load(const std::string& seed) const;
  // Durable when it returns true: written beside, synced, renamed, the folder synced. Readable by the owner only.
  [[nodiscard]] bool save(const ZaloTokens& tokens) const;

  // Held while somebody refreshes; ends with the process too.
  class Lock {
   public:
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    Lock(Lock&& other) noexcept;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

   private:
    friend class ZaloTokenFile;
    explicit Lock(int fd) : fd_(fd) {}
    int fd_;
  };
  // Nothing if another process holds it, or the folder cannot be written to.
  [[nodiscard]] std::optional<Lock> lock() const;

 private:
  std::filesystem::path file_;
};

// Enough of a hash to tell whether the configured token is still the same.
[[nodiscard]] std::string fingerprint_of(const std::string& secret);
// appsecret_proof: hex of HMAC-SHA256 over the access token.
[[nodiscard]] std::string app_secret_proof(const std::string& app_secret, const std::string& access_token);

}  // namespace dondoc::integrations::chat
