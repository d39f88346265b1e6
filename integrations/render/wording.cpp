#include "integrations/render/wording.hpp"

#include <array>
#include <utility>

namespace dondoc::integrations::render {

namespace {

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string clock(rules::Instant instant, const rules::Zone& zone, std::string_view separator, std::string_view end) {
  const auto local = zone.to_local(instant);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local));
  constexpr int kHour = 60;
  return two_digits(minutes.count() / kHour) + std::string(separator) + two_digits(minutes.count() % kHour) +
         std::string(end);
}

// Kinds of documents by the letters in their numbers (Decree 30/2020/NĐ-CP, annex III).
std::string_view document_kind(std::string_view number) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kKinds{{
      {"/KH-", "Kế hoạch"},
      {"/QĐ-", "Quyết định"},
      {"/NQ-", "Nghị quyết"},
      {"/CT-", "Chỉ thị"},
      {"/TB-", "Thông báo"},
      {"/CTr-", "Chương trình"},
      {"/NĐ-", "Nghị định"},
      {"/TT-", "Thông tư"},
  }};
  for (const auto& [mark, kind] : kKinds) {
    if (number.find(mark) != std::string_view::npos) return kind;
  }
  return "Văn bản";
}

}  // namespace

std::string Wording::date(rules::Day day) const {
  const auto civil = rules::civil(day);
  const auto number = static_cast<unsigned>(civil.day());
  const auto month = static_cast<unsigned>(civil.month());
  const auto year = std::to_string(static_cast<int>(civil.year()));
  if (english_) {
    constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};
    return std::to_string(number) + " " + std::string(kMonths.at(month - 1)) + " " + year;
  }
  return two_digits(number) + "/" + (month < 3 ? "0" : "") + std::to_string(month) + "/" + year;
}

std::string Wording::letter_time(rules::Instant instant) const {
  if (english_) return clock(instant, zone_, ":", " on ") + date(instant);
  return clock(instant, zone_, " giờ ", " phút ngày ") + date(instant);
}

std::string Wording::short_time(rules::Instant instant) const {
  return clock(instant, zone_, ":", english_ ? ", " : " ngày ") + date(instant);
}

std::string Wording::meeting_time(rules::Instant from, rules::Instant until) const {
  constexpr std::array<std::string_view, 7> kDays{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư",
                                                  "thứ Năm",  "thứ Sáu", "thứ Bảy"};
  constexpr std::array<std::string_view, 7> kEnglishDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                         "Thursday", "Friday", "Saturday"};
  if (zone_.day_of(from) != zone_.day_of(until)) {
    return std::string(pick("từ ", "from ")) + letter_time(from) + std::string(pick(" đến ", " to ")) +
           letter_time(until);
  }
  const auto weekday = std::chrono::weekday{zone_.day_of(from)}.c_encoding();
  if (english_) {
    return clock(from, zone_, ":", "") + "–" + clock(until, zone_, ":", "") + " on " +
           std::string(kEnglishDays.at(weekday)) + ", " + date(from);
  }
  return "từ " + clock(from, zone_, " giờ ", " phút") + " đến " + clock(until, zone_, " giờ ", " phút") + ", " +
         std::string(kDays.at(weekday)) + " ngày " + date(from);
}

std::string Wording::due_date(rules::Instant due) const {
  return std::string(pick("hết ngày ", "end of ")) + date(zone_.day_before_end(due));
}

bool Wording::is_midnight(rules::Instant instant) const { return zone_.span_of(zone_.day_of(instant)).from == instant; }

std::string Wording::until(rules::Instant instant) const {
  return is_midnight(instant) ? due_date(instant) : letter_time(instant);
}

std::string Wording::letter_due(rules::Instant due, bool is_date) const { return is_date ? due_date(due) : until(due); }

std::string Wording::short_due(rules::Instant due, bool is_date) const {
  return is_date || is_midnight(due) ? due_date(due) : short_time(due);
}

std::string Wording::kind(rules::Kind kind) const {
  switch (kind) {
    case rules::Kind::task:
      return std::string(pick("nhiệm vụ", "task"));
    case rules::Kind::dossier:
      return std::string(pick("hồ sơ", "dossier"));
    case rules::Kind::occurrence:
      return std::string(pick("công việc định kỳ", "recurring duty"));
  }
  return {};
}

std::string Wording::count(rules::Kind kind, std::size_t number) const {
  auto words = this->kind(kind);
  if (english_ && number != 1) words = kind == rules::Kind::occurrence ? "recurring duties" : words + "s";
  return std::to_string(number) + " " + words;
}

std::string Wording::kind_capital(rules::Kind kind) const {
  switch (kind) {
    case rules::Kind::task:
      return std::string(pick("Nhiệm vụ", "Task"));
    case rules::Kind::dossier:
      return std::string(pick("Hồ sơ", "Dossier"));
    case rules::Kind::occurrence:
      return std::string(pick("Công việc định kỳ", "Recurring duty"));
  }
  return {};
}

std::string Wording::standing(const rules::MessageLine& line) const {
  if (!line.due) return {};
  const auto number = std::to_string(line.working_days);
  if (line.working_days > 0) {
    if (!english_) return (line.overdue ? "quá " : "còn ") + number + " ngày làm việc";
    const std::string days = line.working_days == 1 ? " working day " : " working days ";
    return number + days + (line.overdue ? "late" : "left");
  }
  if (line.overdue) return std::string(pick("quá hạn chưa đủ 1 ngày làm việc", "late by less than one working day"));
  if (line.due_today) return std::string(pick("đến hạn hôm nay", "due today"));
  return std::string(pick("đến hạn vào ngày nghỉ ", "due on a day off, ")) + date(zone_.day_before_end(*line.due));
}

std::string Wording::standing_after_due(const rules::MessageLine& line) const {
  const bool on_day_off = line.due && !line.overdue && !line.due_today && line.working_days <= 0;
  if (!on_day_off) return standing(line);
  return std::string(pick("ngày nghỉ, trước đó không còn ngày làm việc nào sau hôm nay",
                          "a day off, with no working day between today and it"));
}

std::string_view Wording::waiting(rules::Ladder ladder) const {
  switch (ladder) {
    case rules::Ladder::submitted:
      return pick(" chưa tiếp nhận", " not accepted");
    case rules::Ladder::held:
      return pick(" tạm dừng", " on hold");
    case rules::Ladder::finished:
      return pick(" chưa trả kết quả", " not handed over");
    case rules::Ladder::updated:
      return pick(" chậm cập nhật tiến độ", " without a report");
    case rules::Ladder::deadline:
    case rules::Ladder::transferred:
      break;
  }
  return {};
}

std::string Wording::span(rules::Millis working_time) const {
  constexpr std::int64_t kHour = 60;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(working_time).count();
  const auto hours = minutes / kHour;
  const auto rest = minutes % kHour;
  std::string out;
  if (hours > 0) out = std::to_string(hours) + std::string(pick(" giờ", " h"));
  if (rest > 0 || hours == 0) {
    out += (out.empty() ? "" : " ") + std::to_string(rest) + std::string(pick(" phút", " min"));
  }
  return out;
}

std::string Wording::document(const rules::Document& document) const {
  if (document.number.empty()) return document.title;
  std::string out = std::string(document_kind(document.number)) + " số " + document.number;
  if (english_) out = "document " + document.number;
  if (document.date) out += std::string(pick(" ngày ", " of ")) + date(*document.date);
  if (!document.issuer.empty()) out += std::string(pick(" của ", ", issued by ")) + document.issuer;
  return out;
}

}  // namespace dondoc::integrations::render
