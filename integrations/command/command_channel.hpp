#pragma once

#include "integrations/channel.hpp"
#include "integrations/command/child_process.hpp"

namespace dondoc::integrations::command {

// A program of the operator's own: the way to an SMS gateway, and to whatever else takes messages.
[[nodiscard]] ChannelType channel_type();

// What an ending means; exit codes are those of sysexits.h:
//   0 delivered (its first line of output is the provider's id)    75 try again    69 nothing works at present
//   67 no such recipient    65 this message never    64 77 78 126 127 a fault of the configuration
// Whatever else, a signal or the end of its time: it may have been sent.
[[nodiscard]] Outcome judge(const Ending& ending, const std::string& channel);

}  // namespace dondoc::integrations::command
