#pragma once

#include "config/rule_test.hpp"
#include "config/toml_reader.hpp"

// The parts of read_rule_tests().

namespace dondoc::config {

// A time as a test writes it: a date-time with or without offset, a date, or any of them as a text. Of a date: its end
// where `end`, else its beginning.
struct WrittenTime {
  rules::Instant at{};
  bool is_date = false;
};
[[nodiscard]] std::optional<WrittenTime> read_test_time(TomlReader& reader, std::string_view key,
                                                        const rules::Zone& zone, bool end);
// The same where it must be there.
[[nodiscard]] rules::Instant required_test_time(TomlReader& reader, std::string_view key, const rules::Zone& zone,
                                                bool end = false);
// The text of `key` where it is one of `known`; others are a problem with the nearest one.
[[nodiscard]] std::string known_word(TomlReader& reader, std::string_view key, const std::vector<std::string>& known,
                                     const std::string& code);

// The cast of the file, else the shipped one.
[[nodiscard]] TestCast read_cast(TomlReader& file);

// What the tests of one file may refer to.
struct TestNames {
  std::vector<std::string> agencies;
  std::vector<std::string> people;
  std::vector<rules::Recipient> recipients;  // "person:CODE" is written "CODE"
  std::vector<std::string> steps;            // "rule/step"
  std::vector<std::string> series;
};
[[nodiscard]] TestNames names_of(const TestCast& cast, const Configuration& configuration);

[[nodiscard]] TestItem read_test_item(TomlReader& reader, const TestNames& names, const rules::Zone& zone);
[[nodiscard]] TestEvent read_test_event(TomlReader& reader, const TestNames& names,
                                        const std::vector<std::string>& items, const RuleTest& test,
                                        const rules::Zone& zone);
// The only item there is, else the one that `item` names: one of `items`, or an occurrence of a series of the test.
// Empty, and no problem, where there is no such key and several items.
[[nodiscard]] std::string read_item_name(TomlReader& reader, const std::vector<std::string>& items,
                                         const RuleTest& test);
[[nodiscard]] RuleTest read_rule_test(TomlReader& reader, const TestNames& names, const rules::Zone& zone);

}  // namespace dondoc::config
