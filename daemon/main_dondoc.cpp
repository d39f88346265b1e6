#include <string>
#include <vector>

#include "daemon/cli/run.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  return dondoc::daemon::cli::run(words, dondoc::daemon::cli::standard_terminal());
}
