#pragma once

#include <map>
#include <memory>
#include <string>

#include "integrations/render/view_fields.hpp"
#include "integrations/render/wording.hpp"
#include "rules/meeting_letter.hpp"

namespace dondoc::integrations::render {

// What a message says of a meeting; without a letter it is about none.
struct Meeting {
  const rules::MeetingLetter* letter;
  const Wording& wording;
};

// meeting_title, meeting_time, …, and `agenda`, a list of lists.
[[nodiscard]] const Fields<Meeting>& meeting_fields();

// A letter with content in each list, for checking templates.
[[nodiscard]] std::shared_ptr<const rules::MeetingLetter> sample_meeting();

}  // namespace dondoc::integrations::render
