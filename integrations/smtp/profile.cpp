#include "integrations/smtp/profile.hpp"

#include <algorithm>
#include <utility>

#include "integrations/channel_settings.hpp"
#include "integrations/smtp/address.hpp"

namespace dondoc::integrations::smtp {

namespace {

using rules::Problem;
using Type = rules::SettingField::Type;

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

Profile::Security parse_security(const std::string& word) {
  if (word == "tls") return Profile::Security::tls;
  return word == "none" ? Profile::Security::none : Profile::Security::starttls;
}

Profile::Auth parse_auth(const std::string& word) {
  if (word == "plain") return Profile::Auth::plain;
  if (word == "login") return Profile::Auth::login;
  return word == "xoauth2" ? Profile::Auth::xoauth2 : Profile::Auth::none;
}

std::uint16_t standard_port(Profile::Security security) {
  constexpr std::uint16_t kSubmissions = 465;
  constexpr std::uint16_t kSubmission = 587;
  constexpr std::uint16_t kSmtp = 25;
  if (security == Profile::Security::tls) return kSubmissions;
  return security == Profile::Security::starttls ? kSubmission : kSmtp;
}

// Names that end up in a command line of the protocol or in a URL.
bool is_host_name(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]";
  return !text.empty() && text.find_first_not_of(kLetters) == std::string_view::npos;
}

// What is wrong with it: field and code, or nothing.
std::pair<std::string, std::string> fault(const Profile& profile, bool allow_plain) {
  const auto& identity = profile.identity;
  if (!is_host_name(profile.host)) return {"host", "DD4111"};
  if (!is_host_name(profile.helo)) return {"helo", "DD4111"};
  if (profile.security == Profile::Security::none && !is_loopback(profile.host) && !allow_plain) {
    return {"security", "DD4112"};
  }
  if (profile.auth != Profile::Auth::none && profile.user.empty()) return {"user", "DD4113"};
  const bool by_password = profile.auth == Profile::Auth::plain || profile.auth == Profile::Auth::login;
  if (by_password && profile.password.empty()) return {"password", "DD4113"};
  if (profile.auth == Profile::Auth::xoauth2 && profile.token.empty() == profile.token_file.empty()) {
    return {"token", "DD4114"};
  }
  if (check_mail_address(identity.from)) return {"from", "DD4115"};
  if (check_mail_address(profile.envelope_from)) return {"envelope_from", "DD4115"};
  if (!identity.reply_to.empty() && check_mail_address(identity.reply_to)) return {"reply_to", "DD4115"};
  return {};
}

}  // namespace

std::string Profile::server() const { return host + ":" + std::to_string(port); }

rules::SettingsSchema profile_schema() {
  rules::SettingsSchema schema{
      .type = "smtp", .help = "mail over an SMTP server", .takes_mail_addresses = true, .fields = {}};
  schema.fields = {
      {.name = "host", .type = Type::text, .required = true, .help = "name of the server, as in its certificate"},
      {.name = "port",
       .type = Type::integer,
       .min = 1,
       .max = 65535,
       .help = "587 for starttls, 465 for tls, 25 for none"},
      {.name = "security",
       .type = Type::choice,
       .standard = "starttls",
       .choices = {"starttls", "tls", "none"},
       .help = "how the connection is protected; none: to this machine only"},
      {.name = "allow_plain",
       .type = Type::boolean,
       .standard = "false",
       .help = "permits security = \"none\" to another machine"},
      {.name = "auth",
       .type = Type::choice,
       .standard = "none",
       .choices = {"none", "plain", "login", "xoauth2"},
       .help = "how to log in"},
      {.name = "user", .type = Type::text, .help = "login name"},
      {.name = "password", .type = Type::secret, .help = "password, or the provider's app password"},
      {.name = "token", .type = Type::secret, .help = "OAuth access token for xoauth2"},
      {.name = "token_file", .type = Type::path, .help = "file with the access token, read again for each message"},
      {.name = "from", .type = Type::text, .required = true, .help = "sender's address"},
      {.name = "from_name", .type = Type::text, .help = "sender's name"},
      {.name = "reply_to", .type = Type::text, .help = "where answers go"},
      {.name = "envelope_from", .type = Type::text, .help = "where bounces go; default: from"},
      {.name = "helo", .type = Type::text, .help = "name given to the server; default: the installation's host"},
      {.name = "max_size",
       .type = Type::integer,
       .standard = "10000000",
       .min = 10'000,
       .max = 100'000'000,
       .help = "largest message in bytes"},
  };
  for (auto& field : transport_fields("120s", "4")) schema.fields.push_back(std::move(field));
  return schema;
}

tl::expected<Profile, Problem> read_profile(std::string id, const rules::Settings& settings, const std::string& host) {
  Profile profile;
  profile.id = std::move(id);
  profile.host = settings.text("host");
  profile.security = parse_security(settings.text("security"));
  profile.port = static_cast<std::uint16_t>(read_count(settings, "port", standard_port(profile.security)));
  profile.auth = parse_auth(settings.text("auth"));
  profile.user = settings.text("user");
  profile.password = settings.text("password");
  profile.token = settings.text("token");
  profile.token_file = settings.text("token_file");
  profile.ca_file = settings.text("ca_file");
  profile.proxy = settings.text("proxy");
  profile.helo = settings.text("helo").empty() ? host : settings.text("helo");
  profile.identity = {settings.text("from"), settings.text("from_name"), settings.text("reply_to"), host};
  profile.envelope_from =
      settings.text("envelope_from").empty() ? profile.identity.from : settings.text("envelope_from");
  profile.connections = read_count(settings, "connections", profile.connections);
  profile.max_per_hour = read_count(settings, "max_per_hour", 0);
  profile.max_size = read_count(settings, "max_size", 0);
  profile.timeout = read_duration(settings, "timeout", profile.timeout);
  const auto [field, code] = fault(profile, read_flag(settings, "allow_plain"));
  if (!field.empty()) return tl::unexpected(setting_problem(profile.id, field, code));
  for (auto* address : {&profile.identity.from, &profile.identity.reply_to, &profile.envelope_from}) {
    *address = wire_address(*address);
  }
  return profile;
}

}  // namespace dondoc::integrations::smtp
