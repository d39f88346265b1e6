#pragma once

#include <string>
#include <tl/expected.hpp>

namespace dondoc::config {

// A secret is given as { credential = "name" } (systemd, $CREDENTIALS_DIRECTORY), { file = "path" } or { env = "NAME" };
// never in the clear. The error is a sentence without the secret.
struct SecretReference {
  enum class Kind { credential, file, env };
  Kind kind = Kind::credential;
  std::string name;
};

// One trailing line end is cut off; an empty secret is an error.
[[nodiscard]] tl::expected<std::string, std::string> read_secret(const SecretReference& reference);

}  // namespace dondoc::config
