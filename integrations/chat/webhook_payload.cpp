#include <boost/json.hpp>
#include <string>
#include <utility>

#include "integrations/chat/webhook.hpp"
#include "rules/item.hpp"
#include "rules/rule.hpp"
#include "rules/window.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;
using rules::MessageFacts;
using rules::MessageLine;

constexpr std::size_t kMaxPayload = 20'000;
constexpr std::size_t kMaxText = 6'000;
// Of one field of an item or a finding, so that a long one does not push the others out.
constexpr std::size_t kMaxField = 500;
constexpr std::size_t kMaxFindings = 8'000;

// At the end of a letter.
std::string cut(const std::string& text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size) + "…";
}

void put(json::object& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out[name] = cut(text, kMaxField);
}

void put(json::object& out, std::string_view name, const std::optional<rules::Instant>& at, const rules::Zone& zone) {
  if (at) out[name] = rules::format_iso(*at, zone);
}

json::object document_json(const rules::Document& document) {
  json::object out;
  put(out, "number", document.number);
  put(out, "title", document.title);
  put(out, "issuer", document.issuer);
  if (document.date) out["date"] = rules::format_day(*document.date);
  return out;
}

// As in letters: of a restricted item only its number, in a room nothing personal.
void put_words(json::object& out, const MessageLine& line, bool room) {
  if (line.restricted) return;
  const bool personal = !room;
  if (personal || line.kind != rules::Kind::dossier) put(out, "title", line.title);
  put(out, "procedure", line.procedure_name);
  put(out, "agency", line.agency_name);
  put(out, "product", line.product);
  put(out, "coordinators", line.coordinators);
  if (line.document) out["document"] = document_json(*line.document);
  if (!personal) return;
  put(out, "officer", line.officer_name);
  put(out, "progress", line.progress);
}

json::object item_json(const MessageLine& line, const MessageFacts& facts) {
  const auto& zone = *facts.zone;
  json::object out;
  put(out, "code", line.code);
  out["kind"] = rules::kind_name(line.kind);
  out["severity"] = rules::severity_name(line.severity);
  put(out, "rule", line.rule);
  put(out, "step", line.step);
  out["repeat"] = line.number;
  out["restricted"] = line.restricted;
  out["copy"] = line.copy;
  put_words(out, line, facts.room);
  put(out, "received", line.received_at, zone);
  put(out, "due", line.due, zone);
  out["due_is_date"] = line.due_is_date;
  out["provisional"] = line.provisional;
  out["overdue"] = line.overdue;
  out["working_days"] = line.working_days;
  put(out, "next_at", line.next_at, zone);
  put(out, "next_who", line.next_who);
  put(out, "source", line.source_name);
  put(out, "as_of", line.as_of, zone);
  return out;
}

json::object data_json(const rules::RenderedMessage& message, const Envelope& envelope) {
  const auto& facts = *envelope.facts;
  json::object out;
  out["message_id"] = envelope.public_id;
  out["class"] = rules::message_class_name(facts.message_class);
  out["topic"] = rules::topic_name(facts.topic);
  out["language"] = facts.language;
  put(out, "recipient", facts.recipient);
  put(out, "recipient_name", facts.recipient_name);
  put(out, "agency", facts.agency_name);
  out["rehearsal"] = facts.rehearsal;
  put(out, "rehearsal_for", facts.rehearsal_for);
  put(out, "banner", facts.banner);
  put(out, "reply_by", facts.reply_by, *facts.zone);
  put(out, "subject", message.subject);
  out["text"] = cut(message.text, kMaxText);
  out["item_count"] = facts.lines.size();
  return out;
}

json::object finding_json(const rules::Finding& finding) {
  json::object out{{"code", finding.code}};
  put(out, "subject", finding.subject);
  if (const auto text = finding.args.find("text"); text != finding.args.end()) put(out, "text", text->second);
  return out;
}

// Those that fit, which leaves out no later one that is shorter; a program that reads the message can ask for the rest.
template <class Things, class ToJson>
json::array what_fits(const Things& things, std::size_t room, const ToJson& to_json) {
  json::array out;
  for (const auto& thing : things) {
    json::value one = to_json(thing);
    const auto size = json::serialize(one).size() + 1;
    if (size > room) continue;
    room -= size;
    out.push_back(std::move(one));
  }
  return out;
}

void put_findings(json::object& out, const MessageFacts& facts) {
  if (facts.findings.empty()) return;
  out["finding_count"] = facts.findings.size();
  out["findings"] = what_fits(facts.findings, kMaxFindings, finding_json);
}

}  // namespace

std::string webhook_payload(const rules::RenderedMessage& message, const Envelope& envelope) {
  const auto& facts = *envelope.facts;
  json::object payload;
  payload["type"] = !facts.findings.empty() ? "operator.notice" : "deadline.notice";
  payload["timestamp"] = rules::format_iso(facts.now, *facts.zone);
  auto data = data_json(message, envelope);
  put_findings(data, facts);
  constexpr std::size_t kFrame = 200;
  const auto used = json::serialize(data).size() + kFrame;
  data["items"] = what_fits(facts.lines, used < kMaxPayload ? kMaxPayload - used : 0,
                            [&](const MessageLine& line) { return item_json(line, facts); });
  payload["data"] = std::move(data);
  return json::serialize(payload);
}

}  // namespace dondoc::integrations::chat
