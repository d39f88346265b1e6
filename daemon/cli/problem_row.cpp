#include "daemon/cli/problem_row.hpp"

#include "daemon/cli/json_lines.hpp"

namespace dondoc::daemon::cli {

boost::json::object table_problem_row(Context& context, const rules::Problem& problem) {
  boost::json::object args;
  for (const auto& [name, value] : problem.args) args[name] = value;
  return {{"type", "problem"},
          {"code", problem.code},
          {"severity", problem.warning ? "warning" : "error"},
          {"file", json_text(problem.file)},
          {"line", problem.line > 0 ? boost::json::value(problem.line) : nullptr},
          {"column", problem.column > 0 ? boost::json::value(problem.column) : nullptr},
          {"heading", json_text(problem.path.empty() ? std::string{} : problem.path.back())},
          {"message", context.text(problem.code, problem.args)},
          {"args", std::move(args)}};
}

}  // namespace dondoc::daemon::cli
