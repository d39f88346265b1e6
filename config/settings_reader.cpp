#include "config/settings_reader.hpp"

#include <limits>
#include <optional>

#include "config/secrets.hpp"

namespace dondoc::config {
namespace {

using Field = rules::SettingField;
using Value = std::optional<rules::SettingValue>;

TomlReader::Limits limits_of(const Field& field) {
  return {field.min.value_or(std::numeric_limits<std::int64_t>::min()),
          field.max.value_or(std::numeric_limits<std::int64_t>::max())};
}

std::optional<SecretReference> reference_in(TomlReader& reader, const std::filesystem::path& directory) {
  constexpr std::pair<SecretReference::Kind, std::string_view> kKinds[] = {
      {SecretReference::Kind::credential, "credential"},
      {SecretReference::Kind::file, "file"},
      {SecretReference::Kind::env, "env"}};
  std::optional<SecretReference> out;
  for (const auto& [kind, key] : kKinds) {
    if (!reader.has(key)) continue;
    auto name = reader.required_text(key);
    if (kind == SecretReference::Kind::file) name = (directory / name).string();
    out = SecretReference{kind, std::move(name)};
  }
  reader.finish();
  if (out && reader.node().entries.size() == 1) return out->name.empty() ? std::nullopt : out;
  reader.report_here("DD1307");
  return std::nullopt;
}

Value read_secret_table(TomlReader& reader, const std::string& key, const std::filesystem::path& directory) {
  auto table = reader.below(*reader.table(key), key);
  const auto reference = reference_in(table, directory);
  if (!reference) return std::nullopt;
  if (is_exposed(*reference)) table.report_here("DD1306", {{"name", reference->name}}).warning = true;
  auto secret = read_secret(*reference);
  if (secret) return std::move(*secret);
  auto& problem = table.report_here(secret.error().code, secret.error().args);
  // Credentials exist for the service only. A command of the operator, which sends nothing, goes on without; dondocd
  // does not.
  if (!credential_awaits_service(*reference)) return std::nullopt;
  problem.warning = true;
  return std::string{};
}

bool is_table(TomlReader& reader, const std::string& key) {
  const auto* node = reader.any(key);
  return node && node->type == TomlNode::Type::table;
}

// A secret in the clear is refused without repeating it.
Value read_secret_field(TomlReader& reader, const Field& field, const std::filesystem::path& directory) {
  if (is_table(reader, field.name)) return read_secret_table(reader, field.name, directory);
  if (reader.has(field.name)) reader.report("DD1301", field.name);
  return std::nullopt;
}

// An address may hold a token, so it may be given like a secret.
Value read_url(TomlReader& reader, const Field& field, const std::filesystem::path& directory) {
  if (is_table(reader, field.name)) return read_secret_table(reader, field.name, directory);
  auto value = reader.text(field.name);
  if (!value) return std::nullopt;
  if (value->find("://") == std::string::npos) reader.report("DD1308", field.name, {{"got", *value}});
  return std::move(*value);
}

Value read_duration(TomlReader& reader, const Field& field) {
  const auto value = reader.parsed(field.name, parse_duration, "DD1113");
  if (!value) return std::nullopt;
  const auto [min, max] = limits_of(field);
  if (value->count() >= min && value->count() <= max) return *value;
  reader.report("DD1114", field.name,
                {{"got", reader.text_or(field.name, "")},
                 {"min", std::to_string(field.min.value_or(0)) + " ms"},
                 {"max", field.max ? std::to_string(*field.max) + " ms" : "∞"}});
  return std::nullopt;
}

Value read_path(TomlReader& reader, const Field& field, const std::filesystem::path& directory) {
  const auto value = reader.text(field.name);
  if (!value || value->empty()) return std::nullopt;
  return (directory / *value).lexically_normal().string();
}

template <class T>
Value as_value(std::optional<T> value) {
  if (!value) return std::nullopt;
  return rules::SettingValue{std::move(*value)};
}

Value read_value(TomlReader& reader, const Field& field, const std::filesystem::path& directory) {
  switch (field.type) {
    case Field::Type::text:
      return as_value(reader.text(field.name));
    case Field::Type::integer:
      return as_value(reader.integer(field.name, limits_of(field)));
    case Field::Type::boolean:
      return as_value(reader.boolean(field.name));
    case Field::Type::duration:
      return read_duration(reader, field);
    case Field::Type::secret:
      return read_secret_field(reader, field, directory);
    case Field::Type::path:
      return read_path(reader, field, directory);
    case Field::Type::url:
      return read_url(reader, field, directory);
    case Field::Type::text_list:
      return reader.texts(field.name);
    case Field::Type::choice:
      return as_value(reader.word(field.name, field.choices));
  }
  return std::nullopt;
}

bool needs_quotes(Field::Type type) {
  return type != Field::Type::integer && type != Field::Type::boolean && type != Field::Type::text_list;
}

// A schema writes its defaults as in TOML; the quotes of a bare word may be left out.
Value standard_value(const Field& field, const std::filesystem::path& directory) {
  if (field.standard.empty()) return std::nullopt;
  const bool bare = needs_quotes(field.type) && !field.standard.starts_with('"');
  const auto document =
      parse_toml(field.name + " = " + (bare ? "\"" + field.standard + "\"" : field.standard), field.name);
  if (!document) return std::nullopt;
  rules::Problems ignored;
  TomlReader reader{*document, field.name, {}, ignored};
  return read_value(reader, field, directory);
}

}  // namespace

rules::Settings read_settings(TomlReader& reader, const rules::SettingsSchema& schema,
                              const std::filesystem::path& directory) {
  rules::Settings out;
  for (const auto& field : schema.fields) {
    const bool given = reader.any(field.name) != nullptr;
    auto value = given ? read_value(reader, field, directory) : standard_value(field, directory);
    if (value) out.values.emplace(field.name, std::move(*value));
    if (!given && field.required) reader.report("DD1103", field.name, {{"key", field.name}});
  }
  return out;
}

}  // namespace dondoc::config
