#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "rules/item.hpp"
#include "rules/recipient.hpp"
#include "rules/zone.hpp"

// Tests of rules, as users write them in TOML: who there is, items, what happens to them, and the messages and silences
// that are to follow. The daemon's replay runs them.

namespace dondoc::config {

// Who there is in the tests of a file.
struct TestCast {
  struct Agency {
    std::string code;
    std::string name;
    std::string level;
    std::string parent;
    std::string calendar;
    std::string addressee;
    bool mailbox = false;
  };
  struct Person {
    std::string code;
    std::string name;
    std::string agency;  // empty: no position
    std::string role;
    std::optional<rules::Day> from;
    std::optional<rules::Day> until;
    bool reachable = true;
  };
  struct Contact {
    std::string id;
    std::string person;
  };
  std::vector<Agency> agencies;
  std::vector<Person> people;  // one with several positions stands here for each
  std::vector<Contact> contacts;
  std::vector<std::string> rooms;
};

struct TestItem {
  rules::Item item;
  std::optional<rules::Instant> stored;  // when it is entered; nothing: when it comes by its dates, else at the start
};

struct TestEvent {
  enum class What {
    received,  // due, term
    updated,   // reason: the progress in words
    held,      // reason
    resumed,
    requested,  // an extension: due, reason
    extended,   // due, reason
    refused,    // the extension requested
    reported,   // says done, awaits confirmation
    sent_back,
    done,
    handed_over,
    reopened,   // reason
    cancelled,  // reason
    withdrawn,
    acknowledged,  // by, until
    apologised,
    assigned,  // agency, officer
    silenced   // until, reason
  };
  What what = What::done;
  rules::Instant at{};
  std::string item;
  std::string by;  // person
  std::string reason;
  std::string agency;
  std::string officer;
  std::string term;
  std::optional<rules::Instant> until;
  std::optional<rules::Instant> due;
  bool due_is_date = false;
  Place place;
};
[[nodiscard]] std::string_view test_event_name(TestEvent::What what);

// One alert told to one recipient.
struct TestExpectation {
  rules::Instant at{};  // the minute of the window in which its message goes
  rules::Recipient to;
  std::string item;
  std::string rule;
  std::string step;
  int repeat = 0;
  Place place;
};

// Nothing of this kind is told from `from` until before `until`; what is empty is any.
struct TestSilence {
  rules::Instant from{};
  rules::Instant until{};
  rules::Recipient to;
  std::string item;
  std::string rule;
  std::string step;
  Place place;
};

struct RuleTest {
  std::string name;
  Place place;
  rules::Instant from{};            // judged from here on
  rules::Instant until{};           // not included
  bool complete = true;             // what is not expected must not come
  std::vector<std::string> series;  // of the configuration, that make occurrences here
  std::vector<TestItem> items;
  std::vector<TestEvent> events;  // by time
  std::vector<TestExpectation> expect;
  std::vector<TestSilence> silent;
};

struct RuleTestFile {
  std::string file;
  TestCast cast;
  rules::CalendarMap calendars;  // before those of the configuration
  std::string calendar;          // the default one; empty: that of the configuration
  std::vector<RuleTest> tests;
};

// What the tests may speak of.
struct RuleTestScope {
  std::shared_ptr<const rules::Zone> zone;  // of times without an offset
  const Configuration* configuration = nullptr;
};

struct RuleTestResult {
  RuleTestFile tests;
  rules::Problems problems;  // all at once, by line; with any error the tests are not to be run
};
//   [[calendar]]      as a file of calendars/
//   default_calendar  id; else the only [[calendar]] here, else that of the configuration
//   [[agency]] [[person]] [[contact]] [[room]]   without any of them: the shipped cast (default_cast.toml)
//   [[test]]          name, from, until, complete, series, items, events, expect, silent
[[nodiscard]] RuleTestResult read_rule_tests(const std::filesystem::path& file, const RuleTestScope& scope);

}  // namespace dondoc::config
