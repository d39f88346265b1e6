#include "config/secrets.hpp"

#include <cstdlib>
#include <filesystem>

#include "config/toml_document.hpp"

namespace dondoc::config {
namespace {

using Result = tl::expected<std::string, rules::Problem>;
using Kind = SecretReference::Kind;

tl::unexpected<rules::Problem> problem(const std::string& code, const std::string& name) {
  return tl::unexpected{rules::Problem{code, {{"name", name}}, {}, 0, 0, {}}};
}

Result read_secret_file(const std::filesystem::path& path, const std::string& name) {
  auto content = read_file(path, name);
  if (content) return std::move(*content);
  auto failed = problem("DD1303", name);
  failed.value().args["detail"] = content.error().args["detail"];
  return failed;
}

Result read_raw(const SecretReference& reference) {
  if (reference.kind == Kind::file) return read_secret_file(reference.name, reference.name);
  if (reference.kind == Kind::env) {
    const char* value = std::getenv(reference.name.c_str());
    if (!value) return problem("DD1302", reference.name);
    return std::string{value};
  }
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (!directory || !is_credential_name(reference.name)) return problem("DD1304", reference.name);
  return read_secret_file(std::filesystem::path{directory} / reference.name, reference.name);
}

}  // namespace

bool is_credential_name(std::string_view name) {
  return name.find('/') == std::string_view::npos && !name.starts_with('.');
}

bool credential_awaits_service(const SecretReference& reference) {
  return reference.kind == Kind::credential && is_credential_name(reference.name) &&
         !std::getenv("CREDENTIALS_DIRECTORY");
}

tl::expected<std::string, rules::Problem> read_secret(const SecretReference& reference) {
  auto secret = read_raw(reference);
  if (!secret) return secret;
  if (secret->ends_with('\n')) secret->pop_back();
  if (secret->ends_with('\r')) secret->pop_back();
  if (secret->empty()) return problem("DD1305", reference.name);
  return secret;
}

bool is_exposed(const SecretReference& reference) {
  if (reference.kind != Kind::file) return false;
  std::error_code error;
  const auto status = std::filesystem::status(reference.name, error);
  return !error && (status.permissions() & std::filesystem::perms::others_read) != std::filesystem::perms::none;
}

}  // namespace dondoc::config
