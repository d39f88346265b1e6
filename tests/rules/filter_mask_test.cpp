#include "rules/filter_mask.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <bit>

#include "tests/rules/world_fixture.hpp"

namespace dondoc::rules {
namespace {

// "key=value;key=value" stands for JSON here.
std::map<std::string, std::string> read_pairs(std::string_view text) {
  std::map<std::string, std::string> pairs;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    const auto pair = text.substr(0, end);
    const auto equals = pair.find('=');
    pairs.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pairs;
}

std::shared_ptr<const Directory> directory() {
  auto made = std::make_shared<Directory>(small_directory());
  made->finish();
  return made;
}

Condition is(std::string field, std::string value) {
  return {std::move(field), {Test::Op::equals, std::move(value), {}, {}, {}}};
}
Condition like(std::string field, std::string pattern) {
  return {std::move(field), {Test::Op::pattern, std::move(pattern), {}, {}, {}}};
}
Condition is_not(std::string field, std::string value) {
  return {std::move(field), {Test::Op::negation, {}, {{Test::Op::equals, std::move(value), {}, {}, {}}}, {}, {}}};
}
Condition at_least(std::string field, std::int64_t number) {
  return {std::move(field), {Test::Op::range, {}, {}, Value{number}, {}}};
}

// The entries whose bits are set: "0 2".
std::string bits(std::uint64_t mask) {
  std::string text;
  for (; mask != 0; mask &= mask - 1) text += (text.empty() ? "" : " ") + std::to_string(std::countr_zero(mask));
  return text;
}

class FilterMaskTest : public ::testing::Test {
 protected:
  std::string of(std::vector<FilterMask::Entry> entries, const ItemColumns& columns) {
    FilterMask mask(entries, directory(), vietnam().zone(), read_pairs);
    const auto first = bits(mask.of(columns));
    EXPECT_EQ(bits(mask.of(columns)), first) << "asked again";
    return first;
  }
};

TEST_F(FilterMaskTest, EachColumnNarrows) {
  const std::vector<FilterMask::Entry> entries{
      {std::nullopt, {}},
      {Kind::dossier, {}},
      {std::nullopt, {is("agency.level", "so")}},
      {std::nullopt, {is("agency", "CL")}},
      {std::nullopt, {like("procedure", "1.0016*")}},
      {std::nullopt, {is_not("priority", "low")}},
      {std::nullopt, {is("source", "ke-hoach")}},
      {std::nullopt, {at_least("so_ngay", 3)}},
      {std::nullopt, {is("attributes.linh_vuc", "dat-dai"), is("item.kind", "task")}},
  };
  EXPECT_EQ(of(entries, {"task", "ke-hoach", "STC", "1.001612", "", ""}), "0 2 4 5 6");
  EXPECT_EQ(of(entries, {"dossier", "mot-cua", "CL", "2.000720", "low", "so_ngay=3"}), "0 1 3 7");
  EXPECT_EQ(of(entries, {"task", "", "", "", "low", "linh_vuc=dat-dai;so_ngay=2"}), "0 8");
  EXPECT_EQ(of(entries, {"dossier", "", "", "", "low", "linh_vuc=dat-dai"}), "0 1");
}

// What no column tells counts as met; the other conditions of the same filter still narrow.
TEST_F(FilterMaskTest, OtherFieldsCountAsMet) {
  const std::vector<FilterMask::Entry> entries{
      {std::nullopt, {is("title", "không phải")}},
      {std::nullopt, {is("document.number", "358/KH-UBND")}},
      {std::nullopt, {is("procedure.term", "3wd"), is("priority", "high")}},
      {std::nullopt, {is("coordinators", "CL")}},
      {std::nullopt, {is("state", "done")}},
  };
  EXPECT_EQ(of(entries, {"task", "", "STC", "", "low", ""}), "0 1 3 4");
}

TEST_F(FilterMaskTest, NothingIsAskedOfNobody) { EXPECT_EQ(of({}, {"task", "", "", "", "", ""}), ""); }

TEST_F(FilterMaskTest, SixtyFourEntriesHaveABitEach) {
  std::vector<FilterMask::Entry> entries(FilterMask::kMost);
  entries[63].filter = {is("priority", "high")};
  FilterMask mask(entries, directory(), vietnam().zone(), read_pairs);
  EXPECT_EQ(mask.of({"task", "", "", "", "high", ""}), ~std::uint64_t{0});
  EXPECT_EQ(mask.of({"task", "", "", "", "low", ""}), ~std::uint64_t{0} >> 1U);
}

template <class T>
T one_of(std::vector<T> choices) {
  return *rc::gen::elementOf(std::move(choices));
}

Condition any_condition() {
  const auto field = one_of<std::string>({"agency", "agency.level", "agency.parent", "procedure", "priority", "kind",
                                          "source", "muc", "attributes.muc", "item.muc", "title", "officer", "term"});
  const auto value =
      one_of<std::string>({"STC", "so", "UBND", "1.001612", "high", "task", "ke-hoach", "3", "an", "3wd"});
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return is(field, value);
    case 1:
      return is_not(field, value);
    case 2:
      return like(field, value.substr(0, 1) + "*");
    default:
      return at_least(field, 3);
  }
}

// Never a bit too few, and none too many where the columns tell everything; for a row and for the item alike.
RC_GTEST_PROP(FilterMaskProperties, HasTheBitOfEveryFilterThatHolds, ()) {
  std::vector<FilterMask::Entry> entries(static_cast<std::size_t>(*rc::gen::inRange(0, 12)));
  for (auto& entry : entries) {
    if (*rc::gen::inRange(0, 3) == 0) entry.kind = one_of<Kind>({Kind::task, Kind::dossier, Kind::occurrence});
    const int conditions = *rc::gen::inRange(0, 4);
    for (int i = 0; i < conditions; ++i) entry.filter.push_back(any_condition());
  }
  const auto known = directory();
  FilterMask mask(entries, known, vietnam().zone(), read_pairs);
  for (int round = 0; round < 8; ++round) {
    Item item = task();
    item.kind = one_of<Kind>({Kind::task, Kind::dossier, Kind::occurrence});
    item.agency = one_of<std::string>({"STC", "CL", "XA", "", "không có"});
    item.procedure = one_of<std::string>({"", "1.001612", "2.000720"});
    item.priority = one_of<std::string>({"", "high", "3", "so"});
    const auto attributes = one_of<std::string>({"", "muc=3", "muc=so;khac=1", "muc=12"});
    item.attributes = read_pairs(attributes);
    const auto of_row =
        mask.of({kind_name(item.kind), item.source, item.agency, item.procedure, item.priority, attributes});
    RC_ASSERT(mask.of(item) == of_row);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& entry = entries[i];
      const bool holds =
          (!entry.kind || *entry.kind == item.kind) && matches(entry.filter, item, *known, vietnam().zone());
      const bool has_bit = (of_row >> i & 1U) != 0;
      RC_ASSERT(has_bit || !holds);
      const bool told = std::ranges::none_of(entry.filter, [](const Condition& condition) {
        return condition.field == "title" || condition.field == "officer" || condition.field == "term";
      });
      if (told) RC_ASSERT(has_bit == holds);
    }
  }
}

}  // namespace
}  // namespace dondoc::rules
