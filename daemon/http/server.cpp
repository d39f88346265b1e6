#include "daemon/http/server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <list>

#include "daemon/log.hpp"

namespace dondoc::daemon {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Protocol = asio::generic::stream_protocol;
using Socket = asio::basic_stream_socket<Protocol, asio::io_context::executor_type>;
using Acceptor = asio::basic_socket_acceptor<Protocol, asio::io_context::executor_type>;
using boost::system::error_code;

// After a failure to accept, such as too many open files.
constexpr auto kAcceptPause = std::chrono::milliseconds{500};
// What is still read, and thrown away, after the response: a connection closed with unread data resets, and the other
// side may lose what it was told.
constexpr std::size_t kMostLeftover = std::size_t{256} * 1024;
constexpr auto kLinger = std::chrono::seconds{2};
constexpr int kBacklog = 128;

std::string text_of(boost::beast::string_view view) { return {view.data(), view.size()}; }

// Only a socket that nobody listens at is in the way.
void remove_stale_socket(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return;
  asio::io_context context;
  asio::local::stream_protocol::socket probe(context);
  error_code error;
  std::ignore = probe.connect(asio::local::stream_protocol::endpoint(path), error);
  if (error) ::unlink(path.c_str());
}

std::optional<Protocol::endpoint> endpoint_of(const std::string& address) {
  if (address.starts_with('/')) return Protocol::endpoint(asio::local::stream_protocol::endpoint(address));
  const auto colon = address.rfind(':');
  auto host = address.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto ip = asio::ip::make_address(host, error);
  if (error || !ip.is_loopback()) return std::nullopt;
  const auto port = static_cast<unsigned short>(std::stoul(address.substr(colon + 1)));
  return Protocol::endpoint(asio::ip::tcp::endpoint(ip, port));
}

}  // namespace

class HttpServer::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket socket, const HttpHandler& handler, const HttpLimits& limits)
      : socket_(std::move(socket)), timer_(socket_.get_executor()), handler_(handler), limits_(limits) {
    parser_.header_limit(static_cast<std::uint32_t>(limits_.header));
    parser_.body_limit(limits_.body);
  }

  // `ended` is called once, when the connection has nothing to do any more.
  void start(std::function<void()> ended) {
    ended_ = std::move(ended);
    end_after(limits_.to_send);
    http::async_read(socket_, buffer_, parser_,
                     [self = shared_from_this()](error_code error, std::size_t) { self->request_read(error); });
  }

  [[nodiscard]] bool is_sending_request() const { return state_ == State::reading; }

  void end() {
    if (state_ == State::ended) return;
    state_ = State::ended;
    timer_.cancel();
    error_code ignored;
    std::ignore = socket_.close(ignored);
    std::exchange(ended_, {})();
  }

 private:
  enum class State { reading, answering, writing, lingering, ended };

  void end_after(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->end();
    });
  }

  void request_read(error_code error) {
    if (state_ == State::ended) return;
    if (error == http::error::header_limit) return refuse(431);
    if (error == http::error::body_limit) return refuse(413);
    if (error && error.category() == http::make_error_code(http::error::bad_method).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message) {
      return refuse(400);
    }
    if (error) return end();
    state_ = State::answering;
    end_after(limits_.to_answer);
    try {
      handler_(request(), [weak = weak_from_this()](HttpResponse response) {
        if (const auto self = weak.lock()) self->respond(std::move(response));
      });
    } catch (const std::exception&) {  // whatever one request brings about ends with it
      refuse(500);
    }
  }

  [[nodiscard]] HttpRequest request() {
    auto& message = parser_.get();
    return {text_of(message.method_string()), text_of(message.target()), text_of(message[http::field::content_type]),
            std::move(message.body()), client()};
  }

  [[nodiscard]] std::string client() const {
    error_code error;
    const auto peer = socket_.remote_endpoint(error);
    std::string address = "unix";
    if (!error && peer.protocol().family() != AF_UNIX) {
      asio::ip::tcp::endpoint ip;
      ip.resize(peer.size());
      std::memcpy(ip.data(), peer.data(), peer.size());
      address = ip.address().to_string();
    }
    // Several such fields are one list, in their order (RFC 9110 §5.3).
    const auto fields = parser_.get().equal_range("X-Forwarded-For");
    std::string last;
    for (auto field = fields.first; field != fields.second; ++field) last = text_of(field->value());
    return client_address(address, true, last);
  }

  void refuse(unsigned status) {
    state_ = State::answering;
    respond({status, "text/plain; charset=utf-8", std::to_string(status) + "\n", {}});
  }

  void respond(HttpResponse response) {
    if (state_ != State::answering) return;
    state_ = State::writing;
    end_after(limits_.to_take);
    response_.version(11);
    response_.result(response.status);
    response_.keep_alive(false);
    response_.set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) response_.set(name, value);
    response_.content_length(response.body.size());
    // Of HEAD everything but the body.
    if (parser_.is_header_done() && parser_.get().method() == http::verb::head) response.body.clear();
    head_only_ = response.body.empty();
    response_.body() = std::move(response.body);
    serializer_.emplace(response_);
    const auto written = [self = shared_from_this()](error_code error, std::size_t) { self->response_written(error); };
    if (head_only_) {
      http::async_write_header(socket_, *serializer_, written);
    } else {
      http::async_write(socket_, *serializer_, written);
    }
  }

  void response_written(error_code error) {
    if (state_ == State::ended) return;
    error_code failed;
    std::ignore = socket_.shutdown(Socket::shutdown_send, failed);
    if (error || failed) return end();
    state_ = State::lingering;
    end_after(kLinger);
    throw_away();
  }

  void throw_away() {
    socket_.async_read_some(asio::buffer(leftover_), [self = shared_from_this()](error_code error, std::size_t size) {
      if (self->state_ == State::ended) return;
      self->thrown_away_ += size;
      if (error || self->thrown_away_ > kMostLeftover) return self->end();
      self->throw_away();
    });
  }

  Socket socket_;
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
      timer_;
  const HttpHandler& handler_;  // of the listener, which outlives it: stop() ends all connections
  const HttpLimits limits_;
  std::function<void()> ended_;
  State state_ = State::reading;
  boost::beast::flat_buffer buffer_;
  http::request_parser<http::string_body> parser_;
  http::response<http::string_body> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  bool head_only_ = false;
  std::array<char, 4096> leftover_{};
  std::size_t thrown_away_ = 0;
};

