#include "rules/plan_terms.hpp"

#include "rules/plan_points.hpp"
#include "rules/plan_scope.hpp"

namespace dondoc::rules {
namespace {

using Reading = std::optional<RelativeWording>;

bool take_quarter_number(PlanReader& reader) {
  return reader.take_any({"quý i", "quý ii", "quý iii", "quý iv", "quí i", "quí ii", "quí iii", "quí iv"});
}

// What would make a second deadline of the words that name an event.
bool take_deadline_words(PlanReader& reader) {
  for (const std::string_view each : {"hàng ", "hằng ", "mỗi "}) {
    for (const std::string_view period : {"ngày", "tuần", "tháng", "quý", "năm"}) {
      if (reader.take(std::string(each) + std::string(period))) return true;
    }
  }
  return take_quarter_number(reader) || reader.take_any({"trước", "chậm nhất", "muộn nhất", "định kỳ", "định kì",
                                                         "không quá", "tối đa", "nhưng", "thường xuyên", "đột xuất"});
}

bool is_mark(const PlanToken* token, std::string_view marks) {
  return token != nullptr && token->kind == PlanToken::Kind::mark && marks.find(token->key) != std::string_view::npos;
}

// A run of characters without blanks may have digits only where it has letters too: 61/2018/NĐ-CP.
bool take_run(PlanReader& reader) {
  bool letters = false;
  bool digits = false;
  const PlanToken* token = reader.peek();
  std::size_t length = 0;
  while (token != nullptr && (length == 0 || token->glued)) {
    letters = letters || token->kind == PlanToken::Kind::word;
    digits = digits || token->kind == PlanToken::Kind::number;
    if (is_mark(token, ";:?")) return false;
    token = reader.peek(++length);
  }
  if (digits && !letters) return false;
  reader.skip(length);
  return true;
}

// The rest of the text, where it only names something.
std::optional<std::string> read_naming_rest(PlanReader& reader) {
  const std::size_t place = reader.place();
  const PlanToken* first = reader.peek();
  if (first == nullptr || first->kind != PlanToken::Kind::word) return std::nullopt;
  while (!reader.done()) {
    const std::size_t here = reader.place();
    if (take_deadline_words(reader)) {
      reader.note(PlanWordingFault::unknown, here);
      return std::nullopt;
    }
    if (!take_run(reader)) return std::nullopt;
  }
  reader.back_to(place);
  return reader.take_rest();
}

std::optional<Unit> read_unit(PlanReader& reader) {
  if (reader.take("ngày làm việc")) return Unit::wd;
  if (reader.take("giờ làm việc")) return Unit::wh;
  if (reader.take("ngày")) return Unit::d;
  if (reader.take("giờ")) return Unit::h;
  return std::nullopt;
}

// "ban hành Kế hoạch này": the plan's own date. "ban hành kế hoạch" may be that of another.
bool names_the_document(PlanReader reader) {
  return reader.take_any({"ký ban hành", "ban hành", "ký"}) &&
         reader.take_any({"kế hoạch này", "chương trình này", "quyết định này", "chỉ thị này", "văn bản này"}) &&
         reader.done();
}

Reading read_from(PlanReader& reader, const Amount& term) {
  if (names_the_document(reader)) {
    reader.take_rest();
    return RelativeWording{.term = term, .from = RelativeWording::From::document};
  }
  const std::size_t place = reader.place();
  if (const auto point = read_plan_point(reader)) {
    const auto days = point->period == PlanPeriod::day ? days_of(reader, *point) : std::nullopt;
    if (!days) return std::nullopt;
    return RelativeWording{.term = term, .from = RelativeWording::From::date, .date = days->first};
  }
  reader.back_to(place);
  auto event = read_naming_rest(reader);
  return event ? Reading(RelativeWording{.term = term, .event = std::move(*event)}) : std::nullopt;
}

bool take_since(PlanReader& reader) {
  return reader.take_any({"kể từ ngày", "kể từ khi", "kể từ thời điểm", "kể từ", "tính từ ngày", "tính từ khi",
                          "từ ngày", "từ khi", "sau khi", "sau ngày"});
}

void take_within(PlanReader& reader) {
  if (reader.take_any({"chậm nhất", "muộn nhất", "không quá", "tối đa"})) {
    reader.take("là");
    if (reader.take("sau")) return;
  }
  if (reader.take("trong")) reader.take_any({"vòng", "thời hạn", "thời gian"});
}

// Words before the reason for a request: "của cơ quan có thẩm quyền".
bool take_asker(PlanReader& reader) {
  if (reader.done()) return true;
  return reader.take_any({"của", "từ"}) && read_naming_rest(reader);
}

bool take_request(PlanReader& reader) {
  return reader.take_any({"theo yêu cầu", "khi có yêu cầu", "khi được yêu cầu"});
}

}  // namespace

Reading read_plan_term(PlanReader& reader) {
  take_within(reader);
  const std::size_t place = reader.place();
  const auto count = reader.number(1, 3);
  if (!count) return std::nullopt;
  const auto unit = read_unit(reader);
  if (!unit || !take_since(reader)) return std::nullopt;
  if (*count == 0) {
    reader.note(PlanWordingFault::unknown, place);
    return std::nullopt;
  }
  return read_from(reader, Amount{.count = *count, .unit = *unit});
}

std::optional<ContinuousWording> read_plan_continuous(PlanReader& reader) {
  if (reader.take("thường xuyên")) {
    const std::size_t place = reader.place();
    reader.take_mark(',');
    if (!reader.take("liên tục")) reader.back_to(place);
  } else if (!reader.take("liên tục")) {
    return std::nullopt;
  }
  const auto scope = read_plan_scope(reader);
  return scope && !scope->until ? std::optional(ContinuousWording{scope->from}) : std::nullopt;
}

std::optional<OnRequestWording> read_plan_on_request(PlanReader& reader) {
  if (reader.take_any({"khi phát sinh", "khi có phát sinh"})) return OnRequestWording{};
  if (!reader.take("đột xuất")) {
    if (!take_request(reader)) return std::nullopt;
    const std::size_t place = reader.place();
    if (reader.take_mark(',') && reader.take("đột xuất")) return OnRequestWording{};
    reader.back_to(place);
    return take_asker(reader) ? std::optional(OnRequestWording{}) : std::nullopt;
  }
  if (reader.take_mark('(')) {
    return take_request(reader) && reader.take_mark(')') ? std::optional(OnRequestWording{}) : std::nullopt;
  }
  if (reader.done()) return OnRequestWording{};
  reader.take_mark(',');
  return take_request(reader) && take_asker(reader) ? std::optional(OnRequestWording{}) : std::nullopt;
}

}  // namespace dondoc::rules
