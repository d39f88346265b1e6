// What the cells of the present row say, each in the type that is asked for.

#include <algorithm>
#include <array>
#include <utility>

#include "integrations/imports/cell_text.hpp"
#include "integrations/imports/table.hpp"
#include "integrations/smtp/address.hpp"
#include "rules/text.hpp"

namespace dondoc::integrations::imports {
namespace {

const char* fault_code(TimeFault fault) {
  switch (fault) {
    case TimeFault::unknown_form:
      return "DD2021";
    case TimeFault::no_such_date:
      return "DD2039";
    case TimeFault::excel_serial:
      return "DD2022";
    case TimeFault::no_offset:
      return "DD2030";
    case TimeFault::out_of_range:
      return "DD2031";
  }
  return "DD2021";
}

}  // namespace

std::string_view Table::text(Field field) {
  if (field == kAbsent) return {};
  Source& source = sources_[static_cast<std::size_t>(field)];
  std::string_view text = source.column < 0 ? std::string_view(source.constant)
                                            : trimmed(reader_.cell(static_cast<std::size_t>(source.column)));
  if (source.words != nullptr) text = mapped(source, text);
  if (rules::is_nfc(text)) return text;
  source.scratch = rules::nfc(text);
  return source.scratch;
}

std::string_view Table::mapped(Source& source, std::string_view text) {
  if (const auto exact = source.words->find(std::string(text)); exact != source.words->end() && text != "*") {
    return exact->second;
  }
  if (const auto like = source.folded.find(rules::fold(text)); like != source.folded.end() && text != "*") {
    return like->second;
  }
  return source.other != nullptr && !text.empty() ? std::string_view(*source.other) : text;
}

std::vector<std::string> Table::list(Field field) {
  std::vector<std::string> out;
  std::string_view left = text(field);
  while (!left.empty()) {
    const std::size_t end = std::min(left.find_first_of(";,\n"), left.size());
    const std::string_view word = trimmed(left.substr(0, end));
    if (!word.empty() && std::find(out.begin(), out.end(), word) == out.end()) out.emplace_back(word);
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return out;
}

std::optional<WrittenTime> Table::written_time(Field field) {
  const std::string_view cell = text(field);
  if (cell.empty()) return std::nullopt;
  const auto written = parse_written_time(cell, date_form_, needs_offset_);
  if (written) return *written;
  error(fault_code(written.error()), field, {{"text", std::string(cell)}});
  return std::nullopt;
}

std::optional<rules::Day> Table::day(Field field) {
  const auto written = written_time(field);
  if (!written) return std::nullopt;
  // A date alone is a date everywhere; one with a time is the day of that instant.
  const rules::Day day = written->date_only ? std::chrono::floor<std::chrono::days>(written->local + shift())
                                            : request_.zone->day_of(place_in_time(*written));
  if (day >= std::chrono::floor<std::chrono::days>(rules::LocalTime{rules::kEarliestInstant.time_since_epoch()}) &&
      day < std::chrono::floor<std::chrono::days>(rules::LocalTime{rules::kLatestInstant.time_since_epoch()})) {
    return day;
  }
  error("DD2031", field, {{"text", std::string(text(field))}});
  return std::nullopt;
}

std::chrono::weeks Table::shift() const {
  return std::chrono::weeks{request_.mapping != nullptr ? request_.mapping->shift_weeks : 0};
}

rules::Instant Table::place_in_time(const WrittenTime& written) const {
  const rules::ImportMapping* mapping = request_.mapping;
  const bool keep_clock = mapping != nullptr && mapping->keep_clock;
  if (written.offset && !keep_clock) {
    return rules::Instant{written.local.time_since_epoch() - *written.offset + shift()};
  }
  return request_.zone->to_instant(written.local + shift());
}

std::optional<rules::Instant> Table::instant(Field field, DateMeans means, bool* date_only) {
  if (date_only != nullptr) *date_only = false;
  auto written = written_time(field);
  if (!written) return std::nullopt;
  if (written->date_only && means == DateMeans::end_of_day) written->local += std::chrono::days{1};
  if (date_only != nullptr) *date_only = written->date_only;
  const rules::Instant at = place_in_time(*written);
  if (at >= rules::kEarliestInstant && at < rules::kLatestInstant) return at;
  error("DD2031", field, {{"text", std::string(text(field))}});
  return std::nullopt;
}

std::optional<rules::Amount> Table::amount(Field field) {
  const std::string_view cell = text(field);
  if (cell.empty()) return std::nullopt;
  const auto amount = rules::parse_amount(cell);
  if (!amount) error("DD2032", field, {{"text", std::string(cell)}});
  return amount;
}

std::optional<bool> Table::flag(Field field) {
  static constexpr std::array<std::string_view, 6> kYes = {"1", "true", "yes", "co", "x", "dung"};
  static constexpr std::array<std::string_view, 5> kNo = {"0", "false", "no", "khong", "sai"};
  const std::string word = heading_key(text(field));
  if (word.empty()) return std::nullopt;
  if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), word) == kNo.end()) {
    error("DD2026", field, {{"text", std::string(text(field))}, {"expected", "0, 1"}});
  }
  return false;
}

std::string_view Table::required_code(Field field) {
  const std::string_view code = text(field);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (code.empty()) {
    error("DD2020", field);
  } else if (code.size() > 200 || std::any_of(code.begin(), code.end(), is_control)) {
    error("DD2033", field);
  } else if (is_scientific(code)) {
    error("DD2024", field, {{"text", std::string(code)}});
  } else {
    return code;
  }
  return {};
}

std::string_view Table::mail_address(Field field) {
  const std::string_view address = text(field);
  if (address.empty() || !smtp::check_mail_address(address)) return address;
  error("DD2036", field, {{"text", smtp::printable(address)}});
  return {};
}

void Table::collect_addresses(Field email, std::map<std::string, std::vector<std::string>>& addresses) {
  const auto add = [&](const std::string& channel, Field field) {
    const std::string_view value = channel == "email" ? mail_address(field) : text(field);
    if (value.empty()) return;
    std::vector<std::string>& values = addresses[channel];
    if (std::find(values.begin(), values.end(), value) == values.end()) values.emplace_back(value);
  };
  add("email", email);
  for (const auto& [channel, field] : addresses_) add(channel, field);
}

}  // namespace dondoc::integrations::imports
