#include "integrations/files/csv_reader.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace dondoc::integrations::files {
namespace {

// A file of its own for each test, removed at the end.
class CsvReaderTest : public testing::Test {
 protected:
  ~CsvReaderTest() override { std::filesystem::remove(path_); }

  std::string file(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    return path_;
  }

  // The whole table, cells in brackets, rows with their lines; an error as its code and place.
  std::string render(const std::string& bytes, const CsvLimits& limits = {}) {
    auto reader = CsvReader::open(file(bytes), limits);
    if (!reader) return place(reader.error());
    std::string out = "0:";
    for (const std::string& name : reader->header()) out += "[" + name + "]";
    while (reader->next()) {
      if (reader->misfit()) out += " " + place(*reader->misfit());
      if (reader->misfit()) continue;
      out += " " + std::to_string(reader->line()) + ":";
      for (std::size_t i = 0; i < reader->header().size(); ++i) out += "[" + std::string(reader->cell(i)) + "]";
    }
    if (reader->problem()) out += " " + place(*reader->problem());
    return out;
  }

  static std::string place(const rules::Problem& problem) {
    return problem.code + "@" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  }

 private:
  std::string path_ = testing::TempDir() + "csv-" + testing::UnitTest::GetInstance()->current_test_info()->name() +
                      "-" + std::to_string(::getpid()) + ".csv";
};

std::string utf16(const std::u16string& text, bool little) {
  std::string out;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    out += little ? low : high;
    out += little ? high : low;
  }
  return out;
}

struct Case {
  const char* rule;
  std::string bytes;
  std::string rendered;
};

TEST_F(CsvReaderTest, ReadsTables) {
  const std::vector<Case> cases = {
      {"commas and LF", "a,b\n1,2\n3,4\n", "0:[a][b] 2:[1][2] 3:[3][4]"},
      {"the last line needs no line end", "a,b\n1,2", "0:[a][b] 2:[1][2]"},
      {"CRLF", "a,b\r\n1,2\r\n", "0:[a][b] 2:[1][2]"},
      {"semicolons, as Excel with Vietnamese settings", "a;b\n1,5;2\n", "0:[a][b] 2:[1,5][2]"},
      {"tabs", "a\tb\n1\t2\n", "0:[a][b] 2:[1][2]"},
      {"the header decides, not the rows", "a;b,c;d\n1;2;3\n", "0:[a][b,c][d] 2:[1][2][3]"},
      {"separators in a quoted heading do not count", "\"a,b,c\";d\n1;2\n", "0:[a,b,c][d] 2:[1][2]"},
      {"Excel's sep line", "sep=;\na;b\n1;2\n", "0:[a][b] 3:[1][2]"},
      {"one column", "code\nx\n", "0:[code] 2:[x]"},
      {"quoted cells", "a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", "0:[a][b] 2:[1,5][say \"hi\"]"},
      {"a line end in a cell; lines go on counting", "a,b\n\"x\ny\",1\n2,3\n", "0:[a][b] 2:[x\ny][1] 4:[2][3]"},
      {"empty quoted cells", "a,b\n\"\",\"\"\"\"\n", "0:[a][b] 2:[][\"]"},
      {"a quote inside an unquoted cell is a letter", "a,b\nmàn 24\" mới,2\n", "0:[a][b] 2:[màn 24\" mới][2]"},
      {"empty rows are passed over", "a,b\n\n1,2\n,\n \n3,4\n\n", "0:[a][b] 3:[1][2] 6:[3][4]"},
      {"empty cells beyond the header", "a,b,,\n1,2,,\n", "0:[a][b] 2:[1][2]"},
      {"byte order mark", "\xEF\xBB\xBFmã,b\n1,2\n", "0:[mã][b] 2:[1][2]"},
      {"UTF-16 little endian with mark", "\xFF\xFE" + utf16(u"mã\tđ\r\nộ\t😀\r\n", true), "0:[mã][đ] 2:[ộ][😀]"},
      {"UTF-16 big endian with mark", "\xFE\xFF" + utf16(u"mã\tđ\nộ\t2\n", false), "0:[mã][đ] 2:[ộ][2]"},
      {"UTF-16 without mark", utf16(u"code\tđ\nộ\t2\n", true), "0:[code][đ] 2:[ộ][2]"},
      {"a header alone", "a,b\n", "0:[a][b]"},
      {"LF and CRLF in one file", "a,b\r\n1,2\n3,4\r\n", "0:[a][b] 2:[1][2] 3:[3][4]"},
      {"CRLF made twice", "a,b\r\r\n1,2\r\r\n", "0:[a][b] 2:[1][2]"},
      {"a CR in a quoted cell is text", "a,b\n\"x\ry\",2\n", "0:[a][b] 2:[x\ry][2]"},
      {"a code that is called as its column", "code\ncode\n", "0:[code] 2:[code]"},
  };
  for (const Case& c : cases) EXPECT_EQ(render(c.bytes), c.rendered) << c.rule;
}

