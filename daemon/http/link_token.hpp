#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"
#include "rules/recipient.hpp"
#include "rules/time.hpp"

namespace dondoc::daemon {

// The links in messages, and what comes back by them.
//
//   LINK    := PUBLIC_URL "/a/" TOKEN
//   TOKEN   := base64url( VERSION FLAGS KEY EXPIRES READER MESSAGE SIGNATURE ), without padding
//   VERSION := 1 octet, 1           FLAGS   := 1 octet, bit 0: of a rehearsal
//   KEY     := 4 octets, its id     EXPIRES := 6 octets, seconds since 1970, the highest first
//   READER  := 8 octets: the first of HMAC-SHA256(key, "reader" NUL recipient NUL person)
//   MESSAGE := its public id, 1 to 64 octets
//   SIGNATURE := 32 octets: HMAC-SHA256(key, "link" NUL everything before it)
//
// Whether a token is genuine shows without the database. Whom it was made for shows by READER once the message is
// known; the token itself names nobody, since proxies write addresses into their logs.

inline constexpr std::string_view kAnswerPath = "/a/";

struct LinkSubject {
  std::string message;  // public id
  rules::Recipient recipient;
  std::string person;  // code of the person the recipient is
  bool rehearsal = false;
};

// A genuine token, before anybody has looked at the message.
struct LinkClaim {
  std::string key;
  std::string message;
  std::string reader;  // READER
  rules::Instant expires{};
  bool rehearsal = false;
};

// Constant after construction; any thread.
class LinkSigner {
 public:
  enum class Refusal { malformed, unknown_key, forged, expired };

  // REQUIRES: at least one key.
  LinkSigner(std::string public_url, std::vector<config::AnswerKey> keys, std::chrono::milliseconds lifetime);

  [[nodiscard]] std::string link(const LinkSubject& subject, rules::Instant now) const;
  [[nodiscard]] std::string token(const LinkSubject& subject, rules::Instant now) const;

  struct Verdict {
    std::optional<LinkClaim> claim;
    Refusal refusal = Refusal::malformed;  // without a claim
  };
  [[nodiscard]] Verdict verify(std::string_view token, rules::Instant now) const;
  // Whether the link was made for this recipient as this person. In constant time.
  [[nodiscard]] bool made_for(const LinkClaim& claim, std::string_view recipient, std::string_view person) const;

  // The part of public_url after the host; empty where there is none.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] const config::AnswerKey* key(std::string_view id) const;

  std::string public_url_;
  std::string path_;
  std::vector<config::AnswerKey> keys_;
  std::chrono::milliseconds lifetime_;
};

}  // namespace dondoc::daemon
