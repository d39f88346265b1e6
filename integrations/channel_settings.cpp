#include "integrations/channel_settings.hpp"

#include <utility>

namespace dondoc::integrations {

std::size_t read_count(const rules::Settings& settings, std::string_view name, std::size_t standard) {
  const auto* value = settings.find<std::int64_t>(name);
  return value && *value >= 0 ? static_cast<std::size_t>(*value) : standard;
}

bool read_flag(const rules::Settings& settings, std::string_view name) {
  const auto* value = settings.find<bool>(name);
  return value && *value;
}

std::chrono::milliseconds read_duration(const rules::Settings& settings, std::string_view name,
                                        std::chrono::milliseconds standard) {
  const auto* value = settings.find<std::chrono::milliseconds>(name);
  return value ? *value : standard;
}

rules::Problem setting_problem(const std::string& channel, const std::string& field, std::string code) {
  rules::Problem problem;
  problem.code = std::move(code);
  problem.args = {{"channel", channel}, {"field", field}};
  problem.path = {"channel \"" + channel + "\"", field};
  return problem;
}

rules::SettingField max_per_hour_field() {
  return {.name = "max_per_hour",
          .type = rules::SettingField::Type::integer,
          .standard = "0",
          .min = 0,
          .max = 1'000'000,
          .help = "messages in any 60 minutes; 0: no limit"};
}

std::vector<rules::SettingField> transport_fields(std::string timeout, std::string connections) {
  using Type = rules::SettingField::Type;
  return {
      {.name = "ca_file", .type = Type::path, .help = "PEM file of the authorities to trust instead of the system's"},
      {.name = "proxy", .type = Type::text, .help = "http://host:port or socks5h://host:port"},
      {.name = "connections",
       .type = Type::integer,
       .standard = std::move(connections),
       .min = 1,
       .max = 50,
       .help = "connections in use at once"},
      max_per_hour_field(),
      {.name = "timeout",
       .type = Type::duration,
       .standard = std::move(timeout),
       .min = 1'000,
       .max = 600'000,
       .help = "longest time for one message"},
  };
}

}  // namespace dondoc::integrations
