#pragma once

#include <string>
#include <string_view>

namespace dondoc::integrations::render {

// Free text in the header of this name (RFC 2047): short plain ASCII stays, anything else becomes encoded words, each
// on a line of its own of at most 76 characters. Ours, and not base64 as GMime writes it: several base64 words with
// padding in between are what decoders stumble over (GMime 3.2.13 itself loses the rest). REQUIRES: valid UTF-8 without
// control characters. Lines end with LF.
[[nodiscard]] std::string encode_header_text(std::string_view header, std::string_view text);

// "name <address>", or the address alone if there is no name.
[[nodiscard]] std::string encode_mailbox(std::string_view header, std::string_view name, std::string_view address);

}  // namespace dondoc::integrations::render
