#pragma once

#include "integrations/render/facts_view.hpp"
#include "integrations/render/wording.hpp"

namespace dondoc::integrations::render {

// The fields of a letter about a meeting: meeting_title, meeting_time, …, and `agenda`, a list of lists. Of any other
// message they are there without content.
void set_meeting(View& view, const rules::MessageFacts& facts, const Wording& wording);

// The same with content in each, for checking templates.
void set_sample_meeting(View& view, const Wording& wording);

}  // namespace dondoc::integrations::render
