#include "integrations/curl_engine.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace dondoc::integrations {

namespace {

struct EasyCleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

void init_libcurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// The outer bound of a wait; everything that matters wakes the poll earlier.
constexpr int kPollMillis = 10'000;

// For saying goodbye to servers that answer.
constexpr auto kPoliteStop = std::chrono::milliseconds{500};

}  // namespace

bool proxy_refuses(int code) { return code >= 300 && code < 500 && code != 408 && code != 429; }

struct CurlEngine::Job {
  std::unique_ptr<Transfer> transfer;
  Done done;
  std::unique_ptr<CURL, EasyCleanup> easy;
  bool fresh = false;
  Time not_before;
};

CurlEngine::CurlEngine(std::size_t connections) : connections_(std::max<std::size_t>(connections, 1)) {
  init_libcurl();
  multi_.reset(curl_multi_init());
  if (!multi_) throw std::runtime_error("start a transport thread: libcurl gave no multi handle");
  // Must be set before the first transfer: concurrent adds would open a connection each.
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(connections_));
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(connections_));
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(connections_));
  thread_ = std::thread([this] { run(); });
}

CurlEngine::~CurlEngine() { stop(); }

void CurlEngine::submit(std::unique_ptr<Transfer> transfer, Done done, Time not_before) {
  auto job = std::make_unique<Job>();
  job->transfer = std::move(transfer);
  job->not_before = not_before;
  ++load_;
  job->done = [this, done = std::move(done)](Outcome outcome) {
    --load_;
    done(std::move(outcome));
  };
  {
    const std::scoped_lock lock(mutex_);
    if (!stopping_) {
      queue_.push_back(std::move(job));
      curl_multi_wakeup(multi_.get());
      return;
    }
  }
  job->done(RetryLater{"stopping: not sent", RetryLater::Scope::message, {}});
}

void CurlEngine::begin_stop() {
  const std::scoped_lock lock(mutex_);
  if (stopping_) return;
  stopping_ = true;
  polite_until_ = std::chrono::steady_clock::now() + kPoliteStop;
  curl_multi_wakeup(multi_.get());
}

// libcurl keeps the thread to itself while it waits for the answer to a mail's last byte or to QUIT. Ending the
// connections under it is the only way to get the thread back from a server that is silent.
void CurlEngine::stop() {
  begin_stop();
  {
    std::unique_lock lock(mutex_);
    if (!ended_changed_.wait_until(lock, polite_until_, [this] { return ended_; })) {
      for (const auto socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
  }
  if (thread_.joinable()) thread_.join();
}

int CurlEngine::socket_opened(void* self, curl_socket_t socket, curlsocktype) {
  auto& engine = *static_cast<CurlEngine*>(self);
  const std::scoped_lock lock(engine.mutex_);
  engine.sockets_.insert(socket);
  return CURL_SOCKOPT_OK;
}

// Closed under the lock, so that stop() never ends a connection of somebody else that got the same number.
int CurlEngine::close_socket(void* self, curl_socket_t socket) {
  auto& engine = *static_cast<CurlEngine*>(self);
  const std::scoped_lock lock(engine.mutex_);
  engine.sockets_.erase(socket);
  return ::close(socket);
}

void CurlEngine::watch_sockets(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &CurlEngine::socket_opened);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, this);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlEngine::close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

void CurlEngine::run() {
  while (take_new()) {
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    const auto before = active_.size();
    collect();
    // A freed place may have someone waiting for it: look before sleeping.
    if (active_.size() < before) continue;
    curl_multi_poll(multi_.get(), nullptr, 0, poll_millis(), nullptr);
  }
  abandon_all();
  multi_.reset();
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  ended_changed_.notify_all();
}

// False once the engine stops.
bool CurlEngine::take_new() {
  std::vector<std::unique_ptr<Job>> taken;
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return false;
    const auto now = std::chrono::steady_clock::now();
    for (auto job = queue_.begin(); job != queue_.end() && active_.size() + taken.size() < connections_;) {
      if ((*job)->not_before > now) {
        ++job;
        continue;
      }
      taken.push_back(std::move(*job));
      job = queue_.erase(job);
    }
  }
  for (auto& job : taken) start(std::move(job));
  return true;
}

// Until the first of those that wait for their time; who waits for a place is woken by the one that frees it.
int CurlEngine::poll_millis() {
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  auto wait = std::chrono::milliseconds{kPollMillis};
  for (const auto& job : queue_) {
    if (job->not_before <= now) continue;
    wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(job->not_before - now));
  }
  return static_cast<int>(wait.count());
}

void CurlEngine::start(std::unique_ptr<Job> job) {
  if (!job->easy && !idle_.empty()) {
    job->easy = std::move(idle_.back()->easy);
    idle_.pop_back();
  }
  if (!job->easy) job->easy.reset(curl_easy_init());
  if (!job->easy) {
    job->done(RetryLater{"start a transfer: libcurl gave no handle", RetryLater::Scope::message, {}});
    return;
  }
  curl_easy_reset(job->easy.get());
  if (auto refused = job->transfer->prepare(job->easy.get(), job->fresh)) {
    job->done(std::move(*refused));
    return;
  }
  curl_easy_setopt(job->easy.get(), CURLOPT_FRESH_CONNECT, job->fresh ? 1L : 0L);
  curl_easy_setopt(job->easy.get(), CURLOPT_PRIVATE, job.get());
  watch_sockets(job->easy.get());
  curl_multi_add_handle(multi_.get(), job->easy.get());
  active_.push_back(std::move(job));
}

void CurlEngine::collect() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message dies with the removal: copy first.
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi_.get(), easy);
    const auto found = std::ranges::find(active_, easy, [](const auto& job) { return job->easy.get(); });
    if (found == active_.end()) continue;
    auto job = std::move(*found);
    active_.erase(found);
    settle(std::move(job), code);
  }
}

void CurlEngine::settle(std::unique_ptr<Job> job, CURLcode code) {
  auto outcome = job->transfer->finish(job->easy.get(), code, !job->fresh);
  if (!outcome) {
    job->fresh = true;
    start(std::move(job));
    return;
  }
  const auto done = std::move(job->done);
  job->transfer.reset();
  idle_.push_back(std::move(job));
  done(std::move(*outcome));
}

void CurlEngine::abandon_all() {
  for (auto& job : active_) {
    curl_multi_remove_handle(multi_.get(), job->easy.get());
    job->done(job->transfer->abandoned());
  }
  active_.clear();
  idle_.clear();
  std::deque<std::unique_ptr<Job>> waiting;
  {
    const std::scoped_lock lock(mutex_);
    waiting.swap(queue_);
  }
  for (auto& job : waiting) job->done(RetryLater{"stopping: not sent", RetryLater::Scope::message, {}});
}

}  // namespace dondoc::integrations
