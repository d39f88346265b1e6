#include "config/toml_document.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace dondoc::config {
namespace {

using Type = TomlNode::Type;

rules::Day day_of(const toml::date& date) { return rules::make_day(date.year, date.month, date.day); }

rules::Millis time_of(const toml::time& time) {
  return std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} + std::chrono::seconds{time.second} +
         std::chrono::milliseconds{time.nanosecond / 1'000'000};
}

TomlNode convert(const toml::node& node);

void convert_date_time(const toml::date_time& value, TomlNode& out) {
  out.day = day_of(value.date);
  out.type = value.offset ? Type::date_time : Type::local_date_time;
  const auto offset = std::chrono::minutes{value.offset ? value.offset->minutes : 0};
  out.instant = rules::Instant{out.day.time_since_epoch() + time_of(value.time) - offset};
}

void convert_table(const toml::table& table, TomlNode& out) {
  for (const auto& [key, value] : table) {
    const auto place = key.source().begin;
    out.entries.push_back(
        {std::string{key.str()}, static_cast<int>(place.line), static_cast<int>(place.column), convert(value)});
  }
  std::ranges::stable_sort(out.entries, {}, [](const auto& entry) { return std::pair{entry.line, entry.column}; });
}

TomlNode convert(const toml::node& node) {
  TomlNode out;
  out.line = static_cast<int>(node.source().begin.line);
  out.column = static_cast<int>(node.source().begin.column);
  out.end_line = static_cast<int>(node.source().end.line);
  out.end_column = static_cast<int>(node.source().end.column);
  node.visit([&](const auto& value) {
    using T = std::decay_t<decltype(value)>;
    if constexpr (toml::is_table<T>) {
      out.type = Type::table;
      convert_table(value, out);
    } else if constexpr (toml::is_array<T>) {
      out.type = Type::list;
      for (const auto& item : value) out.items.push_back(convert(item));
    } else if constexpr (toml::is_string<T>) {
      out.type = Type::text;
      out.text = *value;
    } else if constexpr (toml::is_integer<T>) {
      out.type = Type::integer;
      out.integer = *value;
    } else if constexpr (toml::is_boolean<T>) {
      out.type = Type::boolean;
      out.boolean = *value;
    } else if constexpr (toml::is_floating_point<T>) {
      out.type = Type::real;
    } else if constexpr (toml::is_date<T>) {
      out.type = Type::date;
      out.day = day_of(*value);
    } else if constexpr (toml::is_time<T>) {
      out.type = Type::time;
    } else if constexpr (toml::is_date_time<T>) {
      convert_date_time(*value, out);
    }
  });
  return out;
}

}  // namespace

const TomlNode::Entry* TomlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

std::string_view type_name(TomlNode::Type type) {
  switch (type) {
    case Type::text:
      return "string";
    case Type::integer:
      return "integer";
    case Type::real:
      return "float";
    case Type::boolean:
      return "boolean";
    case Type::date:
      return "date";
    case Type::time:
      return "time";
    case Type::local_date_time:
      return "date-time without offset";
    case Type::date_time:
      return "date-time";
    case Type::list:
      return "array";
    case Type::table:
      return "table";
  }
  return "";
}

tl::expected<TomlNode, rules::Problem> parse_toml(std::string_view content, const std::string& name) {
  try {
    return convert(toml::parse(content));
  } catch (const toml::parse_error& error) {
    const auto place = error.source().begin;
    return tl::unexpected{rules::Problem{"DD1001",
                                         {{"detail", std::string{error.description()}}},
                                         name,
                                         static_cast<int>(place.line),
                                         static_cast<int>(place.column),
                                         {}}};
  }
}

tl::expected<std::string, rules::Problem> read_file(const std::filesystem::path& path, const std::string& name) {
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  std::ostringstream content;
  const bool has_content = file && file.peek() != std::ifstream::traits_type::eof();
  if (has_content) content << file.rdbuf();
  if (!file.is_open() || errno != 0 || content.fail()) {
    const int code = errno;
    return tl::unexpected{rules::Problem{"DD1002", {{"file", name}, {"detail", std::strerror(code)}}, name, 0, 0, {}}};
  }
  return content.str();
}

}  // namespace dondoc::config
