#include <ostream>
#include <sstream>

#include "daemon/agenda.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/meeting_choice.hpp"
#include "daemon/cli/table.hpp"
#include "integrations/render/renderer.hpp"
#include "rules/meeting_letter.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace json = boost::json;

struct AgendaOptions {
  std::string occurrence;
  std::optional<std::string> agency;
  bool json = false;
};

struct Named {
  const char* name;
  rules::AgendaList rules::Agenda::* list;
};
constexpr Named kLists[] = {{"decisions", &rules::Agenda::decisions},
                            {"overdue", &rules::Agenda::overdue},
                            {"due", &rules::Agenda::due},
                            {"difficulties", &rules::Agenda::difficulties},
                            {"done", &rules::Agenda::done}};

// First the meeting with the numbers, then line by line.
void print_json_agenda(Context& context, const rules::Agenda& agenda) {
  json::object head{{"type", "agenda"},
                    {"code", agenda.period.code},
                    {"agency", json_text(agenda.period.agency)},
                    {"since", json_time(context, agenda.period.since)},
                    {"until", json_time(context, agenda.period.until)}};
  for (const auto& [name, list] : kLists) head[name] = (agenda.*list).total;
  print_json(context, head);
  for (const auto& [name, list] : kLists) {
    for (const auto& line : (agenda.*list).lines) {
      print_json(context, {{"type", name},
                           {"source", line.source},
                           {"code", line.code},
                           {"kind", rules::kind_name(line.kind)},
                           {"title", json_text(line.title)},
                           {"due", json_time(context, line.due)},
                           {"due_is_date", line.due_is_date},
                           {"overdue", line.overdue},
                           {"working_days", line.working_days},
                           {"finished_at", json_time(context, line.finished_at)},
                           {"result", json_text(line.result)},
                           {"note", json_text(line.note)},
                           {"meeting", json_text(line.meeting)}});
    }
  }
}

// The words of the invitation, of this part alone.
std::string words_of(Context& context, const rules::Item& item, rules::Agenda agenda) {
  auto renderer = integrations::render::Renderer::compile(context.configuration().templates);
  if (!renderer) throw CommandError{Exit::configuration, std::move(renderer.error())};
  rules::MeetingLetter letter;
  letter.title = item.title;
  letter.agenda = std::move(agenda);
  rules::MessageFacts facts;
  facts.language = context.language() == config::Language::en ? "en" : "vi";
  facts.now = context.now();
  const auto zone = context.zone();
  facts.zone = zone.get();
  facts.lines.emplace_back();
  facts.lines.front().template_name = "agenda";
  facts.meeting = std::make_shared<const rules::MeetingLetter>(std::move(letter));
  auto rendered = (*renderer)->render(facts);
  if (!rendered) throw CommandError{Exit::configuration, std::move(rendered.error())};
  return std::move(rendered->text);
}

Exit agenda(Context& context, const AgendaOptions& options) {
  const auto world = context.world();
  const auto choice = choose_meeting(context, world, options.occurrence, options.agency);
  const auto item = choice.item(context);
  auto found = agenda_of(context.configuration(), world, context.store(), item, context.now());
  if (options.json) {
    print_json_agenda(context, found);
    return Exit::ok;
  }
  context.out() << painted(context.terminal(), Look::heading, item.code) << "  ";
  context.line(item.title);
  std::istringstream words{words_of(context, item, std::move(found))};
  for (std::string line; std::getline(words, line);) context.line(line);
  return Exit::ok;
}

}  // namespace

void add_meeting_agenda_command(Command& meeting) {
  const auto options = std::make_shared<AgendaOptions>();
  Command command = meeting.add("agenda");
  command.required("OCCURRENCE", options->occurrence, "CODE")
      .option("--agency", options->agency, "CODE")
      .flag("--json", options->json);
  command.action([options](Context& context) { return agenda(context, *options); });
}

}  // namespace dondoc::daemon::cli
