#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "integrations/channel.hpp"
#include "integrations/chat/http_client.hpp"

namespace dondoc::integrations::chat {

// What a service made of a message.
struct Verdict {
  // Once more at once, certain that nothing was accepted: in the plainest form, or as it is.
  enum class Again { no, plainer, same };
  Verdict(Outcome of, Again once_more = Again::no) : outcome(std::move(of)), again(once_more) {}
  Outcome outcome;
  Again again;
};

// A service's answer, read as JSON where it is that, and the outcomes one can make of it. Texts quote it without
// secrets. Refers to the exchange.
class Answer {
 public:
  Answer(const HttpExchange& exchange, const std::string& channel);

  // False: no status came; the common policy says what that means.
  [[nodiscard]] bool arrived() const { return exchange_.failure == HttpExchange::Failure::none; }
  [[nodiscard]] int status() const { return exchange_.status; }
  [[nodiscard]] bool accepted() const { return arrived() && status() >= 200 && status() < 300; }
  [[nodiscard]] std::string_view body() const { return exchange_.body; }
  [[nodiscard]] bool is_json() const { return is_json_; }
  // The value at "error.code": numbers and booleans as they are written; empty where there is none.
  [[nodiscard]] const std::string& text(std::string_view path) const;
  [[nodiscard]] bool says(std::string_view words) const;  // the body contains them, whatever the case
  // How long to wait: a number of `unit`s at this path of the body, else Retry-After; at most an hour.
  [[nodiscard]] std::chrono::milliseconds wait(std::string_view path, std::chrono::milliseconds unit) const;

  [[nodiscard]] Outcome delivered(std::string remote_id = {}) const;
  [[nodiscard]] Outcome rejected(Rejected::Scope scope) const;
  [[nodiscard]] Outcome later(RetryLater::Scope scope, std::chrono::milliseconds after = {}) const;
  [[nodiscard]] Outcome unknown() const;
  // By the common policy. What is wrong with the message (400, 413, 422) is worth one try in the plainest form.
  [[nodiscard]] Verdict common() const;

 private:
  const HttpExchange& exchange_;
  const std::string& channel_;
  bool is_json_ = false;
  std::map<std::string, std::string, std::less<>> values_;  // by path
};

}  // namespace dondoc::integrations::chat
