#include <algorithm>
#include <charconv>
#include <sstream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/meeting_choice.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/render/wording.hpp"
#include "integrations/sqlite/meeting_rows.hpp"
#include "rules/meeting_letter.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct SetOptions {
  std::string occurrence;
  std::optional<std::string> agency;
  std::optional<std::string> at;
  std::optional<std::string> until;
  std::optional<std::string> minutes;
  std::optional<std::string> place;
  std::optional<std::string> chair;
  std::optional<std::string> attendees;
  std::optional<std::string> reason;
};

CommandError missing(const char* option) { return CommandError{Exit::usage, problem("DD5002", {{"option", option}})}; }

void expect_open(const MeetingChoice& choice) {
  if (choice.cancelled || (choice.state && !rules::is_active(*choice.state))) {
    throw CommandError{Exit::no, problem("DD5709", {{"code", choice.occurrence.code}})};
  }
}

rules::Instant clock_time(const rules::Zone& zone, rules::Instant now, const std::string& text) {
  const auto given = read_time(text, zone, now);
  if (!given) throw CommandError{Exit::usage, problem("DD5009", {{"value", text}})};
  if (given->bare_date) throw CommandError{Exit::usage, problem("DD5723", {{"value", text}})};
  return given->instant;
}

std::chrono::minutes length_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::chrono::minutes length{error == std::errc{} && end == text.data() + text.size() ? number : 0};
  if (length < std::chrono::minutes{1} || length > rules::kLongestMeeting) {
    throw CommandError{Exit::usage, problem("DD5724", {{"value", text}})};
  }
  return length;
}

// The one way to move a meeting whose series gives the time is to move its occurrence.
void set_time(Context& context, const MeetingChoice& choice, const SetOptions& options, rules::Meeting& meeting) {
  const auto& zone = *choice.one.zone;
  const bool timed = choice.one.series.kind == rules::SeriesKind::meeting;
  if (options.at) {
    if (timed) throw CommandError{Exit::usage, problem("DD5725", {{"id", choice.one.series.id}})};
    meeting.at = clock_time(zone, context.now(), *options.at);
  }
  const auto start = meeting.at ? meeting.at : timed ? std::optional{choice.occurrence.start} : std::nullopt;
  if (!start) throw missing("--at");
  if (*start <= context.now()) {
    throw CommandError{Exit::usage, problem("DD5710", {{"value", options.at.value_or(context.show(start))}})};
  }
  if (options.until && options.minutes) throw CommandError{Exit::usage, problem("DD5726")};
  if (options.minutes) meeting.length = length_in(*options.minutes);
  if (options.until) {
    const auto until = clock_time(zone, context.now(), *options.until);
    const auto length = std::chrono::floor<std::chrono::minutes>(until - *start);
    if (length < std::chrono::minutes{1} || length > rules::kLongestMeeting) {
      throw CommandError{Exit::usage, problem("DD5724", {{"value", *options.until}})};
    }
    meeting.length = length;
  }
}

void set_people(Context& context, const SetOptions& options, rules::Meeting& meeting) {
  auto records = records_of(context);
  if (options.chair) {
    // Somebody dondoc does not know may chair too; of two people of that name it must not choose.
    auto person = records.find_person(*options.chair);
    if (!person && person.error().code == "DD5031") throw CommandError{Exit::no, std::move(person.error())};
    meeting.chair = person ? *person : std::string{};
    meeting.chair_name = person ? std::string{} : *options.chair;
  }
  if (!options.attendees) return;
  meeting.attendees.clear();
  std::istringstream names{*options.attendees};
  for (std::string name; std::getline(names, name, ';');) {
    const auto from = name.find_first_not_of(' ');
    if (from == std::string::npos) continue;
    name = name.substr(from, name.find_last_not_of(' ') - from + 1);
    meeting.attendees.push_back(expect(records.find_person(name)));
  }
}

