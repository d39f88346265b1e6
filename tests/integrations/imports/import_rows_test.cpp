#include "import_fixture.hpp"
#include "integrations/imports/wording.hpp"
#include "integrations/imports/written_time.hpp"

namespace dondoc::integrations::imports {
namespace {

class ImportRows : public ImportWithReferences {
 protected:
  std::string items_with(const std::string& content, const std::string& sql) {
    const ImportReport report = run(ImportKind::items, file(content));
    return report.committed ? query(sql) : render(report.problems);
  }
};

struct Written {
  const char* rule;
  std::string text;
  std::string local;  // "2022-12-01 07:30", with " date" or the offset in minutes; or the fault
};

TEST(WrittenTimes, AreReadAsOfficesAndProgramsWriteThem) {
  const std::vector<Written> cases = {
      {"day first", "01/12/2022", "2022-12-01 00:00 date"},
      {"single digits", "1/4/2023", "2023-04-01 00:00 date"},
      {"with a clock", "01/12/2022 07:30", "2022-12-01 07:30"},
      {"with seconds", "01/12/2022 7:30:15", "2022-12-01 07:30"},
      {"24:00 ends the day", "30/11/2022 24:00", "2022-12-01 00:00"},
      {"ISO date", "2022-12-01", "2022-12-01 00:00 date"},
      {"ISO with offset", "2022-12-01T07:30+07:00", "2022-12-01 07:30 +420"},
      {"milliseconds", "2010-10-01T00:00:00.020+02:00", "2010-10-01 00:00 +120"},
      {"Zulu", "2022-12-01T00:30:00Z", "2022-12-01 00:30 +0"},
      {"offset without colon", "2022-12-01 07:30:00 +0700", "2022-12-01 07:30 +420"},
      {"29 February", "29/02/2024", "2024-02-29 00:00 date"},
      {"29 February of a common year", "29/02/2023", "no such date"},
      {"month first", "12/31/2022", "no such date"},
      {"hour 25", "01/12/2022 25:00", "no such date"},
      {"two digits of the year", "01/12/22", "unknown"},
      {"Excel's number", "44896", "excel"},
      {"Excel's number with a time", "44896,3125", "excel"},
      {"a program's time without offset may be UTC", "2022-12-01T07:30:00", "no offset"},
      {"the same with a blank", "2022-12-01 07:30:00", "no offset"},
      {"another century", "01/12/1822", "range"},
      {"words", "Quý II/2023", "unknown"},
      {"recurring", "09-29", "unknown"},
      {"trailing words", "01/12/2022 sáng", "unknown"},
      {"dots without being told", "01.12.2022", "unknown"},
  };
  const char* faults[] = {"unknown", "no such date", "excel", "no offset", "range"};
  for (const Written& c : cases) {
    const auto got = parse_written_time(c.text, DateForm{}, true);
    std::string out = got ? rules::format_day(std::chrono::floor<std::chrono::days>(got->local))
                          : faults[static_cast<int>(got.error())];
    if (got) {
      const auto clock =
          std::chrono::floor<std::chrono::minutes>(got->local - std::chrono::floor<std::chrono::days>(got->local));
      out += " " + rules::format_clock(clock) + (got->date_only ? " date" : "");
      if (got->offset) out += " +" + std::to_string(got->offset->count() / 60);
    }
    EXPECT_EQ(out, c.local) << c.rule;
  }
  EXPECT_TRUE(parse_written_time("2022-12-01 07:30:00", DateForm{}, false));
  EXPECT_EQ(parse_written_time("12/31/2022", *parse_date_form("MM/dd/yyyy"), true)->local,
            rules::LocalTime{rules::make_day(2022, 12, 31)});
  EXPECT_FALSE(parse_date_form("dd/MM"));
}

TEST(Wording, AddresseesAndNames) {
  EXPECT_EQ(addressee_line("Chủ tịch UBND thị xã", "UBND thị xã Cai Lậy"), "Chủ tịch Ủy ban nhân dân thị xã Cai Lậy");
  EXPECT_EQ(addressee_line("Chủ tịch", "Uỷ ban nhân dân TP Mỹ Tho"), "Chủ tịch Ủy ban nhân dân TP Mỹ Tho");
  EXPECT_EQ(addressee_line("Chánh Văn phòng", "Văn phòng UBND tỉnh"), "Chánh Văn phòng Ủy ban nhân dân tỉnh");
  EXPECT_EQ(addressee_line("", "Sở Y tế"), "");
  EXPECT_EQ(short_agency_name("Ủy ban nhân dân thành phố Mỹ Tho"), "UBND TP Mỹ Tho");
  EXPECT_EQ(state_from_words("Đã trả kết quả"), rules::State::done);
  EXPECT_EQ(state_from_words("5"), rules::State::suspended);
  EXPECT_EQ(state_from_words("8"), std::nullopt);  // paused in one report, closed in another
  EXPECT_EQ(limit_from_words("0", "same_day"), (rules::Amount{0, rules::Unit::wd}));
  EXPECT_EQ(limit_from_words("3", "phút"), std::nullopt);
}

TEST_F(ImportRows, HeadingsInVietnameseOrEnglish) {
  const std::string sql = "SELECT code || '|' || title || '|' || agency || '|' || due_at FROM items";
  const std::string expected = "H1|Cấp phép|815|1669827600000";
  // The same letters composed and decomposed, with the tone on either vowel, with and without diacritics, in three
  // separators and in two of the encodings that Excel writes.
  const std::vector<std::string> tables = {
      "code,title,agency,due_at\nH1,Cấp phép,815,30/11/2022\n",
      "Mã hồ sơ;Trích yếu;Đơn vị xử lý;Hạn trả\nH1;Cấp phép;815;30/11/2022\n",
      "ma ho so\ttrich yeu\tdon vi xu ly\than tra\nH1\tCấp phép\t815\t2022-11-30\n",
      "MÃ HỒ SƠ,TRÍCH YẾU,ĐƠN VỊ XỬ LÝ,HẠN TRẢ\nH1,Cấp phép,815,30/11/2022\n",
      "Ma\xCC\x83 ho\xCC\x82\xCC\x80 so\xCC\x9B,Trích yếu,CƠ QUAN,hạn_trả\n H1 ,\"Ca\xCC\x82\xCC\x81p "
      "phe\xCC\x81p\",815,2022-12-01T00:00+07:00\n",
  };
  for (const std::string& table : tables) {
    EXPECT_EQ(items_with(table, sql), expected) << table;
    database_.execute("DELETE FROM items");
  }
}

TEST_F(ImportRows, ExcelUnicodeText) {
  std::string bytes = "\xFF\xFE";
  for (const char16_t unit : std::u16string(u"Mã hồ sơ\tTrích yếu\r\nH1\tĐăng ký\r\n")) {
    bytes += static_cast<char>(unit & 0xFF);
    bytes += static_cast<char>(unit >> 8);
  }
  EXPECT_EQ(items_with(bytes, "SELECT code || title FROM items"), "H1Đăng ký");
}

struct Refused {
  const char* rule;
  std::string row;
  std::string problems;
};

TEST_F(ImportRows, RefusesCellsThatAreWrong) {
  const std::string header = "code,title,agency,due_at,procedure,state,term,attributes.x,độ mật\n";
  const std::vector<Refused> cases = {
      {"no code", ",t,815,,,,,,", "DD2020@2:1"},
      {"a code Excel rewrote", "2.21E+14,t,815,,,,,,", "DD2024@2:1"},
      {"a name for a code", "H1,t,Sở Tài chính,,,,,,", "DD2053@2:6"},
      {"Excel's number for a date", "H1,t,815,44896,,,,,", "DD2022@2:10"},
      {"no such day", "H1,t,815,31/02/2023,,,,,", "DD2039@2:10"},
      {"no offset", "H1,t,815,2022-12-01T07:30,,,,,", "DD2030@2:10"},
      {"a lost zero", "H1,t,815,,2.00072,,,,", "DD2023@2:11"},
      {"a state nobody knows", "H1,t,815,,,8,,,", "DD2026@2:12"},
      {"a term without unit", "H1,t,815,,,,3,,", "DD2032@2:13"},
      {"secret", "H1,t,815,,,,,,Mật", "DD2025@2:15"},
      {"top secret, without diacritics", "H1,t,815,,,,,,TUYET MAT", "DD2025@2:15"},
      {"a word for secrecy that is not known", "H1,t,815,,,,,,A", "DD2025@2:15"},
      {"all at once", "H1,t,999,x,,,,,\nH1,t,815,,,,,,", "DD2021@2:10 DD2027@2:6 DD2029@3:1"},
      {"a procedure of another catalogue is only pointed out", "H1,t,815,,9.999999,,,,", "(DD2049@2:11)"},
      {"not secret", "H1,t,815,,2.000720,đang xử lý,,,Thường", ""},
  };
  for (const Refused& c : cases) {
    EXPECT_EQ(problems(ImportKind::items, header + c.row + "\n"), c.problems) << c.rule;
    if (c.problems.empty() || c.problems.front() == '(') database_.execute("DELETE FROM items");
    EXPECT_EQ(number("SELECT count(*) FROM items"), 0) << c.rule;
  }
}

TEST_F(ImportRows, RefusesTablesThatAreWrong) {
  EXPECT_EQ(problems(ImportKind::items, "title,agency\nx,815\n"), "DD2011");
  EXPECT_EQ(problems(ImportKind::items, "code,Mã hồ sơ\n1,2\n"), "DD2012");
  EXPECT_EQ(problems(ImportKind::items, "code,người nộp,điện thoại\n1,X,0900\n"), "(DD2013)");
  EXPECT_EQ(problems(ImportKind::procedures, "code,term\n2.00072,3wd\n"), "DD2023@2:1");
  EXPECT_EQ(problems(ImportKind::agencies, "code,name,parent\nA,Cơ quan A,B\nB,Cơ quan B,A\n"),
            "DD2038@2:13 DD2038@3:13");
  EXPECT_EQ(problems(ImportKind::agencies, "code,name,parent\nA,Cơ quan A,TG-ST\n"), "DD2053@2:13");
  EXPECT_EQ(problems(ImportKind::people, "code,name,email,agency,role\nB,B,b at x.vn,815,sếp\n"),
            "DD2026@2:19 DD2036@2:5");
  EXPECT_EQ(problems(ImportKind::people, "code,name,email\nB,B,b at x.vn\n"), "DD2036@2:5");
  EXPECT_EQ(problems(ImportKind::updates, "code,state\nH9,done\n"), "DD2035@2:1");
  EXPECT_EQ(problems(ImportKind::holds, "code,from,until\nH9,01/12/2022,02/12/2022\n"), "DD2035@2:1");
}

TEST_F(ImportRows, ProceduresSayWhoseCalendarReceiptCountsByAndHowTheyRoll) {
  const std::string header = "Mã thủ tục,Thời hạn,Giờ chốt,Lịch tiếp nhận,Khi rơi vào ngày nghỉ,Số lần gia hạn\n";
  EXPECT_EQ(problems(ImportKind::procedures,
                     header + "1.001001,30d,15:00,mot-cua,ngày làm việc tiếp theo,1\n"
                              "1.001002,30d,,,previous,0\n1.001003,30d,8:30,,giữ nguyên,\n1.001004,30d,,,,\n"),
            "");
  EXPECT_EQ(query("SELECT code || ' ' || cut_off || ' ' || reception_calendar || ' ' || roll || ' ' ||"
                  " ifnull(max_extensions, '-') FROM procedures WHERE code GLOB '1.00100?' ORDER BY code"),
            "1.001001 15:00 mot-cua next 1\n1.001002   previous 0\n1.001003 08:30  none -\n1.001004    -");
  // What a file has no column for stays.
  EXPECT_EQ(problems(ImportKind::procedures, "code,term\n1.001001,20d\n"), "");
  EXPECT_EQ(query("SELECT term || roll || max_extensions FROM procedures WHERE code = '1.001001'"), "20dnext1");
  EXPECT_EQ(problems(ImportKind::procedures, header + "1.001005,30d,15h,,mai,-1\n"),
            "DD2081@2:14 DD2082@2:19 DD2083@2:23");
}

// Code 8 is paused in one report and closed in another: it is refused until the configuration says which.
TEST_F(ImportRows, StatesAreThoseTheConfigurationNames) {
  EXPECT_EQ(problems(ImportKind::items, "code,agency,state\nH1,815,8\n"), "DD2026@2:8");
  ImportRequest named = request(file("code,agency,state\nH1,815,8\nH2,815,Chờ Ký\nH3,815,5\nH4,815,4\n"));
  named.statuses = {{"8", rules::State::suspended}, {"cho ky", rules::State::reported}, {"5", rules::State::open}};
  EXPECT_EQ(render(run(ImportKind::items, named).problems), "");
  EXPECT_EQ(query("SELECT code || ' ' || state FROM items ORDER BY code"),
            "H1 suspended\nH2 reported\nH3 open\nH4 open");
}

TEST_F(ImportRows, AStateThatHoldsSaysWhyInTheHold) {
  EXPECT_EQ(
      problems(ImportKind::items, "code,agency,state\nH1,815,5\nH2,815,6\nH3,815,chờ bổ sung\nH4,815,suspended\n"), "");
  EXPECT_EQ(query("SELECT code || ' ' || reason FROM holds ORDER BY code"),
            "H1 Yêu cầu bổ sung giấy tờ\nH2 Yêu cầu thực hiện nghĩa vụ tài chính\nH3 chờ bổ sung\nH4 ");
  EXPECT_EQ(problems(ImportKind::updates, "code,state\nH1,4\n"), "");
  EXPECT_EQ(problems(ImportKind::updates, "code,state,held_at\nH1,5,02/12/2022 08:00\n"), "");
  EXPECT_EQ(query("SELECT count(*) FROM holds WHERE code = 'H1' AND reason = 'Yêu cầu bổ sung giấy tờ'"), "2");
}

TEST_F(ImportRows, AllRowsOrNone) {
  std::string rows = "code,agency\n";
  for (int i = 0; i < 150; ++i) rows += "H" + std::to_string(i) + "," + (i < 20 ? "815" : "nowhere") + "\n";
  const ImportReport report = run(ImportKind::items, file(rows));
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(report.errors, 130U);
  EXPECT_EQ(report.problems.size(), kMaxProblems);
  EXPECT_EQ(
      number(
          "SELECT (SELECT count(*) FROM items) + (SELECT count(*) FROM imports) + (SELECT count(*) FROM item_state)"),
      0);
}

TEST_F(ImportRows, DryRunTellsAndWritesNothing) {
  ImportRequest dry = request(file("code\nH1\n"));
  dry.dry_run = true;
  const ImportReport report = run(ImportKind::items, dry);
  EXPECT_EQ(report.inserted, 1U);
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(number("SELECT count(*) FROM items"), 0);
}

TEST_F(ImportRows, WritesOnlyWhatDiffersAndOnlyColumnsOfTheFile) {
  ASSERT_EQ(counts(run(ImportKind::items, file("code,title,attributes.a,attributes.b\nH1,hoà,1,2\nH2,y,,\n"))),
            "2+0~0=");
  database_.execute("UPDATE items SET progress = 'đang làm' WHERE code = 'H1'");
  EXPECT_EQ(counts(run(ImportKind::items, file("code,title\nH1,hòa\nH2,y\n"))),
            "0+0~2=");  // the other place of the tone
  EXPECT_EQ(counts(run(ImportKind::items, file("code,title,attributes.b\nH1,z,\nH2,y,\n"))), "0+1~1=");
  EXPECT_EQ(query("SELECT title || progress || attributes FROM items WHERE code = 'H1'"), "zđang làm{\"a\":\"1\"}");
  EXPECT_EQ(query("SELECT actor FROM item_history ORDER BY revision DESC LIMIT 1"), "import");
}

TEST_F(ImportRows, FinishedMeansDoneAndReopensWhenTakenBack) {
  const auto states = [&](const std::string& rows) {
    EXPECT_TRUE(run(ImportKind::items, file("code,finished_at\n" + rows)).committed);
    return query("SELECT group_concat(state, ' ') FROM (SELECT state FROM items ORDER BY code)");
  };
  EXPECT_EQ(states("H1,01/12/2022\nH2,\n"), "done open");
  database_.execute("UPDATE items SET state = 'cancelled' WHERE code = 'H2'");
  EXPECT_EQ(states("H1,\nH2,01/12/2022\n"), "open cancelled");
}

TEST_F(ImportRows, SuspendedItemsHaveAnOpenHold) {
  ASSERT_TRUE(run(ImportKind::items, file("code,state\nH1,Yêu cầu bổ sung\n")).committed);
  EXPECT_EQ(query("SELECT from_at || ifnull(until_at, '-') FROM holds"),
            std::to_string(rules::to_millis(at("2022-12-01T07:30:00+07:00"))) + "-");
  EXPECT_EQ(counts(run(ImportKind::updates, file("code,state\nH1,suspended\n"))), "0+0~1=");
  EXPECT_EQ(counts(run(ImportKind::updates, file("code,state,updated_at\nH1,4,02/12/2022 08:00\n"))), "0+1~0=");
  EXPECT_EQ(query("SELECT until_at FROM holds"), std::to_string(rules::to_millis(at("2022-12-02T08:00:00+07:00"))));
}

TEST_F(ImportRows, HoldsBelongToTheirItem) {
  database_.execute(
      "INSERT INTO items (source, code, kind) VALUES ('a', 'H1', 'dossier'), ('a', 'H2', 'dossier'), ('b', 'H2', "
      "'dossier')");
  const std::string table = "code,from,until,reason\nH1,06/10/2026 09:00,07/10/2026 15:00,bổ sung\n";
  EXPECT_EQ(counts(run(ImportKind::holds, file(table))), "1+0~0=");
  EXPECT_EQ(counts(run(ImportKind::holds, file(table))), "0+0~1=");
  EXPECT_EQ(query("SELECT source FROM holds"), "a");
  EXPECT_EQ(problems(ImportKind::holds, "code,from\nH2,06/10/2026\n"), "DD2028@2:1");  // in two sources
  EXPECT_EQ(problems(ImportKind::holds, "code,from,until\nH1,06/10/2026,04/10/2026\n"), "DD2034@2:15");
}

TEST_F(ImportRows, MappingsNameFieldsColumnsAndWords) {
  rules::ImportMapping mapping;
  mapping.columns = {{"code", "NR"}, {"state", "st"}, {"due_at", "D"}};
  mapping.constants = {{"agency", "815"}};
  mapping.values["state"] = {{"8", "cancelled"}, {"*", "open"}};
  mapping.date_format = "MM/dd/yyyy";
  ImportRequest mapped = request(file("nr,ST,D,name\n1,8,12/31/2022,secret person\n2,xyz,,\n"));
  mapped.mapping = &mapping;
  EXPECT_EQ(counts(run(ImportKind::items, mapped)), "2+0~0=");
  EXPECT_EQ(query("SELECT code || state || agency || ifnull(due_at, '') FROM items ORDER BY code"),
            "1cancelled8151672506000000\n2open815");
  mapping.columns["titel"] = "name";
  mapping.columns["title"] = "nam";
  EXPECT_EQ(render(run(ImportKind::items, mapped).problems), "DD2017 DD2016");
}

TEST_F(ImportRows, ShiftsAndOffsetsReachDaysToo) {
  rules::ImportMapping mapping;
  mapping.columns = {{"code", "code"}, {"result_date", "day"}, {"due_at", "due"}};
  mapping.zone = "Asia/Ho_Chi_Minh";
  mapping.shift_weeks = 2;
  ImportRequest mapped = request(file("code,day,due\n1,2022-11-01,2022-11-01\n2,2022-11-01T20:00:00Z,\n"));
  mapped.mapping = &mapping;
  EXPECT_EQ(counts(run(ImportKind::items, mapped)), "2+0~0=");
  EXPECT_EQ(query("SELECT result_date FROM items ORDER BY code"), "2022-11-15\n2022-11-16");
  EXPECT_EQ(query("SELECT due_at FROM items WHERE code = '1'"),
            std::to_string(rules::to_millis(at("2022-11-16T00:00:00+07:00"))));
  mapping.as_they_stood = at("2022-11-15T12:00:00+07:00");
  EXPECT_EQ(counts(run(ImportKind::items, mapped)), "0+1~1=");
  EXPECT_EQ(query("SELECT ifnull(result_date, '-') FROM items ORDER BY code"), "2022-11-15\n-");
}

TEST_F(ImportRows, RefusesTextsThatNobodyWrote) {
  const auto letters = [](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += "ộ";
    return out;
  };
  const std::string header = "code,title,progress,attributes.x\n";
  EXPECT_EQ(problems(ImportKind::items, header + "1," + letters(2000) + "," + letters(10'000) + ",\n"), "");
  EXPECT_EQ(
      problems(ImportKind::items, header + "1," + letters(2001) + "," + letters(10'001) + "," + letters(2001) + "\n"),
      "DD2055@2:3 DD2055@2:2005 DD2055@2:12007");
  EXPECT_EQ(problems(ImportKind::agencies, "code,name\nA," + std::string(3000, 'x') + "\n"), "DD2055@2:3");
  EXPECT_EQ(problems(ImportKind::items, "code,title,rest\n2,x," + letters(3000) + "\n"), "(DD2013)");  // not kept
}

TEST_F(ImportRows, AMappedHeadingMustStandOnce) {
  rules::ImportMapping mapping;
  mapping.columns = {{"code", "code"}, {"title", "Tên"}};
  ImportRequest mapped = request(file("code,Tên,TEN\n1,a,b\n"));
  mapped.mapping = &mapping;
  EXPECT_EQ(render(run(ImportKind::items, mapped).problems), "DD2012");
}

TEST_F(ImportRows, EverythingWrongIsToldAtOnce) {
  EXPECT_EQ(problems(ImportKind::items, "code,agency,coordinators\n1,XX,\n2,815,YY\n"), "DD2027@2:3 DD2027@3:7");
  EXPECT_EQ(problems(ImportKind::agencies, "code,name,level,email,focal\nA,,so,a@x.vn,NVA\nB,B,so,b,NVB\n"),
            "DD2020@2:3 DD2036@3:8 DD2037@3:10");
}

// Long imports tell how far they are: every ten thousand rows, which take well under two seconds.
TEST_F(ImportRows, ProgressGoesOnUntilTheEnd) {
  std::string rows = "code\n";
  for (int i = 0; i < 25'000; ++i) rows += "H" + std::to_string(i) + "\n";
  ImportRequest large = request(file(rows));
  std::string told;
  large.progress = [&](const ImportProgress& now) {
    told += std::to_string(now.rows) + (now.bytes == now.size ? "! " : now.bytes < now.size ? " " : "? ");
  };
  EXPECT_TRUE(run(ImportKind::items, large).committed);
  EXPECT_EQ(told, "10000! 20000! 25000! ");  // 170 kB are read in one block
}

}  // namespace
}  // namespace dondoc::integrations::imports