class HttpServer::Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& context, HttpHandler handler, const HttpLimits& limits)
      : context_(context), acceptor_(context), pause_(context), handler_(std::move(handler)), limits_(limits) {}

  std::optional<std::string> listen(const std::string& address) {
    const auto endpoint = endpoint_of(address);
    if (!endpoint) return "no address of this machine";
    const bool unix_socket = address.starts_with('/');
    if (unix_socket) remove_stale_socket(address);
    error_code error;
    std::ignore = acceptor_.open(endpoint->protocol(), error);
    if (!error && !unix_socket) std::ignore = acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) std::ignore = acceptor_.bind(*endpoint, error);
    if (!error && unix_socket) {
      path_ = address;
      ::chmod(address.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP);
    }
    if (!error) std::ignore = acceptor_.listen(kBacklog, error);
    if (error) {
      error_code ignored;
      std::ignore = acceptor_.close(ignored);
      return error.message();
    }
    accept();
    return std::nullopt;
  }

  [[nodiscard]] unsigned short port() const {
    error_code error;
    const auto local = acceptor_.local_endpoint(error);
    if (error || local.protocol().family() == AF_UNIX) return 0;
    asio::ip::tcp::endpoint ip;
    ip.resize(local.size());
    std::memcpy(ip.data(), local.data(), local.size());
    return ip.port();
  }

  void stop() {
    if (stopped_) return;
    stopped_ = true;
    pause_.cancel();
    error_code ignored;
    std::ignore = acceptor_.close(ignored);
    if (!path_.empty()) ::unlink(path_.c_str());
    const auto connections = std::move(connections_);
    connections_.clear();
    for (const auto& connection : connections) connection->end();
  }

 private:
  void accept() {
    acceptor_.async_accept([self = shared_from_this()](error_code error, Socket socket) {
      if (self->stopped_ || error == asio::error::operation_aborted) return;
      if (error) return self->accept_later(error);
      self->serve(std::move(socket));
      self->accept();
    });
  }

  void accept_later(error_code error) {
    failure_.log(error.message());
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([self = shared_from_this()](error_code cancelled) {
      if (!cancelled) self->accept();
    });
  }

  void serve(Socket socket) {
    failure_.over();
    if (connections_.size() >= limits_.connections && !make_room()) return;  // the socket closes
    const auto connection = std::make_shared<Connection>(std::move(socket), handler_, limits_);
    const auto place = connections_.insert(connections_.end(), connection);
    connection->start([self = shared_from_this(), place] {
      if (!self->stopped_) self->connections_.erase(place);
    });
  }

  // Whoever has been sending its request for longest is let go: a whole one takes milliseconds.
  bool make_room() {
    for (const auto& connection : connections_) {
      if (!connection->is_sending_request()) continue;
      const auto kept = connection;
      kept->end();
      return true;
    }
    return false;
  }

  asio::io_context& context_;
  Acceptor acceptor_;
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
      pause_;
  const HttpHandler handler_;
  const HttpLimits limits_;
  std::string path_;                                    // of the socket that is ours
  std::list<std::shared_ptr<Connection>> connections_;  // the oldest first
  RepeatedError failure_;
  bool stopped_ = false;
};

HttpServer::HttpServer(asio::io_context& context, HttpHandler handler, const HttpLimits& limits)
    : listener_(std::make_shared<Listener>(context, std::move(handler), limits)) {}

HttpServer::~HttpServer() { stop(); }

std::optional<std::string> HttpServer::listen(const std::string& address) { return listener_->listen(address); }

unsigned short HttpServer::port() const { return listener_->port(); }

void HttpServer::stop() { listener_->stop(); }

std::string client_address(const std::string& peer, bool peer_is_local, const std::string& forwarded_for) {
  auto named = forwarded_for.substr(forwarded_for.rfind(',') + 1);  // npos + 1: the whole
  named.erase(0, named.find_first_not_of(" \t"));
  named.erase(named.find_last_not_of(" \t") + 1);
  error_code error;
  const auto ip = asio::ip::make_address(peer_is_local && !named.empty() ? named : peer, error);
  if (error) return peer;
  if (ip.is_v4()) return ip.to_string();
  const auto v6 = ip.to_v6();
  if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace dondoc::daemon
