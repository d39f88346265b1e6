#include "rules/plan_reader.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "rules/text.hpp"

namespace dondoc::rules {
namespace {

bool is_zero_width(UChar32 c) { return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0x00AD; }

bool is_letter(UChar32 c) { return u_isalpha(c) != 0 || (c >= 0x0300 && c <= 0x036F); }

bool is_digit(UChar32 c) { return c >= '0' && c <= '9'; }

std::string mark_key(UChar32 c) {
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == '-') return "-";
  if (c == 0x2044 || c == 0x2215 || c == 0xFF0F) return "/";
  return c < 0x80 && std::string_view("/.,;:()").find(static_cast<char>(c)) != std::string_view::npos
             ? std::string(1, static_cast<char>(c))
             : "?";
}

void append(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(bytes, static_cast<std::size_t>(length));
}

PlanToken::Kind kind_of(UChar32 c) {
  if (is_digit(c)) return PlanToken::Kind::number;
  return is_letter(c) ? PlanToken::Kind::word : PlanToken::Kind::mark;
}

// Adds the character to the last token, where it goes on, or to a new one.
void add(std::vector<PlanToken>& tokens, UChar32 c, bool glued, std::size_t from, std::size_t until) {
  const auto kind = kind_of(c);
  const bool goes_on = glued && !tokens.empty() && tokens.back().kind == kind && kind != PlanToken::Kind::mark;
  if (!goes_on) tokens.push_back({.kind = kind, .key = {}, .is_plain = true, .glued = glued, .from = from});
  PlanToken& token = tokens.back();
  token.until = until;
  if (kind == PlanToken::Kind::mark) {
    token.key = mark_key(c);
  } else {
    append(token.key, u_tolower(c));
  }
  token.is_plain = token.is_plain && c < 0x80;
}

bool is_mark(const PlanToken& token, std::string_view marks) {
  return token.kind == PlanToken::Kind::mark && marks.find(token.key) != std::string_view::npos;
}

// "." ";" and the "./." that closes a paper.
void drop_end(std::vector<PlanToken>& tokens) {
  while (!tokens.empty()) {
    const std::size_t size = tokens.size();
    const bool closing =
        size >= 3 && tokens[size - 1].key == "." && tokens[size - 2].key == "/" && tokens[size - 3].key == ".";
    if (closing) {
      tokens.resize(size - 3);
    } else if (is_mark(tokens.back(), ".,;:")) {
      tokens.pop_back();
    } else {
      return;
    }
  }
}

std::string_view next_word(std::string_view& words) {
  const std::size_t end = std::min(words.find(' '), words.size());
  const std::string_view word = words.substr(0, end);
  words.remove_prefix(std::min(end + 1, words.size()));
  return word;
}

}  // namespace

std::vector<PlanToken> plan_tokens(std::string_view text) {
  std::vector<PlanToken> tokens;
  const auto size = static_cast<std::int32_t>(text.size());
  bool glued = false;
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t from = at;
    UChar32 c = 0;
    // NOLINTNEXTLINE(bugprone-inc-dec-in-conditions): inside the macro
    U8_NEXT_OR_FFFD(text.data(), at, size, c);
    if (is_zero_width(c)) continue;
    if (u_isUWhiteSpace(c)) {
      glued = false;
      continue;
    }
    add(tokens, c, glued, static_cast<std::size_t>(from), static_cast<std::size_t>(at));
    glued = true;
  }
  for (PlanToken& token : tokens) {
    if (token.kind == PlanToken::Kind::word) token.key = tone_key(token.key);
  }
  drop_end(tokens);
  if (tokens.size() > 1 && tokens.front().key == "-" && !tokens[1].glued) tokens.erase(tokens.begin());
  return tokens;
}

const PlanToken* PlanReader::peek(std::size_t ahead) const {
  return at_ + ahead < tokens_->size() ? &(*tokens_)[at_ + ahead] : nullptr;
}

// A word with diacritics must have the right ones; one without may stand for any.
bool PlanReader::is_word(std::size_t place, std::string_view word) const {
  if (place >= tokens_->size()) return false;
  const PlanToken& token = (*tokens_)[place];
  if (token.kind != PlanToken::Kind::word) return false;
  return token.is_plain ? token.key == fold(word) : token.key == tone_key(word);
}

void PlanReader::move_to(std::size_t place) {
  at_ = place;
  trace_->reached = std::max(trace_->reached, at_);
}

bool PlanReader::take(std::string_view words) {
  std::size_t place = at_;
  while (!words.empty()) {
    if (!is_word(place++, next_word(words))) return false;
  }
  move_to(place);
  return true;
}

bool PlanReader::take_any(std::initializer_list<std::string_view> choices) {
  return std::any_of(choices.begin(), choices.end(), [this](std::string_view words) { return take(words); });
}

bool PlanReader::take_mark(char mark) {
  const PlanToken* token = peek();
  if (token == nullptr || token->kind != PlanToken::Kind::mark || token->key != std::string_view(&mark, 1))
    return false;
  move_to(at_ + 1);
  return true;
}

std::optional<unsigned> PlanReader::number(std::size_t least, std::size_t most) {
  const PlanToken* token = peek();
  if (token == nullptr || token->kind != PlanToken::Kind::number) return std::nullopt;
  if (token->key.size() < least || token->key.size() > most) return std::nullopt;
  move_to(at_ + 1);
  unsigned value = 0;
  for (const char c : token->key) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

void PlanReader::note(PlanWordingFault fault, std::size_t place) {
  if (trace_->fault && trace_->fault_reached >= at_) return;
  trace_->fault = fault;
  trace_->fault_reached = at_;
  trace_->fault_token = place;
}

std::string PlanReader::take_rest() {
  if (done()) return {};
  const std::string rest = nfc(text_.substr((*tokens_)[at_].from, tokens_->back().until - (*tokens_)[at_].from));
  move_to(tokens_->size());
  return rest;
}

}  // namespace dondoc::rules
