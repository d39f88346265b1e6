#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// The whole of `dondoc`: parses the words after the program's name, does what they say, and gives the exit code. The
// language is taken from --lang, else from LC_ALL, LC_MESSAGES or LANG.
[[nodiscard]] int run(const std::vector<std::string>& words, Terminal terminal);

// Standard input and output as they are: colours only on a terminal and without NO_COLOR.
[[nodiscard]] Terminal standard_terminal();

}  // namespace dondoc::daemon::cli
