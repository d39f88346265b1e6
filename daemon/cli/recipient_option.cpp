#include "daemon/cli/recipient_option.hpp"

#include "rules/directory.hpp"

namespace dondoc::daemon::cli {
namespace {

bool is_known(const rules::Directory& directory, const std::string& recipient) {
  if (recipient == "operator") return true;
  const auto colon = recipient.find(':');
  if (colon == std::string::npos) return false;
  const auto kind = recipient.substr(0, colon);
  const auto code = recipient.substr(colon + 1);
  if (kind == "person") return directory.person(code) != nullptr;
  if (kind == "agency") return directory.agency(code) != nullptr;
  if (kind == "contact") return directory.contact(code) != nullptr;
  return kind == "room" && directory.room(code) != nullptr;
}

}  // namespace

void expect_recipient(Context& context, const std::string& recipient) {
  const auto world = context.world();
  if (is_known(*world.directory, recipient)) return;
  throw CommandError{Exit::usage, problem("DD5072", {{"value", recipient}})};
}

}  // namespace dondoc::daemon::cli
