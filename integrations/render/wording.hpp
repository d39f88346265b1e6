#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/item.hpp"
#include "rules/message.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::render {

// How dates, spans and numbers of things read in a letter, in Vietnamese (as administrative documents write them) and
// in English. Constant after construction; refers to the zone.
class Wording {
 public:
  Wording(std::string_view language, const rules::Zone& zone) : english_(language == "en"), zone_(zone) {}

  // 18/11/2022, 05/02/2023, 01/4/2023: two digits for the day and for January and February · 1 April 2023
  [[nodiscard]] std::string date(rules::Day day) const;
  [[nodiscard]] std::string date(rules::Instant instant) const { return date(zone_.day_of(instant)); }
  // The date of the last moment before it: midnight belongs to the day that ends.
  [[nodiscard]] std::string last_day(rules::Instant instant) const { return date(zone_.day_before_end(instant)); }
  // 17 giờ 00 phút ngày 18/11/2022 · 17:00 on 18 November 2022
  [[nodiscard]] std::string letter_time(rules::Instant instant) const;
  // 17:00 ngày 18/11/2022 · 17:00, 18 November 2022
  [[nodiscard]] std::string short_time(rules::Instant instant) const;
  // 17 giờ 00 phút ngày 05/12/2022; midnight is the end of the day before: hết ngày 08/12/2022
  [[nodiscard]] std::string until(rules::Instant instant) const;
  // từ 08 giờ 00 phút đến 09 giờ 30 phút, thứ Tư ngày 28/12/2022; over midnight both ends in full
  [[nodiscard]] std::string meeting_time(rules::Instant from, rules::Instant until) const;
  // A deadline without a time of day, or at midnight, is "hết ngày 31/3/2023".
  [[nodiscard]] std::string letter_due(rules::Instant due, bool is_date) const;
  [[nodiscard]] std::string short_due(rules::Instant due, bool is_date) const;

  // 3 nhiệm vụ · 1 task
  [[nodiscard]] std::string count(rules::Kind kind, std::size_t number) const;
  [[nodiscard]] std::string kind(rules::Kind kind) const;
  // Nhiệm vụ · Task
  [[nodiscard]] std::string kind_capital(rules::Kind kind) const;
  // quá 3 ngày làm việc, còn 2 ngày làm việc, đến hạn hôm nay, đến hạn vào ngày nghỉ 03/12/2022; empty without a due
  [[nodiscard]] std::string standing(const rules::MessageLine& line) const;
  // The same in brackets after the due: for a due on a day off, that no working day is left before it.
  [[nodiscard]] std::string standing_after_due(const rules::MessageLine& line) const;
  // What a number of items that wait have in common, after the number: " chưa tiếp nhận" · " not accepted"
  [[nodiscard]] std::string_view waiting(rules::Ladder ladder) const;
  // 3 giờ 30 phút
  [[nodiscard]] std::string span(rules::Millis working_time) const;
  // Kế hoạch số 358/KH-UBND ngày 18/11/2022 của Ủy ban nhân dân tỉnh Tiền Giang
  [[nodiscard]] std::string document(const rules::Document& document) const;
  [[nodiscard]] std::string_view pick(std::string_view vietnamese, std::string_view english) const {
    return english_ ? english : vietnamese;
  }

 private:
  [[nodiscard]] bool is_midnight(rules::Instant instant) const;
  [[nodiscard]] std::string due_date(rules::Instant due) const;

  bool english_;
  const rules::Zone& zone_;
};

}  // namespace dondoc::integrations::render
