#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/catalogue.hpp"
#include "daemon/answering.hpp"
#include "daemon/http/message.hpp"

namespace boost::asio {
class io_context;
}

namespace dondoc::daemon {

// The page behind the links, for as long as the configuration has a public_url. Lives on the loop; what needs the
// database is done on the store's thread by way of `on_store`. GET and HEAD show and change nothing; POST acts.
class AnswerSite {
 public:
  // Runs the job on the store's thread, then `then` on the loop, with whether the job got through.
  using OnStore = std::function<void(std::function<void()> job, std::function<void(bool)> then)>;

  AnswerSite(boost::asio::io_context& context, const Clock& clock, Answering& answering, OnStore on_store);
  ~AnswerSite();

  // Takes the keys and the address of this configuration. An address that cannot be had is tried again until it can,
  // and nothing else waits for it.
  void use(const Setup& setup);
  // From now on; before, people are asked to come back.
  void open() { ready_ = true; }
  void stop();

  // What the server does with a request.
  void handle(HttpRequest request, HttpReply reply);

 private:
  class Door;
  struct Visit;
  void show(std::shared_ptr<Visit> visit, HttpReply reply);

  const Clock& clock_;
  Answering& answering_;
  const OnStore on_store_;
  std::shared_ptr<const LinkSigner> links_;
  config::Language language_ = config::Language::vi;
  std::unique_ptr<Door> door_;
  bool ready_ = false;
};

}  // namespace dondoc::daemon
