#pragma once

#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "integrations/channel.hpp"

namespace dondoc::integrations {

// One message on its way through libcurl. Made by an adapter, owned by the engine, used on the engine's thread only.
class Transfer {
 public:
  virtual ~Transfer() = default;
  // Sets every option of one attempt on a blank handle. Called again for a second attempt. The error, if any, is the
  // outcome: nothing was sent.
  [[nodiscard]] virtual std::optional<Outcome> prepare(CURL* easy, bool fresh_connection) = 0;
  // Judges the attempt. Nothing: a reused connection turned out to be dead before it carried anything; the engine tries
  // once more over a fresh one. REQUIRES: asked with `may_retry` false, it always answers.
  [[nodiscard]] virtual std::optional<Outcome> finish(CURL* easy, CURLcode code, bool may_retry) = 0;
  // The channel stops in the middle of it.
  [[nodiscard]] virtual Outcome abandoned() const = 0;
};

// True if this answer of a proxy to CONNECT is a refusal that needs a person (407: log in, 403: not there); otherwise
// it may open the way later.
[[nodiscard]] bool proxy_refuses(int code);

// One multi handle, with its connections, on a thread of its own. One engine serves one profile only: libcurl 7.88
// reuses a plaintext connection for a transfer that demands TLS when both share a multi handle, so profiles must never
// share one.
class CurlEngine {
 public:
  using Done = std::function<void(Outcome)>;

  // At most `connections` transfers are under way; the others wait in line.
  explicit CurlEngine(std::size_t connections);
  ~CurlEngine();
  CurlEngine(const CurlEngine&) = delete;
  CurlEngine& operator=(const CurlEngine&) = delete;

  using Time = std::chrono::steady_clock::time_point;

  // Any thread. `done` is called once, on the engine's thread, or on the caller's if the engine has been stopped.
  // Before `not_before` the transfer waits in line, and lets others pass.
  void submit(std::unique_ptr<Transfer> transfer, Done done, Time not_before = {});
  // Any thread: transfers waiting or under way.
  [[nodiscard]] std::size_t load() const { return load_; }
  // Takes nothing more and cuts what is under way; returns at once.
  void begin_stop();
  // The same, and answers for everything, ends the thread. Not from within `done`.
  void stop();

 private:
  struct Job;
  struct MultiCleanup {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  void run();
  bool take_new();
  [[nodiscard]] int poll_millis();
  void start(std::unique_ptr<Job> job);
  void collect();
  void settle(std::unique_ptr<Job> job, CURLcode code);
  void abandon_all();
  void watch_sockets(CURL* easy);
  static int socket_opened(void* self, curl_socket_t socket, curlsocktype purpose);
  static int close_socket(void* self, curl_socket_t socket);

  // Constant after construction
  std::size_t connections_;

  // Shared
  std::mutex mutex_;
  std::condition_variable ended_changed_;
  std::deque<std::unique_ptr<Job>> queue_;
  std::set<curl_socket_t> sockets_;
  std::atomic<std::size_t> load_ = 0;
  std::chrono::steady_clock::time_point polite_until_;  // REQUIRES: stopping_
  bool stopping_ = false;
  bool ended_ = false;

  // Used on the engine's thread, and woken from others until `stopping_`
  std::unique_ptr<CURLM, MultiCleanup> multi_;

  // Touched only on the engine's thread
  std::vector<std::unique_ptr<Job>> active_;
  std::vector<std::unique_ptr<Job>> idle_;  // finished ones, kept for their easy handles

  std::thread thread_;
};

}  // namespace dondoc::integrations
