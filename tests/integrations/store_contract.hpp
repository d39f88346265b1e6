#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>

#include "integrations/store.hpp"
#include "rules/zone.hpp"

namespace dondoc::testing {

// A store on an empty database, and another program beside it that writes and reads the same tables by plain SQL.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual integrations::Store& store() = 0;
  virtual void write(const std::string& sql) = 0;
  // Rows separated by ';', columns by '|', NULL as '-'.
  virtual std::string read(const std::string& sql) = 0;
};

struct StoreFactory {
  const char* name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};
inline void PrintTo(const StoreFactory& factory, std::ostream* out) { *out << factory.name; }

// What every Store has to do: instantiate StoreContract with a factory for each implementation.
class StoreContract : public ::testing::TestWithParam<StoreFactory> {
 protected:
  StoreContract() : under_test_(GetParam().make()), store_(under_test_->store()) {}
  void write(const std::string& sql) { under_test_->write(sql); }
  std::string read(const std::string& sql) { return under_test_->read(sql); }

  // Minutes from Thu 01/12/2022 07:30 +07:00 on.
  static constexpr rules::Instant at(std::int64_t minutes) {
    return rules::instant_from_millis(1'669'854'600'000 + minutes * 60'000);
  }
  static rules::Zone vietnam() {
    return rules::Zone("Asia/Ho_Chi_Minh", {{rules::kEarliestInstant, std::chrono::hours{7}}});
  }
  static inline const std::map<std::string, std::size_t> kAnyRoom;
  static constexpr const char* kNotices = "SELECT recipient, state, reason FROM notices ORDER BY id";
  static constexpr const char* kMessages = "SELECT recipient, state, attempts FROM messages ORDER BY id";

  // One task "A", stored; returns it as due_items gives it.
  integrations::StoredItem stored_task();
  // A claim of that item with one alert of step "s" for each recipient, all placed in one mail message.
  integrations::ItemClaim claim_for(const integrations::StoredItem& item, const std::vector<std::string>& recipients);
  // Claims it, seals its one message and settles it so.
  void deliver(const integrations::StoredItem& item, const std::string& mode, integrations::Settlement::Next next);
  void seal_all(const std::string& mode);

 private:
  std::unique_ptr<StoreUnderTest> under_test_;

 protected:
  integrations::Store& store_;
};

}  // namespace dondoc::testing
