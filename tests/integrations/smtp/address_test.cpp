#include "integrations/smtp/address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dondoc::integrations::smtp {
namespace {

TEST(MailAddress, TakesPlainAddresses) {
  for (const std::string address : {"an@tiengiang.gov.vn", "chanh.vp+dd@vp.tg", "a@b", "số.một@cơquan.vn",
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

TEST(MailAddress, ProblemShowsNoControlCharacters) {
  EXPECT_EQ(check_mail_address("a\r\n@b c")->args.at("address"), "a??@b c");
}

}  // namespace
}  // namespace dondoc::integrations::smtp
