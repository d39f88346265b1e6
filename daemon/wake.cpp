#include "daemon/wake.hpp"

#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <tuple>

namespace dondoc::daemon {
namespace {

constexpr auto kPoll = std::chrono::seconds{1};

// The write-ahead log comes and goes; the directory is what stays.
int watch_directory_of(const std::string& database) {
  const int events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (events < 0) return -1;
  auto directory = std::filesystem::path{database}.parent_path();
  if (directory.empty()) directory = ".";
  if (inotify_add_watch(events, directory.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) {
    close(events);
    return -1;
  }
  return events;
}

}  // namespace

DatabaseWatch::DatabaseWatch(boost::asio::io_context& loop, const std::string& database,
                             std::function<void()> perhaps_changed)
    : events_(loop), timer_(loop), perhaps_changed_(std::move(perhaps_changed)) {
  if (const int events = watch_directory_of(database); events >= 0) {
    events_.assign(events);
    wait_for_event();
  }
  wait_a_second();
}

void DatabaseWatch::stop() {
  boost::system::error_code ignored;
  std::ignore = events_.close(ignored);
  timer_.cancel();
}

void DatabaseWatch::wait_for_event() {
  events_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    std::array<char, 4096> buffer{};
    while (read(events_.native_handle(), buffer.data(), buffer.size()) > 0) {
    }
    perhaps_changed_();
    wait_for_event();
  });
}

void DatabaseWatch::wait_a_second() {
  timer_.expires_after(kPoll);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    perhaps_changed_();
    wait_a_second();
  });
}

ClockWatch::ClockWatch(boost::asio::io_context& loop, std::function<void()> jumped)
    : timer_(loop), jumped_(std::move(jumped)) {
  const int timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (timer < 0) return;  // the outer bound of the scheduler finds a jump within a minute
  timer_.assign(timer);
  arm();
  wait();
}

void ClockWatch::stop() {
  boost::system::error_code ignored;
  std::ignore = timer_.close(ignored);
}

void ClockWatch::arm() {
  itimerspec never{};
  never.it_value.tv_sec = std::int64_t{1} << 40;
  timerfd_settime(timer_.native_handle(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
}

void ClockWatch::wait() {
  timer_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    std::uint64_t expirations = 0;
    const auto got = read(timer_.native_handle(), &expirations, sizeof expirations);
    if (got < 0 && errno == ECANCELED) jumped_();
    arm();
    wait();
  });
}

}  // namespace dondoc::daemon
