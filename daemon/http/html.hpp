#pragma once

#include <string>
#include <string_view>

namespace dondoc::daemon {

// A page being written. Whatever is no literal of ours goes through text().
class Html {
 public:
  Html& raw(std::string_view markup) {
    out_ += markup;
    return *this;
  }
  // Escaped for elements and for attributes in double quotes.
  Html& text(std::string_view words) {
    for (const char c : words) {
      switch (c) {
        case '&':
          out_ += "&amp;";
          break;
        case '<':
          out_ += "&lt;";
          break;
        case '>':
          out_ += "&gt;";
          break;
        case '"':
          out_ += "&quot;";
          break;
        case '\'':
          out_ += "&#39;";
          break;
        default:
          out_ += c;
      }
    }
    return *this;
  }
  // <p>…</p> and the like.
  Html& element(std::string_view name, std::string_view words) {
    return raw("<").raw(name).raw(">").text(words).raw("</").raw(name.substr(0, name.find(' '))).raw(">\n");
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace dondoc::daemon
