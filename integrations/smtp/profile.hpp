#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <tl/expected.hpp>

#include "integrations/render/mime.hpp"
#include "rules/problem.hpp"
#include "rules/settings.hpp"

namespace dondoc::integrations::smtp {

// The settings of one SMTP channel, checked and typed. Holds secrets: never print one.
struct Profile {
  enum class Security { none, starttls, tls };
  enum class Auth { none, plain, login, xoauth2 };

  std::string id;
  std::string host;
  std::uint16_t port = 587;
  Security security = Security::starttls;
  Auth auth = Auth::none;
  std::string user;
  std::string password;
  std::string token;
  std::string token_file;  // read again at each use: tokens are renewed by another program
  std::string ca_file;
  std::string proxy;
  std::string helo;
  std::string envelope_from;
  render::MailIdentity identity;
  std::size_t connections = 4;
  std::size_t max_per_hour = 0;
  std::size_t max_size = 0;  // bytes; 0: no limit
  std::chrono::milliseconds timeout{120'000};

  [[nodiscard]] std::string server() const;  // "mail.example.vn:587"
};

[[nodiscard]] rules::SettingsSchema profile_schema();
[[nodiscard]] tl::expected<Profile, rules::Problem> read_profile(std::string id, const rules::Settings& settings,
                                                                 const std::string& host);

}  // namespace dondoc::integrations::smtp
