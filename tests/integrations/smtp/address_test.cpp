#include "integrations/smtp/address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dondoc::integrations::smtp {
namespace {

TEST(MailAddress, TakesPlainAddresses) {
  for (const std::string address : {"an@tiengiang.gov.vn", "chanh.vp+dd@vp.tg", "a@b", "so.mot@cơquan.vn",
                                    "o'brien@example.org", "x_y-z=1@127.0.0.1"}) {
    EXPECT_FALSE(check_mail_address(address)) << address;
  }
}

// Whatever could end the command "RCPT TO:<…>", start another or name a second mailbox.
TEST(MailAddress, RefusesWhatCouldInject) {
  using namespace std::string_literals;
  for (const std::string& address :
       {"a@d.test>\r\nRCPT TO:<victim@d.test"s, "a@d.test\r\nDATA"s, "a@d.test\n"s, "a\0@d.test"s, "<a@d.test>"s,
        "a@d.test> SIZE=1"s, "a@d.test,b@d.test"s, "a@d.test;b@d.test"s, "a b@d.test"s, "a\t@d.test"s,
        "\"a b\"@d.test"s, "a\\@d.test"s, "a(comment)@d.test"s, "a@[127.0.0.1]"s, "a\x7f@d.test"s, "a\xc2\x85@d.test"s,
        "group:a@d.test"s}) {
    EXPECT_TRUE(check_mail_address(address)) << address;
  }
}

TEST(MailAddress, RefusesWhatIsNone) {
  for (const std::string& address :
       {std::string{}, std::string{"an"}, std::string{"@d.test"}, std::string{"an@"}, std::string{"a@b@c"},
        std::string{".a@b"}, std::string{"a.@b"}, std::string{"a..b@c"}, std::string{"a@b..c"}, std::string{"a@.b"},
        std::string(65, 'a') + "@b", "a@" + std::string(253, 'b')}) {
    EXPECT_TRUE(check_mail_address(address)) << address;
  }
}

// Without SMTPUTF8 all the way nobody could deliver it.
TEST(MailAddress, LettersOutsideAsciiStandInTheDomainOnly) {
  for (const std::string address : {"số@faults.test", "số.một@cơquan.vn"}) {
    ASSERT_TRUE(check_mail_address(address)) << address;
    EXPECT_EQ(check_mail_address(address)->code, "DD4102") << address;
  }
  for (const std::string address : {"an@\xff\xfe.test", "an@mây\u200b\u202e.test"}) {
    ASSERT_TRUE(check_mail_address(address)) << address;
    EXPECT_EQ(check_mail_address(address)->code, "DD4101") << address;
  }
}

TEST(MailAddress, TheDomainGoesOverTheWireInAscii) {
  const std::pair<const char*, const char*> cases[] = {{"an@thu.test", "an@thu.test"},
                                                       {"An.B@THU.test", "An.B@THU.test"},
                                                       {"an@mây.test", "an@xn--my-pia.test"},
                                                       {"an@MÂY.test", "an@xn--my-pia.test"},
                                                       {"an@văn-thư.vn", "an@xn--vn-th-rwa92j.vn"}};
  for (const auto& [address, expected] : cases) {
    EXPECT_FALSE(check_mail_address(address)) << address;
    EXPECT_EQ(wire_address(address), expected);
  }
}

TEST(MailAddress, ProblemShowsNoControlCharacters) {
  EXPECT_EQ(check_mail_address("a\r\n@b c")->args.at("address"), "a??@b c");
}

}  // namespace
}  // namespace dondoc::integrations::smtp
