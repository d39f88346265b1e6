#include "integrations/imports/wording.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "integrations/imports/fields.hpp"
#include "rules/text.hpp"

namespace dondoc::integrations::imports {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

bool same_words(const std::vector<std::string>& a, std::size_t a_from, const std::vector<std::string>& b,
                std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (rules::fold(a[a_from + i]) != rules::fold(b[i])) return false;
  }
  return true;
}

// Replaces the words of `from`, wherever they stand, by those of `to`.
void replace_words(std::vector<std::string>& words, std::string_view from, std::string_view to) {
  const std::vector<std::string> wanted = words_of(from);
  const std::vector<std::string> put = words_of(to);
  for (std::size_t i = 0; i + wanted.size() <= words.size(); ++i) {
    if (!same_words(words, i, wanted, wanted.size())) continue;
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
    words.insert(words.erase(at, at + static_cast<std::ptrdiff_t>(wanted.size())), put.begin(), put.end());
    i += put.size() - 1;
  }
}

template <class T>
struct Word {
  std::string_view key;
  T meaning;
};

template <class T, std::size_t Size>
std::optional<T> find_word(const std::array<Word<T>, Size>& list, std::string_view text) {
  const std::string key = heading_key(text);
  for (const Word<T>& word : list) {
    if (word.key == key) return word.meaning;
  }
  return std::nullopt;
}

}  // namespace

std::string full_agency_name(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  replace_words(words, "UBND TP", "Ủy ban nhân dân thành phố");
  replace_words(words, "UBND TP.", "Ủy ban nhân dân thành phố");
  replace_words(words, "UBND TX", "Ủy ban nhân dân thị xã");
  replace_words(words, "UBND TX.", "Ủy ban nhân dân thị xã");
  replace_words(words, "UBND TT", "Ủy ban nhân dân thị trấn");
  replace_words(words, "UBND TT.", "Ủy ban nhân dân thị trấn");
  replace_words(words, "UBND", "Ủy ban nhân dân");
  replace_words(words, "Ủy ban nhân dân", "Ủy ban nhân dân");
  return joined(words);
}

std::string short_agency_name(std::string_view name) {
  std::vector<std::string> words = words_of(full_agency_name(name));
  replace_words(words, "Văn phòng Ủy ban nhân dân", "VP UBND");
  replace_words(words, "Ủy ban nhân dân thành phố", "UBND TP");
  replace_words(words, "Ủy ban nhân dân thị xã", "UBND TX");
  replace_words(words, "Ủy ban nhân dân thị trấn", "UBND TT");
  replace_words(words, "Ủy ban nhân dân", "UBND");
  return joined(words);
}

std::string addressee_line(std::string_view head_title, std::string_view agency_name) {
  std::vector<std::string> line = words_of(full_agency_name(head_title));
  const std::vector<std::string> name = words_of(full_agency_name(agency_name));
  if (line.empty()) return {};
  std::size_t shared = std::min(line.size(), name.size());
  while (shared > 0 && !same_words(line, line.size() - shared, name, shared)) --shared;
  line.resize(line.size() - shared);
  line.insert(line.end(), name.begin(), name.end());
  return joined(line);
}

std::string_view tone_for_level(std::string_view level) {
  if (level == "tinh") return "cap_tren";
  if (level == "so" || level == "huyen") return "ngang_cap";
  if (level == "xa" || level == "don_vi_truc_thuoc") return "cap_duoi";
  return level == "nganh_doc" ? "nganh_doc" : "";
}

std::optional<rules::State> state_from_words(std::string_view text) {
  using rules::State;
  static constexpr std::array kWords = std::to_array<Word<State>>({
      {"moi dang ky", State::open},
      {"moi tiep nhan", State::open},
      {"duoc tiep nhan", State::open},
      {"da tiep nhan", State::open},
      {"dang xu ly", State::open},
      {"dang giai quyet", State::open},
      {"dang thuc hien", State::open},
      {"chua thuc hien", State::open},
      {"thuc hien lai", State::open},
      {"cho xac nhan", State::reported},
      {"da bao cao", State::reported},
      {"yeu cau bo sung giay to", State::suspended},
      {"yeu cau bo sung", State::suspended},
      {"cho bo sung", State::suspended},
      {"yeu cau thuc hien nghia vu tai chinh", State::suspended},
      {"cho thuc hien nvtc", State::suspended},
      {"tam dung", State::suspended},
      {"tam hoan", State::suspended},
      {"da xu ly xong", State::done},
      {"da giai quyet", State::done},
      {"da tra ket qua", State::done},
      {"da hoan thanh", State::done},
      {"hoan thanh", State::done},
      {"cong dan yeu cau rut ho so", State::withdrawn},
      {"rut ho so", State::withdrawn},
      {"da rut", State::withdrawn},
      {"khong duoc tiep nhan", State::cancelled},
      {"tu choi", State::cancelled},
      {"huy", State::cancelled},
      {"da huy", State::cancelled},
      {"da gop", State::merged},
      {"1", State::open},
      {"2", State::open},
      {"3", State::cancelled},
      {"4", State::open},
      {"5", State::suspended},
      {"6", State::suspended},
      {"7", State::withdrawn},
      {"9", State::done},
      {"10", State::done},
  });
  for (const State state : {State::open, State::reported, State::suspended, State::done, State::withdrawn,
                            State::cancelled, State::merged}) {
    if (rules::state_name(state) == text) return state;
  }
  if (const auto state = rules::parse_state(rules::fold(text))) return state;
  return find_word(kWords, text);
}

