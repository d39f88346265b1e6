#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "config/answer_keys.hpp"
#include "config/main_file.hpp"
#include "config/secrets.hpp"

// [answers]: links in messages, and the page behind them.

namespace dondoc::config {
namespace {

constexpr auto kShortestLife = std::chrono::hours{1};
constexpr auto kLongestLife = std::chrono::hours{24 * 400};
constexpr std::size_t kLongestSocketPath = 107;  // sockaddr_un

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>'; });
}

// http only for trying it on the machine itself: a link is a key, and travels with each request.
bool is_public_url(std::string_view url) {
  const bool secure = url.starts_with("https://");
  const bool here = url.starts_with("http://localhost") || url.starts_with("http://127.0.0.1");
  const auto host = url.substr(std::min(url.find("://"), url.size()));
  return (secure || here) && is_plain(url) && host.size() > 3 && host[3] != '/' &&
         url.find_first_of("?#") == std::string_view::npos;
}

bool is_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= 65535;
}

// Anything else than this machine would serve the page without encryption to a network.
bool is_listen_address(std::string_view text) {
  if (text.starts_with('/')) return text.size() <= kLongestSocketPath;
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || !is_port(text.substr(colon + 1))) return false;
  const auto host = text.substr(0, colon);
  return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

std::optional<std::string> checked(std::string_view text, bool (*good)(std::string_view)) {
  return good(text) ? std::optional{std::string{text}} : std::nullopt;
}

void read_keys(TomlReader& reader, bool needs_keys, AnswersConfig& out) {
  auto keys = read_answer_keys(out.key_file, out.key_file.string());
  if (keys) {
    out.keys = std::move(*keys);
    if (is_exposed({SecretReference::Kind::file, out.key_file.string()})) {
      reader.report("DD1306", "key_file", {{"name", out.key_file.string()}});
    }
    return;
  }
  // Only who runs the service may read the keys; everybody else may still look at the rest.
  std::error_code error;
  const bool kept_from_us = std::filesystem::exists(out.key_file, error) && ::access(out.key_file.c_str(), R_OK) != 0;
  if (keys.error().line > 0) {
    reader.problems().push_back(std::move(keys.error()));
    return;
  }
  reader.report(keys.error().code, "key_file", keys.error().args).warning = kept_from_us && !needs_keys;
}

}  // namespace

void read_answers(TomlReader& main, bool needs_keys, Configuration& out) {
  auto& answers = out.answers;
  answers.key_file = out.directory / "answer-keys";
  const auto* table = main.table("answers");
  if (!table) return;
  auto reader = main.below(*table, "answers");
  answers.public_url =
      reader.parsed("public_url", [](std::string_view t) { return checked(t, is_public_url); }, "DD1801").value_or("");
  while (answers.public_url.ends_with('/')) answers.public_url.pop_back();
  answers.listen = reader.parsed(
                             "listen", [](std::string_view t) { return checked(t, is_listen_address); }, "DD1802")
                       .value_or(answers.listen);
  answers.link_lifetime = reader.parsed("link_lifetime", parse_duration, "DD1113").value_or(answers.link_lifetime);
  if (answers.link_lifetime < kShortestLife || answers.link_lifetime > kLongestLife) {
    reader.report("DD1114", "link_lifetime",
                  {{"got", reader.text_or("link_lifetime", "")}, {"min", "1h"}, {"max", "400d"}});
  }
  answers.office = reader.parsed("office", recipient_in, "DD1119").value_or("");
  const auto file = reader.text_or("key_file", "answer-keys");
  if (file.empty()) reader.report("DD1109", "key_file", {{"key", "key_file"}});
  answers.key_file = (out.directory / file).lexically_normal();
  if (answers.serves()) read_keys(reader, needs_keys, answers);
  reader.finish();
}

}  // namespace dondoc::config
