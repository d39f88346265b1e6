#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/engine.hpp"
#include "daemon/http/link_token.hpp"
#include "integrations/answer_store.hpp"
#include "rules/answer.hpp"

namespace dondoc::daemon {

// An item as its link shows it.
struct LinkedItem {
  rules::ItemId id = 0;
  std::string code;
  std::string title;  // empty where it is restricted
  std::string due;    // in words; empty: none
  rules::State state = rules::State::open;
  bool overdue = false;
  [[nodiscard]] bool open() const { return state == rules::State::open; }
};

// What stands behind a link, for as long as its reader is the one to ask.
struct LinkedPage {
  std::string language;
  std::string reader;   // to whom the link was sent
  std::string contact;  // a person to ask
  std::string banner;
  bool rehearsal = false;
  std::vector<LinkedItem> items;
  std::shared_ptr<const rules::Zone> zone;
  rules::Instant now{};
};

struct ItemOutcome {
  rules::ItemId item = 0;
  std::string code;
  bool before = false;  // recorded already
  std::optional<rules::Problem> refusal;
};

// What a link shows and what an answer does: design §9, by the same records as the commands of the office. Lives on the
// store's thread.
class Answering {
 public:
  Answering(integrations::Store& store, integrations::AnswerStore& answers, const Engine& engine)
      : store_(store), answers_(answers), engine_(engine) {}

  // Tells the operator that the page cannot be served, or with nothing in `why` that it is.
  void note_served(const std::string& address, const std::string& why, rules::Instant now);

  // Nothing: the reader holds no role any more that has to do with what stands in the message.
  [[nodiscard]] std::optional<LinkedPage> open(const LinkSigner& signer, const LinkClaim& claim, rules::Instant now);
  // One outcome for each of the items that stand behind the link; others are left out. In a rehearsal nothing is kept.
  [[nodiscard]] std::vector<ItemOutcome> take(const LinkSigner& signer, const LinkClaim& claim,
                                              const std::vector<rules::ItemId>& items, const rules::GivenAnswer& given,
                                              const std::string& digest, rules::Instant now);

 private:
  struct Behind {  // a link: the message, its reader, and the items he still answers for
    integrations::LinkedMessage message;
    std::string person;
    std::vector<integrations::StoredItem> items;
  };
  [[nodiscard]] std::optional<Behind> behind(const LinkSigner& signer, const LinkClaim& claim, rules::Instant now);
  [[nodiscard]] bool still_asked(const integrations::LinkedMessage& message, const rules::Item& item,
                                 rules::Instant now) const;
  [[nodiscard]] tl::expected<bool, rules::Problem> record(const Behind& behind, const integrations::StoredItem& stored,
                                                          const rules::GivenAnswer& given, const std::string& digest,
                                                          rules::Instant now);

  integrations::Store& store_;
  integrations::AnswerStore& answers_;
  const Engine& engine_;
};

}  // namespace dondoc::daemon
