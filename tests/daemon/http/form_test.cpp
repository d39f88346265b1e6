#include "daemon/http/form.hpp"

#include <gtest/gtest.h>

#include "config/zones.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon {
namespace {

const std::string kId = "form=0123456789abcdef0123456789abcdef";
const std::string kWho = "&name=Tr%E1%BA%A7n+V%C4%83n+M%E1%BA%ABu&position=Gi%C3%A1m+%C4%91%E1%BB%91c";

std::string shown(const Form& form) {
  std::string out;
  for (const auto& [name, value] : form) out += name + "=" + value + ";";
  return out;
}

struct Body {
  std::string sent;
  std::string fields;  // "-": refused
};
TEST(FormBody, IsReadAsBrowsersSendIt) {
  for (const auto& [sent, fields] :
       {Body{"", ""}, Body{"a=1&b=2", "a=1;b=2;"}, Body{"a=1+2%2B3", "a=1 2+3;"}, Body{"a", "a=;"},
        Body{"a=&=b&&c", "a=;=b;c=;"}, Body{"a=1=2", "a=1=2;"}, Body{"%61=%C4%91", "a=đ;"}, Body{"a=%", "-"},
        Body{"a=%4", "-"}, Body{"a=%4g", "-"}, Body{"a=%gg", "-"}, Body{"a=%u0111", "-"}, Body{"a=%FF", "-"},
        Body{"a=\xff\xfe", "-"}, Body{"%C3=1", "-"}, Body{"a=%ED%A0%80", "-"}}) {
    const auto form = parse_form(sent);
    EXPECT_EQ(form ? shown(*form) : "-", fields) << sent;
  }
}

TEST(FormBody, HasNoMoreFieldsThanAnyFormOfOurs) {
  std::string sent;
  for (std::size_t i = 0; i < kMostFields; ++i) sent += "a&";
  EXPECT_TRUE(parse_form(sent));
  EXPECT_FALSE(parse_form(sent + "a"));
}

std::optional<FilledForm> filled(const std::string& sent) {
  const auto form = parse_form(sent);
  return form ? read_form(*form) : std::nullopt;
}

TEST(FilledForm, OfAPageOfOursOnly) {
  EXPECT_TRUE(filled(kId));
  EXPECT_TRUE(filled(kId + "&item=1&item=2&unknown=x&unknown=y"));
  for (const auto& sent : {std::string{}, std::string{"form="}, std::string{"form=0123"},
                           std::string{"form=0123456789ABCDEF0123456789abcdef"}, kId + "&" + kId,
                           kId + "&name=a&name=b", kId + "&item=", kId + "&item=0", kId + "&item=-1", kId + "&item=1x",
                           kId + "&item=99999999999999999999", kId + "&item=1.0", kId + "&item=%00"}) {
    EXPECT_FALSE(filled(sent)) << sent;
  }
}

TEST(FilledForm, KeepsTextsAsOneLineAndWithoutControls) {
  const auto form = filled(kId + "&name=%20A%00%0D%0AB%1B%5B31m%7F%20&progress=%0Ax%0D%0Ay%07z%0A&item=7&item=7");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->name, "A  B [31m");
  EXPECT_EQ(form->progress, "x\ny z");
  EXPECT_EQ(form->items, std::vector<rules::ItemId>{7});
}

// As all that is stored: composed letters.
TEST(FilledForm, IsNfc) { EXPECT_EQ(filled(kId + "&name=a%CC%81")->name, "á"); }

struct Case {
  std::string sent;
  std::string means;
};

