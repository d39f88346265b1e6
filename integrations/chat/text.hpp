#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text as chat services take it: made harmless, escaped for a format, and cut where a service has a limit.

namespace dondoc::integrations::chat {

// How a service counts. Where it says "characters", UTF-16 units are never too few.
enum class Measure { bytes, utf16 };
[[nodiscard]] std::size_t size_in(Measure measure, std::string_view text);

// Words of somebody else: no control characters but line ends and tabs, nothing that turns the direction of writing,
// and neither "@word" nor "scheme://" as a service would recognise them (a word joiner stands between), so that nobody
// is called and nothing is fetched for a preview. Valid UTF-8.
[[nodiscard]] std::string harmless(std::string_view text);

using Escape = std::string (*)(std::string_view text);
[[nodiscard]] std::string escape_nothing(std::string_view text);
// & < > as Slack asks for.
[[nodiscard]] std::string escape_slack(std::string_view text);
// & < > " for text and attributes.
[[nodiscard]] std::string escape_html(std::string_view text);
// A backslash before what Markdown, Discord's and Mattermost's too, reads as markup.
[[nodiscard]] std::string escape_markdown(std::string_view text);
// The subset of Adaptive Cards, where only an empty line ends a line.
[[nodiscard]] std::string escape_card(std::string_view text);
// Rocket.Chat takes a backslash before some signs only; links are broken by a word joiner.
[[nodiscard]] std::string escape_rocketchat(std::string_view text);

struct Limit {
  std::size_t size = 0;  // of the escaped text
  Measure measure = Measure::utf16;
};

// The escaped text; one that is too long ends, at a whole character and if possible at the end of a line, in "…".
[[nodiscard]] std::string fit(std::string_view text, Limit limit, Escape escape = escape_nothing);
// The same in at most `parts` pieces, each within the limit.
[[nodiscard]] std::vector<std::string> split(std::string_view text, Limit limit, std::size_t parts,
                                             Escape escape = escape_nothing);

// What HTML of ours says without its tags. REQUIRES: was made with escape_html.
[[nodiscard]] std::string without_tags(std::string_view html);

}  // namespace dondoc::integrations::chat
