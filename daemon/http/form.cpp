#include "daemon/http/form.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include "daemon/cli/time_text.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon {
namespace {

constexpr std::size_t kMostName = 120;  // letters
constexpr std::size_t kMostText = 2'000;
constexpr std::size_t kFormIdDigits = 32;

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(16 * *high + *low);
    i += 2;
  }
  return rules::is_valid_utf8(out) ? std::optional{std::move(out)} : std::nullopt;
}

// Blanks in place of control characters, none at the ends; NFC, as all texts are stored.
std::string clean(std::string_view text, bool lines) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\r') continue;
    out += (byte < 0x20 || byte == 0x7f) && !(lines && byte == '\n') ? ' ' : c;
  }
  const auto first = out.find_first_not_of(" \n");
  if (first == std::string::npos) return {};
  return rules::nfc(std::string_view{out}.substr(first, out.find_last_not_of(" \n") - first + 1));
}

std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::optional<rules::ItemId> item_id(std::string_view text) {
  rules::ItemId id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && id > 0 ? std::optional{id} : std::nullopt;
}

bool is_form_id(std::string_view text) {
  return text.size() == kFormIdDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct TextField {
  std::string_view name;
  std::string FilledForm::* member;
  bool lines;
};
constexpr std::array<TextField, 11> kTextFields{{{"form", &FilledForm::id, false},
                                                 {"answer", &FilledForm::answer, false},
                                                 {"name", &FilledForm::name, false},
                                                 {"position", &FilledForm::position, false},
                                                 {"until", &FilledForm::until, false},
                                                 {"document", &FilledForm::document, false},
                                                 {"document_date", &FilledForm::document_date, false},
                                                 {"progress", &FilledForm::progress, true},
                                                 {"difficulty", &FilledForm::difficulty, true},
                                                 {"proposed", &FilledForm::proposed, false},
                                                 {"not_mine", &FilledForm::not_mine, true}}};

// A date as a browser sends it, or as people write it where the browser knows no dates: 5/12/2022, 05-12-2022.
std::optional<rules::Day> day_of(std::string text, const rules::Zone& zone, rules::Instant now) {
  if (text.size() < 5 || text[4] != '-')
    std::ranges::replace_if(text, [](char c) { return c == '-' || c == '.'; }, '/');
  const auto given = cli::read_time(text, zone, now);
  return given && given->bare_date ? std::optional{given->day} : std::nullopt;
}

// What the five answers need, one function each; a fault is named after its field.
class Reader {
 public:
  Reader(const FilledForm& form, const rules::Zone& zone, rules::Instant now)
      : form_(form), zone_(zone), now_(now), today_(zone.day_of(now)) {}

  FormMeaning run() {
    if (form_.items.empty()) fault("items");
    const auto kind = rules::parse_answer_kind(form_.answer);
    if (!kind) fault("answer");
    if (kind) given_.kind = *kind;
    if (kind) read(*kind);
    given_.name = needed("name", form_.name, kMostName);
    given_.position = needed("position", form_.position, kMostName);
    FormMeaning out;
    out.faults = std::move(faults_);
    if (out.faults.empty()) out.given = std::move(given_);
    return out;
  }

 private:
  void read(rules::AnswerKind kind) {
    switch (kind) {
      case rules::AnswerKind::received:
        given_.until = day("until", form_.until, true);
        if (given_.until && *given_.until < today_) fault("until_past");
        return;
      case rules::AnswerKind::done:
        given_.document = needed("document", form_.document, kMostName);
        given_.document_date = day("document_date", form_.document_date, true);
        if (given_.document_date && *given_.document_date > today_) fault("document_date_ahead");
        return;
      case rules::AnswerKind::progress:
        given_.text = needed("progress", form_.progress, kMostText);
        return;
      case rules::AnswerKind::difficulty:
        given_.text = needed("difficulty", form_.difficulty, kMostText);
        given_.proposed = day("proposed", form_.proposed, false);
        if (given_.proposed && *given_.proposed < today_) fault("proposed_past");
        return;
      case rules::AnswerKind::not_mine:
        given_.text = needed("not_mine", form_.not_mine, kMostText);
        return;
    }
  }

  std::string needed(const std::string& field, const std::string& value, std::size_t most) {
    if (value.empty()) fault(field);
    if (letters(value) > most) fault("too_long");
    return value;
  }

  std::optional<rules::Day> day(const std::string& field, const std::string& value, bool is_needed) {
    if (value.empty() && !is_needed) return std::nullopt;
    auto read_day = day_of(value, zone_, now_);
    if (!read_day) fault(field);
    return read_day;
  }

  void fault(const std::string& name) { faults_.push_back("answers.fault." + name); }

  const FilledForm& form_;
  const rules::Zone& zone_;
  const rules::Instant now_;
  const rules::Day today_;
  rules::GivenAnswer given_;
  std::vector<std::string> faults_;
};

}  // namespace

std::optional<Form> parse_form(std::string_view body) {
  Form out;
  for (const auto field : std::views::split(body, '&')) {
    if (field.empty()) continue;
    const auto equals = std::ranges::find(field, '=');
    auto name = decoded({field.begin(), equals});
    auto value = decoded(equals == field.end() ? std::string_view{} : std::string_view{equals + 1, field.end()});
    if (!name || !value || out.size() == kMostFields) return std::nullopt;
    out.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

std::optional<FilledForm> read_form(const Form& form) {
  FilledForm out;
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : form) {
    if (name == "item") {
      const auto id = item_id(value);
      if (!id) return std::nullopt;
      if (std::ranges::find(out.items, *id) == out.items.end()) out.items.push_back(*id);
      continue;
    }
    const auto* field = std::ranges::find(kTextFields, std::string_view{name}, &TextField::name);
    if (field == kTextFields.end()) continue;  // browsers and their extensions add some
    if (std::ranges::find(seen, field->name) != seen.end()) return std::nullopt;
    seen.push_back(field->name);
    out.*field->member = clean(value, field->lines);
  }
  return is_form_id(out.id) ? std::optional{std::move(out)} : std::nullopt;
}

FormMeaning meaning_of(const FilledForm& form, const rules::Zone& zone, rules::Instant now) {
  return Reader{form, zone, now}.run();
}

std::string digest_of(const FilledForm& form) {
  std::string all;
  for (const auto& field : kTextFields) all.append(form.*field.member).push_back('\0');
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(all.data(), all.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string out;
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (unsigned int i = 0; i < size; ++i) {
    out += kDigits[digest.at(i) >> 4U];
    out += kDigits[digest.at(i) & 0xFU];
  }
  return out;
}

}  // namespace dondoc::daemon