std::string meaning(const std::string& sent) {
  const auto form = filled(sent);
  if (!form) return "refused";
  const auto zone = *config::load_zone("Asia/Ho_Chi_Minh");
  const auto found = meaning_of(*form, *zone, *rules::parse_iso("2022-12-01T09:00:00+07:00"));
  if (!found.given) {
    std::string out;
    for (const auto& fault : found.faults) out += fault.substr(std::string{"answers.fault."}.size()) + " ";
    return out;
  }
  const auto& given = *found.given;
  const auto day = [](const std::optional<rules::Day>& of) { return of ? rules::format_day(*of) : std::string{}; };
  return std::string{answer_kind_name(given.kind)} + "|" + day(given.until) + "|" + given.document + "|" +
         day(given.document_date) + "|" + given.text + "|" + day(given.proposed);
}

TEST(FormMeaning, OfTheFiveAnswers) {
  const auto base = kId + kWho + "&item=1&answer=";
  for (const auto& [sent, means] : {
           Case{base + "received&until=2022-12-05", "received|2022-12-05||||"},
           Case{base + "received&until=5%2F12%2F2022", "received|2022-12-05||||"},
           Case{base + "received&until=05-12-2022", "received|2022-12-05||||"},
           Case{base + "received&until=05.12.2022", "received|2022-12-05||||"},
           Case{base + "received&until=2022-12-01", "received|2022-12-01||||"},
           Case{base + "received&until=2022-11-30", "until_past "},
           Case{base + "received", "until "},
           Case{base + "received&until=2022-13-05", "until "},
           Case{base + "received&until=31%2F02%2F2023", "until "},
           Case{base + "received&until=now", "until "},
           Case{base + "received&until=2022-12-05T07:00", "until "},
           Case{base + "received&until=99999999999", "until "},
           Case{base + "received&until=5%2F12%2F22", "until "},
           Case{base + "done&document=215%2FBC-STC&document_date=30%2F11%2F2022", "done||215/BC-STC|2022-11-30||"},
           Case{base + "done&document=215&document_date=2022-12-02", "document_date_ahead "},
           Case{base + "done&document=215", "document_date "},
           Case{base + "done&document_date=2022-11-30", "document "},
           Case{base + "done&document=+&document_date=2022-11-30", "document "},
           Case{base + "progress&progress=70%25", "progress||||70%|"},
           Case{base + "progress&difficulty=x", "progress "},
           Case{base + "difficulty&difficulty=x", "difficulty||||x|"},
           Case{base + "difficulty&difficulty=x&proposed=2022-12-20", "difficulty||||x|2022-12-20"},
           Case{base + "difficulty&difficulty=x&proposed=soon", "proposed "},
           Case{base + "difficulty&difficulty=x&proposed=2022-01-01", "proposed_past "},
           Case{base + "difficulty", "difficulty "},
           Case{base + "not_mine&not_mine=x", "not_mine||||x|"},
           Case{base + "not_mine", "not_mine "},
           Case{base + "DONE", "answer "},
           Case{base + "%3Cscript%3E", "answer "},
           Case{kId + kWho + "&item=1", "answer "},
           Case{kId, "items answer name position "},
           Case{kId + "&item=1&answer=progress&progress=x", "name position "},
           Case{base + "progress&progress=" + std::string(2000, 'x'), "progress||||" + std::string(2000, 'x') + "|"},
           Case{base + "progress&progress=" + std::string(2001, 'x'), "too_long "},
       }) {
    EXPECT_EQ(meaning(sent), means) << sent.substr(0, 200);
  }
}

TEST(FormDigest, IsThatOfWhatWasFilledIn) {
  const auto base = kId + kWho + "&answer=progress&progress=x";
  EXPECT_EQ(digest_of(*filled(base)), digest_of(*filled(base)));
  EXPECT_EQ(digest_of(*filled(base)), digest_of(*filled("answer=progress&progress=x&" + kId + kWho)));
  EXPECT_NE(digest_of(*filled(base)), digest_of(*filled(base + "y")));
  EXPECT_NE(digest_of(*filled(kId + "&name=ab&position=c")), digest_of(*filled(kId + "&name=a&position=bc")));
}

}  // namespace
}  // namespace dondoc::daemon
