#include "daemon/cli/recipient_option.hpp"

#include "rules/directory.hpp"
#include "rules/recipient.hpp"

namespace dondoc::daemon::cli {
namespace {

bool is_known(const rules::Directory& directory, const std::string& recipient) {
  if (recipient == "operator") return true;
  return directory.person(rules::code_after(rules::kPersonPrefix, recipient)) != nullptr ||
         directory.agency(rules::code_after(rules::kMailboxPrefix, recipient)) != nullptr ||
         directory.contact(rules::code_after(rules::kContactPrefix, recipient)) != nullptr ||
         directory.room(rules::code_after(rules::kRoomPrefix, recipient)) != nullptr;
}

}  // namespace

void expect_recipient(Context& context, const std::string& recipient) {
  const auto world = context.world();
  if (is_known(*world.directory, recipient)) return;
  throw CommandError{Exit::usage, problem("DD5072", {{"value", recipient}})};
}

}  // namespace dondoc::daemon::cli
