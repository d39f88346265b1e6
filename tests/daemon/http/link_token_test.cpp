#include "daemon/http/link_token.hpp"

#include <gtest/gtest.h>

#include "daemon/http/base64url.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon {
namespace {

using Refusal = LinkSigner::Refusal;
using namespace std::chrono_literals;

const config::AnswerKey kOld{"0a1b2c3d", std::string(32, 'o')};
const config::AnswerKey kNew{"ffee0102", std::string(32, 'n')};
constexpr auto kLife = 24h * 30;

rules::Instant at(const char* iso) { return *rules::parse_iso(iso); }
const rules::Instant kSent = at("2022-12-01T07:30:00+07:00");

LinkSigner signer(std::vector<config::AnswerKey> keys) {
  return {"https://dd.example.vn/tra-loi", std::move(keys), kLife};
}

const LinkSubject kSubject{"f00dfeedf00dfeedf00dfeedf00dfeed", "person:GD", "GD", false};

// What a verdict says, in one word.
std::string word(const LinkSigner& of, std::string_view token, rules::Instant now = kSent) {
  const auto verdict = of.verify(token, now);
  if (verdict.claim) return "genuine";
  switch (verdict.refusal) {
    case Refusal::malformed:
      return "malformed";
    case Refusal::unknown_key:
      return "unknown key";
    case Refusal::forged:
      return "forged";
    case Refusal::expired:
      return "expired";
  }
  return {};
}

TEST(LinkToken, ComesBackAsItWasMade) {
  const auto of = signer({kNew});
  const auto verdict = of.verify(of.token(kSubject, kSent), kSent);
  ASSERT_TRUE(verdict.claim);
  EXPECT_EQ(verdict.claim->message, kSubject.message);
  EXPECT_EQ(verdict.claim->expires, kSent + kLife);
  EXPECT_EQ(verdict.claim->key, kNew.id);
  EXPECT_FALSE(verdict.claim->rehearsal);
}

TEST(LinkToken, StandsBehindThePublicUrl) {
  const auto of = signer({kNew});
  EXPECT_EQ(of.link(kSubject, kSent), "https://dd.example.vn/tra-loi/a/" + of.token(kSubject, kSent));
  EXPECT_EQ(of.path(), "/tra-loi");
  EXPECT_EQ(LinkSigner("https://dd.example.vn", {kNew}, kLife).path(), "");
}

TEST(LinkToken, NamesNobody) {
  const auto bytes = *from_base64url(signer({kNew}).token({"m", "person:TRAN-VAN-MAU", "TRAN-VAN-MAU", false}, kSent));
  EXPECT_EQ(bytes.find("MAU"), std::string::npos);
}

TEST(LinkToken, TheSameMomentMakesTheSameToken) {
  const auto of = signer({kNew});
  EXPECT_EQ(of.token(kSubject, kSent), of.token(kSubject, kSent));
}

// Every octet with every other value: nothing but the token itself is genuine.
TEST(LinkToken, TamperedInEachByteIsNone) {
  const auto of = signer({kNew, kOld});
  const auto bytes = *from_base64url(of.token(kSubject, kSent));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int value = 0; value < 256; ++value) {
      auto changed = bytes;
      changed[i] = static_cast<char>(value);
      if (changed == bytes) continue;
      ASSERT_NE(word(of, to_base64url(changed)), "genuine") << "octet " << i << " = " << value;
    }
  }
}

TEST(LinkToken, CutOrLongerIsNone) {
  const auto of = signer({kNew});
  const auto token = of.token(kSubject, kSent);
  for (std::size_t size = 0; size < token.size(); ++size) {
    ASSERT_NE(word(of, token.substr(0, size)), "genuine") << size;
  }
  for (const char* more : {"A", "AA", "AAAA", "=", "==", "/", "?x", "%41", " "}) {
    EXPECT_NE(word(of, token + more), "genuine") << more;
    EXPECT_NE(word(of, more + token), "genuine") << more;
  }
}

TEST(LinkToken, WhatIsNoTokenAtAll) {
  const auto of = signer({kNew});
  for (const std::string& text :
       std::vector<std::string>{"", "a", "....", "-", "%00", "../../etc/passwd", "AQ", "\xff\xfe"}) {
    EXPECT_EQ(word(of, text), "malformed") << text;
  }
  EXPECT_EQ(word(of, std::string(1'000'000, 'A')), "malformed");
}

struct Expiry {
  const char* now;
  const char* word;
};
TEST(LinkToken, LivesAsLongAsConfigured) {
  const auto of = signer({kNew});
  const auto token = of.token(kSubject, kSent);
  for (const auto& [now, expected] :
       {Expiry{"2022-12-01T07:30:00+07:00", "genuine"}, Expiry{"2022-12-31T07:29:59+07:00", "genuine"},
        Expiry{"2022-12-31T07:30:00+07:00", "expired"}, Expiry{"2029-01-01T00:00:00+07:00", "expired"}}) {
    EXPECT_EQ(word(of, token, at(now)), expected) << now;
  }
}

TEST(LinkToken, TheFirstKeySignsAndAllVerify) {
  const auto before = signer({kOld});
  const auto rotated = signer({kNew, kOld});
  const auto old_token = before.token(kSubject, kSent);
  EXPECT_EQ(word(rotated, old_token), "genuine");
  EXPECT_EQ(rotated.verify(rotated.token(kSubject, kSent), kSent).claim->key, kNew.id);
  EXPECT_EQ(word(before, rotated.token(kSubject, kSent)), "unknown key");
}

TEST(LinkToken, AKeyRotatedAwayEndsItsLinks) {
  EXPECT_EQ(word(signer({kNew}), signer({kOld}).token(kSubject, kSent)), "unknown key");
}

// Somebody else's key under an id of ours.
TEST(LinkToken, AnotherSecretUnderTheSameIdIsForged) {
  const auto other = signer({{kNew.id, std::string(32, 'x')}});
  EXPECT_EQ(word(signer({kNew}), other.token(kSubject, kSent)), "forged");
}

struct Reader {
  const char* recipient;
  const char* person;
  bool his;
};
TEST(LinkToken, IsMadeForOneReader) {
  const auto of = signer({kNew});
  const auto claim = *of.verify(of.token(kSubject, kSent), kSent).claim;
  for (const auto& [recipient, person, his] :
       {Reader{"person:GD", "GD", true}, Reader{"person:PGD", "PGD", false}, Reader{"person:GD", "PGD", false},
        Reader{"contact:GD", "GD", false}, Reader{"person:GDG", "D", false}, Reader{"", "", false}}) {
    EXPECT_EQ(of.made_for(claim, recipient, person), his) << recipient << " " << person;
  }
}

TEST(LinkToken, OfARehearsalSaysSo) {
  const auto of = signer({kNew});
  auto subject = kSubject;
  subject.rehearsal = true;
  EXPECT_TRUE(of.verify(of.token(subject, kSent), kSent).claim->rehearsal);
}

TEST(Base64Url, HasOneTextForOneValue) {
  for (const std::string bytes : {"", "f", "fo", "foo", "foob", "\xff\xef\xbe"}) {
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
  EXPECT_EQ(to_base64url("\xff\xef\xbe"), "_---");
  for (const char* text : {"A", "Zh", "Zm9=", "Zm+v", "Zm/v", "Zm9v\n", "Zg==", "AAAAA"}) {
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace dondoc::daemon
