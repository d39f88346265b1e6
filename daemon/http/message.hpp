#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace dondoc::daemon {

struct HttpRequest {
  std::string method;
  std::string target;  // as sent
  std::string content_type;
  std::string body;
  std::string client;  // who asks, as far as that is known: the address a proxy on this machine names, else the peer's
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};
};

// Called once, on the loop, at any time after the request; a connection that is gone by then takes no harm.
using HttpReply = std::function<void(HttpResponse)>;
using HttpHandler = std::function<void(HttpRequest, HttpReply)>;

}  // namespace dondoc::daemon