void say_who_comes(Context& context, const rules::World& world, const MeetingChoice& choice) {
  const auto item = choice.item(context);
  const integrations::render::Wording wording(context.language() == config::Language::en ? "en" : "vi",
                                              *choice.one.zone);
  const auto start = rules::meeting_start(item).value_or(context.now());
  context.say("cli.meeting.is_set", {{"code", item.code},
                                     {"time", wording.meeting_time(start, start + item.meeting->length)},
                                     {"place", item.meeting->place},
                                     {"chair", rules::chair_words(world, *item.meeting, context.now())}});
  const auto people = rules::invitees(world, item, context.now());
  context.say("cli.meeting.invited", {{"count", std::to_string(people.size())}});
  for (const auto& one : people) {
    context.line("  " + recipient_name(context, *world.directory, one.recipient) + " (" +
                 word(context, "role", one.role) + ")");
  }
  for (const auto& code : item.meeting->attendees) {
    const auto person = rules::recipient_of(rules::kPersonPrefix, code);
    if (std::ranges::find(people, person, &rules::Invitee::recipient) == people.end()) {
      context.say("cli.meeting.unreachable", {{"person", recipient_name(context, *world.directory, person)}});
    }
  }
}

Exit set(Context& context, const SetOptions& options) {
  const auto world = context.world();
  const auto choice = choose_meeting(context, world, options.occurrence, options.agency);
  expect_open(choice);
  auto meeting = sqlite::find_meeting(context.database(), choice.source(), choice.occurrence.code)
                     .value_or(rules::meeting_of(choice.one.series));
  set_time(context, choice, options, meeting);
  meeting.place = options.place.value_or(meeting.place);
  set_people(context, options, meeting);
  if (meeting.place.empty()) throw missing("--place");
  if (meeting.chair.empty() && meeting.chair_name.empty()) throw missing("--chair");
  meeting.cancelled = false;
  meeting.reason = options.reason.value_or("");
  sqlite::settle_meeting(context.database(), context.actor(), context.now(), choice.source(), choice.occurrence.code,
                         meeting);
  say_who_comes(context, world, choice);
  return Exit::ok;
}

struct CancelOptions {
  std::string occurrence;
  std::optional<std::string> agency;
  std::optional<std::string> reason;
};

Exit cancel(Context& context, const CancelOptions& options) {
  if (!options.reason || options.reason->empty()) throw missing("--reason");
  const auto world = context.world();
  const auto choice = choose_meeting(context, world, options.occurrence, options.agency);
  const auto& code = choice.occurrence.code;
  auto meeting = sqlite::find_meeting(context.database(), choice.source(), code);
  if (!meeting || meeting->cancelled) throw CommandError{Exit::no, problem("DD5727", {{"code", code}})};
  meeting->cancelled = true;
  meeting->reason = *options.reason;
  sqlite::settle_meeting(context.database(), context.actor(), context.now(), choice.source(), code, *meeting);
  context.say("cli.meeting.is_cancelled", {{"code", code}});
  return Exit::ok;
}

}  // namespace

void add_meeting_commands(Command& root) {
  Command meeting = root.add("meeting");
  const auto settled = std::make_shared<SetOptions>();
  Command set_command = meeting.add("set");
  set_command.required("OCCURRENCE", settled->occurrence, "CODE")
      .option("--agency", settled->agency, "CODE")
      .option("--at", settled->at, "TIME")
      .option("--until", settled->until, "TIME")
      .option("--minutes", settled->minutes, "N")
      .option("--place", settled->place, "TEXT")
      .option("--chair", settled->chair, "PERSON|TEXT")
      .option("--attendees", settled->attendees, "PERSON;PERSON")
      .option("--reason", settled->reason, "TEXT");
  set_command.action([settled](Context& context) { return set(context, *settled); });
  const auto off = std::make_shared<CancelOptions>();
  Command cancel_command = meeting.add("cancel");
  cancel_command.required("OCCURRENCE", off->occurrence, "CODE")
      .option("--agency", off->agency, "CODE")
      .option("--reason", off->reason, "TEXT");
  cancel_command.action([off](Context& context) { return cancel(context, *off); });
  add_meeting_agenda_command(meeting);
}

}  // namespace dondoc::daemon::cli
