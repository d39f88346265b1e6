#pragma once

#include <utility>

#include "daemon/cli/context.hpp"
#include "integrations/sqlite/records.hpp"

namespace dondoc::daemon::cli {

// With `create` the database is made where it is missing.
[[nodiscard]] inline integrations::sqlite::Records records_of(Context& context, bool create = false) {
  auto actor = context.actor();
  return {context.database(create), std::move(actor), context.now()};
}

// The value of an edit; CommandError where it was refused.
template <class T>
T expect(integrations::sqlite::Edited<T> result) {
  if (!result) throw CommandError{Exit::no, std::move(result.error())};
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace dondoc::daemon::cli
