#include "integrations/chat/zalo_login.hpp"

#include <charconv>
#include <utility>

#include "integrations/chat/answer.hpp"
#include "integrations/chat/chat_channel.hpp"

namespace dondoc::integrations::chat {

namespace {

constexpr auto kStandardLife = std::chrono::hours{25};
constexpr auto kWhileOthersRefresh = std::chrono::seconds{10};

// "90000", as a text.
std::chrono::seconds life_of(const std::string& text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool good = error == std::errc{} && end == text.data() + text.size() && out > 0;
  return good ? std::chrono::seconds{out} : std::chrono::seconds{kStandardLife};
}

Outcome wait_a_little(std::string text) {
  return RetryLater{std::move(text), RetryLater::Scope::destination, kWhileOthersRefresh};
}

}  // namespace

ZaloLogin::ZaloLogin(ZaloApp app, std::filesystem::path file, HttpClient& client)
    : app_(std::move(app)), file_(std::move(file)), client_(client) {}

std::optional<std::string> ZaloLogin::usable() const {
  const bool good = !unsaved_ && !tokens_.access.empty() && std::chrono::system_clock::now() < tokens_.refresh_at;
  return good ? std::optional{tokens_.access} : std::nullopt;
}

void ZaloLogin::with_token(Then then) {
  std::optional<Token> now;
  bool starts = false;
  {
    const std::scoped_lock lock(mutex_);
    if (auto token = usable()) {
      now = std::move(*token);
    } else if (lock_) {
      waiting_.push_back(std::move(then));
      return;
    } else if (auto refused = begin_refresh()) {
      now = std::move(*refused);
    } else if (auto found = usable()) {  // another process had done it
      lock_.reset();
      now = std::move(*found);
    } else {
      waiting_.push_back(std::move(then));
      starts = true;
    }
  }
  if (now) return then(std::move(*now));
  if (!starts) return;
  client_.send([this] { return request(); }, [this](const HttpExchange& exchange) { return take(exchange); },
               [this](const Outcome& outcome) { end_refresh(outcome); });
}

// REQUIRES: locked. What is on the disk is newer than what is here, or as new.
std::optional<Outcome> ZaloLogin::begin_refresh() {
  auto held = file_.lock();
  if (held) lock_.emplace(std::move(*held));
  if (!lock_) return wait_a_little("the token file is in use by another process, or cannot be written");
  if (unsaved_) {
    if (file_.save(tokens_)) {
      unsaved_ = false;
      return std::nullopt;
    }
    lock_.reset();
    return RetryLater{"the new token pair could not be stored beside the database", RetryLater::Scope::destination, {}};
  }
  const auto refused = std::exchange(tokens_.access, {});
  const auto seed = fingerprint_of(app_.first_refresh_token);
  if (auto stored = file_.load(seed)) {
    tokens_ = std::move(*stored);
    if (tokens_.access == refused) tokens_.access.clear();
  } else if (tokens_.refresh.empty()) {
    tokens_ = {{}, app_.first_refresh_token, {}, seed};
  }
  return std::nullopt;
}

HttpRequest ZaloLogin::request() const {
  const std::scoped_lock lock(mutex_);
  HttpRequest out;
  out.url = app_.login_url;
  out.content_type = "application/x-www-form-urlencoded";
  out.headers = {{"secret_key", app_.secret}};
  out.body = "refresh_token=" + percent_encoded(tokens_.refresh) + "&app_id=" + percent_encoded(app_.id) +
             "&grant_type=refresh_token";
  return out;
}

// No text repeats the answer: it holds tokens.
Outcome ZaloLogin::take(const HttpExchange& exchange) {
  const Answer answer(exchange, app_.channel);
  const std::string what = "refresh of the Zalo token for channel \"" + app_.channel + "\": ";
  if (!answer.arrived()) return RetryLater{what + exchange.text, RetryLater::Scope::destination, {}};
  const auto& access = answer.text("access_token");
  const auto& refresh = answer.text("refresh_token");
  if (!access.empty() && !refresh.empty()) {
    const std::chrono::milliseconds life = life_of(answer.text("expires_in"));
    return keep({access, refresh, std::chrono::system_clock::now() + life * 4 / 5, {}});
  }
  const auto text = what + "HTTP " + std::to_string(exchange.status) + ", error " + answer.text("error");
  if (exchange.status == 429 || exchange.status >= 500) {
    return RetryLater{text, RetryLater::Scope::destination, exchange.retry_after};
  }
  return Rejected{text + ": the account's administrator has to consent anew, and refresh_token to be replaced",
                  Rejected::Scope::destination};
}

Outcome ZaloLogin::keep(ZaloTokens tokens) {
  const std::scoped_lock lock(mutex_);
  tokens.seed = fingerprint_of(app_.first_refresh_token);
  tokens_ = std::move(tokens);
  unsaved_ = !file_.save(tokens_);
  if (!unsaved_) return Delivered{};
  return RetryLater{"the new token pair could not be stored beside the database", RetryLater::Scope::destination, {}};
}

void ZaloLogin::end_refresh(const Outcome& outcome) {
  std::vector<Then> waiting;
  Token token = outcome;
  {
    const std::scoped_lock lock(mutex_);
    lock_.reset();
    waiting.swap(waiting_);
    if (auto usable_now = usable()) token = std::move(*usable_now);
  }
  // Of the messages that wait nothing was sent, whatever became of the refresh.
  if (const auto* ended = std::get_if<Outcome>(&token);
      ended && (std::holds_alternative<Delivered>(*ended) || std::holds_alternative<Unknown>(*ended))) {
    token = wait_a_little("refresh of the Zalo token: " + outcome_reply(*ended));
  }
  for (const auto& then : waiting) then(token);
}

void ZaloLogin::forget(const std::string& access_token) {
  const std::scoped_lock lock(mutex_);
  if (tokens_.access == access_token) tokens_.refresh_at = {};
}

}  // namespace dondoc::integrations::chat
