#include "daemon/decision_inputs.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/rules/story.hpp"

namespace dondoc::daemon {
namespace {

using rules::at;
using rules::Item;
using rules::make;
using rules::Rule;
using rules::Story;
using rules::World;

rules::Condition is(std::string field, std::string value) {
  return {std::move(field), {rules::Test::Op::equals, std::move(value), {}, {}, {}}};
}

Rule rule_for(std::string id, rules::Filter where, std::string_view moment = "due + 1wd 07:30") {
  Rule rule = rules::rule_of(std::move(id), {make("qua-han", "due").notify("head").every("1wd 07:30").max(2),
                                             make("len", moment).notify("superior")});
  rule.where = std::move(where);
  return rule;
}

// The configuration that goes with a world of the rules' tests.
config::Configuration configuration_of(const World& world) {
  config::Configuration configuration;
  configuration.rules = world.rules;
  configuration.calendars = world.calendars;
  configuration.default_calendar = world.default_calendar;
  configuration.zone = rules::zone("Asia/Ho_Chi_Minh");
  configuration.delivery.mode = world.mode;
  configuration.delivery.windows = world.windows;
  return configuration;
}

std::int64_t inputs_of(const World& world, const Item& item, std::string_view generation = "") {
  DecisionInputs inputs(configuration_of(world), world, generation);
  const auto number = inputs.of(item);
  EXPECT_FALSE(inputs.of_profile(inputs.profile(item)));
  EXPECT_EQ(inputs.of({rules::kind_name(item.kind), item.source, item.agency, item.procedure, item.priority, "{}"}),
            number)
      << "as a row";
  EXPECT_EQ(inputs.of_profile(inputs.profile(item)), number) << "by its profile, now that a row of it was seen";
  return number;
}

class DecisionInputsTest : public ::testing::Test {
 protected:
  World world_ = rules::world_with({rule_for("so", {is("agency.level", "so")}), rule_for("xa", {is("agency", "XA")})});
  Item item_ = rules::task("2022-11-30T17:00+07:00");
  std::int64_t before_ = inputs_of(world_, item_);
};

// What cannot apply to the item leaves its number as it was.
TEST_F(DecisionInputsTest, RulesAndSilencesForOthersDoNotCount) {
  world_.rules[1] = rule_for("xa", {is("agency", "XA")}, "due + 9wd 07:30");
  EXPECT_EQ(inputs_of(world_, item_), before_);
  world_.rules.push_back(rule_for("huyen", {is("agency.level", "huyen")}));
  EXPECT_EQ(inputs_of(world_, item_), before_);
  world_.silences.push_back({1, {is("agency", "CL")}, at("2022-11-30T17:00+07:00"), at("2022-12-30T17:00+07:00")});
  EXPECT_EQ(inputs_of(world_, item_), before_);
  world_.late_sources.insert("mot-cua");
  EXPECT_EQ(inputs_of(world_, item_), before_);
  std::swap(world_.rules[0], world_.rules[2]);
  EXPECT_EQ(inputs_of(world_, item_), before_) << "the order of rules";
}

TEST_F(DecisionInputsTest, WhatMayApplyCounts) {
  const auto differs = [&](auto&& change, std::string_view what) {
    World changed = world_;
    change(changed);
    EXPECT_NE(inputs_of(changed, item_), before_) << what;
  };
  differs([](World& w) { w.rules[0].steps[1].late_send = true; }, "a step");
  differs([](World& w) { std::swap(w.rules[0].steps[0], w.rules[0].steps[1]); }, "the order of steps");
  differs([](World& w) { w.rules[0].where.clear(); }, "a filter");
  differs([](World& w) { w.rules.erase(w.rules.begin()); }, "a rule that is gone");
  differs([](World& w) { w.rules.push_back(rule_for("moi", {})); }, "a new rule");
  differs([](World& w) { w.rules[1].where = {is("title", "x")}; }, "a filter no column tells about");
  differs([](World& w) { w.unconfirmed_steps[{"so", "len"}] = at("2022-11-30T17:00+07:00"); },
          "a step that waits for a confirmation");
  differs([](World& w) { w.silences.push_back({1, {}, at("2022-11-30T17:00+07:00"), at("2022-12-30T17:00+07:00")}); },
          "a silence");
  differs([](World& w) { w.late_sources.insert("ke-hoach"); }, "a late source");
  differs([](World& w) { w.mode = rules::DeliveryMode::off; }, "the mode");
  differs([](World& w) { w.windows.max_per_day = 9; }, "the windows");
  differs(
      [](World& w) {
        auto spec = w.calendars.at("vn")->spec();
        spec.days.push_back({*rules::parse_day("2022-11-29"), rules::DayKind::statutory, "", "", {}, {}});
        w.calendars["vn"] = std::make_shared<rules::WorkCalendar>(spec, rules::zone("Asia/Ho_Chi_Minh"));
      },
      "the calendar");
  differs(
      [](World& w) {
        auto directory = rules::small_directory();
        directory.positions.front().until = rules::parse_day("2022-12-31");
        rules::set_directory(w, std::move(directory));
      },
      "an office");
  EXPECT_NE(inputs_of(world_, item_, "2"), before_) << "another generation";
}

TEST_F(DecisionInputsTest, MoreRulesThanAMaskHasBitsAllCount) {
  for (int i = 0; i < 70; ++i) world_.rules.push_back(rule_for("r" + std::to_string(i), {is("agency", "XA")}));
  const auto many = inputs_of(world_, item_);
  world_.rules.back().steps.front().late_send = true;
  EXPECT_NE(inputs_of(world_, item_), many);
}

// A profile kept with an item serves edited rules too, as long as they name the same attributes.
TEST_F(DecisionInputsTest, AProfileOutlivesAnEditOfTheRules) {
  const auto profile_of = [](const World& world, const Item& item) {
    return DecisionInputs{configuration_of(world), world, ""}.profile(item);
  };
  const auto before = profile_of(world_, item_);
  world_.rules[0] = rule_for("so", {is("agency.level", "xa"), is("priority", "high")});
  EXPECT_EQ(profile_of(world_, item_), before);
  Item other = item_;
  other.attributes["linh_vuc"] = "dat-dai";
  EXPECT_EQ(profile_of(world_, other), before) << "an attribute nobody asks for";
  world_.rules[1] = rule_for("xa", {is("attributes.linh_vuc", "dat-dai")});
  EXPECT_NE(profile_of(world_, item_), before);
  EXPECT_NE(profile_of(world_, item_), profile_of(world_, other));
  other.attributes["linh_vuc"] = "";
  EXPECT_NE(profile_of(world_, item_), profile_of(world_, other)) << "not set is not empty";
  for (auto Item::* column : {&Item::source, &Item::agency, &Item::procedure, &Item::priority}) {
    other = item_;
    other.*column += "-";
    EXPECT_NE(profile_of(world_, other), profile_of(world_, item_));
  }
}

// The attributes come from the row's own JSON.
TEST_F(DecisionInputsTest, ARowHasTheProfileOfItsItem) {
  world_.rules[1] = rule_for("xa", {is("item.attributes.linh_vuc", "dat-dai")});
  item_.attributes = {{"linh_vuc", "dat-dai"}, {"so_to", "12"}};
  DecisionInputs inputs(configuration_of(world_), world_, "");
  const auto number = inputs.of(
      {"task", item_.source, item_.agency, item_.procedure, item_.priority, R"({"so_to": 12, "linh_vuc": "dat-dai"})"});
  EXPECT_EQ(inputs.of_profile(inputs.profile(item_)), number);
  EXPECT_EQ(inputs.of(item_), number);
}

template <class T>
T one_of(std::vector<T> choices) {
  return *rc::gen::elementOf(std::move(choices));
}

rules::Filter any_filter() {
  rules::Filter filter;
  const int conditions = *rc::gen::inRange(0, 3);
  for (int i = 0; i < conditions; ++i) {
    filter.push_back(is(one_of<std::string>({"agency.level", "priority", "officer", "source"}),
                        one_of<std::string>({"so", "xa", "high", "an", "ke-hoach"})));
  }
  return filter;
}

Rule any_rule(int number) {
  return rule_for("r" + std::to_string(number), any_filter(),
                  one_of<std::string>({"due + 1wd 07:30", "due + 2wd 07:30", "due - 1wd 07:30", "due + 30h"}));
}

void edit(World& world) {
  const auto rule = static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(world.rules.size())));
  switch (*rc::gen::inRange(0, 7)) {
    case 0:
      world.rules[rule] = any_rule(static_cast<int>(rule));
      return;
    case 1:
      world.rules.erase(world.rules.begin() + static_cast<std::ptrdiff_t>(rule));
      return;
    case 2:
      world.rules.push_back(any_rule(9));
      return;
    case 3:
      world.silences.push_back({1, any_filter(), at("2022-11-20T17:00+07:00"), at("2022-12-30T17:00+07:00")});
      return;
    case 4:
      world.late_sources.insert(one_of<std::string>({"ke-hoach", "mot-cua"}));
      return;
    case 5: {
      auto directory = rules::small_directory();
      directory.positions.push_back({"STC", rules::Role::head, "dung", {}, rules::parse_day("2022-11-25"), {}});
      rules::set_directory(world, std::move(directory));
      return;
    }
    default:
      world.rules[rule].steps[1].severity = rules::Severity::critical;
  }
}

// The promise a full evaluation rests on: with the same number another evaluation finds the same.
RC_GTEST_PROP(DecisionInputsProperties, TheSameNumberMeansTheSameDecision, ()) {
  World world = rules::world_with({any_rule(0), any_rule(1), any_rule(2)});
  Item item = rules::task();
  item.priority = one_of<std::string>({"", "high"});
  item.due_at = at("Tue 2022-11-22T07:00+07:00") + std::chrono::hours{*rc::gen::inRange(1, 200)};
  Story story{world, item};
  story.until("Tue 2022-11-22T07:00+07:00").until(at("Tue 2022-11-22T07:00+07:00") + std::chrono::hours{150});
  World edited = story.world;
  edit(edited);
  const bool same = inputs_of(edited, item) == inputs_of(story.world, item);
  RC_CLASSIFY(same);
  if (!same) return;
  const auto decided = [&](const World& by) {
    return rules::written(rules::evaluate(by, story.item, story.history, story.now()), story.history);
  };
  RC_ASSERT(decided(edited) == decided(story.world));
}

}  // namespace
}  // namespace dondoc::daemon
