#include <gtest/gtest.h>

#include <sstream>

#include "daemon/cli/context.hpp"
#include "daemon/cli/table.hpp"

namespace dondoc::daemon::cli {
namespace {

// Columns on a terminal, not bytes: composed letters one, combining marks none, East Asian wide letters two.
TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Đôn đốc"), 7U);
  EXPECT_EQ(display_width("a\u0323\u0302"), 1U);
  EXPECT_EQ(display_width("会议"), 4U);
}

TEST(CutToWidth, CutsAtLettersAndSaysSo) {
  EXPECT_EQ(cut_to_width("Sở Tài chính", 12), "Sở Tài chính");
  EXPECT_EQ(cut_to_width("Sở Tài chính", 8), "Sở Tài …");
  EXPECT_EQ(cut_to_width("会议", 3), "会…");
  EXPECT_EQ(cut_to_width("abc", 0), "");
}

std::string printed(const Table& table, int width, bool colour = false) {
  std::istringstream in;
  std::ostringstream out;
  table.print(Terminal{in, out, out, false, colour, width});
  return out.str();
}

Table sample() {
  Table table{{{"Mã"}, {"Nội dung", true}, {"Số", false, true}}};
  table.add({"A1", "Báo cáo công tác quý I", "7"});
  table.add({"B-22", "Họp", "12"});
  return table;
}

TEST(Table, AlignsByColumnsOfTheTerminal) {
  EXPECT_EQ(printed(sample(), 0),
            "Mã    Nội dung                Số\n"
            "A1    Báo cáo công tác quý I   7\n"
            "B-22  Họp                     12\n");
}

TEST(Table, FlexibleColumnsGiveWayToTheWidth) {
  EXPECT_EQ(printed(sample(), 20),
            "Mã    Nội dung    Số\n"
            "A1    Báo cáo c…   7\n"
            "B-22  Họp         12\n");
}

// What stands in data must not steer the terminal.
TEST(Table, ControlCharactersBecomeBlanks) {
  Table table{{{"x"}}};
  table.add({"a\x1b[2Jb\nc"});
  EXPECT_EQ(printed(table, 0), "x\na [2Jb c\n");
}

TEST(Table, ColoursOnlyWhereTheTerminalHasThem) {
  Table table{{{"x"}}};
  table.add({Cell{"trễ", Look::bad}});
  EXPECT_EQ(printed(table, 0), "x\ntrễ\n");
  EXPECT_EQ(printed(table, 0, true), "\x1b[1mx\x1b[0m\n\x1b[31mtrễ\x1b[0m\n");
}

}  // namespace
}  // namespace dondoc::daemon::cli
