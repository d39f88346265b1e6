#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "rules/problem.hpp"

namespace dondoc::config {

// A secret is given as { credential = "name" } (systemd, $CREDENTIALS_DIRECTORY), { file = "path" } or { env = "NAME"
// }; never in the clear.
struct SecretReference {
  enum class Kind { credential, file, env };
  Kind kind = Kind::credential;
  std::string name;
};

// systemd.exec(5): a credential's name is a file name.
[[nodiscard]] bool is_credential_name(std::string_view name);
// True where the credential may well exist, but only for the service: $CREDENTIALS_DIRECTORY is not set here.
[[nodiscard]] bool credential_awaits_service(const SecretReference& reference);

// One trailing line end is cut off; an empty secret is an error. Problems name the reference, never the secret, and
// have no place: the caller knows it.
[[nodiscard]] tl::expected<std::string, rules::Problem> read_secret(const SecretReference& reference);

// True for a file that everybody on this machine may read.
[[nodiscard]] bool is_exposed(const SecretReference& reference);

}  // namespace dondoc::config
