#include "daemon/http/answer_site.hpp"

#include <sys/random.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/http/answer_page.hpp"
#include "daemon/http/bad_links.hpp"
#include "daemon/http/form.hpp"
#include "daemon/http/server.hpp"
#include "daemon/log.hpp"

namespace dondoc::daemon {
namespace {

namespace asio = boost::asio;

constexpr auto kListenAgain = std::chrono::seconds{15};
constexpr std::string_view kMethods = "GET, HEAD, POST, OPTIONS";
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

HttpResponse page_of(unsigned status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = {{"Cache-Control", "no-store"},      {"Content-Security-Policy", content_security_policy()},
                      {"Referrer-Policy", "no-referrer"}, {"X-Content-Type-Options", "nosniff"},
                      {"X-Frame-Options", "DENY"},        {"X-Robots-Tag", "noindex, nofollow"}};
  return response;
}

HttpResponse without_page(unsigned status) {
  auto response = page_of(status, {});
  response.headers.emplace_back("Allow", kMethods);
  return response;
}

std::string new_form_id() {
  std::array<unsigned char, 16> random{};
  if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    throw std::runtime_error("getrandom");
  }
  std::string out;
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const auto byte : random) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  return out;
}

bool is_form(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find(';'));
  return type.size() >= kFormType.size() &&
         std::equal(kFormType.begin(), kFormType.end(), type.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
}

}  // namespace

// The server at the address configured, and who has knocked with false links.
class AnswerSite::Door {
 public:
  // With the address and why it cannot be had, empty where it can.
  using Told = std::function<void(const std::string&, const std::string&)>;

  Door(asio::io_context& context, HttpHandler handler, Told told)
      : context_(context), handler_(std::move(handler)), told_(std::move(told)), again_(context) {}

  void move_to(const std::string& address) {
    if (address == address_ && server_) return;
    again_.cancel();
    server_.reset();
    address_ = address;
    if (!address_.empty()) listen();
  }

  BadLinks& bad_links() { return bad_links_; }

 private:
  void listen() {
    auto server = std::make_unique<HttpServer>(context_, handler_);
    if (const auto why = server->listen(address_)) {
      log_error("answers_not_served", {{"address", address_}, {"what", *why}});
      told_(address_, *why);
      again_.expires_after(kListenAgain);
      again_.async_wait([this](boost::system::error_code error) {
        if (!error && !address_.empty() && !server_) listen();
      });
      return;
    }
    log_info("answers_served", {{"address", address_}});
    told_(address_, {});
    server_ = std::move(server);
  }

  asio::io_context& context_;
  const HttpHandler handler_;
  const Told told_;
  asio::steady_timer again_;
  std::string address_;
  std::unique_ptr<HttpServer> server_;
  BadLinks bad_links_;
};

// One request for a link that is genuine.
struct AnswerSite::Visit {
  std::shared_ptr<const LinkSigner> links;
  LinkClaim claim;
  std::optional<FilledForm> filled;  // of a POST
  rules::Instant now{};

  std::optional<LinkedPage> page;
  std::vector<std::string> faults;
  std::optional<rules::GivenAnswer> given;
  std::vector<ItemOutcome> outcomes;

  // On the store's thread.
  void run(Answering& answering) {
    page = answering.open(*links, claim, now);
    if (!page || !filled) return;
    auto meaning = meaning_of(*filled, *page->zone, now);
    faults = std::move(meaning.faults);
    given = std::move(meaning.given);
    if (!given) return;
    outcomes = answering.take(*links, claim, filled->items, *given, digest_of(*filled), now);
    page = answering.open(*links, claim, now);
  }

  [[nodiscard]] HttpResponse response(config::Language language) const {
    if (!page) return page_of(410, notice_page(language, "gone"));
    if (given) return page_of(200, outcome_page(*page, *given, outcomes));
    FilledForm shown = filled.value_or(FilledForm{});
    if (!filled) shown.id = new_form_id();
    return page_of(faults.empty() ? 200 : 422, form_page(*page, shown, faults));
  }
};

AnswerSite::AnswerSite(asio::io_context& context, const Clock& clock, Answering& answering, OnStore on_store)
    : clock_(clock),
      answering_(answering),
      on_store_(std::move(on_store)),
      door_(std::make_unique<Door>(
          context, [this](HttpRequest request, HttpReply reply) { handle(std::move(request), std::move(reply)); },
          [this](const std::string& address, const std::string& why) {
            on_store_([this, address, why] { answering_.note_served(address, why, clock_.now()); }, [](bool) {});
          })) {}

AnswerSite::~AnswerSite() = default;

void AnswerSite::use(const Setup& setup) {
  links_ = setup.links;
  language_ = config::parse_language(setup.configuration.language);
  door_->move_to(links_ ? setup.configuration.answers.listen : std::string{});
}

void AnswerSite::stop() { door_->move_to({}); }

// The order of what is looked at: the path, the method, the link, the form; only then the database.
void AnswerSite::handle(HttpRequest request, HttpReply reply) {
  const auto path = std::string_view{request.target}.substr(0, request.target.find('?'));
  const auto place = links_ ? links_->path() + std::string{kAnswerPath} : std::string{};
  if (!links_ || !path.starts_with(place)) return reply(page_of(404, notice_page(language_, "unknown")));
  if (request.method == "OPTIONS") return reply(without_page(204));
  const bool post = request.method == "POST";
  if (!post && request.method != "GET" && request.method != "HEAD") return reply(without_page(405));
  auto& bad = door_->bad_links();
  const auto moment = std::chrono::steady_clock::now();
  auto visit = std::make_shared<Visit>();
  visit->links = links_;
  visit->now = clock_.now();
  auto verdict = links_->verify(path.substr(place.size()), visit->now);
  if (!verdict.claim) {
    if (verdict.refusal == LinkSigner::Refusal::expired) return reply(page_of(410, notice_page(language_, "expired")));
    // Only guesses are limited: behind one address there may be a whole province with good links.
    if (bad.shut_out(request.client, moment)) {
      auto response = page_of(429, notice_page(language_, "too_many"));
      response.headers.emplace_back("Retry-After", "60");
      return reply(std::move(response));
    }
    bad.count(request.client, moment);
    if (bad.shut_out(request.client, moment)) log_warning("bad_links", {{"client", request.client}});
    return reply(page_of(404, notice_page(language_, "unknown")));
  }
  visit->claim = std::move(*verdict.claim);
  if (post) {
    if (!is_form(request.content_type)) return reply(page_of(415, notice_page(language_, "no_form")));
    const auto form = parse_form(request.body);
    visit->filled = form ? read_form(*form) : std::nullopt;
    if (!visit->filled) return reply(page_of(400, notice_page(language_, "no_form")));
  }
  show(std::move(visit), std::move(reply));
}

void AnswerSite::show(std::shared_ptr<Visit> visit, HttpReply reply) {
  const auto busy = [this] {
    auto response = page_of(503, notice_page(language_, "busy"));
    response.headers.emplace_back("Retry-After", "30");
    return response;
  };
  if (!ready_) return reply(busy());
  on_store_(
      [this, visit] { visit->run(answering_); },
      [this, visit, busy, reply = std::move(reply)](bool done) { reply(done ? visit->response(language_) : busy()); });
}

}  // namespace dondoc::daemon
