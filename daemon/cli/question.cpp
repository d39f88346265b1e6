#include "daemon/cli/question.hpp"

#include <istream>
#include <ostream>
#include <string>

namespace dondoc::daemon::cli {

bool agreed(Context& context, std::string_view question, bool yes) {
  if (yes) return true;
  if (!context.terminal().interactive) throw CommandError{Exit::usage, problem("DD5053")};
  context.out() << context.text(question) << ' ' << std::flush;
  std::string answer;
  std::getline(context.terminal().in, answer);
  return answer == context.text("cli.answer.yes") || answer == context.text("cli.answer.y");
}

}  // namespace dondoc::daemon::cli
