#pragma once

#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "rules/message.hpp"
#include "rules/problem.hpp"

namespace dondoc::integrations::render {

// Makes words of facts with mustache templates ("vi/overdue.subject", "vi/overdue.txt", "vi/overdue.html"). Checked
// once, then constant; safe to use from several threads. Values are escaped for HTML in .html templates and kept to one
// line in subjects.
class Renderer {
 public:
  // The error names the template, the place and what is wrong: unbalanced sections, a field no message has.
  [[nodiscard]] static tl::expected<std::shared_ptr<const Renderer>, rules::Problems> compile(
      const std::map<std::string, std::string>& templates);
  ~Renderer();

  [[nodiscard]] tl::expected<rules::RenderedMessage, rules::Problem> render(const rules::MessageFacts& facts) const;

 private:
  struct Compiled;
  explicit Renderer(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace dondoc::integrations::render
