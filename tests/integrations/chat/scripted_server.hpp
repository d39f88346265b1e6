#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dondoc::integrations::chat::test {

struct Request {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct Response {
  int status = 200;
  std::string body;
  std::vector<std::string> headers{};  // "Retry-After: 3"
  bool silent = false;                 // takes the request and closes
};

// An HTTP server on 127.0.0.1 with a thread of its own, for as long as it lives. Each request gets the next response;
// one that nobody expected gets 500 and is recorded like the others.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::deque<Response> responses);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:12345"
  [[nodiscard]] std::vector<Request> requests() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dondoc::integrations::chat::test
