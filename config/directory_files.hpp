#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/toml_document.hpp"

namespace dondoc::config {

struct TomlFile {
  std::string name;  // relative to the configuration directory: "rules/ho-so.toml"
  TomlNode document;
};

// All *.toml of a folder by name, without hidden ones; `prefix` stands before the file names in messages. `instead` has
// texts that count in place of what stands in the files so named. What cannot be read or parsed becomes a problem. A
// folder that does not exist has no files.
[[nodiscard]] std::vector<TomlFile> read_folder(const std::filesystem::path& folder, const std::string& prefix,
                                                const std::map<std::string, std::string>& instead,
                                                rules::Problems& problems);

// The same of one file, by its path.
[[nodiscard]] std::vector<TomlFile> read_one(const std::filesystem::path& file, rules::Problems& problems);

// "vi/overdue.txt" → text: the shipped templates, replaced and added to by the files below `folder`.
[[nodiscard]] std::map<std::string, std::string> read_templates(const std::filesystem::path& folder,
                                                                rules::Problems& problems);

}  // namespace dondoc::config
