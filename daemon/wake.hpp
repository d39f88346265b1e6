#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

namespace dondoc::daemon {

// Tells when another program may have written to the database: at once by inotify on the files beside it, and once a
// second, since the log is written before its commit can be seen and a slow disk may lie between the two. Lives on the
// loop; says "perhaps" rather than "surely", the store's data version decides.
class DatabaseWatch {
 public:
  DatabaseWatch(boost::asio::io_context& loop, const std::string& database, std::function<void()> perhaps_changed);
  void stop();

 private:
  void wait_for_event();
  void wait_a_second();

  boost::asio::posix::stream_descriptor events_;
  boost::asio::steady_timer timer_;
  std::function<void()> perhaps_changed_;
};

// Tells of jumps of the wall clock (timerfd with TFD_TIMER_CANCEL_ON_SET). Lives on the loop.
class ClockWatch {
 public:
  ClockWatch(boost::asio::io_context& loop, std::function<void()> jumped);
  void stop();

 private:
  void arm();
  void wait();

  boost::asio::posix::stream_descriptor timer_;
  std::function<void()> jumped_;
};

}  // namespace dondoc::daemon
