#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/configuration.hpp"

namespace dondoc::config {

// The file of keys that sign links, one key a line, the newest first:
//   LINE := "#" any | ID BLANKS SECRET        ID := 8 hexadecimal digits        SECRET := 64 hexadecimal digits
// A link lives as long as its key stands here. Problems name the line, never what stands in it.
[[nodiscard]] tl::expected<std::vector<AnswerKey>, rules::Problem> read_answer_keys(const std::filesystem::path& path,
                                                                                    const std::string& name);
[[nodiscard]] tl::expected<std::vector<AnswerKey>, rules::Problem> parse_answer_keys(std::string_view content,
                                                                                     const std::string& name);

// Puts a new key on top of the file, made where it is missing, with mode 0600; the others stay and go on verifying.
// Gives the new key's id. At most kMaxAnswerKeys stay, the oldest goes.
inline constexpr std::size_t kMaxAnswerKeys = 8;
[[nodiscard]] tl::expected<std::string, rules::Problem> add_answer_key(const std::filesystem::path& path);

}  // namespace dondoc::config
