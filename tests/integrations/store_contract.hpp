#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "integrations/store.hpp"

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
