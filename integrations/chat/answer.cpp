#include "integrations/chat/answer.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <utility>

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kLongestPause = std::chrono::hours{1};

void collect(const json::value& value, const std::string& path, std::map<std::string, std::string, std::less<>>& out) {
  if (const auto* object = value.if_object()) {
    for (const auto& [name, inner] : *object)
      collect(inner, path.empty() ? std::string(name) : path + "." + std::string(name), out);
  } else if (const auto* text = value.if_string()) {
    out[path] = std::string(*text);
  } else if (value.is_number() || value.is_bool()) {
    out[path] = json::serialize(value);
  }
}

bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return lower(a) == lower(b);
}

}  // namespace

Answer::Answer(const HttpExchange& exchange, const std::string& channel) : exchange_(exchange), channel_(channel) {
  boost::system::error_code error;
  const auto value = json::parse(exchange.body, error);
  is_json_ = !error;
  if (is_json_) collect(value, {}, values_);
}

const std::string& Answer::text(std::string_view path) const {
  static const std::string none;
  const auto found = values_.find(path);
  return found == values_.end() ? none : found->second;
}

bool Answer::says(std::string_view words) const { return !std::ranges::search(body(), words, same_letter).empty(); }

std::chrono::milliseconds Answer::wait(std::string_view path, std::chrono::milliseconds unit) const {
  double number = 0;
  try {
    number = std::stod(text(path));
  } catch (const std::exception&) {
    return exchange_.retry_after;
  }
  if (!(number > 0)) return exchange_.retry_after;
  const double longest = static_cast<double>(kLongestPause / unit);
  return std::chrono::milliseconds{
      std::llround(std::ceil(std::min(number, longest) * static_cast<double>(unit.count())))};
}

Outcome Answer::delivered(std::string remote_id) const {
  return Delivered{std::move(remote_id), describe_answer(exchange_)};
}

Outcome Answer::rejected(Rejected::Scope scope) const {
  return Rejected{describe_post(channel_, describe_answer(exchange_)), scope};
}

Outcome Answer::later(RetryLater::Scope scope, std::chrono::milliseconds after) const {
  return RetryLater{describe_post(channel_, describe_answer(exchange_)), scope, after};
}

Outcome Answer::unknown() const {
  return Unknown{describe_post(channel_, describe_answer(exchange_)) + ", which says neither yes nor no"};
}

Verdict Answer::common() const {
  auto outcome = judge_exchange(exchange_, channel_);
  const auto* rejected = std::get_if<Rejected>(&outcome);
  const bool about_the_message = arrived() && rejected && rejected->scope == Rejected::Scope::message;
  return {std::move(outcome), about_the_message ? Verdict::Again::plainer : Verdict::Again::no};
}

}  // namespace dondoc::integrations::chat
