#include "config/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dondoc::config {
namespace {

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("notify", "notify"), 0U);
  EXPECT_EQ(edit_distance("notify", "notif"), 1U);
  EXPECT_EQ(edit_distance("notify", "nofity"), 2U);
  EXPECT_EQ(edit_distance("title", "tilte"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Nearest, OffersOnlyWhatIsNear) {
  const std::vector<std::string> keys{"id", "title", "notify", "copy", "at"};
  EXPECT_EQ(nearest("nofity", keys), "notify");
  EXPECT_EQ(nearest("cpy", keys), "copy");
  EXPECT_EQ(nearest("ti", keys), "");
  EXPECT_EQ(nearest("zzz", keys), "");
  EXPECT_EQ(nearest("x", std::vector<std::string>{}), "");
}

}  // namespace
}  // namespace dondoc::config
