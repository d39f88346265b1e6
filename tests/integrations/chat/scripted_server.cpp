#include "tests/integrations/chat/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <sstream>
#include <thread>

namespace dondoc::integrations::chat::test {

namespace {

std::string read_some(int socket) {
  std::array<char, 65'536> buffer{};
  const auto got = ::recv(socket, buffer.data(), buffer.size(), 0);
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string{};
}

Request parse_head(const std::string& head) {
  Request out;
  std::istringstream lines(head);
  std::string line;
  std::getline(lines, line);
  std::istringstream(line) >> out.method >> out.target;
  while (std::getline(lines, line)) {
    const auto colon = line.find(": ");
    if (colon == std::string::npos) continue;
    auto name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    out.headers[name] = line.substr(colon + 2, line.find('\r') - colon - 2);
  }
  return out;
}

Request read_request(int socket) {
  std::string data;
  while (data.find("\r\n\r\n") == std::string::npos) {
    const auto part = read_some(socket);
    if (part.empty()) return {};
    data += part;
  }
  const auto end = data.find("\r\n\r\n");
  auto out = parse_head(data.substr(0, end));
  out.body = data.substr(end + 4);
  const auto length = out.headers.contains("content-length") ? std::stoul(out.headers["content-length"]) : 0;
  while (out.body.size() < length) {
    const auto part = read_some(socket);
    if (part.empty()) break;
    out.body += part;
  }
  return out;
}

void answer(int socket, const Response& response) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) +
                     " Text\r\nConnection: close\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n";
  for (const auto& header : response.headers) text += header + "\r\n";
  text += "\r\n" + response.body;
  static_cast<void>(::send(socket, text.data(), text.size(), MSG_NOSIGNAL));
}

}  // namespace

struct ScriptedServer::Parts {
  int listener = -1;
  int port = 0;
  mutable std::mutex mutex;
  std::deque<Response> responses;
  std::vector<Request> requests;
  std::thread thread;

  Response next(Request request) {
    const std::scoped_lock lock(mutex);
    requests.push_back(std::move(request));
    if (responses.empty()) return {500, "nobody expected this"};
    auto out = std::move(responses.front());
    responses.pop_front();
    return out;
  }

  void serve() {
    while (true) {
      const int socket = ::accept(listener, nullptr, nullptr);
      if (socket < 0) return;
      auto request = read_request(socket);
      if (!request.method.empty()) {
        const auto response = next(std::move(request));
        if (!response.silent) answer(socket, response);
      }
      ::close(socket);
    }
  }
};

ScriptedServer::ScriptedServer(std::deque<Response> responses) : parts_(std::make_unique<Parts>()) {
  parts_->responses = std::move(responses);
  parts_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(parts_->listener, reinterpret_cast<sockaddr*>(&address), size);
  ::listen(parts_->listener, 16);
  ::getsockname(parts_->listener, reinterpret_cast<sockaddr*>(&address), &size);
  parts_->port = ntohs(address.sin_port);
  parts_->thread = std::thread([this] { parts_->serve(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(parts_->listener, SHUT_RDWR);
  parts_->thread.join();
  ::close(parts_->listener);
}

std::string ScriptedServer::url() const { return "http://127.0.0.1:" + std::to_string(parts_->port); }

std::vector<Request> ScriptedServer::requests() const {
  const std::scoped_lock lock(parts_->mutex);
  return parts_->requests;
}

}  // namespace dondoc::integrations::chat::test
