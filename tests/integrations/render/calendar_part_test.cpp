#include "integrations/render/calendar_part.hpp"

#include <gtest/gtest.h>

#include "rules/meeting_letter.hpp"
#include "tests/integrations/render/sample_facts.hpp"

// The event as it goes out, octet by octet. tests/e2e/meeting_test.py reads it with a parser of others.

namespace dondoc::integrations::render {
namespace {

const MailIdentity kIdentity{"nhac@tg.vn", "Văn phòng UBND tỉnh", "", "dondoc.tg.vn"};

rules::MeetingLetter sample_letter() {
  rules::MeetingLetter letter;
  letter.uid = "0123456789abcdef0123456789abcdef";
  letter.title = "Họp giao ban tháng 12/2022";
  letter.from = rules::parse_iso("2022-12-28T08:00:00+07:00").value();
  letter.until = rules::parse_iso("2022-12-28T09:30:00+07:00").value();
  letter.place = "Phòng họp số 1";
  letter.attendees = {{"Trần Văn Mẫu, Giám đốc", "gd@stc.vn", true}, {"Phòng chung", "", false}};
  return letter;
}

struct CalendarPart : testing::Test {
  SampleFacts sample;
  rules::MeetingLetter letter = sample_letter();

  std::string written(std::string_view description = "Kính mời") {
    sample.facts.meeting = std::make_shared<const rules::MeetingLetter>(letter);
    return make_calendar(sample.facts, kIdentity, description);
  }
  // Without the folding.
  std::string unfolded(std::string_view description = "Kính mời") {
    auto text = written(description);
    for (auto at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n ")) text.erase(at, 3);
    return text;
  }
  std::string line(std::string_view name, std::string_view description = "Kính mời") {
    const auto text = unfolded(description);
    const auto at = text.find("\r\n" + std::string{name});
    return at == std::string::npos ? std::string{} : text.substr(at + 2, text.find("\r\n", at + 2) - at - 2);
  }
};

TEST_F(CalendarPart, IsWholeAndInUtc) {
  EXPECT_EQ(unfolded(),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dondoc//dondoc//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:REQUEST\r\n"
            "BEGIN:VEVENT\r\nUID:0123456789abcdef0123456789abcdef\r\nSEQUENCE:0\r\nDTSTAMP:20221201T003000Z\r\n"
            "DTSTART:20221228T010000Z\r\nDTEND:20221228T023000Z\r\nSUMMARY:Họp giao ban tháng 12/2022\r\n"
            "LOCATION:Phòng họp số 1\r\nDESCRIPTION:Kính mời\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n"
            "ORGANIZER;CN=Văn phòng UBND tỉnh:mailto:nhac@tg.vn\r\n"
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=CHAIR;PARTSTAT=NEEDS-ACTION;RSVP=FALSE;CN=\"Trần Văn"
            " Mẫu, Giám đốc\":mailto:gd@stc.vn\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

TEST_F(CalendarPart, ACancellationHasTheSameUidAndItsSequence) {
  letter.cancelled = true;
  letter.sequence = 2;
  const auto text = unfolded();
  for (const auto* part :
       {"METHOD:CANCEL\r\n", "UID:0123456789abcdef0123456789abcdef\r\n", "SEQUENCE:2\r\n", "STATUS:CANCELLED\r\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(calendar_method(sample.facts), "CANCEL");
}

TEST_F(CalendarPart, EscapesWhatHasAMeaning) {
  const struct {
    const char* given;
    const char* expected;
  } cases[] = {
      {"a,b;c", "LOCATION:a\\,b\\;c"},
      {"a\\nb", "LOCATION:a\\\\nb"},
      {"a\r\nBEGIN:VEVENT", "LOCATION:a BEGIN:VEVENT"},
      {"a\"b:c", "LOCATION:a\"b:c"},
      {"a\x01\x7f"
       "b",
       "LOCATION:ab"},
  };
  for (const auto& [given, expected] : cases) {
    letter.place = given;
    EXPECT_EQ(line("LOCATION"), expected);
  }
  EXPECT_EQ(line("DESCRIPTION", "một\nhai; ba, bốn\\"), "DESCRIPTION:một\\nhai\\; ba\\, bốn\\\\");
}

TEST_F(CalendarPart, ANameCannotEndItsParameter) {
  letter.attendees = {{"Ông \"A\": B;\nC", "a@b.vn", false}};
  EXPECT_EQ(line("ATTENDEE"),
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE;CN=\"Ông 'A': B; C\":"
            "mailto:a@b.vn");
}

TEST_F(CalendarPart, FoldsAt75OctetsAndCutsNoLetter) {
  std::string words;
  for (int i = 0; i < 60; ++i) words += i % 3 == 0 ? "Hội nghị " : i % 3 == 1 ? "ở" : "giao ban, ";
  letter.title = words;
  const auto text = written(words + words);
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find("\r\n", from);
    ASSERT_NE(end, std::string::npos);
    const auto folded = text.substr(from, end - from);
    EXPECT_LE(folded.size(), 75U) << folded;
    // A line never begins in the middle of a letter.
    const auto first = static_cast<unsigned char>(folded[folded.starts_with(' ') ? 1 : 0]);
    EXPECT_NE(first & 0xC0U, 0x80U) << folded;
    from = end + 2;
  }
  EXPECT_EQ(line("SUMMARY").size(), std::string{"SUMMARY:"}.size() + words.size() + 20);  // twenty commas escaped
}

TEST_F(CalendarPart, SaysThatItIsARehearsal) {
  sample.facts.rehearsal = true;
  EXPECT_EQ(line("SUMMARY"), "SUMMARY:[CHẠY THỬ] Họp giao ban tháng 12/2022");
}

}  // namespace
}  // namespace dondoc::integrations::render
