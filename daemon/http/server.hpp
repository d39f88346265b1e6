#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "daemon/http/message.hpp"

namespace boost::asio {
class io_context;
}

namespace dondoc::daemon {

// What one connection, and all of them together, may take: nobody who is slow or hostile keeps the loop from its work.
struct HttpLimits {
  std::size_t header = std::size_t{8} * 1024;
  std::size_t body = std::size_t{64} * 1024;
  std::size_t connections = 100;                // more: whoever has been sending its request for longest is let go
  std::chrono::milliseconds to_send{10'000};    // a whole request
  std::chrono::milliseconds to_answer{30'000};  // the handler
  std::chrono::milliseconds to_take{10'000};    // the response
};

// HTTP/1.1 on a port of this machine or a Unix socket, one request a connection. Lives on the loop; the handler is
// called there. What is no HTTP gets 400, what is too large 413 or 431, what is too slow nothing.
class HttpServer {
 public:
  HttpServer(boost::asio::io_context& context, HttpHandler handler, const HttpLimits& limits = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // HOST:PORT, or the path of a socket, where a socket nobody listens at any more is replaced. Gives why it cannot be.
  [[nodiscard]] std::optional<std::string> listen(const std::string& address);
  // The port chosen for port 0.
  [[nodiscard]] unsigned short port() const;
  // No more connections; those there are end.
  void stop();

 private:
  class Listener;
  class Connection;
  std::shared_ptr<Listener> listener_;
};

// The last address of X-Forwarded-For, which the proxy in front has added, where the peer is this machine; else the
// peer's. Of IPv6 the network (/64), since one subscriber has all of it.
[[nodiscard]] std::string client_address(const std::string& peer, bool peer_is_local, const std::string& forwarded_for);

}  // namespace dondoc::daemon
