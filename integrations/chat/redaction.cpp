#include "integrations/chat/redaction.hpp"

#include <algorithm>

namespace dondoc::integrations::chat {

namespace {

// Shorter pieces are words of the address, and no token of any service is as short.
constexpr std::size_t kShortestSecret = 12;
constexpr std::size_t kShortestPath = 4;
constexpr std::string_view kBot = "bot";  // "/bot<token>/" of Telegram and Zalo

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (!escape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return out;
}

void add(std::vector<std::string>& out, std::string_view secret, std::size_t shortest) {
  if (secret.size() < shortest) return;
  out.emplace_back(secret);
  if (auto plain = percent_decoded(secret); plain != secret) out.push_back(std::move(plain));
}

void add_pieces(std::vector<std::string>& out, std::string_view text, std::string_view separators) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    auto piece = text.substr(0, end);
    add(out, piece, kShortestSecret);
    if (piece.starts_with(kBot)) add(out, piece.substr(kBot.size()), kShortestSecret);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string_view target_of(std::string_view url) {
  const auto scheme = url.find("://");
  const auto path = url.find_first_of("/?", scheme == std::string_view::npos ? 0 : scheme + 3);
  return path == std::string_view::npos ? std::string_view{} : url.substr(path);
}

}  // namespace

std::vector<std::string> secrets_of(const HttpRequest& request) {
  std::vector<std::string> out;
  const auto target = target_of(request.url);
  add(out, target, kShortestPath);
  add_pieces(out, target, "/?&=");
  for (const auto& [name, value] : request.headers) add_pieces(out, value, " ");
  // The whole before its pieces.
  std::ranges::stable_sort(out, std::ranges::greater{}, &std::string::size);
  return out;
}

std::string redacted(std::string text, const std::vector<std::string>& secrets) {
  constexpr std::string_view kMark = "…";
  for (const auto& secret : secrets) {
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kMark.size())) {
      text.replace(at, secret.size(), kMark);
    }
  }
  return text;
}

}  // namespace dondoc::integrations::chat
