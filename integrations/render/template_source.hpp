#pragma once

#include <map>
#include <string>
#include <string_view>

#include "rules/problem.hpp"

namespace dondoc::integrations::render {

using TemplateSources = std::map<std::string, std::string>;

// template := text with tags
//   {{name}}                      the field, escaped for the kind of template
//   {{#name}} … {{/name}}         if the field has content; once for each element of a list
//   {{^name}} … {{/name}}         if it has none
//   {{>_top.txt}}                 a part, a file of the same language whose name begins with "_", put in as it stands
//   {{! … }}                      a comment
// Unescaped values and other delimiters are refused: a title from a foreign table must never become markup.

// Sections that are left out leave blank lines behind, of which the library removes some and keeps others. So a blank
// line that is meant carries this mark until tidy_text().
inline constexpr char kBlankLine = '\x01';

// The text with its parts put in. Every problem is told with file, line and column: tags that do not end, sections that
// do not match, parts that do not exist, fields that no message has (with the nearest that one has).
[[nodiscard]] std::string expand_template(const std::string& name, const TemplateSources& sources,
                                          rules::Problems& problems);

// What was rendered, without the traces of absent sections: blank lines only where marked, never two in a row.
[[nodiscard]] std::string tidy_text(const std::string& text);

}  // namespace dondoc::integrations::render
