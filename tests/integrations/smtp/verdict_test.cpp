#include "integrations/smtp/verdict.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dondoc::integrations::smtp {
namespace {

// A dialogue as libcurl shows it: "C: …" is what was sent, "S: …" what came back.
Transcript play(const std::vector<std::string>& dialogue) {
  Transcript out;
  for (const auto& line : dialogue) {
    if (line.starts_with("C: ")) out.sent(line.substr(3) + "\r\n");
    if (line.starts_with("S: ")) out.received(line.substr(3) + "\r\n");
  }
  return out;
}

const std::vector<std::string> kHello{"S: 220 mx ESMTP", "C: EHLO dondoc", "S: 250-mx", "S: 250 SIZE 1000000"};
const std::vector<std::string> kMail{"C: MAIL FROM:<a@b> SIZE=10"};
const std::vector<std::string> kRcpt{"S: 250 2.1.0 Ok", "C: RCPT TO:<c@d>"};
const std::vector<std::string> kData{"S: 250 2.1.5 Ok", "C: DATA"};
const std::vector<std::string> kBody{"S: 354 End data with <CR><LF>.<CR><LF>"};

std::vector<std::string> join(const std::vector<std::vector<std::string>>& parts) {
  std::vector<std::string> out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}
std::vector<std::string> upto_mail(const std::string& reply) { return join({kHello, kMail, {"S: " + reply}}); }
std::vector<std::string> upto_rcpt(const std::string& reply) { return join({kHello, kMail, kRcpt, {"S: " + reply}}); }
std::vector<std::string> upto_data(const std::string& reply) {
  return join({kHello, kMail, kRcpt, kData, {"S: " + reply}});
}
std::vector<std::string> upto_dot(const std::string& reply) {
  return join({kHello, kMail, kRcpt, kData, kBody, {"S: " + reply}});
}

// "rejected recipient", "retry message 86400s", "unknown"
std::string show(const Outcome& outcome) {
  std::string out(outcome_name(outcome));
  if (const auto* retry = std::get_if<RetryLater>(&outcome)) {
    out += retry->scope == RetryLater::Scope::message ? " message" : " destination";
    if (retry->after.count() > 0) out += " " + std::to_string(retry->after.count() / 1000) + "s";
  }
  if (const auto* rejected = std::get_if<Rejected>(&outcome)) {
    constexpr const char* kScopes[] = {" message", " recipient", " destination"};
    out += kScopes[static_cast<int>(rejected->scope)];
  }
  return out;
}

Report report_of(int code, const std::vector<std::string>& dialogue, bool body_complete = false) {
  Report out;
  out.curl_code = code;
  out.curl_text = "curl's words";
  out.transcript = play(dialogue);
  out.body_complete = body_complete;
  out.server = "mx.test:587";
  return out;
}

struct Case {
  const char* rule;
  int code;
  std::vector<std::string> dialogue;
  bool body_complete;
  const char* expected;
};

const Case kCases[] = {
    {"accepted", CURLE_OK, upto_dot("250 2.0.0 Ok: queued as 4F1A2"), true, "delivered"},
    {"nothing listens", CURLE_COULDNT_CONNECT, {}, false, "retry destination"},
    {"name unknown", CURLE_COULDNT_RESOLVE_HOST, {}, false, "retry destination"},
    {"greeting 4xx", CURLE_WEIRD_SERVER_REPLY, {"S: 450 busy"}, false, "retry destination"},
    {"greeting 5xx", CURLE_WEIRD_SERVER_REPLY, {"S: 554 no service"}, false, "rejected destination"},
    {"greeting 421", CURLE_WEIRD_SERVER_REPLY, {"S: 421 closing"}, false, "retry destination"},
    {"MAIL 4xx", CURLE_SEND_ERROR, upto_mail("451 4.3.0 later"), false, "retry message"},
    {"MAIL 421", CURLE_SEND_ERROR, upto_mail("421 4.3.2 closing"), false, "retry destination"},
    {"MAIL 5xx: our sender address", CURLE_SEND_ERROR, upto_mail("550 5.1.8 bad sender"), false,
     "rejected destination"},
    {"MAIL 552: the size", CURLE_SEND_ERROR, upto_mail("552 5.3.4 too big"), false, "rejected message"},
    {"not logged in", CURLE_SEND_ERROR, upto_mail("530 5.7.0 authenticate first"), false, "rejected destination"},
    {"RCPT 4xx", CURLE_SEND_ERROR, upto_rcpt("450 4.2.0 greylisted"), false, "retry message"},
    {"RCPT 5xx", CURLE_SEND_ERROR, upto_rcpt("550 5.1.1 no such user"), false, "rejected recipient"},
    {"RCPT 5xx without enhanced code proves nothing against the address", CURLE_SEND_ERROR, upto_rcpt("550 who"), false,
     "rejected message"},
    {"mailbox disabled", CURLE_SEND_ERROR, upto_rcpt("550 5.2.1 disabled"), false, "rejected recipient"},
    {"an unknown user in a table that is called relay", CURLE_SEND_ERROR,
     upto_rcpt("550 5.1.1 <c@d>: Recipient address rejected: User unknown in relay recipient table"), false,
     "rejected recipient"},
    {"a host that is called relay", CURLE_SEND_ERROR, upto_rcpt("550 5.7.1 relay2.mx.test says no"), false,
     "rejected message"},
    {"our address of the network", CURLE_SEND_ERROR,
     upto_rcpt("554 5.7.1 <unknown[10.0.0.1]>: Client host rejected: Access denied"), false, "rejected destination"},
    {"a list of spammers", CURLE_SEND_ERROR,
     upto_rcpt("554 5.7.1 Service unavailable; Client host [10.0.0.1] blocked using bl.test"), false,
     "rejected destination"},
    {"our sender address, by policy", CURLE_SEND_ERROR,
     upto_rcpt("553 5.7.1 <a@b>: Sender address rejected: not owned by user x"), false, "rejected destination"},
    {"our sender address, unknown", CURLE_SEND_ERROR,
     upto_rcpt("550 5.1.0 <a@b>: Sender address rejected: User unknown"), false, "rejected destination"},
    {"our sender address, by status", CURLE_SEND_ERROR, upto_rcpt("550 5.1.8 bad sender"), false,
     "rejected destination"},
    {"Exchange does not relay", CURLE_SEND_ERROR, upto_rcpt("550 5.7.54 SMTP; Unable to relay recipient"), false,
     "rejected destination"},
    {"a user who is gone, at the final dot", CURLE_WEIRD_SERVER_REPLY, upto_dot("550 5.1.1 no such user"), true,
     "rejected recipient"},
    {"over quota, however permanent it sounds", CURLE_SEND_ERROR, upto_rcpt("552 5.2.2 mailbox full"), false,
     "retry message 86400s"},
    {"over quota, temporary", CURLE_SEND_ERROR, upto_rcpt("452 4.2.2 mailbox full"), false, "retry message 86400s"},
    {"policy says nothing against the address", CURLE_SEND_ERROR, upto_rcpt("550 5.7.1 blocked"), false,
     "rejected message"},
    {"relaying denied would hit everybody", CURLE_SEND_ERROR, upto_rcpt("554 5.7.1 <c@d>: Relay access denied"), false,
     "rejected destination"},
    {"Basic AUTH switched off", CURLE_SEND_ERROR, upto_rcpt("550 5.7.30 Basic authentication is not supported"), false,
     "rejected destination"},
    {"DATA 4xx", CURLE_SEND_ERROR, upto_data("451 4.3.0 later"), false, "retry message"},
    {"DATA 5xx", CURLE_SEND_ERROR, upto_data("554 5.7.1 no"), false, "rejected message"},
    {"final dot 4xx", CURLE_WEIRD_SERVER_REPLY, upto_dot("450 4.3.0 later"), true, "retry message"},
    {"final dot 5xx", CURLE_WEIRD_SERVER_REPLY, upto_dot("554 5.6.0 spam"), true, "rejected message"},
    {"final dot 421", CURLE_WEIRD_SERVER_REPLY, upto_dot("421 4.3.2 closing"), true, "retry destination"},
    {"dropped at connect", CURLE_RECV_ERROR, {}, false, "retry destination"},
    {"dropped at RCPT", CURLE_RECV_ERROR, join({kHello, kMail, kRcpt}), false, "retry message"},
    {"hangs at RCPT: a slow recipient is not the whole server", CURLE_OPERATION_TIMEDOUT, join({kHello, kMail, kRcpt}),
     false, "retry message"},
    {"hangs at EHLO", CURLE_OPERATION_TIMEDOUT, {"S: 220 mx ESMTP", "C: EHLO dondoc"}, false, "retry destination"},
    {"dropped in the body", CURLE_SEND_ERROR, join({kHello, kMail, kRcpt, kData, kBody}), false, "retry message"},
    {"dropped at the final dot", CURLE_RECV_ERROR, join({kHello, kMail, kRcpt, kData, kBody}), true, "unknown"},
    {"hangs at the final dot", CURLE_OPERATION_TIMEDOUT, join({kHello, kMail, kRcpt, kData, kBody}), true, "unknown"},
    {"certificate",
     CURLE_PEER_FAILED_VERIFICATION,
     {"S: 220 mx", "C: EHLO x", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go"},
     false,
     "rejected destination"},
    {"TLS handshake",
     CURLE_SSL_CONNECT_ERROR,
     {"S: 220 mx", "C: EHLO x", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go"},
     false,
     "retry destination"},
    {"STARTTLS stripped", CURLE_USE_SSL_FAILED, kHello, false, "rejected destination"},
    {"STARTTLS refused for now", CURLE_USE_SSL_FAILED,
     join({kHello, {"C: STARTTLS", "S: 454 4.7.0 TLS not available"}}), false, "retry destination"},
    {"STARTTLS refused for good", CURLE_USE_SSL_FAILED, join({kHello, {"C: STARTTLS", "S: 502 5.5.1 no"}}), false,
     "rejected destination"},
    {"wrong password", CURLE_LOGIN_DENIED, join({kHello, {"C: AUTH PLAIN xyz", "S: 535 5.7.8 wrong"}}), false,
     "rejected destination"},
    {"login for now impossible", CURLE_LOGIN_DENIED, join({kHello, {"C: AUTH PLAIN xyz", "S: 454 4.7.0 later"}}), false,
     "retry destination"},
};

TEST(SmtpVerdict, Table) {
  for (const auto& one : kCases) {
    EXPECT_EQ(show(judge(report_of(one.code, one.dialogue, one.body_complete))), one.expected) << one.rule;
  }
}

TEST(SmtpVerdict, ATokenThatIsRenewedMayOnlyBeLate) {
  auto report = report_of(CURLE_LOGIN_DENIED, join({kHello, {"C: AUTH XOAUTH2 xyz", "S: 535 5.7.8 expired"}}));
  EXPECT_EQ(show(judge(report)), "rejected destination");
  report.token_is_renewed = true;
  EXPECT_EQ(show(judge(report)), "retry destination");
}

TEST(SmtpVerdict, AProxyThatRefusesIsAFaultOfTheProfile) {
  const std::pair<int, const char*> cases[] = {{407, "rejected destination"},
                                               {403, "rejected destination"},
                                               {429, "retry destination"},
                                               {502, "retry destination"},
                                               {503, "retry destination"}};
  for (const auto& [code, expected] : cases) {
    auto report = report_of(CURLE_RECV_ERROR, {});
    report.proxy_code = code;
    EXPECT_EQ(show(judge(report)), expected) << code;
    EXPECT_EQ(outcome_reply(judge(report)), "connect at mx.test:587: the proxy answered " + std::to_string(code));
  }
}

TEST(SmtpVerdict, ARefusalOfStarttlsIsNotCalledMissing) {
  const auto refused = report_of(CURLE_USE_SSL_FAILED, join({kHello, {"C: STARTTLS", "S: 454 4.7.0 later"}}));
  EXPECT_EQ(outcome_reply(judge(refused)), "EHLO at mx.test:587: 454 4.7.0 later");
}

TEST(SmtpVerdict, NamesOperationObjectAndCause) {
  EXPECT_EQ(outcome_reply(judge(report_of(CURLE_SEND_ERROR, upto_rcpt("550 5.1.1 no such user")))),
            "RCPT TO at mx.test:587: 550 5.1.1 no such user");
  EXPECT_EQ(outcome_reply(judge(report_of(CURLE_COULDNT_CONNECT, {}))), "connect at mx.test:587: curl's words");
}

TEST(SmtpVerdict, KeepsTheServersQueueId) {
  const auto outcome = judge(report_of(CURLE_OK, upto_dot("250 2.0.0 Ok: queued as 4F1A2"), true));
  EXPECT_EQ(std::get<Delivered>(outcome).remote_id, "4F1A2");
}

TEST(SmtpVerdict, StaleConnectionIsNotTheMessagesFault) {
  const auto stale = [](int code, const std::vector<std::string>& dialogue, bool reused) {
    auto report = report_of(code, dialogue);
    report.reused = reused;
    return is_stale_connection(report);
  };
  const std::vector<std::string> closed{"C: MAIL FROM:<a@b>", "S: 421 4.4.2 timeout exceeded"};
  EXPECT_TRUE(stale(CURLE_SEND_ERROR, closed, true));
  EXPECT_TRUE(stale(CURLE_RECV_ERROR, {"C: MAIL FROM:<a@b>"}, true));
  EXPECT_FALSE(stale(CURLE_SEND_ERROR, closed, false)) << "a fresh connection: the server means it";
  EXPECT_FALSE(stale(CURLE_SEND_ERROR, {"C: MAIL FROM:<a@b>", "S: 450 4.2.0 no"}, true)) << "a real refusal";
  EXPECT_FALSE(stale(CURLE_RECV_ERROR, join({kMail, kRcpt, kData, kBody}), true)) << "after DATA it may have arrived";
}

TEST(SmtpTranscript, NeverShowsWhatWasSent) {
  const auto transcript = play(join({kHello, {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: c2VjcmV0", "S: 235 ok"}}));
  EXPECT_EQ(transcript.reply(), "235 ok");
  EXPECT_EQ(transcript.phase(), Phase::auth);
}

// A SASL line may by chance read like a verb.
TEST(SmtpTranscript, SaslLinesAreNoVerbs) {
  EXPECT_EQ(play({"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: DATA"}).phase(), Phase::auth);
}

TEST(SmtpTranscript, JoinsLinesAndCleansThem) {
  const auto transcript = play({"C: RCPT TO:<a@b>", "S: 550-5.1.1 first", "S: 550 5.1.1 sec\x1b[31mond"});
  EXPECT_EQ(transcript.reply(), "550-5.1.1 first 5.1.1 sec [31mond");
  EXPECT_EQ(enhanced_status("550 5.1.1 first"), "5.1.1");
  EXPECT_EQ(enhanced_status("550 5 first"), "");
}

}  // namespace
}  // namespace dondoc::integrations::smtp
