#include "integrations/smtp/transcript.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace dondoc::integrations::smtp {

namespace {

constexpr std::size_t kMaxReply = 500;

bool starts_with_word(std::string_view line, std::string_view word) {
  if (line.size() < word.size()) return false;
  const auto same = [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; };
  return std::equal(word.begin(), word.end(), line.begin(), same);
}

// Replies go into logs and the database: one line, printable, bounded.
void append_clean(std::string& out, std::string_view text) {
  if (!out.empty() && !text.empty()) out += ' ';
  for (const char c : text) {
    if (out.size() >= kMaxReply) return;
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
}

}  // namespace

std::string_view phase_name(Phase phase) {
  constexpr std::array<std::string_view, 8> kNames{"connect", "EHLO", "AUTH",         "MAIL FROM",
                                                   "RCPT TO", "DATA", "message body", "message body"};
  return kNames.at(static_cast<std::size_t>(phase));
}

void Transcript::sent(std::string_view line) {
  static constexpr std::array<std::pair<std::string_view, Phase>, 8> kVerbs{{
      {"EHLO", Phase::hello},
      {"HELO", Phase::hello},
      {"STARTTLS", Phase::hello},
      {"AUTH", Phase::auth},
      {"MAIL FROM", Phase::mail},
      {"RCPT TO", Phase::rcpt},
      {"DATA", Phase::data},
      {"QUIT", Phase::finished},
  }};
  // Lines of a SASL exchange carry no verb: whatever they look like, the phase stays.
  if (phase_ == Phase::auth && code_ == 334) return;
  for (const auto& [verb, phase] : kVerbs) {
    if (!starts_with_word(line, verb)) continue;
    if (phase == Phase::finished) return;
    phase_ = phase;
    partial_.clear();
    return;
  }
}

void Transcript::received(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  const bool coded =
      line.size() >= 3 && std::ranges::all_of(line.substr(0, 3), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!coded || refused_) return;
  const bool more = line.size() > 3 && line[3] == '-';
  append_clean(partial_, partial_.empty() ? line : line.substr(std::min<std::size_t>(4, line.size())));
  if (more) return;
  code_ = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  reply_ = std::exchange(partial_, {});
  if (phase_ == Phase::body) {
    phase_ = Phase::finished;
  } else if (phase_ == Phase::data && code_ == 354) {
    phase_ = Phase::body;
  }
  refused_ = code_ >= 400 && phase_ >= Phase::mail;
}

}  // namespace dondoc::integrations::smtp
