#include "integrations/render/letter_lists.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <span>

#include "integrations/render/line_view.hpp"

namespace dondoc::integrations::render {
namespace {

using rules::Kind;
using rules::Ladder;
using rules::MessageLine;

View::List first_lines(const Letter& letter, const Lines& lines, std::size_t most) {
  return line_views(std::span(lines).first(std::min(most, lines.size())), 1, letter.wording, letter.facts.room);
}

// "2 nhiệm vụ, 3 hồ sơ"; what is zero is left out.
std::string summary(const Lines& lines, const Wording& wording, std::string_view last_joint) {
  std::vector<std::string> parts;
  for (const auto kind : {Kind::task, Kind::dossier, Kind::occurrence}) {
    if (const auto number = count_of(lines, kind)) parts.push_back(wording.count(kind, number));
  }
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? last_joint : std::string_view{", "};
    out += parts[i];
  }
  return out;
}

// NAME_count, NAME_tasks, NAME_dossiers; NAME_numbers "2 nhiệm vụ, 3 hồ sơ"; NAME_words "2 nhiệm vụ và 3 hồ sơ".
void add_counts(Fields<Letter>& fields, const std::string& name,
                const std::function<const Lines&(const Letter&)>& lines_of) {
  fields[name + "_count"] = [lines_of](const Letter& letter) { return number_of(lines_of(letter).size()); };
  fields[name + "_tasks"] = [lines_of](const Letter& letter) {
    return number_of(count_of(lines_of(letter), Kind::task));
  };
  fields[name + "_dossiers"] = [lines_of](const Letter& letter) {
    return number_of(count_of(lines_of(letter), Kind::dossier));
  };
  fields[name + "_numbers"] = [lines_of](const Letter& letter) {
    return words(summary(lines_of(letter), letter.wording, ", "));
  };
  fields[name + "_words"] = [lines_of](const Letter& letter) {
    return words(summary(lines_of(letter), letter.wording, letter.wording.pick(" và ", " and ")));
  };
}

bool waits(const ListKind& kind) { return kind.ladder != Ladder::deadline && kind.ladder != Ladder::transferred; }

std::string waiting_numbers(const Letter& letter) {
  std::string out;
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    const auto& lines = letter.lists.at(i).lines;
    if (!waits(kLists.at(i)) || lines.empty()) continue;
    out += (out.empty() ? "" : ", ") + summary(lines, letter.wording, ", ") +
           std::string(letter.wording.waiting(kLists.at(i).ladder));
  }
  return out;
}

std::size_t waiting_count(const Letter& letter) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    if (waits(kLists.at(i))) out += letter.lists.at(i).lines.size();
  }
  return out;
}

void add_lists(Fields<Letter>& fields) {
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    const std::string name{kLists.at(i).name};
    add_counts(fields, name, [i](const Letter& letter) -> const Lines& { return letter.lists.at(i).lines; });
    fields[name + "_lines"] = [i](const Letter& letter) {
      const auto& list = letter.lists.at(i);
      return line_views(std::span(list.lines).first(list.shown), list.first + 1, letter.wording, letter.facts.room);
    };
  }
  add_counts(fields, "total", [](const Letter& letter) -> const Lines& { return letter.all; });
  fields["waiting_count"] = [](const Letter& letter) { return number_of(waiting_count(letter)); };
  fields["waiting_numbers"] = [](const Letter& letter) { return words(waiting_numbers(letter)); };
  fields["more"] = [](const Letter& letter) { return number_of(letter.all.size() - letter.shown); };
}

// Steps with this template ask for an apology to the applicant, whatever else the message tells.
constexpr std::string_view kApology = "apology";
constexpr std::size_t kMaxLetters = 3;

// Those for which the message drafts a letter; in a room, and of a restricted item, none.
Lines to_apologise_for(const Letter& letter) {
  return select(letter.facts, [&](const MessageLine& line) {
    return line.template_name == kApology && line.due && !line.restricted && !letter.facts.room;
  });
}

// Those that a letter names in its sentences.
void add_named_lines(Fields<Letter>& fields) {
  fields["only"] = [](const Letter& letter) { return first_lines(letter, letter.all, letter.all.size() == 1 ? 1 : 0); };
  fields["only_overdue"] = [](const Letter& letter) {
    return first_lines(letter, letter.overdue, letter.overdue.size() == 1 ? 1 : 0);
  };
  fields["worst"] = [](const Letter& letter) {
    return first_lines(letter, letter.overdue, letter.overdue.size() > 1 ? 1 : 0);
  };
  fields["worst_three"] = [](const Letter& letter) {
    return first_lines(letter, letter.overdue, letter.overdue.size() > 1 ? 3 : 0);
  };
  fields["letters"] = [](const Letter& letter) { return first_lines(letter, to_apologise_for(letter), kMaxLetters); };
}

constexpr std::size_t kMaxNamed = 3;

std::set<std::string> taken_from(const Letter& letter) {
  std::set<std::string> names;
  for (const auto* line : letter.taken) names.insert(line->handed_from);
  return names;
}

View::Value taken_from_named(const Letter& letter) {
  const auto names = taken_from(letter);
  std::string named;
  for (const auto& name : names) {
    if (names.size() <= kMaxNamed) named += (named.empty() ? "" : "; ") + name;
  }
  return words(named);
}

View::Value taken_since(const Letter& letter) {
  const auto* first = first_by(letter.taken, &MessageLine::handed_as_of);
  return first ? words(letter.wording.date(*first->handed_as_of)) : false;
}

View::Value rests_until(const Letter& letter) {
  const auto* last = last_by(letter.taken, &MessageLine::rests_until);
  return last ? words(letter.wording.until(*last->rests_until)) : false;
}

// What another agency handed over: from whom, since when, and until when reminders rest.
void add_transfer(Fields<Letter>& fields) {
  add_counts(fields, "taken", [](const Letter& letter) -> const Lines& { return letter.taken; });
  fields["taken_from"] = taken_from_named;
  fields["taken_from_count"] = [](const Letter& letter) {
    const auto names = taken_from(letter).size();
    return number_of(names > kMaxNamed ? names : 0);
  };
  fields["taken_since"] = taken_since;
  fields["rests_until"] = rests_until;
}

}  // namespace

void add_list_fields(Fields<Letter>& fields) {
  add_lists(fields);
  add_named_lines(fields);
  add_transfer(fields);
}

}  // namespace dondoc::integrations::render
