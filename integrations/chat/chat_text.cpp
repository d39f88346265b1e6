#include "integrations/chat/chat_text.hpp"

#include "integrations/chat/text.hpp"
#include "integrations/render/counts.hpp"

namespace dondoc::integrations::chat {

namespace {

std::string one_line(std::string_view text) {
  std::string out = harmless(text);
  for (char& c : out) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return out;
}

void add_line(std::string& out, std::string_view line) {
  if (!out.empty()) out += '\n';
  out += line;
}

std::string trimmed(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

Content read_content(const rules::Settings& settings) {
  return settings.text("content") == "full" ? Content::full : Content::counts;
}

rules::SettingField content_field(std::string standard) {
  return {.name = "content",
          .type = rules::SettingField::Type::choice,
          .standard = std::move(standard),
          .choices = {"counts", "full"},
          .help = "counts: numbers only, no titles, codes or names; full: the whole letter"};
}

std::string ChatText::below_title() const {
  std::string out;
  for (const auto& [label, value] : rows) add_line(out, label + ": " + value);
  if (!body.empty()) add_line(out, body);
  for (const auto& note : notes) add_line(out, note);
  return out;
}

ChatText chat_text(const rules::RenderedMessage& message, const Envelope& envelope, Content content) {
  ChatText out;
  if (content == Content::full) {
    out.title = one_line(message.subject);
    out.body = trimmed(harmless(message.text));
    return out;
  }
  const auto counts = render::counts_of(*envelope.facts);
  out.title = one_line(counts.title);
  for (const auto& [label, value] : counts.rows) out.rows.emplace_back(one_line(label), one_line(value));
  for (const auto& note : counts.notes) out.notes.push_back(one_line(note));
  return out;
}

}  // namespace dondoc::integrations::chat
