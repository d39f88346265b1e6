#include "rules/text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dondoc::rules {
namespace {

TEST(Text, StoredFormIsComposed) {
  EXPECT_EQ(nfc("Hoa\xcc\x80 Bi\xcc\x80nh"), "Hoà Bình");
  EXPECT_EQ(nfc("Tiền Giang"), "Tiền Giang");
  EXPECT_FALSE(is_nfc("Hoa\xcc\x80"));
  EXPECT_TRUE(is_nfc("Hoà Bình"));
  EXPECT_TRUE(is_nfc("plain"));
}

TEST(Text, KnowsValidUtf8) {
  EXPECT_TRUE(is_valid_utf8("Đôn đốc"));
  EXPECT_FALSE(is_valid_utf8("Ti\xea\xec Giang"));  // windows-1258
  EXPECT_FALSE(is_valid_utf8("\xc0\x80"));          // overlong
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));      // a surrogate
  EXPECT_FALSE(is_valid_utf8("cut \xe1\xba"));
}

struct Pair {
  std::string a;
  std::string b;
  bool same;
};

TEST(Text, TonePlacementsAreOneText) {
  const std::vector<Pair> cases = {
      {"hoà", "hòa", true},           {"thuý", "thúy", true},       {"khoẻ", "khỏe", true}, {"HOÀ", "HÒA", true},
      {"thuỷ sản", "thủy sản", true}, {"quý", "quí", false},        {"hòa", "hóa", false},  {"hòa", "hoa", false},
      {"Hoà", "hòa", false},          {"hoa\xcc\x80", "hòa", true}, {"mía", "miá", false},  {"", "", true},
  };
  for (const Pair& c : cases) EXPECT_EQ(same_text(c.a, c.b), c.same) << c.a << " and " << c.b;
}

TEST(Text, FoldsForComparing) {
  EXPECT_EQ(fold("Đã trả kết quả"), "da tra ket qua");
  EXPECT_EQ(fold("THỜI HẠN"), "thoi han");
  EXPECT_EQ(fold("ngu\xcc\x9bo\xcc\x9b\xcc\x80i"), "nguoi");
  EXPECT_EQ(fold("Due At"), "due at");
}

TEST(Text, ShortFormsKeepTheirCase) {
  EXPECT_EQ(without_diacritics("UBND thị xã Cai Lậy: Đề nghị"), "UBND thi xa Cai Lay: De nghi");
}

TEST(Text, FindsTheNearestWord) {
  const std::vector<std::string> keys = {"notify", "repeat", "unless", "approve", "Cơ quan"};
  EXPECT_EQ(nearest("notfy", keys), "notify");
  EXPECT_EQ(nearest("nofity", keys), "notify");
  EXPECT_EQ(nearest("Unles", keys), "unless");
  EXPECT_EQ(nearest("co quan", keys), "Cơ quan");
  EXPECT_EQ(nearest("calendar", keys), std::nullopt);
  EXPECT_EQ(nearest("x", {}), std::nullopt);
}

}  // namespace
}  // namespace dondoc::rules
