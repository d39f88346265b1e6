#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "integrations/chat/http_client.hpp"
#include "integrations/chat/zalo_token.hpp"

namespace dondoc::integrations::chat {

struct ZaloApp {
  std::string channel;  // id, for texts
  std::string id;
  std::string secret;
  std::string first_refresh_token;  // as configured
  std::string login_url;            // where tokens are refreshed
};

// Gives out access tokens and refreshes them in time: one refresh at a time, and whoever needs one waits for it. Any
// thread; answers on the client's, or at once.
class ZaloLogin {
 public:
  // The token, or why there is none: nothing was sent then.
  using Token = std::variant<std::string, Outcome>;
  using Then = std::function<void(Token token)>;

  ZaloLogin(ZaloApp app, std::filesystem::path file, HttpClient& client);

  void with_token(Then then);
  // Zalo did not take this token: the next with_token() refreshes, unless somebody has done so since.
  void forget(const std::string& access_token);

 private:
  [[nodiscard]] std::optional<std::string> usable() const;
  [[nodiscard]] std::optional<Outcome> begin_refresh();
  [[nodiscard]] HttpRequest request() const;
  [[nodiscard]] Outcome take(const HttpExchange& exchange);
  [[nodiscard]] Outcome keep(ZaloTokens tokens);
  void end_refresh(const Outcome& outcome);

  const ZaloApp app_;
  const ZaloTokenFile file_;
  HttpClient& client_;

  mutable std::mutex mutex_;
  ZaloTokens tokens_;
  bool unsaved_ = false;                     // the pair in memory is not on the disk yet: it must not be used
  std::optional<ZaloTokenFile::Lock> lock_;  // while a refresh is under way
  std::vector<Then> waiting_;
};

}  // namespace dondoc::integrations::chat
