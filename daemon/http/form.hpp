#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/answer.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon {

// application/x-www-form-urlencoded, as browsers send it.
using Form = std::vector<std::pair<std::string, std::string>>;

// Nothing where it is broken (a stray "%"), not UTF-8, or has more fields than any form of ours.
inline constexpr std::size_t kMostFields = 1'000;
[[nodiscard]] std::optional<Form> parse_form(std::string_view body);

// What somebody filled in. Values are kept as written, so that the page can show them again beside what is wrong.
struct FilledForm {
  std::string id;  // of the page it was filled in on: the same sent again is the same answer
  std::vector<rules::ItemId> items;
  std::string answer;
  std::string name;
  std::string position;
  std::string until;
  std::string document;
  std::string document_date;
  std::string progress;
  std::string difficulty;
  std::string proposed;
  std::string not_mine;
};

// Nothing where no page of ours sends such a thing: a field twice, an id that is none.
[[nodiscard]] std::optional<FilledForm> read_form(const Form& form);

// What it says, or what is wrong: entries of the catalogue, "answers.fault.name", in the order of the page.
struct FormMeaning {
  std::optional<rules::GivenAnswer> given;
  std::vector<std::string> faults;
};
[[nodiscard]] FormMeaning meaning_of(const FilledForm& form, const rules::Zone& zone, rules::Instant now);

// Of all that was filled in, for recognising it.
[[nodiscard]] std::string digest_of(const FilledForm& form);

}  // namespace dondoc::daemon
