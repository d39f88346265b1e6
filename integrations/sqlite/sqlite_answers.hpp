#pragma once

#include <memory>
#include <string>

#include "integrations/answer_store.hpp"
#include "integrations/sqlite/database.hpp"

namespace dondoc::integrations::sqlite {

struct AnswerQuery {
  bool waiting = false;  // only what the office still has to look at
  std::optional<rules::ItemId> item{};
  std::string kind{};  // empty: all
  std::int64_t limit = 200;
};
// Newest first; those that wait oldest first.
[[nodiscard]] std::vector<StoredAnswer> list_answers(Database& database, const AnswerQuery& query);

// On a connection of its own: what it writes wakes the daemon as any other program's change does.
class SqliteAnswers final : public AnswerStore {
 public:
  explicit SqliteAnswers(Database database) : database_(std::move(database)) {}
  [[nodiscard]] static std::unique_ptr<SqliteAnswers> open(const std::string& path);

  [[nodiscard]] std::optional<LinkedMessage> linked_message(const std::string& public_id) override;
  [[nodiscard]] tl::expected<bool, rules::Problem> record(const AnswerToStore& answer, rules::Instant now) override;
  [[nodiscard]] std::vector<StoredAnswer> waiting() override;

 private:
  Database database_;
};

}  // namespace dondoc::integrations::sqlite
