#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/amount.hpp"
#include "rules/directory.hpp"
#include "rules/item.hpp"
#include "rules/roll.hpp"

// How Vietnamese offices write things down.

namespace dondoc::integrations::imports {

// "UBND thị xã Cai Lậy", "Uỷ ban nhân dân TX Cai Lậy" → "Ủy ban nhân dân thị xã Cai Lậy".
[[nodiscard]] std::string full_agency_name(std::string_view name);
// The other way: "UBND TX Cai Lậy", "VP UBND tỉnh".
[[nodiscard]] std::string short_agency_name(std::string_view name);
// The line a letter to the head of the agency begins with. What the title ends with and the name begins with is written
// once: "Chánh Văn phòng" and "Văn phòng UBND tỉnh" → "Chánh Văn phòng Ủy ban nhân dân tỉnh". Empty without a title.
[[nodiscard]] std::string addressee_line(std::string_view head_title, std::string_view agency_name);
// How the provincial office writes to an agency of this level; empty for levels it does not know.
[[nodiscard]] std::string_view tone_for_level(std::string_view level);

// "done", "đã trả kết quả", "đang thực hiện" or a national dossier code 1–10 without 8, which some reports count as
// paused and others as closed: the configuration or a mapping file says which.
[[nodiscard]] std::optional<rules::State> state_from_words(std::string_view text);
// Why the clock stands still, of a state that suspends: the national name of a code, else the source's own words;
// nothing where it is dondoc's word for the state.
[[nodiscard]] std::string_view hold_reason(std::string_view state_text);
[[nodiscard]] std::optional<rules::Kind> kind_from_words(std::string_view text);
[[nodiscard]] std::optional<rules::Role> role_from_words(std::string_view text);
// "working_day", "ngày làm việc", "giờ làm việc", "calendar_day", "ngày", "same_day", "trong ngày", …
[[nodiscard]] std::optional<rules::Amount> limit_from_words(std::string_view number, std::string_view unit);

// "next", "ngày làm việc tiếp theo", "previous", "ngày làm việc trước đó", "none", "giữ nguyên", …
[[nodiscard]] std::optional<rules::Roll> roll_from_words(std::string_view text);

}  // namespace dondoc::integrations::imports
