#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dondoc::integrations::render {

// What a template sees: named fields, already in words of the message's language, each made when it is asked for. A
// field without content is `false`, so that {{#field}} … {{/field}} leaves out what is zero or unknown. Every field is
// always there; so a field of a line never falls through to one of the message.
class View {
 public:
  using List = std::vector<std::shared_ptr<const View>>;
  using Value = std::variant<bool, std::string, List>;

  virtual ~View() = default;
  // Nothing where there is no field of this name.
  [[nodiscard]] virtual std::optional<Value> value(std::string_view name) const = 0;
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;
};

}  // namespace dondoc::integrations::render
