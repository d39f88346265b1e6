#include "rules/filter.hpp"

#include <gtest/gtest.h>

#include "tests/rules/world_fixture.hpp"

namespace dondoc::rules {
namespace {

using Op = rules::Test::Op;

Value text(std::string value) { return value; }

rules::Test equals(Value value) {
  rules::Test test;
  test.value = std::move(value);
  return test;
}
rules::Test pattern(std::string value) {
  rules::Test test = equals(std::move(value));
  test.op = Op::pattern;
  return test;
}
rules::Test any_of(std::vector<rules::Test> tests) {
  rules::Test test;
  test.op = Op::any_of;
  test.tests = std::move(tests);
  return test;
}
rules::Test negated(rules::Test inner) {
  rules::Test test;
  test.op = Op::negation;
  test.tests = {std::move(inner)};
  return test;
}
rules::Test between(std::optional<Value> min, std::optional<Value> max) {
  rules::Test test;
  test.op = Op::range;
  test.min = std::move(min);
  test.max = std::move(max);
  return test;
}

// A dossier of a commune under a plan.
Item sample() {
  Item item = task();
  item.kind = Kind::dossier;
  item.priority = "cao";
  item.agency = "XA";
  item.procedure = "1.001612";
  item.title = "Đăng ký hộ kinh doanh";
  item.restricted = true;
  item.document = Document{"358/KH-UBND", "Kế hoạch", "UBND tỉnh", day("2022-11-18")};
  item.attributes = {
      {"so_trang", "12"}, {"xa_hoi_hoa", "true"}, {"ngay_cap", "2022-11-15"}, {"trong", ""}, {"code", "x"}};
  item.due_at = at("Thu 2022-12-01T06:00+07:00");  // still 30/11 in UTC
  return item;
}

Directory sample_directory() {
  Directory directory = small_directory();
  Procedure old{"1.001612", "Cũ", {}, "", {}, {}, day("2022-10-31")};
  Procedure now{"1.001612", "Mới", {}, "", {}, day("2022-11-01"), {}};
  directory.procedures = {old, now};
  directory.finish();
  return directory;
}

struct Case {
  const char* rule;
  const char* field;
  rules::Test test;
  bool expected;
};

void expect_matches(const std::vector<Case>& cases, const Item& item = sample()) {
  static const Directory kDirectory = sample_directory();
  for (const auto& one : cases) {
    EXPECT_EQ(matches({{one.field, one.test}}, item, kDirectory, vietnam().zone()), one.expected)
        << one.field << ": " << one.rule;
  }
}

// "any item, document, agency or procedure field and any custom attribute"
TEST(Filter, SeesEveryField) {
  expect_matches({
      {"an item field", "priority", equals(text("cao")), true},
      {"another value", "priority", equals(text("thap")), false},
      {"case counts", "priority", equals(text("Cao")), false},
      {"kind and state are words", "kind", equals(text("dossier")), true},
      {"with its prefix", "item.kind", equals(text("dossier")), true},
      {"the agency is its code", "agency", equals(text("XA")), true},
      {"an agency field", "agency.level", equals(text("xa")), true},
      {"a document field", "document.number", equals(text("358/KH-UBND")), true},
      {"a procedure field, as in force at receipt", "procedure.name", equals(text("Mới")), true},
      {"a custom attribute", "so_trang", equals(std::int64_t{12}), true},
      {"an attribute whose name is a field's", "code", equals(text("x")), false},
      {"asked for as an attribute", "attributes.code", equals(text("x")), true},
      {"a field nobody knows", "khong_co", equals(text("x")), false},
      {"a field of an agency nobody knows", "agency.khong_co", equals(text("x")), false},
  });
}

// How often the applicant was asked for papers, by the reasons of the holds, open or closed.
TEST(Filter, CountsRequestsForSupplements) {
  rules::Test twice;
  twice.op = rules::Test::Op::range;
  twice.min = Value{std::int64_t{2}};
  const auto with_reasons = [](std::initializer_list<const char*> reasons) {
    Item item = sample();
    for (const char* reason : reasons) item.holds.push_back({*item.due_at, *item.due_at, reason, ""});
    return item;
  };
  const auto expect = [&](std::initializer_list<const char*> reasons, bool expected) {
    expect_matches({{"at least two", "supplement_requests", twice, expected}}, with_reasons(reasons));
  };
  expect({}, false);
  expect({"Yêu cầu bổ sung giấy tờ"}, false);
  expect({"Yêu cầu bổ sung giấy tờ", "CHỜ BỔ SUNG"}, true);
  expect({"cho bo sung ho so", "5"}, true);
  expect({"Yêu cầu bổ sung giấy tờ", "Yêu cầu thực hiện nghĩa vụ tài chính"}, false);
  expect({"supplement asked for", "theo trạng thái", "6", "15"}, false);
  expect_matches({{"none is a number too", "supplement_requests", equals(std::int64_t{0}), true}});
  Item open = with_reasons({"5"});
  open.holds.push_back({*open.due_at, std::nullopt, "bổ sung lần 2", ""});
  expect_matches({{"an open one counts", "supplement_requests", twice, true}}, open);
}

TEST(Filter, TheProcedureIsTheOneInForceOnTheDayOfReceiptInTheZone) {
  Item item = sample();
  item.received_at = at("Tue 2022-11-01T06:00+07:00");  // still 31/10 in UTC
  expect_matches({{"its first hours", "procedure.name", equals(text("Mới")), true}}, item);
  item.received_at = at("Mon 2022-10-31T23:59+07:00");
  expect_matches({{"the evening before", "procedure.name", equals(text("Cũ")), true}}, item);
}

// "a value, a list (any of), a `*` pattern, `{ not = … }`, `{ min = …, max = … }`"
TEST(Filter, Tests) {
  expect_matches({
      {"any of", "agency.level", any_of({equals(text("so")), equals(text("xa"))}), true},
      {"none of", "agency.level", any_of({equals(text("so")), equals(text("huyen"))}), false},
      {"an empty list", "agency.level", any_of({}), false},
      {"a pattern", "procedure", pattern("1.0016*"), true},
      {"another pattern", "procedure", pattern("1.0017*"), false},
      {"patterns in a list", "procedure", any_of({pattern("2.*"), pattern("1.*")}), true},
      {"a pattern of something that is no text", "restricted", pattern("t*"), false},
      {"not", "priority", negated(equals(text("thap"))), true},
      {"not that", "priority", negated(equals(text("cao"))), false},
      {"not one of a list", "priority", negated(any_of({equals(text("cao")), equals(text("thap"))})), false},
      {"within, both ends included", "so_trang", between(std::int64_t{12}, std::int64_t{12}), true},
      {"below", "so_trang", between(std::int64_t{13}, std::nullopt), false},
      {"above", "so_trang", between(std::nullopt, std::int64_t{11}), false},
      {"numbers, not letters", "so_trang", between(std::int64_t{9}, std::nullopt), true},
      {"no number", "priority", between(std::int64_t{0}, std::nullopt), false},
  });
}

// "A field that is not set matches nothing but `not`."
TEST(Filter, WhatIsNotSetMatchesNothingButNot) {
  expect_matches({
      {"equals", "progress", equals(text("")), false},
      {"pattern", "progress", pattern("*"), false},
      {"range", "finished_at", between(day("2000-01-01"), std::nullopt), false},
      {"not", "progress", negated(equals(text("xong"))), true},
      {"not a pattern", "progress", negated(pattern("*")), true},
      {"an empty attribute is not set", "trong", negated(pattern("*")), true},
  });
  Item bare = sample();
  bare.document.reset();
  bare.procedure.clear();
  bare.agency = "KHONG";
  expect_matches({{"no document", "document.number", negated(pattern("*")), true},
                  {"no procedure", "procedure.name", negated(pattern("*")), true},
                  {"an unknown agency", "agency.level", negated(pattern("*")), true}},
                 bare);
}

// "Instants compare with a Day in the item's zone by date."
TEST(Filter, DatesInstantsAndFlags) {
  expect_matches({
      {"an instant by its date", "due_at", equals(day("2022-12-01")), true},
      {"the zone's date, not that of UTC", "due_at", equals(day("2022-11-30")), false},
      {"an instant by an instant", "due_at", equals(at("Thu 2022-12-01T06:00+07:00")), true},
      {"a range of dates", "due_at", between(day("2022-12-01"), day("2022-12-31")), true},
      {"a date", "document.date", between(std::nullopt, day("2022-11-18")), true},
      {"an attribute as a date", "ngay_cap", between(day("2022-11-15"), day("2022-11-15")), true},
      {"a date has no instant", "document.date", equals(at("Fri 2022-11-18T00:00+07:00")), false},
      {"a flag", "restricted", equals(true), true},
      {"the other flag", "restricted", equals(false), false},
      {"an attribute as a flag", "xa_hoi_hoa", equals(true), true},
      {"a text that is no flag", "priority", equals(false), false},
  });
}

// "Texts compare by their NFC form."
TEST(Filter, TextsCompareByTheirNfcForm) {
  Item item = sample();
  item.title = "Hồ sơ";  // composed
  const std::string decomposed = "Ho\xCC\x82\xCC\x80 so\xCC\x9B";
  expect_matches({{"equal", "title", equals(decomposed), true},
                  {"a pattern", "title", pattern(decomposed.substr(0, 6) + "*"), true},
                  {"without diacritics it is another word", "title", equals(text("Ho so")), false}},
                 item);
}

TEST(Filter, AllConditionsMustHold) {
  const Directory directory = small_directory();
  const Filter both{{"priority", equals(text("cao"))}, {"kind", equals(text("task"))}};
  EXPECT_FALSE(matches(both, sample(), directory, vietnam().zone()));
  EXPECT_TRUE(matches({}, sample(), directory, vietnam().zone()));
}

// "`*` stands for any run of characters, everything else for itself."
TEST(Filter, Patterns) {
  struct Pattern {
    const char* pattern;
    const char* text;
    bool expected;
  };
  for (const auto& [wanted, given, expected] : std::vector<Pattern>{
           {"so*", "so-noi-vu", true},
           {"so*", "huyen-so", false},
           {"*so", "huyen-so", true},
           {"*", "", true},
           {"", "", true},
           {"", "a", false},
           {"a*c*e", "abcde", true},
           {"a*c*e", "abcdef", false},
           {"a*a", "a", false},
           {"**a**", "a", true},
           {"a?c", "abc", false},
           {"[a]", "a", false},
           {"*ab*ab", "abab", true},
           {"*ab*ab", "ab", false},
           {"a.c", "abc", false},
           {"*aab", "aaaaab", true},
           {"Sở*", "Sở Nội vụ", true},
           {"SO*", "so", false},
       }) {
    EXPECT_EQ(matches_pattern(wanted, given), expected) << wanted << " against " << given;
  }
}

TEST(Filter, KnownFieldsAreSortedAndHaveValues) {
  const auto& names = known_fields();
  EXPECT_TRUE(std::ranges::is_sorted(names));
  for (const char* name : {"priority", "agency.level", "document.number", "procedure.name"}) {
    EXPECT_TRUE(std::ranges::binary_search(names, name)) << name;
  }
}

// "the date of a due is that of the last millisecond before it": hết ngày 01/12/2022 is not later than 01/12/2022.
TEST(Filter, ADueAtMidnightIsOfTheDateItEnds) {
  Item item = task("Fri 2022-12-02T00:00+07:00");
  Directory directory = small_directory();
  directory.finish();
  const auto selects = [&](const char* field, rules::Test test) {
    return matches({{field, std::move(test)}}, item, directory, vietnam().zone());
  };
  EXPECT_TRUE(selects("due_at", between(std::nullopt, Value{day("2022-12-01")})));
  EXPECT_FALSE(selects("due_at", between(Value{day("2022-12-02")}, std::nullopt)));
  item.received_at = item.due_at;
  EXPECT_FALSE(selects("received_at", between(std::nullopt, Value{day("2022-12-01")}))) << "a receipt is an instant";
}

TEST(Filter, CoordinatorsMatchWhereOneOfThemDoes) {
  Item item = task();
  item.coordinators = {"CL", "XA"};
  Directory directory = small_directory();
  directory.finish();
  const auto selects = [&](rules::Test test) {
    return matches({{"coordinators", std::move(test)}}, item, directory, vietnam().zone());
  };
  EXPECT_TRUE(selects(equals(text("XA"))));
  EXPECT_TRUE(selects(pattern("C*")));
  EXPECT_FALSE(selects(equals(text("STC"))));
  EXPECT_FALSE(selects(negated(equals(text("XA")))));
  EXPECT_TRUE(selects(negated(equals(text("STC")))));
}

}  // namespace
}  // namespace dondoc::rules
