#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"
#include "rules/settings.hpp"

// Small readers over checked settings, and the fields that several channels share.

namespace dondoc::integrations {

[[nodiscard]] std::size_t read_count(const rules::Settings& settings, std::string_view name, std::size_t standard);
[[nodiscard]] bool read_flag(const rules::Settings& settings, std::string_view name);
[[nodiscard]] std::chrono::milliseconds read_duration(const rules::Settings& settings, std::string_view name,
                                                      std::chrono::milliseconds standard);

// What is wrong with one field of one channel; the code's sentence says it.
[[nodiscard]] rules::Problem setting_problem(const std::string& channel, const std::string& field, std::string code);

[[nodiscard]] rules::SettingField max_per_hour_field();
// ca_file, proxy, connections, max_per_hour, timeout.
[[nodiscard]] std::vector<rules::SettingField> transport_fields(std::string timeout, std::string connections);

}  // namespace dondoc::integrations
