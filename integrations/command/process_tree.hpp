#pragma once

#include <sys/types.h>

namespace dondoc::integrations::command {

// Ends the process, its group, and every descendant there is, those that left the group too. What has detached itself
// from its parent is no descendant any more. REQUIRES: `leader` leads its own group and was not yet waited for.
void kill_tree(pid_t leader);

}  // namespace dondoc::integrations::command
