#include "integrations/chat/zalo_template.hpp"

#include <algorithm>
#include <array>

#include "integrations/chat/text.hpp"
#include "integrations/render/counts.hpp"
#include "integrations/render/letter.hpp"

namespace dondoc::integrations::chat {

namespace {

constexpr std::array<std::string_view, 12> kValues{"count",     "overdue_count", "task_count", "dossier_count",
                                                   "days_late", "agency",        "reply_by",   "date",
                                                   "summary",   "sender",        "code",       "recipient_name"};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string most_days_late(const render::Letter& letter) {
  std::int64_t days = 0;
  for (const auto* line : letter.overdue) days = std::max(days, line->working_days);
  return std::to_string(days);
}

}  // namespace

std::optional<TemplateEntry> parse_template_entry(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  TemplateEntry out{std::string(trimmed(text.substr(0, equals))), std::string(trimmed(text.substr(equals + 1)))};
  if (out.parameter.empty() || !is_template_value(out.value)) return std::nullopt;
  return out;
}

bool is_template_value(std::string_view name) { return std::ranges::find(kValues, name) != kValues.end(); }

std::map<std::string, std::string> template_values(const Envelope& envelope, Content content) {
  const auto& facts = *envelope.facts;
  const render::Letter letter(facts);
  std::map<std::string, std::string> out{
      {"count", std::to_string(facts.lines.size())},
      {"overdue_count", std::to_string(letter.overdue.size())},
      {"task_count", std::to_string(render::count_of(letter.all, rules::Kind::task))},
      {"dossier_count", std::to_string(render::count_of(letter.all, rules::Kind::dossier))},
      {"days_late", most_days_late(letter)},
      {"agency", facts.agency_short.empty() ? facts.agency_name : facts.agency_short},
      {"reply_by", facts.reply_by ? letter.wording.short_time(*facts.reply_by) : std::string{}},
      {"date", letter.wording.date(facts.now)},
      {"summary", render::counts_of(facts).title},
      {"sender", facts.sender},
      {"code", {}},
      {"recipient_name", {}},
  };
  if (content == Content::full && !facts.room) {
    out["recipient_name"] = envelope.recipient_name;
    if (!facts.lines.empty()) out["code"] = facts.lines.front().code;
  }
  return out;
}

}  // namespace dondoc::integrations::chat
