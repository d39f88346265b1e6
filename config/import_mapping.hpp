#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "rules/import_mapping.hpp"
#include "rules/problem.hpp"

namespace dondoc::config {

// The mapping file of `dondoc import … --map FILE.toml`:
//   source = "mot-cua"                    # where the command names none
//   [columns]                             # field of dondoc = heading of the file's column
//   code = "case_id"
//   "attributes.channel" = "channel"
//   [constants]                           # a field that is the same in every row
//   kind = "dossier"
//   [values.state]                        # the words of a field; "*" stands for any other
//   "8" = "cancelled"
//   [times]
//   zone = "Asia/Ho_Chi_Minh"             # of times without an offset
//   date_format = "MM/dd/yyyy"
//   keep_clock = true                     # 09:00+02:00 becomes 09:00 in the zone
//   shift_weeks = 574
//   as_they_stood = 2022-12-01T07:30:00+07:00
// All problems at once.
[[nodiscard]] tl::expected<rules::ImportMapping, rules::Problems> load_import_mapping(
    const std::filesystem::path& path);
[[nodiscard]] tl::expected<rules::ImportMapping, rules::Problems> parse_import_mapping(std::string_view content,
                                                                                       const std::string& name);

}  // namespace dondoc::config
