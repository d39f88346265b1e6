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

Value read_secret_table(TomlReader& reader, const std::string& key, const SettingsContext& context) {
  auto table = reader.below(*reader.table(key), key);
  const auto reference = reference_in(table, context.directory);
  if (!reference) return std::nullopt;
  if (is_exposed(*reference)) table.report_here("DD1306", {{"name", reference->name}}).warning = true;
  auto secret = read_secret(*reference);
  if (secret) return std::move(*secret);
  auto& problem = table.report_here(secret.error().code, secret.error().args);
  problem.warning = !context.needs_credentials && credential_awaits_service(*reference);
  return std::nullopt;
}

bool is_table(TomlReader& reader, const std::string& key) {
  const auto* node = reader.any(key);
  return node && node->type == TomlNode::Type::table;
}

// A secret in the clear is refused without repeating it.
Value read_secret_field(TomlReader& reader, const Field& field, const SettingsContext& context) {
  if (is_table(reader, field.name)) return read_secret_table(reader, field.name, context);
  if (reader.has(field.name)) reader.report("DD1301", field.name);
  return std::nullopt;
}

// An address may hold a token, so it may be given like a secret.
Value read_url(TomlReader& reader, const Field& field, const SettingsContext& context) {
  if (is_table(reader, field.name)) return read_secret_table(reader, field.name, context);
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

Value read_value(TomlReader& reader, const Field& field, const SettingsContext& context) {
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
      return read_secret_field(reader, field, context);
    case Field::Type::path:
      return read_path(reader, field, context.directory);
    case Field::Type::url:
      return read_url(reader, field, context);
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
Value standard_value(const Field& field, const SettingsContext& context) {
  if (field.standard.empty()) return std::nullopt;
  const bool bare = needs_quotes(field.type) && !field.standard.starts_with('"');
  const auto document =
      parse_toml(field.name + " = " + (bare ? "\"" + field.standard + "\"" : field.standard), field.name);
  if (!document) return std::nullopt;
  rules::Problems ignored;
  TomlReader reader{*document, field.name, {}, ignored};
  return read_value(reader, field, context);
}

Place place_of(const TomlReader& reader, const TomlNode& node) { return {reader.file(), node.line, node.column}; }

}  // namespace

ReadSettings read_settings(TomlReader& reader, const rules::SettingsSchema& schema, const SettingsContext& context) {
  ReadSettings out;
  out.places.emplace("", place_of(reader, reader.node()));
  for (const auto& field : schema.fields) {
    const auto* node = reader.any(field.name);
    const auto problems_before = reader.problems().size();
    auto value = node ? read_value(reader, field, context) : standard_value(field, context);
    if (node) out.places.emplace(field.name, place_of(reader, *node));
    if (!node && field.required) reader.report("DD1103", field.name, {{"key", field.name}});
    const bool problem = reader.problems().size() > problems_before;
    if (problem && (!value || !reader.problems().back().warning)) out.complete = false;
    if (value) out.settings.values.emplace(field.name, std::move(*value));
  }
  return out;
}

}  // namespace dondoc::config
