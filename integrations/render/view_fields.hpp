#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "integrations/render/view.hpp"

namespace dondoc::integrations::render {

// A field of a line (a title, progress in words, …) shows this many letters, any other field this many; longer ones end
// with "…". A text from a foreign table must not become a letter of its own.
inline constexpr std::size_t kMaxLineLetters = 300;
inline constexpr std::size_t kMaxFieldLetters = 2000;

// No control characters, so that a value can never become a line of its own in a text; of a longer text its first
// letters and "…".
[[nodiscard]] std::string one_line(std::string_view text, std::size_t most_letters);

// Values of fields: an empty text and a zero are `false`.
[[nodiscard]] View::Value words(std::string_view text, std::size_t letters = kMaxFieldLetters);
[[nodiscard]] inline View::Value short_words(std::string_view text) { return words(text, kMaxLineLetters); }
[[nodiscard]] View::Value number(std::int64_t number);
[[nodiscard]] inline View::Value number_of(std::size_t number) {
  return render::number(static_cast<std::int64_t>(number));
}

// By name, how each field is made of what the view is about.
template <class Subject>
using Fields = std::map<std::string, std::function<View::Value(const Subject&)>, std::less<>>;

// The fields outlive the view.
template <class Subject>
class FieldsView final : public View {
 public:
  FieldsView(const Fields<Subject>& fields, Subject subject) : fields_(fields), subject_(std::move(subject)) {}

  [[nodiscard]] std::optional<Value> value(std::string_view name) const override {
    const auto field = fields_.find(name);
    if (field == fields_.end()) return std::nullopt;
    return field->second(subject_);
  }
  [[nodiscard]] std::vector<std::string> names() const override {
    std::vector<std::string> out;
    for (const auto& [name, make] : fields_) out.push_back(name);
    return out;
  }

 private:
  const Fields<Subject>& fields_;
  Subject subject_;
};

}  // namespace dondoc::integrations::render
