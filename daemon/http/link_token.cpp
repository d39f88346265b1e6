#include "daemon/http/link_token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "daemon/http/base64url.hpp"

namespace dondoc::daemon {
namespace {

constexpr char kVersion = 1;
constexpr char kRehearsal = 1;
constexpr std::size_t kKeyDigits = 8;  // of its id, two for an octet
constexpr std::size_t kExpirySize = 6;
constexpr std::size_t kReaderSize = 8;
constexpr std::size_t kSignatureSize = 32;
constexpr std::size_t kHeadSize = 2 + kKeyDigits / 2 + kExpirySize + kReaderSize;
constexpr std::size_t kMostMessage = 64;
constexpr std::string_view kDigits = "0123456789abcdef";

std::string sign(std::string_view secret, std::initializer_list<std::string_view> parts) {
  std::string content;
  for (const auto part : parts) content.append(part).push_back('\0');
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string reader_of(std::string_view secret, std::string_view recipient, std::string_view person) {
  return sign(secret, {"reader", recipient, person}).substr(0, kReaderSize);
}

std::string octets_of_id(std::string_view id) {
  std::string out;
  for (std::size_t i = 0; i + 1 < id.size(); i += 2) {
    out += static_cast<char>(16 * kDigits.find(id[i]) + kDigits.find(id[i + 1]));
  }
  return out;
}

std::string id_of_octets(std::string_view octets) {
  std::string out;
  for (const char c : octets) {
    out += kDigits[static_cast<unsigned char>(c) >> 4U];
    out += kDigits[static_cast<unsigned char>(c) & 0xFU];
  }
  return out;
}

std::string octets_of(std::uint64_t number) {
  std::string out(kExpirySize, '\0');
  for (auto octet = out.rbegin(); octet != out.rend(); ++octet, number >>= 8U) *octet = static_cast<char>(number);
  return out;
}

std::uint64_t number_of(std::string_view octets) {
  std::uint64_t out = 0;
  for (const char c : octets) out = out << 8U | static_cast<unsigned char>(c);
  return out;
}

std::string path_of(std::string_view url) {
  const auto host = url.find("://");
  const auto slash = host == std::string_view::npos ? host : url.find('/', host + 3);
  return slash == std::string_view::npos ? std::string{} : std::string{url.substr(slash)};
}

}  // namespace

LinkSigner::LinkSigner(std::string public_url, std::vector<config::AnswerKey> keys, std::chrono::milliseconds lifetime)
    : public_url_(std::move(public_url)), path_(path_of(public_url_)), keys_(std::move(keys)), lifetime_(lifetime) {
  assert(!keys_.empty());
}

const config::AnswerKey* LinkSigner::key(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &config::AnswerKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

std::string LinkSigner::link(const LinkSubject& subject, rules::Instant now) const {
  return public_url_ + std::string{kAnswerPath} + token(subject, now);
}

std::string LinkSigner::token(const LinkSubject& subject, rules::Instant now) const {
  const auto& key = keys_.front();
  const auto expires = std::chrono::ceil<std::chrono::seconds>((now + lifetime_).time_since_epoch()).count();
  std::string bytes{kVersion};
  bytes += static_cast<char>(subject.rehearsal ? kRehearsal : 0);
  bytes += octets_of_id(key.id);
  bytes += octets_of(static_cast<std::uint64_t>(expires));
  bytes += reader_of(key.secret, subject.recipient, subject.person);
  bytes += subject.message;
  bytes += sign(key.secret, {"link", bytes});
  return to_base64url(bytes);
}

LinkSigner::Verdict LinkSigner::verify(std::string_view token, rules::Instant now) const {
  constexpr std::size_t kMostToken = (kHeadSize + kMostMessage + kSignatureSize + 2) / 3 * 4;
  if (token.size() > kMostToken) return {};
  const auto bytes = from_base64url(token);
  if (!bytes || bytes->size() <= kHeadSize + kSignatureSize || bytes->front() != kVersion) return {};
  std::string_view signed_part{*bytes};
  const auto signature = signed_part.substr(signed_part.size() - kSignatureSize);
  signed_part.remove_suffix(kSignatureSize);
  auto rest = signed_part.substr(1);
  const auto take = [&rest](std::size_t size) {
    const auto taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  };
  const char flags = take(1).front();
  const auto* signer = key(id_of_octets(take(kKeyDigits / 2)));
  if (!signer) return {{}, Refusal::unknown_key};
  if (!same(signature, sign(signer->secret, {"link", signed_part}))) return {{}, Refusal::forged};
  LinkClaim claim;
  claim.key = signer->id;
  claim.expires = rules::Instant{std::chrono::seconds{number_of(take(kExpirySize))}};
  claim.reader = take(kReaderSize);
  claim.message = rest;
  claim.rehearsal = (flags & kRehearsal) != 0;
  if (now >= claim.expires) return {{}, Refusal::expired};
  return {std::move(claim), {}};
}

bool LinkSigner::made_for(const LinkClaim& claim, std::string_view recipient, std::string_view person) const {
  const auto* signer = key(claim.key);
  return signer && same(claim.reader, reader_of(signer->secret, recipient, person));
}

}  // namespace dondoc::daemon
