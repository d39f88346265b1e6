#include "import_fixture.hpp"

namespace dondoc::integrations::imports {
namespace {

class ImportPeople : public ImportWithReferences {
 protected:
  std::string positions() {
    return query(
        "SELECT agency || ' ' || role || ' ' || title || ' ' || ifnull(valid_from, '-') || ' ' || ifnull(valid_until, "
        "'-') FROM positions ORDER BY agency, valid_from");
  }
  std::string addresses(const std::string& owner) {
    return query("SELECT channel || ' ' || value FROM addresses WHERE owner = '" + owner + "' ORDER BY channel, value");
  }
};

TEST_F(ImportPeople, HaveOfficesAndAddresses) {
  const std::string table =
      "Mã;Họ và tên;Chức vụ;Email;Điện thoại;address.zalo;Đơn vị;Vai trò;Từ ngày\n"
      "P1;Trần Thị B;Giám đốc;b@x.vn;0900;84900;TG-STC;Thủ trưởng;01/01/2020\n"
      "P1;Trần Thị B;Giám đốc;b@x.vn;0900;84900;815;đầu mối;\n";
  EXPECT_EQ(counts(run(ImportKind::people, file(table))), "1+1~0=");
  EXPECT_EQ(query("SELECT agency || ' ' || role || ' ' || ifnull(valid_from, '-') FROM positions ORDER BY agency"),
            "815 focal -\nTG-STC head 2020-01-01");
  EXPECT_EQ(query("SELECT owner || channel || value FROM addresses ORDER BY channel"),
            "person:P1emailb@x.vn\nperson:P1zalo84900");
  EXPECT_EQ(counts(run(ImportKind::people, file(table))), "0+0~2=");
  EXPECT_EQ(problems(ImportKind::people, "code,name,email,agency,role\nP2,Lê C,c@x.vn,TG-STC,head\n"), "(DD2044)");
  EXPECT_EQ(counts(run(ImportKind::people, file("code,name,email\nP1,Trần Thị B,new@x.vn\n"))), "0+1~0=");
  EXPECT_EQ(query("SELECT value FROM addresses WHERE owner = 'person:P1' AND channel = 'email'"), "new@x.vn");
}

// Each office has a title and a mailbox of its own; the person has one title.
TEST_F(ImportPeople, WithTwoOfficesChangeNothingTheSecondTime) {
  const std::string table =
      "code,name,title,phone,email,agency,role\n"
      "P1,Trần Thị B,Giám đốc,0900,b@so.vn,TG-STC,head\n"
      "P1,Trần Thị B,Trưởng ban,0911,b@huyen.vn,815,focal\n";
  EXPECT_EQ(counts(run(ImportKind::people, file(table))), "1+1~0=");
  const auto audits = number("SELECT count(*) FROM audit");
  EXPECT_EQ(counts(run(ImportKind::people, file(table))), "0+0~2=");
  EXPECT_EQ(number("SELECT count(*) FROM audit"), audits);
  EXPECT_EQ(query("SELECT title || ' ' || phone FROM people WHERE code = 'P1'"), "Giám đốc 0900");
  EXPECT_EQ(positions(), "815 focal Trưởng ban - -\nTG-STC head Giám đốc - -");
  EXPECT_EQ(addresses("person:P1"), "email b@huyen.vn\nemail b@so.vn");
}

TEST_F(ImportPeople, LoseAnAddressThatTheFileNoLongerHas) {
  ASSERT_TRUE(run(ImportKind::people, file("code,name,email,agency,role\nP1,B,old@x.vn,815,focal\nP1,B,b@x.vn,TG-STC,"
                                           "officer\n"))
                  .committed);
  database_.execute(
      "INSERT INTO addresses (owner, channel, value, preference) VALUES ('person:P1', 'email', 'by-hand@x.vn', 1)");
  EXPECT_EQ(counts(run(ImportKind::people, file("code,name,email\nP1,B,b@x.vn\n"))), "0+1~0=");
  EXPECT_EQ(addresses("person:P1"), "email b@x.vn\nemail by-hand@x.vn");
  EXPECT_EQ(counts(run(ImportKind::people, file("code,name,email\nP1,B,\n"))), "0+0~1=");  // an empty cell says nothing
}

TEST_F(ImportPeople, AnOfficeThatIsDatedLaterStaysOneOffice) {
  const std::string undated = "code,name,title,agency,role\nP1,B,Giám đốc,TG-STC,head\n";
  const std::string dated =
      "code,name,title,agency,role,valid_from,valid_until\nP1,B,Giám đốc,TG-STC,head,01/01/2020,30/11/2022\n";
  ASSERT_TRUE(run(ImportKind::people, file(undated)).committed);
  EXPECT_EQ(counts(run(ImportKind::people, file(dated))), "0+1~0=");
  EXPECT_EQ(positions(), "TG-STC head Giám đốc 2020-01-01 2022-11-30");
  EXPECT_EQ(counts(run(ImportKind::people, file(dated))), "0+0~1=");
  // Out of office since yesterday: who is listed without dates holds it again.
  EXPECT_EQ(counts(run(ImportKind::people, file(undated))), "0+1~0=");
  EXPECT_EQ(positions(), "TG-STC head Giám đốc - -\nTG-STC head Giám đốc 2020-01-01 2022-11-30");
}

TEST_F(ImportPeople, AnOfficeInForceIsNotDoubledByAFileWithoutDates) {
  ASSERT_TRUE(run(ImportKind::people, file("code,name,agency,role,valid_from,valid_until\n"
                                           "P1,B,TG-STC,head,01/01/2020,31/12/2024\n"))
                  .committed);
  EXPECT_EQ(counts(run(ImportKind::people, file("code,name,title,agency,role\nP1,B,Giám đốc,TG-STC,head\n"))),
            "0+1~0=");
  EXPECT_EQ(positions(), "TG-STC head Giám đốc 2020-01-01 2024-12-31");
}

TEST_F(ImportPeople, TwoTermsOfOneOfficeAreTwoRows) {
  const std::string terms =
      "code,name,agency,role,valid_from,valid_until\n"
      "P1,B,TG-STC,head,01/01/2010,31/12/2014\nP1,B,TG-STC,head,01/01/2020,\n";
  ASSERT_TRUE(run(ImportKind::people, file("code,name,agency,role\nP1,B,TG-STC,head\n")).committed);
  EXPECT_EQ(counts(run(ImportKind::people, file(terms))), "0+2~0=");
  EXPECT_EQ(positions(), "TG-STC head  2010-01-01 2014-12-31\nTG-STC head  2020-01-01 -");
  EXPECT_EQ(counts(run(ImportKind::people, file(terms))), "0+0~2=");
}

struct Address {
  const char* rule;
  std::string cell;
  bool accepted;
};

// People and agencies alike: what smtp/ would refuse to send to does not get in.
TEST_F(ImportPeople, MailAddressesAreCheckedAsTheChannelDoes) {
  const std::vector<Address> cases = {
      {"plain", "van.thu@stc.tiengiang.gov.vn", true},
      {"nothing after the at", "a@", false},
      {"nothing before it", "@x.vn", false},
      {"two", "a@b@x.vn", false},
      {"a blank", "a b@x.vn", false},
      {"a line end", "\"a@x.vn\nRCPT TO:<b@y.vn>\"", false},
      {"a carriage return", "\"a@x.vn\rb\"", false},
      {"two addresses in one cell", "\"a@x.vn; b@x.vn\"", false},
      {"with a name", "Văn thư <a@x.vn>", false},
  };
  for (const Address& c : cases) {
    const std::string expected = c.accepted ? "" : "DD2036@2:5";
    EXPECT_EQ(problems(ImportKind::people, "code,name,email\nP,B," + c.cell + "\n"), expected) << c.rule;
    EXPECT_EQ(problems(ImportKind::agencies, "code,name,email\nA,B," + c.cell + "\n"), expected) << c.rule;
    EXPECT_EQ(problems(ImportKind::agencies, "code,name,address.email\nA,B," + c.cell + "\n"), expected) << c.rule;
  }
  EXPECT_EQ(addresses("agency:A"), "email van.thu@stc.tiengiang.gov.vn");
}

TEST_F(ImportPeople, AgencyProblemsStandAtTheirColumn) {
  EXPECT_EQ(problems(ImportKind::agencies, "code,name,successor,escalation\nA,Cơ quan A,NOPE,TG-STC:boss;XYZW\n"),
            "DD2027@2:13 DD2026@2:18 DD2027@2:18");
  EXPECT_EQ(problems(ImportKind::agencies, "code,name,parent,successor\nA,Cơ quan A,TG-ST,tách ra\n"),
            "DD2053@2:13 (DD2040@2:19)");
  const ImportReport near = run(ImportKind::agencies, file("code,name,parent\nA,Cơ quan A,TG-ST\n"));
  EXPECT_EQ(near.problems.at(0).args.at("nearest"), "TG-STC");
  EXPECT_EQ(near.problems.at(0).path, std::vector<std::string>{"parent"});
}

}  // namespace
}  // namespace dondoc::integrations::imports