TEST_F(CsvReaderTest, RefusesWhatCannotBeReadRightly) {
  const std::vector<Case> cases = {
      {"empty file", "", "DD2008@1:1"},
      {"only empty lines", "\n \n\n", "DD2008@1:1"},
      {"windows-1258", "m\xE3,b\n1,2\n", "DD2002@1:2"},
      {"bytes of another encoding further down", "mã,b\nđ,2\nx,Ti\xEA\xECn\n", "0:[mã][b] 2:[đ][2] DD2002@3:5"},
      {"cut UTF-8", "a,b\n1,\xE1\xBA", "0:[a][b] DD2002@2:3"},
      {"TCVN3 saved as Unicode", "M· hå s¬,Tªn thñ tôc,H¹n tr¶\n1,2,3\n", "DD2003@1:1"},
      {"VNI saved as Unicode", "Soá hoà sô,Teân ñôn vò,Ngaøy nhaän\n1,Uûy ban nhaân daân huyeän Caùi Beø,3\n",
       "DD2003@1:1"},
      {"NUL", std::string("a,b\n1,x\0y\n", 10), "0:[a][b] DD2004@2:4"},
      {"unterminated quote", "a,b\n1,2\n\"x,3\n4,5\n", "0:[a][b] 2:[1][2] DD2005@3:1"},
      {"text after a closing quote", "a,b\n\"x\"y,2\n", "0:[a][b] DD2006@2:4"},
      {"a row too short", "a,b\n1,2\n3\n", "0:[a][b] 2:[1][2] DD2007@3:1"},
      {"a row too long", "a,b\nđộ,2,3\n", "0:[a][b] DD2007@2:6"},
      {"what follows rows of another width is read", "a,b\n3\n1,2\n4,5,6\n7,8\n",
       "0:[a][b] DD2007@2:1 3:[1][2] DD2007@4:5 5:[7][8]"},
      {"unterminated quote in the last cell", "a,b\n1,\"x", "0:[a][b] DD2005@2:3"},
      {"unterminated quote in the header", "a,\"b\n1,2\n", "DD2005@1:3"},
      {"line ends of old Macintoshes", "a,b\r1,2\r", "DD2010@1:1"},
      {"line ends of old Macintoshes among others", "a,b\n1,2\r3,4\n5,6\n", "0:[a][b] DD2010@2:4"},
      {"a byte order mark alone", "\xEF\xBB\xBF", "DD2008@1:1"},
      {"a byte order mark of UTF-16 alone", "\xFF\xFE", "DD2008@1:1"},
      {"two files glued together", "a,b\n1,2\na,b\n3,4\n", "0:[a][b] 2:[1][2] DD2018@3:1"},
      {"two files with byte order marks", "\xEF\xBB\xBFm\xC3\xA3,b\n1,2\n\xEF\xBB\xBFm\xC3\xA3,b\n",
       "0:[m\xC3\xA3][b] 2:[1][2] DD2018@3:1"},
      {"half a pair of surrogates at the end", "\xFF\xFE" + utf16(u"a\n", true) + "\x3D\xD8", "0:[a] DD2019@2:1"},
      {"half a pair of surrogates before a letter",
       "\xFF\xFE" + utf16(u"a\nđ", true) + "\x3D\xD8" + utf16(u"b\n", true), "0:[a] DD2019@2:2"},
      {"half a byte pair at the end", "\xFF\xFE" + utf16(u"a\nb", true) + "c", "0:[a] DD2019@2:2"},
  };
  for (const Case& c : cases) EXPECT_EQ(render(c.bytes), c.rendered) << c.rule;
  EXPECT_EQ(CsvReader::open("/nonexistent/x.csv").error().code, "DD2001");
  EXPECT_EQ(CsvReader::open("/").error().code, "DD2001");
}

