#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/plan_wording.hpp"

// The words of a plan's deadline, one after the other. A reader is copied cheaply enough to try a reading and forget
// it; what all of them saw of the text is kept in the Trace that they share.

namespace dondoc::rules {

struct PlanToken {
  enum class Kind { word, number, mark } kind = Kind::word;
  std::string key;        // lower case, tone marks in one place; of a mark: one of - / . , ; : ( ) or "?" for any other
  bool is_plain = false;  // ASCII: may be a word without its diacritics
  bool glued = false;     // no blank before it
  std::size_t from = 0;   // bytes of the text
  std::size_t until = 0;
};

// Punctuation at the end and a bullet at the beginning are left out.
[[nodiscard]] std::vector<PlanToken> plan_tokens(std::string_view text);

class PlanReader {
 public:
  // The furthest that any reading came, and why it stopped there.
  struct Trace {
    std::size_t reached = 0;  // token
    std::size_t fault_reached = 0;
    std::size_t fault_token = 0;
    std::optional<PlanWordingFault> fault;
  };

  // REQUIRES: all outlive the reader.
  PlanReader(std::string_view text, const std::vector<PlanToken>& tokens, Trace& trace)
      : text_(text), tokens_(&tokens), trace_(&trace) {}

  [[nodiscard]] bool done() const { return at_ == tokens_->size(); }
  [[nodiscard]] std::size_t place() const { return at_; }
  void back_to(std::size_t place) { at_ = place; }
  void skip(std::size_t tokens) { move_to(at_ + tokens); }
  [[nodiscard]] const PlanToken* peek(std::size_t ahead = 0) const;

  // The words one after the other, or nothing: "chậm nhất".
  bool take(std::string_view words);
  // The first of these that stands here.
  bool take_any(std::initializer_list<std::string_view> choices);
  bool take_mark(char mark);
  // A number of exactly or at most so many digits.
  std::optional<unsigned> number(std::size_t least, std::size_t most);
  // What is read from `place` on is wrong.
  void note(PlanWordingFault fault, std::size_t place);

  // The text from here to the end, in NFC, and everything taken.
  std::string take_rest();

 private:
  [[nodiscard]] bool is_word(std::size_t place, std::string_view word) const;
  void move_to(std::size_t place);

  std::string_view text_;
  const std::vector<PlanToken>* tokens_;
  Trace* trace_;
  std::size_t at_ = 0;
};

}  // namespace dondoc::rules
