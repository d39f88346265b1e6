#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dondoc::rules {

// What an adapter accepts in its table of the configuration. Adapters export a schema; the daemon hands all of them to
// config's loader, which checks the table and resolves secrets. So config and integrations need not know each other.
struct SettingField {
  enum class Type { text, integer, boolean, duration, secret, path, url, text_list, choice };
  std::string name;
  Type type = Type::text;
  bool required = false;
  std::string standard{};              // default, as it would be written in TOML; empty: none
  std::vector<std::string> choices{};  // choice only
  std::optional<std::int64_t> min{};   // integer; for duration in milliseconds
  std::optional<std::int64_t> max{};
  std::string help{};  // one line in English, for the reference documentation
};

struct SettingsSchema {
  std::string type;  // the word after `type =`
  std::string help;
  bool takes_mail_addresses = false;  // addresses of kind "email" belong to this channel
  bool needs_address = true;          // false: messages go to the channel itself (a webhook URL)
  std::vector<SettingField> fields;
};

using SettingValue = std::variant<std::string, std::int64_t, bool, std::chrono::milliseconds, std::vector<std::string>>;

// Checked values by field name; defaults filled in; an optional field without default is absent. Secrets are here in
// the clear: never print a Settings.
struct Settings {
  std::map<std::string, SettingValue, std::less<>> values;

  template <class T>
  [[nodiscard]] const T* find(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : std::get_if<T>(&found->second);
  }
  [[nodiscard]] std::string text(std::string_view name) const {
    const auto* value = find<std::string>(name);
    return value ? *value : std::string{};
  }
};

}  // namespace dondoc::rules
