#include "daemon/cli/people_check.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "rules/recipients.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

// Who has to be reachable in an agency; the mailbox stands beside the people.
constexpr std::array<rules::Role, 4> kRoles{rules::Role::head, rules::Role::acting_head, rules::Role::deputy,
                                            rules::Role::focal};

struct Place {
  std::string role;
  rules::Recipient recipient;  // empty: nobody holds it
  std::vector<std::string> channels;
  [[nodiscard]] bool reachable() const { return !channels.empty(); }
};

struct AgencyRow {
  const rules::Agency* agency = nullptr;
  std::vector<Place> places;

  [[nodiscard]] const Place* find(std::string_view role) const {
    for (const Place& place : places) {
      if (place.role == role && place.reachable()) return &place;
    }
    return nullptr;
  }
  [[nodiscard]] bool head_reachable() const { return find("head") != nullptr || find("acting_head") != nullptr; }
  [[nodiscard]] int gaps() const {
    return (head_reachable() ? 0 : 4) + (find("mailbox") != nullptr ? 0 : 2) + (find("focal") != nullptr ? 0 : 1);
  }
};

std::vector<std::string> channels_of(const rules::World& world, const rules::Recipient& recipient, rules::Instant now) {
  std::vector<std::string> channels;
  for (const rules::Route& route : rules::routes_to(world, recipient, {}, now)) {
    if (std::ranges::find(channels, route.channel) == channels.end()) channels.push_back(route.channel);
  }
  return channels;
}

AgencyRow row_of(const rules::World& world, const rules::Agency& agency, rules::Day day, rules::Instant now) {
  AgencyRow row{&agency, {}};
  for (const rules::Role role : kRoles) {
    const auto holders = world.directory->holders(agency.code, role, day);
    for (const rules::Position* holder : holders) {
      const rules::Recipient recipient = "person:" + holder->person;
      row.places.push_back({std::string{rules::role_name(role)}, recipient, channels_of(world, recipient, now)});
    }
    const bool needed = role == rules::Role::head || role == rules::Role::focal;
    if (holders.empty() && needed) row.places.push_back({std::string{rules::role_name(role)}, {}, {}});
  }
  const rules::Recipient mailbox = "agency:" + agency.code;
  row.places.push_back({"mailbox", mailbox, channels_of(world, mailbox, now)});
  return row;
}

std::vector<AgencyRow> rows_of(const rules::World& world, rules::Day day, rules::Instant now) {
  std::vector<AgencyRow> rows;
  for (const rules::Agency& agency : world.directory->agencies) {
    const bool in_force =
        (!agency.valid_from || *agency.valid_from <= day) && (!agency.valid_until || day <= *agency.valid_until);
    if (in_force) rows.push_back(row_of(world, agency, day, now));
  }
  std::ranges::stable_sort(rows, [](const AgencyRow& a, const AgencyRow& b) { return a.gaps() > b.gaps(); });
  return rows;
}

// Who is told where nobody else was found; nothing where none is configured.
std::optional<Place> fallback_place(const rules::World& world, rules::Instant now) {
  if (world.fallback_contact.empty()) return std::nullopt;
  const rules::Recipient reached = rules::resolve_contact(world, world.fallback_contact, now);
  const rules::Recipient recipient = reached.empty() ? world.fallback_contact : reached;
  return Place{"fallback", recipient, channels_of(world, recipient, now)};
}

void print_rows(Context& context, const std::vector<AgencyRow>& rows, const std::optional<Place>& fallback,
                const rules::Directory& directory) {
  Table table{{{context.text("cli.column.code")},
               {context.text("cli.column.agency"), true},
               {context.text("cli.column.role")},
               {context.text("cli.column.person"), true},
               {context.text("cli.column.channels")}}};
  for (const AgencyRow& row : rows) {
    for (const Place& place : row.places) {
      const bool nobody = place.recipient.empty();
      const std::string name = nobody                    ? context.text("cli.people.nobody")
                               : place.role == "mailbox" ? ""
                                                         : recipient_name(context, directory, place.recipient);
      const std::string channels =
          place.reachable() ? rules::joined(place.channels) : context.text("cli.people.no_channel");
      const Look look = place.reachable() ? Look::plain : place.role == "head" ? Look::bad : Look::warning;
      table.add({row.agency->code, agency_name(directory, row.agency->code), word(context, "role", place.role),
                 Cell{name, look}, Cell{channels, look}});
    }
  }
  if (fallback) {
    const Look look = fallback->reachable() ? Look::plain : Look::bad;
    const std::string channels =
        fallback->reachable() ? rules::joined(fallback->channels) : context.text("cli.people.no_channel");
    table.add({"", "", word(context, "role", fallback->role),
               Cell{recipient_name(context, directory, fallback->recipient), look}, Cell{channels, look}});
  }
  table.print(context.terminal());
}

void print_json_place(Context& context, std::string_view agency, const Place& place) {
  boost::json::array channels;
  for (const std::string& channel : place.channels) channels.emplace_back(channel);
  print_json(context, {{"agency", json_text(std::string{agency})},
                       {"role", place.role},
                       {"recipient", json_text(place.recipient)},
                       {"channels", std::move(channels)},
                       {"gap", !place.reachable()}});
}

void print_json_rows(Context& context, const std::vector<AgencyRow>& rows, const std::optional<Place>& fallback) {
  for (const AgencyRow& row : rows) {
    for (const Place& place : row.places) print_json_place(context, row.agency->code, place);
  }
  if (fallback) print_json_place(context, {}, *fallback);
}

}  // namespace

bool check_people(Context& context, bool json) {
  const rules::World world = context.world();
  const auto rows = rows_of(world, context.zone()->day_of(context.now()), context.now());
  const auto unreachable = std::ranges::count_if(rows, [](const AgencyRow& row) { return !row.head_reachable(); });
  const auto fallback = fallback_place(world, context.now());
  const bool no_gap = unreachable == 0 && (!fallback || fallback->reachable());
  if (json) {
    print_json_rows(context, rows, fallback);
    return no_gap;
  }
  print_rows(context, rows, fallback, *world.directory);
  context.say("cli.people.total", {{"agencies", std::to_string(rows.size())}, {"gaps", std::to_string(unreachable)}});
  return no_gap;
}

}  // namespace dondoc::daemon::cli
