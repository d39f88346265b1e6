#include "tests/integrations/store_contract.hpp"

// What a Store has to do for what is not about single items: who there is, silences, findings, steps, other programs.

namespace dondoc::testing {

using namespace dondoc::integrations;

TEST_P(StoreContract, FindingsStandUntilTheyAreGoneAndAreToldOnce) {
  const std::vector<std::string> codes{"DD6101", "DD6201"};
  const std::vector<rules::Finding> both{{"DD6101", "a", {}}, {"DD6201", "b", {{"year", "2028"}}}};
  store_.report_findings(codes, both, at(0));
  store_.report_findings(codes, both, at(1));
  EXPECT_EQ(store_.findings().size(), 2U);
  EXPECT_TRUE(store_.queue_findings("operator", "thu", at(2), at(2)));
  const std::string version = read("PRAGMA data_version");
  EXPECT_FALSE(store_.queue_findings("operator", "thu", at(3), at(3)));
  EXPECT_EQ(read("PRAGMA data_version"), version) << "an idle look writes nothing";
  const ReadyMessage message = store_.ready_messages(at(2), kAnyRoom, false).at(0);
  EXPECT_EQ(message.recipient, "operator");
  EXPECT_EQ(message.findings.size(), 2U);
  EXPECT_FALSE(store_.findings()[0].told);
  seal_all("live");
  const Settlement result{message.id, "delivered", "", "", at(4), Settlement::Next::delivered, {}, false};
  store_.settle(std::span{&result, 1}, at(4));
  EXPECT_TRUE(store_.findings()[0].told);

  store_.report_findings(codes, std::span{both}.first(1), at(5));
  EXPECT_EQ(store_.findings().size(), 1U);
  store_.report_findings(codes, both, at(6));  // came back: news again
  EXPECT_TRUE(store_.queue_findings("operator", "thu", at(7), at(7)));
}

TEST_P(StoreContract, TheDirectoryHoldsEveryTable) {
  write(
      "INSERT INTO agencies (code, name, tone, calendar) VALUES ('UB', 'Uỷ ban', 'cap_tren', 'c1'), ('STC', 'Sở', '', "
      "'');"
      "INSERT INTO agency_successors VALUES ('STC', 'UB');"
      "INSERT INTO people (code, name, phone) VALUES ('an', 'An', '0123'), ('binh', 'Bình', '');"
      "INSERT INTO positions (agency, role, person, valid_from) VALUES ('STC', 'head', 'an', '2022-01-01');"
      "INSERT INTO escalation_paths (agency, level, target_agency) VALUES ('STC', 1, 'UB');"
      "INSERT INTO delegations (from_person, to_person, from_at, until_at) VALUES ('an', 'binh', 1, 9);"
      "INSERT INTO contacts (id, person) VALUES ('vp', 'binh'); INSERT INTO rooms (id) VALUES ('zalo');"
      "INSERT INTO procedures (code, term, cut_off, reception_calendar, roll, max_extensions)"
      " VALUES ('1.001', '3wd', '15:00', 'mot-cua', 'next', 0);"
      "INSERT INTO procedures (code) VALUES ('1.002');"
      "INSERT INTO sources (id, fresh_as_of) VALUES ('mot-cua', 77)");
  const auto directory = store_.load_directory();
  const rules::Day day = rules::make_day(2022, 12, 1);
  EXPECT_EQ(directory->agency("UB")->tone, "cap_tren");
  EXPECT_EQ(directory->agency("STC")->successors, std::vector<std::string>{"UB"});
  EXPECT_EQ(directory->holders("STC", rules::Role::head, day).at(0)->person, "an");
  EXPECT_EQ(directory->escalation_place("STC", 1, day)->target_agency, "UB");
  EXPECT_EQ(directory->delegation("an", rules::instant_from_millis(5))->to_person, "binh");
  EXPECT_EQ(directory->contact("vp")->person, "binh");
  EXPECT_NE(directory->room("zalo"), nullptr);
  EXPECT_EQ(directory->procedure("1.001", day)->term, (rules::Amount{3, rules::Unit::wd}));
  EXPECT_EQ(directory->procedure("1.001", day)->cut_off, rules::ClockTime{15 * 60});
  EXPECT_EQ(directory->procedure("1.001", day)->reception_calendar, "mot-cua");
  EXPECT_EQ(directory->procedure("1.001", day)->roll, rules::Roll::next);
  EXPECT_EQ(directory->procedure("1.001", day)->max_extensions, 0);
  EXPECT_EQ(directory->procedure("1.002", day)->roll, std::nullopt);
  EXPECT_EQ(directory->procedure("1.002", day)->max_extensions, std::nullopt);
  EXPECT_EQ(directory->source("mot-cua")->fresh_as_of, rules::instant_from_millis(77));
}

TEST_P(StoreContract, SilencesAreReadAndWrongOnesReported) {
  write(
      "INSERT INTO silences (filter, author, reason, from_at, until_at) VALUES"
      " ('{\"kind\": \"task\", \"agency\": {\"level\": [\"so\", \"xa*\"]}, \"priority\": {\"not\": \"low\"},"
      "   \"due_at\": {\"min\": \"2022-12-01\"}}', 'an', 'lũ', 1, 9), ('[1]', 'an', 'sai', 1, 9)");
  const std::vector<rules::Silence> silences = store_.load_silences();
  ASSERT_EQ(silences.size(), 1U);
  std::string fields;
  for (const rules::Condition& condition : silences[0].filter) fields += condition.field + ' ';
  EXPECT_EQ(fields, "kind agency.level priority due_at ");
  EXPECT_EQ(silences[0].filter[1].test.tests.at(1).op, rules::Test::Op::pattern);
  EXPECT_EQ(silences[0].filter[3].test.min, rules::Value{rules::make_day(2022, 12, 1)});
  EXPECT_EQ(store_.unreadable_silences().at(0).code, "DD2902");
  EXPECT_TRUE(store_.findings().empty()) << "who only reads must not write";
}

TEST_P(StoreContract, ForeignCommitsAreNoticed) {
  const std::int64_t before = store_.data_version();
  store_.set_meta("own", "write");
  EXPECT_EQ(store_.data_version(), before);
  const std::int64_t reference = store_.reference_revision();
  write("INSERT INTO items (code, kind) VALUES ('A', 'task')");
  EXPECT_NE(store_.data_version(), before);
  EXPECT_EQ(store_.reference_revision(), reference);
  write("INSERT INTO rooms (id) VALUES ('r')");
  EXPECT_NE(store_.reference_revision(), reference);
}

TEST_P(StoreContract, StepsAndMetaAreKept) {
  using Step = Store::KnownStep;
  const std::vector<Step> first{{"r", "s1", "f1", {}}, {"r", "s2", "f2", at(0)}};
  store_.set_known_steps(first, at(0));
  store_.set_known_steps(std::span{first}.last(1), at(5));
  ASSERT_EQ(store_.known_steps().size(), 1U);
  EXPECT_EQ(store_.known_steps()[0].step, "s2");
  EXPECT_EQ(store_.known_steps()[0].unconfirmed_since, at(0));
  EXPECT_EQ(read("SELECT first_seen FROM known_steps"), std::to_string(rules::to_millis(at(0))));
  store_.set_meta("k", "v");
  EXPECT_EQ(store_.meta("k"), "v");
  EXPECT_FALSE(store_.meta("nothing"));
}

}  // namespace dondoc::testing
