#include "integrations/sqlite/item_stages.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstring>

#include "config/zones.hpp"
#include "rules/zone.hpp"

// What an item was before it was stored, by the dates it carries.

namespace dondoc::integrations::sqlite {
namespace {

namespace json = boost::json;

constexpr const char* kStored = "2022-12-01T07:00+07:00";

json::value ms(const char* text) { return text == nullptr ? json::value() : rules::to_millis(*rules::parse_iso(text)); }

json::object dossier() {
  return {{"source", "mot-cua"},
          {"code", "HS-1"},
          {"state", "open"},
          {"submitted_at", ms(nullptr)},
          {"received_at", ms("2022-11-01T08:00+07:00")},
          {"start_at", ms(nullptr)},
          {"updated_at", ms(nullptr)},
          {"finished_at", ms(nullptr)},
          {"handed_over_at", ms(nullptr)},
          {"appointment_at", ms(nullptr)},
          {"apology_sent_at", ms(nullptr)},
          {"due_at", ms("2022-11-20T17:00+07:00")},
          {"due_is_date", 0},
          {"result_document", ""},
          {"result_date", nullptr},
          {"hold_rows", json::array{}}};
}

// "08/11 09:00 suspended due hold…", one line for each stage.
std::string stages(const json::object& image) {
  const auto found = stages_of(image, *rules::parse_iso(kStored));
  const auto zone = config::load_zone("Asia/Ho_Chi_Minh");
  std::string text = found.closed_undated ? "closed, nobody knows since when\n" : "";
  for (const auto at : found.instants) {
    const auto stage = image_at(image, at);
    text += rules::format_iso(at, **zone) + " " + std::string{stage.at("state").get_string()};
    for (const char* name :
         {"received_at", "due_at", "updated_at", "apology_sent_at", "finished_at", "handed_over_at"}) {
      if (!stage.at(name).is_null()) text += std::string{" "} + std::string{name, std::strlen(name) - 3};
    }
    for (const auto& hold : stage.at("hold_rows").get_array()) {
      text += hold.as_object().at("until_at").is_null() ? " held" : " was-held";
    }
    text += "\n";
  }
  return text;
}

TEST(ItemStages, one_that_is_stored_when_it_comes_has_none) {
  auto image = dossier();
  image["received_at"] = ms(kStored);
  EXPECT_EQ(stages(image), "");
}

TEST(ItemStages, one_without_dates_counts_from_when_it_was_stored) {
  auto image = dossier();
  image["received_at"] = nullptr;
  EXPECT_EQ(stages(image), "");
}

TEST(ItemStages, a_closed_dossier_was_open_and_held_before) {
  auto image = dossier();
  image["state"] = "done";
  image["finished_at"] = ms("2022-11-15T10:00+07:00");
  image["handed_over_at"] = ms("2022-11-16T10:00+07:00");
  image["apology_sent_at"] = ms("2022-11-14T10:00+07:00");
  image["hold_rows"] = json::array{json::object{{"from_at", ms("2022-11-03T09:00+07:00")},
                                                {"until_at", ms("2022-11-04T09:00+07:00")},
                                                {"reason", "bổ sung"},
                                                {"author", ""}}};
  EXPECT_EQ(stages(image),
            "2022-11-01T08:00:00+07:00 open received due\n"
            "2022-11-03T09:00:00+07:00 suspended received due held\n"
            "2022-11-04T09:00:00+07:00 open received due was-held\n"
            "2022-11-14T10:00:00+07:00 open received due apology_sent was-held\n"
            "2022-11-15T10:00:00+07:00 done received due apology_sent finished was-held\n"
            "2022-11-16T10:00:00+07:00 done received due apology_sent finished handed_over was-held\n");
}

TEST(ItemStages, what_was_submitted_had_no_due_before_it_was_received) {
  auto image = dossier();
  image["submitted_at"] = ms("2022-10-31T20:00+07:00");
  EXPECT_EQ(stages(image),
            "2022-10-31T20:00:00+07:00 open\n"
            "2022-11-01T08:00:00+07:00 open received due\n");
}

TEST(ItemStages, a_hold_that_is_still_open_is_open_from_its_beginning) {
  auto image = dossier();
  image["state"] = "suspended";
  image["hold_rows"] = json::array{
      json::object{{"from_at", ms("2022-11-03T09:00+07:00")}, {"until_at", nullptr}, {"reason", ""}, {"author", ""}}};
  EXPECT_EQ(stages(image),
            "2022-11-01T08:00:00+07:00 open received due\n"
            "2022-11-03T09:00:00+07:00 suspended received due held\n");
}

TEST(ItemStages, what_was_reported_by_then_was_open_before) {
  auto image = dossier();
  image["state"] = "reported";
  EXPECT_EQ(stages(image), "2022-11-01T08:00:00+07:00 open received due\n");
}

TEST(ItemStages, one_closed_without_a_date_says_so) {
  auto image = dossier();
  image["state"] = "withdrawn";
  EXPECT_EQ(stages(image),
            "closed, nobody knows since when\n"
            "2022-11-01T08:00:00+07:00 withdrawn received due\n");
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
