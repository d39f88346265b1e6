#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "integrations/answer_store.hpp"
#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "rules/item.hpp"
#include "rules/problem.hpp"

namespace dondoc::integrations::sqlite {

template <class T = void>
using Edited = tl::expected<T, rules::Problem>;

struct NewItem {
  std::string source = "local";
  std::string code;
  rules::Kind kind = rules::Kind::task;
  std::string title;
  std::string agency;
  std::string officer;  // person code
  std::string procedure;
  std::string document;  // number; a document not known yet is entered
  std::string product;
  std::string priority;
  std::string parent;  // code of the item it comes from
  std::vector<std::string> coordinators;
  std::optional<rules::Instant> received_at;
  std::optional<rules::Instant> due_at;
  bool due_is_date = false;
  std::string term;
};

struct Result {
  rules::Instant finished_at;
  std::string document;            // number of the result
  std::optional<rules::Day> date;  // of that document
};

struct Suspension {
  rules::Instant from;
  std::optional<rules::Instant> until;  // set: an interval entered after the event; the state stays
  std::string reason;
};

struct Extension {
  enum class Step { request, grant, refuse };
  Step step = Step::grant;
  rules::Instant new_due;  // request and grant
  bool is_date = false;
  std::string reason;
  std::optional<std::int64_t> most{};  // how many may be granted for the item; nothing: any number
};

// What an item without a due waits for has come: its term runs.
struct Opening {
  rules::Instant received;
  std::string term;                   // empty: the item's own
  std::optional<rules::Instant> due;  // a fixed due instead of a term
  bool due_is_date = false;
  std::string reason;
};

struct Assignment {
  std::optional<std::string> agency;
  std::optional<std::string> officer;  // person code; empty: nobody in particular
  std::optional<std::string> officer_name;
};

struct Acknowledge {
  std::string person;
  rules::Instant until;
  rules::Instant latest;       // as far as ack.max allows
  std::string via = "dondoc";  // "link": by the link in a message
};

struct Urging {
  rules::Instant at;
  std::string how;
  std::string ref;
};

// What an operator changes by hand: each call is one transaction, written into history in his name, and can be undone.
// Refusals change nothing. Failures of the database throw StoreError.
class Records {
 public:
  Records(Database& database, std::string actor, rules::Instant now)
      : database_(database), actor_(std::move(actor)), now_(now) {}

  [[nodiscard]] Edited<> add(const NewItem& item);
  [[nodiscard]] Edited<> finish(const ItemKey& key, const Result& result);
  [[nodiscard]] Edited<> reopen(const ItemKey& key, const std::string& reason);
  [[nodiscard]] Edited<> cancel(const ItemKey& key, const std::string& reason);
  // Refuses an item whose term runs already, or that would have none.
  [[nodiscard]] Edited<> open(const ItemKey& key, const Opening& opening);
  [[nodiscard]] Edited<> hold(const ItemKey& key, const Suspension& suspension);
  [[nodiscard]] Edited<> resume(const ItemKey& key, rules::Instant at);
  [[nodiscard]] Edited<> extend(const ItemKey& key, const Extension& extension);
  [[nodiscard]] Edited<> assign(const ItemKey& key, const Assignment& assignment);
  [[nodiscard]] Edited<> acknowledge(const ItemKey& key, const Acknowledge& acknowledge);
  [[nodiscard]] Edited<> urge(const ItemKey& key, const Urging& urging);
  // Refuses an item that is not open. False: the same answer was given before, and nothing is changed.
  [[nodiscard]] Edited<bool> answer(const ItemKey& key, const AnswerToStore& answer);
  // What was reported is done, since it was reported unless `finished_at` says otherwise; any other answer is settled.
  [[nodiscard]] Edited<> confirm(const ItemKey& key, std::optional<rules::Instant> finished_at);
  // What was reported is open again, with its due and version; any other answer is settled.
  [[nodiscard]] Edited<> send_back(const ItemKey& key, const std::string& reason);
  // The applicant was sent an apology with a new appointment.
  [[nodiscard]] Edited<> apologise(const ItemKey& key, rules::Instant at);
  // Puts back what the last command changed, if nobody else has changed the same since. Gives that command's name.
  [[nodiscard]] Edited<std::string> undo(const ItemKey& key);

  void pause();
  void unpause();

  // Refuses an item that was deleted from its source.
  [[nodiscard]] Edited<> need_stored(const ItemKey& key);
  // Work is owed, but no term runs and no due is set: what open() is for.
  [[nodiscard]] bool waits(const ItemKey& key);
  // The item's own term; empty where it has none.
  [[nodiscard]] std::string term_of(const ItemKey& key);
  // A person by code, else by the one name that fits.
  [[nodiscard]] Edited<std::string> find_person(std::string_view name);

 private:
  using Change = std::function<Edited<>()>;
  [[nodiscard]] Edited<> edit(const ItemKey& key, std::string_view command, const std::string& reason,
                              const Change& change);
  [[nodiscard]] std::optional<rules::State> state_of(const ItemKey& key);
  [[nodiscard]] Edited<> need_active(const ItemKey& key);
  [[nodiscard]] Edited<> need_agency(const std::string& code);
  [[nodiscard]] Edited<> need_person(const std::string& code);
  // Leaving `suspended` closes the holds, by a trigger; this closes those of an item that was not.
  void close_hold(const ItemKey& key, rules::Instant at);
  void set_state(const ItemKey& key, rules::State state);
  void mark(const ItemKey& key);
  void keep_document(const std::string& number);
  [[nodiscard]] Edited<> give_acknowledgement(const ItemKey& key, const Acknowledge& acknowledge);
  void request(const ItemKey& key, const Extension& extension);
  // Gives the extension that was requested, if one was.
  [[nodiscard]] std::int64_t answers_of_today(const ItemKey& key, const std::string& person);
  void replace_waiting(const ItemKey& key, const AnswerToStore& answer);
  [[nodiscard]] Edited<std::optional<std::int64_t>> take_effect(const ItemKey& key, const AnswerToStore& answer);
  void keep_answer(const ItemKey& key, const AnswerToStore& answer, std::optional<std::int64_t> extension);
  [[nodiscard]] bool settle_answers(const ItemKey& key, std::string_view outcome, const std::string& reason);
  [[nodiscard]] Edited<> need_extension_left(const ItemKey& key, std::optional<std::int64_t> most);
  void grant(const ItemKey& key, const Extension& extension);

  Database& database_;
  std::string actor_;
  rules::Instant now_;
};

}  // namespace dondoc::integrations::sqlite
