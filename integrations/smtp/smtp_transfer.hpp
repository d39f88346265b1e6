#pragma once

#include <cstddef>
#include <string>

#include "integrations/curl_engine.hpp"
#include "integrations/smtp/profile.hpp"
#include "integrations/smtp/verdict.hpp"

namespace dondoc::integrations::smtp {

// One message to one address. Lives on the engine's thread; refers to the channel's profile, which outlives the engine.
class SmtpTransfer final : public Transfer {
 public:
  SmtpTransfer(const Profile& profile, SealedMessage message);
  ~SmtpTransfer() override;

  [[nodiscard]] std::optional<Outcome> prepare(CURL* easy, bool fresh_connection) override;
  [[nodiscard]] std::optional<Outcome> finish(CURL* easy, CURLcode code, bool may_retry) override;
  [[nodiscard]] Outcome abandoned() const override;

 private:
  struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static std::size_t read_body(char* buffer, std::size_t size, std::size_t count, void* self);
  static int seek_body(void* self, curl_off_t offset, int origin);
  static int debug(CURL* easy, curl_infotype type, char* data, std::size_t size, void* self);

  void set_server(CURL* easy);
  void set_envelope(CURL* easy);
  void set_limits(CURL* easy);
  [[nodiscard]] std::optional<Outcome> set_login(CURL* easy);
  [[nodiscard]] Report report(CURL* easy, CURLcode code) const;

  const Profile& profile_;
  SealedMessage message_;
  std::string url_;
  std::unique_ptr<curl_slist, ListCleanup> recipients_;
  std::size_t offset_ = 0;
  Transcript transcript_;
  char error_[CURL_ERROR_SIZE] = {};
};

}  // namespace dondoc::integrations::smtp
