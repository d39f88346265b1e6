#pragma once

#include <memory>
#include <string>

#include "integrations/chat/http_client.hpp"
#include "integrations/curl_engine.hpp"

namespace dondoc::integrations::chat {

// What libcurl says of one attempt.
struct HttpAttempt {
  CURLcode code = CURLE_OK;
  int proxy_code = 0;      // the proxy's answer to CONNECT; 0: there was none
  bool forbidden = false;  // an address was left out because it is private; another may have been used
  bool begun = false;      // a connection stood and the request was about to go out
  bool all_sent = false;
};
// Why there is no status.
[[nodiscard]] HttpExchange::Failure failure_of(const HttpAttempt& attempt);

// One POST. Lives on the engine's thread; refers to the client's policy, which outlives the engine.
class HttpTransfer final : public Transfer {
 public:
  HttpTransfer(const HttpPolicy& policy, HttpClient::Build build, HttpClient::Judge judge);
  ~HttpTransfer() override;

  [[nodiscard]] std::optional<Outcome> prepare(CURL* easy, bool fresh_connection) override;
  [[nodiscard]] std::optional<Outcome> finish(CURL* easy, CURLcode code, bool may_retry) override;
  [[nodiscard]] Outcome abandoned() const override;

 private:
  struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static std::size_t write_body(char* data, std::size_t size, std::size_t count, void* self);
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int before_request(void* self, char* remote, char* local, int remote_port, int local_port);

  void set_request(CURL* easy);
  void set_policy(CURL* easy);
  [[nodiscard]] HttpExchange exchange(CURL* easy, CURLcode code) const;
  [[nodiscard]] HttpAttempt attempt(CURL* easy, CURLcode code) const;

  const HttpPolicy& policy_;
  HttpClient::Build build_;
  HttpClient::Judge judge_;
  HttpRequest request_;
  std::unique_ptr<curl_slist, ListCleanup> headers_;
  std::string answer_;
  bool forbidden_ = false;
  bool begun_ = false;
};

}  // namespace dondoc::integrations::chat
