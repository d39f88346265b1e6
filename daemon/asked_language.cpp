#include "daemon/asked_language.hpp"

#include <cstdlib>

namespace dondoc::daemon {

std::optional<config::Language> asked_language(const std::vector<std::string>& words) {
  constexpr std::string_view kOption = "--lang";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == kOption && i + 1 < words.size()) return config::parse_language(words[i + 1]);
    if (words[i].starts_with("--lang=")) return config::parse_language(words[i].substr(kOption.size() + 1));
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return config::parse_language(value);
  }
  return std::nullopt;
}

}  // namespace dondoc::daemon
