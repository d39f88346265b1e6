#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rules/evaluate.hpp"

// Who is told (design §5.1): a role becomes people, with stand-ins, delegations and validity dates.

namespace dondoc::rules {

// An office somebody holds: of an agency, or a person named by an escalation path.
struct Office {
  const Agency* agency = nullptr;
  Role role = Role::head;
  const Person* person = nullptr;
};
// As one writes to it: "Chánh Văn phòng Ủy ban nhân dân tỉnh"; empty for no office.
[[nodiscard]] std::string office_name(const Office& office);

struct Resolution {
  struct Found {
    Recipient recipient;
    std::string agency;  // code of the agency for which the role was resolved
    bool daily = false;  // stands in for an officer nobody knows: one list a day (design §5.1)
  };
  std::vector<Found> recipients;
  Reason reason = Reason::reached;  // why there is nobody: no_recipient or digest_only
  std::vector<Finding> findings;    // a role without a holder, a split agency, …
  Office office;                    // that was asked for
  bool stood_in = false;            // nobody there, nor the agency's mailbox: the focal person, or the fallback contact
};

// `superior_level`: which place of the escalation path `superior` means, 1 for the first step of a rule that names it.
// Holder, else acting holder, else the agency's mailbox, else its focal person, else the fallback contact; a missing or
// failing address counts as not found.
[[nodiscard]] Resolution resolve_recipients(const RecipientSpec& spec, int superior_level, const World& world,
                                            const Item& item, Instant now);

// Who is meant where a recipient is named and no item is at hand (the fallback contact, the owner of a source): a
// contact that stands for a person is that person, or who stands in by delegation. Empty where nobody can be reached.
[[nodiscard]] Recipient resolve_contact(const World& world, const Recipient& named, Instant now);

// Channels over which the recipient can be reached, best first, each with the address (empty where the channel needs
// none). With `via`: those of them that reach the recipient, or if none does the recipient's first. Without it: all.
struct Route {
  std::string channel;
  std::string address;
};
[[nodiscard]] std::vector<Route> routes_to(const World& world, const Recipient& recipient,
                                           const std::vector<std::string>& via, Instant now);

}  // namespace dondoc::rules
