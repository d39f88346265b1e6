#pragma once

#include <string>
#include <string_view>

namespace dondoc::integrations::smtp {

// How far an SMTP transaction came.
enum class Phase {
  connect,  // before the greeting was answered
  hello,    // EHLO, STARTTLS
  auth,
  mail,
  rcpt,
  data,      // DATA sent, 354 not seen
  body,      // 354 seen, the final dot not answered
  finished,  // the final dot was answered
};
[[nodiscard]] std::string_view phase_name(Phase phase);

// Pairs what libcurl sent with what the server answered, from its debug callback (libcurl itself only gives the last
// code of all). Keeps verbs, never arguments: those of AUTH are secrets. Belongs to one attempt, on one thread.
class Transcript {
 public:
  void sent(std::string_view line);      // CURLINFO_HEADER_OUT
  void received(std::string_view line);  // CURLINFO_HEADER_IN

  [[nodiscard]] Phase phase() const { return phase_; }
  // The furthest-reaching phase that was refused, or the present one.
  [[nodiscard]] int code() const { return code_; }                   // of the last complete reply; 0: none
  [[nodiscard]] const std::string& reply() const { return reply_; }  // "550 5.1.1 no such user", on one line
  // Of the reply that decided: the first refusal to MAIL, RCPT or DATA; QUIT and RSET afterwards do not overwrite it.
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  Phase phase_ = Phase::connect;
  int code_ = 0;
  std::string reply_;
  std::string partial_;
  bool refused_ = false;
};

}  // namespace dondoc::integrations::smtp
