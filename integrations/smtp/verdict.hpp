#pragma once

#include <optional>
#include <string>

#include "integrations/channel.hpp"
#include "integrations/smtp/transcript.hpp"

namespace dondoc::integrations::smtp {

// What is known of one attempt once libcurl is through with it.
struct Report {
  int curl_code = 0;      // CURLcode
  std::string curl_text;  // its words, without addresses of ours
  Transcript transcript;
  bool body_complete = false;     // every byte was handed over: the final dot may have gone out
  bool reused = false;            // over a connection that had carried something before
  bool token_is_renewed = false;  // the login's token comes from a file that another program writes
  int proxy_code = 0;             // the proxy's answer to CONNECT; 0: there was none
  std::string server;             // "mail.example.vn:587"
};

// A reused connection the server had closed meanwhile (often with "421 4.4.2 timeout exceeded"): nothing was accepted
// and the server is not to blame; try again at once over a fresh connection.
[[nodiscard]] bool is_stale_connection(const Report& report);

// Only here is judged what an answer means (RFC 5321 §4.2, RFC 3463).
[[nodiscard]] Outcome judge(const Report& report);

// "5.1.1" of "550 5.1.1 no such user"; empty if there is none.
[[nodiscard]] std::string enhanced_status(const std::string& reply);
// "4F1A2" of "250 2.0.0 Ok: queued as 4F1A2"; empty if there is none.
[[nodiscard]] std::string queue_id(const std::string& reply);

}  // namespace dondoc::integrations::smtp
