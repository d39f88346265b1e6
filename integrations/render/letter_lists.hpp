#pragma once

#include "integrations/render/letter.hpp"
#include "integrations/render/view_fields.hpp"

namespace dondoc::integrations::render {

// The fields that list lines and count them: overdue_lines, overdue_count, …, only, worst, letters, taken_from, ….
void add_list_fields(Fields<Letter>& fields);

}  // namespace dondoc::integrations::render
