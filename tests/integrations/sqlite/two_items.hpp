#pragma once

#include <gtest/gtest.h>

#include <tuple>

#include "integrations/sqlite/migrate.hpp"
#include "tests/integrations/sqlite/scratch.hpp"

namespace dondoc::integrations::sqlite {

// A database with A "một" and B "hai", evaluated, and a connection that knows nothing of dondoc.
class TwoItems : public ::testing::Test {
 protected:
  TwoItems() : other_((std::ignore = open_database(folder_.file("a.db")), folder_.file("a.db"))) {
    other_.execute(
        "INSERT INTO items (id, code, kind, title) VALUES (1, 'A', 'task', 'một'), (2, 'B', 'task', 'hai');"
        "UPDATE item_state SET next_check_at = NULL");
  }

  dondoc::testing::ScratchFolder folder_;
  dondoc::testing::PlainConnection other_;
};

}  // namespace dondoc::integrations::sqlite