TEST_F(CsvReaderTest, KeepsItsLimits) {
  EXPECT_EQ(render("a\n" + std::string(50, 'x') + "\n", {.row_bytes = 20}), "0:[a] DD2009@2:1");
  EXPECT_EQ(render("a\n\"" + std::string(300'000, 'x'), {.row_bytes = 1000}), "0:[a] DD2005@2:1");
  EXPECT_EQ(render("a,b,c\n", {.columns = 2}), "DD2014@1:1");
  EXPECT_EQ(render("a\n1\n2\n3\n", {.rows = 2}), "0:[a] 2:[1] 3:[2] DD2015@4:1");
}

TEST_F(CsvReaderTest, EndsWithAnErrorWhateverTheSize) {
  std::string header = "c0";
  for (int i = 1; i < 100'000; ++i) header += ",c" + std::to_string(i);
  EXPECT_EQ(render(header + "\n1\n"), "DD2014@1:1");
  EXPECT_EQ(render("a,b\n1," + std::string(1'100'000, 'x') + "\n"), "0:[a][b] DD2009@2:1");
  EXPECT_EQ(render("a,b\n1,\"" + std::string(1'100'000, 'x') + "\"\n"), "0:[a][b] DD2005@2:1");
  EXPECT_EQ(render("a,b\n1,\"x\"" + std::string(40, 'y') + "\n", {.row_bytes = 20}), "0:[a][b] DD2009@2:1");
}

// The file is read in blocks of 262,144 bytes, and the first of them may end inside a letter.
TEST_F(CsvReaderTest, AnOldEncodingIsSeenWhereverTheFirstBlockEnds) {
  for (std::size_t cut = 0; cut < 3; ++cut) {
    std::string bytes = "M\xC2\xB7 h\xC3\xA5 s\xC2\xAC,T\xC2\xAAn\n";
    bytes += std::string(262'143 + cut - bytes.size() - 1, 'x') + "\n";
    for (int i = 0; i < 10; ++i) bytes += "\xC2\xB7\xC2\xB7";
    EXPECT_EQ(render(bytes), "DD2003@1:1") << cut;
  }
}

// Rows that straddle the blocks in which the file is read, with quotes, line ends and letters of three bytes at the
// edges.
TEST_F(CsvReaderTest, BlocksLeaveNoTrace) {
  std::string bytes = "mã;tên\n";
  constexpr int kRows = 40'000;
  for (int i = 0; i < kRows; ++i) {
    bytes += std::to_string(i) + ";\"Cấp \"\"phép\"\";\n" + std::string(static_cast<std::size_t>(i % 17), 'x') + "\"\n";
  }
  auto reader = CsvReader::open(file(bytes));
  ASSERT_TRUE(reader);
  int rows = 0;
  while (reader->next()) {
    ASSERT_EQ(reader->cell(0), std::to_string(rows));
    ASSERT_EQ(reader->cell(1), "Cấp \"phép\";\n" + std::string(static_cast<std::size_t>(rows % 17), 'x'));
    ASSERT_EQ(reader->line(), 2 + 2 * rows);
    ++rows;
  }
  EXPECT_FALSE(reader->problem());
  EXPECT_EQ(rows, kRows);
  EXPECT_EQ(reader->input().bytes_read(), bytes.size());
}

TEST_F(CsvReaderTest, PositionsCountCharacters) {
  auto reader = CsvReader::open(file("a,b,c\nđộ,\"x\ny\",z\n"));
  ASSERT_TRUE(reader);
  ASSERT_TRUE(reader->next());
  EXPECT_EQ(reader->position(1).column, 4);
  EXPECT_EQ(reader->position(2).line, 3);
  EXPECT_EQ(reader->position(2).column, 4);
}

TEST_F(CsvReaderTest, DigestsTheBytesOfTheFile) {
  auto reader = CsvReader::open(file("a\n1\n"));
  ASSERT_TRUE(reader);
  while (reader->next()) {
  }
  // printf 'a\n1\n' | sha256sum
  EXPECT_EQ(reader->input().digest(), "309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc");
}

}  // namespace
}  // namespace dondoc::integrations::files
