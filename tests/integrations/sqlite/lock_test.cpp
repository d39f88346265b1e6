#include "integrations/sqlite/lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/integrations/sqlite/scratch.hpp"

namespace dondoc::integrations::sqlite {
namespace {

constexpr rules::Instant kSince = rules::instant_from_millis(1'669'854'600'000);

TEST(DaemonLock, SecondIsRefusedAndToldWhoHoldsIt) {
  const dondoc::testing::ScratchFolder folder;
  const auto first = DaemonLock::acquire(folder.file("a.db"), kSince);
  ASSERT_TRUE(first);
  const auto second = DaemonLock::acquire(folder.file("a.db"), kSince + rules::Millis{1});
  ASSERT_FALSE(second);
  ASSERT_TRUE(second.error().holder);
  EXPECT_EQ(second.error().holder->pid, getpid());
  EXPECT_EQ(second.error().holder->since, kSince);
  EXPECT_FALSE(second.error().holder->host.empty());
}

// Whatever the database is called on the command line, SQLite opens one file.
TEST(DaemonLock, OneDatabaseHasOneLockUnderAllItsNames) {
  const dondoc::testing::ScratchFolder folder;
  std::ofstream(folder.file("a.db")) << "";
  std::filesystem::create_directory(folder.file("sub"));
  std::filesystem::create_symlink("a.db", folder.file("link.db"));
  std::filesystem::create_symlink("link.db", folder.file("link-of-link.db"));
  std::filesystem::create_directory_symlink(folder.file("sub"), folder.file("sub-link"));
  const auto lock = DaemonLock::acquire(folder.file("a.db"), kSince);
  ASSERT_TRUE(lock);
  for (const char* name : {"link.db", "link-of-link.db", "sub/../a.db", "sub-link/../a.db"}) {
    EXPECT_FALSE(DaemonLock::acquire(folder.file(name), kSince)) << name;
    EXPECT_TRUE(lock_holder(folder.file(name))) << name;
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file("link.db.lock")));
}

TEST(DaemonLock, ALinkToADatabaseStillToBeMadeIsTheSameLock) {
  const dondoc::testing::ScratchFolder folder;
  std::filesystem::create_symlink("a.db", folder.file("link.db"));
  const auto lock = DaemonLock::acquire(folder.file("link.db"), kSince);
  ASSERT_TRUE(lock);
  EXPECT_FALSE(DaemonLock::acquire(folder.file("a.db"), kSince));
}

TEST(DaemonLock, HolderIsFoundWhileItHoldsAndNotAfter) {
  const dondoc::testing::ScratchFolder folder;
  EXPECT_FALSE(lock_holder(folder.file("a.db")));
  {
    const auto lock = DaemonLock::acquire(folder.file("a.db"), kSince);
    ASSERT_TRUE(lock);
    const auto holder = lock_holder(folder.file("a.db"));
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->pid, getpid());
  }
  EXPECT_FALSE(lock_holder(folder.file("a.db")));
}

TEST(DaemonLock, IsFreeAtOnceWhenTheHolderIsKilled) {
  const dondoc::testing::ScratchFolder folder;
  const std::string path = folder.file("a.db");
  std::array<int, 2> ready{};
  ASSERT_EQ(pipe(ready.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = DaemonLock::acquire(path, kSince);
    const char answer = lock ? 'y' : 'n';
    std::ignore = write(ready[1], &answer, 1);
    pause();
    _exit(0);
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  ASSERT_FALSE(DaemonLock::acquire(path, kSince));
  EXPECT_EQ(lock_holder(path)->pid, child);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(DaemonLock::acquire(path, kSince));
}

TEST(DaemonLock, SaysWhyTheFileCannotBeHad) {
  const dondoc::testing::ScratchFolder folder;
  const auto lock = DaemonLock::acquire(folder.file("missing/a.db"), kSince);
  ASSERT_FALSE(lock);
  EXPECT_FALSE(lock.error().holder);
  EXPECT_FALSE(lock.error().cause.empty());
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
