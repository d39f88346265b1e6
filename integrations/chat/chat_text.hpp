#pragma once

#include <string>
#include <utility>
#include <vector>

#include "integrations/channel.hpp"
#include "rules/settings.hpp"

namespace dondoc::integrations::chat {

// counts: numbers only, since others run the service. full: the letter, as the templates write it; in a room they leave
// out what is personal, and of a restricted item all but its number.
enum class Content { counts, full };
[[nodiscard]] Content read_content(const rules::Settings& settings);
[[nodiscard]] rules::SettingField content_field(std::string standard);

// What a chat message says, before a service's form. All of it is harmless() already, and not yet escaped.
struct ChatText {
  std::string title;  // numbers first
  std::vector<std::pair<std::string, std::string>> rows;
  std::string body;  // the letter; may be long
  std::vector<std::string> notes;

  // Rows, body and notes as lines.
  [[nodiscard]] std::string below_title() const;
  [[nodiscard]] std::string all() const { return title + "\n" + below_title(); }
};
// REQUIRES: envelope.facts and its zone are set.
[[nodiscard]] ChatText chat_text(const rules::RenderedMessage& message, const Envelope& envelope, Content content);

}  // namespace dondoc::integrations::chat
