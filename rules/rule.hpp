#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/amount.hpp"
#include "rules/filter.hpp"
#include "rules/item.hpp"
#include "rules/moment.hpp"

namespace dondoc::rules {

enum class Severity { info, warning, critical };
[[nodiscard]] std::string_view severity_name(Severity severity);
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view name);

// notify := "officer" | "head" | "deputy" | "focal" | "superior" | "coordinators" | "contact:ID" | "agency:CODE" |
// "room:ID"
struct RecipientSpec {
  enum class Who { officer, head, deputy, focal, superior, coordinators, contact, agency, room };
  Who who = Who::officer;
  std::string id;  // of contact, agency or room
  friend bool operator==(const RecipientSpec&, const RecipientSpec&) = default;
};
[[nodiscard]] std::optional<RecipientSpec> parse_recipient_spec(std::string_view text);
[[nodiscard]] std::string format_recipient_spec(const RecipientSpec& spec);

// unless := "acknowledged" | "reported" | "extended" | "item.FIELD"
struct Unless {
  enum class What { acknowledged, reported, extended, field };
  What what = What::field;
  std::string field;
};

struct Repeat {
  std::vector<RepeatInterval> every;  // the last entry repeats
  std::optional<int> max;             // repeats after the first
};

struct Step {
  std::string id;
  std::string title;
  Moment at;
  Severity severity = Severity::warning;
  std::vector<RecipientSpec> notify;
  std::vector<RecipientSpec> copy;
  std::optional<Repeat> repeat;
  std::vector<Unless> unless;
  std::vector<std::string> via;  // channel ids, all of them; empty: the person's first working one
  bool late_send = false;        // late = "send"
  bool bypass_limits = false;
  std::string template_name;  // empty: chosen by what the step is

  // Names somebody above the head; waits until the head has had notice.
  [[nodiscard]] bool escalates() const;
};

struct Rule {
  std::string id;
  std::vector<std::string> formerly;
  std::string title;
  std::optional<Kind> kind;
  Filter where;
  std::string calendar;  // serves the moments only; empty: the item's
  Amount min_notice{1, Unit::wd};
  std::string file;
  std::vector<Step> steps;

  [[nodiscard]] const Step* step(std::string_view step_id) const;
  // True for its own id and for those it once had.
  [[nodiscard]] bool is_called(std::string_view rule_id) const;
};

}  // namespace dondoc::rules