std::string_view hold_reason(std::string_view state_text) {
  if (state_text == "5") return "Yêu cầu bổ sung giấy tờ";
  if (state_text == "6") return "Yêu cầu thực hiện nghĩa vụ tài chính";
  if (state_text == "8") return "Dừng xử lý";
  return rules::parse_state(rules::fold(state_text)) ? std::string_view{} : state_text;
}

std::optional<rules::Kind> kind_from_words(std::string_view text) {
  using rules::Kind;
  static constexpr std::array kWords = std::to_array<Word<Kind>>({
      {"nhiem vu", Kind::task},
      {"cong viec", Kind::task},
      {"ho so", Kind::dossier},
      {"ho so tthc", Kind::dossier},
      {"dinh ky", Kind::occurrence},
  });
  if (const auto kind = rules::parse_kind(rules::fold(text))) return kind;
  return find_word(kWords, text);
}

std::optional<rules::Role> role_from_words(std::string_view text) {
  using rules::Role;
  static constexpr std::array kWords = std::to_array<Word<Role>>({
      {"nguoi dung dau", Role::head},
      {"thu truong", Role::head},
      {"truong", Role::head},
      {"quyen thu truong", Role::acting_head},
      {"quyen", Role::acting_head},
      {"phu trach", Role::acting_head},
      {"cap pho", Role::deputy},
      {"pho thu truong", Role::deputy},
      {"pho", Role::deputy},
      {"truong phong", Role::division_head},
      {"dau moi", Role::focal},
      {"chuyen vien", Role::officer},
      {"cong chuc", Role::officer},
      {"can bo", Role::officer},
      {"acting head", Role::acting_head},
      {"division head", Role::division_head},
  });
  if (const auto role = rules::parse_role(rules::fold(text))) return role;
  return find_word(kWords, text);
}

std::optional<rules::Amount> limit_from_words(std::string_view number, std::string_view unit) {
  using rules::Unit;
  static constexpr std::array kUnits = std::to_array<Word<Unit>>({
      {"working day", Unit::wd},
      {"working days", Unit::wd},
      {"wd", Unit::wd},
      {"ngay lam viec", Unit::wd},
      {"working hour", Unit::wh},
      {"working hours", Unit::wh},
      {"wh", Unit::wh},
      {"gio lam viec", Unit::wh},
      {"calendar day", Unit::d},
      {"calendar days", Unit::d},
      {"d", Unit::d},
      {"ngay", Unit::d},
      {"ngay lich", Unit::d},
      {"same day", Unit::wd},
      {"trong ngay", Unit::wd},
      {"h", Unit::h},
      {"gio", Unit::h},
  });
  const auto found = find_word(kUnits, unit);
  if (!found) return std::nullopt;
  const std::string key = heading_key(unit);
  if (key == "same day" || key == "trong ngay") return rules::Amount{0, Unit::wd};
  auto amount = rules::parse_amount(std::string(number) + "d");
  if (amount) amount->unit = amount->count == 0 ? Unit::wd : *found;
  return amount;
}

std::optional<rules::Roll> roll_from_words(std::string_view text) {
  using rules::Roll;
  static constexpr std::array kWords = std::to_array<Word<Roll>>({
      {"ngay lam viec tiep theo", Roll::next},
      {"ngay lam viec sau do", Roll::next},
      {"lui sau", Roll::next},
      {"ngay lam viec truoc do", Roll::previous},
      {"ngay lam viec lien truoc", Roll::previous},
      {"giu nguyen", Roll::none},
      {"khong", Roll::none},
  });
  if (const auto roll = rules::parse_roll(rules::fold(text))) return roll;
  return find_word(kWords, text);
}

}  // namespace dondoc::integrations::imports
