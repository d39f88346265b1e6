#pragma once

#include <cstdint>
#include <vector>

#include "rules/deadline.hpp"

namespace dondoc::rules {

// How often an applicant was asked for more papers: the holds, open and closed, whose reason says so. That is one that
// has the words "bổ sung" (with or without diacritics) or "supplement", or is the national dossier code 5, "Yêu cầu bổ
// sung giấy tờ". A second request makes the dossier count as overdue in the national index (Decision 766/QĐ-TTg).
[[nodiscard]] std::int64_t supplement_requests(const std::vector<Hold>& holds);

}  // namespace dondoc::rules
