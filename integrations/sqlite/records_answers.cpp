// Answers of people, and what the office does with them (design §9).

#include "integrations/sqlite/records.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

tl::unexpected<rules::Problem> refuse(std::string code, const ItemKey& key) {
  rules::Problem problem;
  problem.code = std::move(code);
  problem.args = {{"code", key.code}};
  return tl::unexpected(std::move(problem));
}

// More are no answers: somebody plays with a link, or a program does.
constexpr std::int64_t kAnswersPerDay = 20;

std::optional<std::string> date_text(const std::optional<rules::Day>& day) {
  return day ? std::optional{rules::format_day(*day)} : std::nullopt;
}

}  // namespace

Edited<bool> Records::answer(const ItemKey& key, const AnswerToStore& answer) {
  bool is_new = true;
  const auto& given = answer.given;
  const std::string who = given.position.empty() ? given.name : given.name + ", " + given.position;
  auto done = edit(key, "answer", who, [&]() -> Edited<> {
    if (database_.read_integer("SELECT 1 FROM answers WHERE item = ?1 AND message IS ?2 AND digest = ?3", key.id,
                               answer.message, answer.digest)) {
      is_new = false;
      return {};
    }
    if (auto stored = need_stored(key); !stored) return stored;
    if (state_of(key) != rules::State::open) return refuse("DD5101", key);
    if (answers_of_today(key, answer.person) >= kAnswersPerDay) return refuse("DD5125", key);
    replace_waiting(key, answer);
    const auto extension = take_effect(key, answer);
    if (!extension) return tl::unexpected(extension.error());
    keep_answer(key, answer, *extension);
    return {};
  });
  if (!done) return tl::unexpected(std::move(done.error()));
  return is_new;
}

std::int64_t Records::answers_of_today(const ItemKey& key, const std::string& person) {
  return database_
      .read_integer("SELECT count(*) FROM answers WHERE item = ?1 AND person = ?2 AND given_at > ?3", key.id, person,
                    now_ - std::chrono::hours{24})
      .value_or(0);
}

// Whoever answers anew means this, and no longer what the office has not looked at yet.
void Records::replace_waiting(const ItemKey& key, const AnswerToStore& answer) {
  database_.run(
      "UPDATE extensions SET state = 'refused', decided_at = ?4 WHERE state = 'requested' AND id IN"
      " (SELECT extension FROM waiting_answers WHERE item = ?1 AND person = ?2 AND kind = ?3)",
      key.id, answer.person, rules::answer_kind_name(answer.given.kind), now_);
  database_.run(
      "UPDATE answers SET outcome = 'replaced', settled_at = ?4, settled_by = ?5"
      " WHERE item = ?1 AND person = ?2 AND kind = ?3 AND kind IN ('difficulty', 'not_mine') AND settled_at IS NULL",
      key.id, answer.person, rules::answer_kind_name(answer.given.kind), now_, actor_);
}

Edited<std::optional<std::int64_t>> Records::take_effect(const ItemKey& key, const AnswerToStore& answer) {
  const auto& given = answer.given;
  switch (given.kind) {
    case rules::AnswerKind::received:
      if (auto done = give_acknowledgement(key, {answer.person, answer.until, answer.latest, "link"}); !done) {
        return tl::unexpected(std::move(done.error()));
      }
      return std::nullopt;
    case rules::AnswerKind::done:
      database_.run(
          "UPDATE items SET state = 'reported', result_document = ?3, result_date = ?4"
          " WHERE source = ?1 AND code = ?2",
          key.source, key.code, given.document, date_text(given.document_date));
      return std::nullopt;
    case rules::AnswerKind::progress:
      database_.run("UPDATE items SET progress = ?3, updated_at = ?4 WHERE source = ?1 AND code = ?2", key.source,
                    key.code, given.text, now_);
      return std::nullopt;
    case rules::AnswerKind::difficulty:
      // What could not be granted is not asked for; the office reads of the difficulty all the same.
      if (!answer.new_due || !need_extension_left(key, answer.most_extensions)) return std::nullopt;
      request(key, {Extension::Step::request, *answer.new_due, true, given.text, {}});
      mark(key);
      return database_.read_integer("SELECT max(id) FROM extensions WHERE source = ?1 AND code = ?2", key.source,
                                    key.code);
    case rules::AnswerKind::not_mine:
      break;
  }
  return std::nullopt;
}

void Records::keep_answer(const ItemKey& key, const AnswerToStore& answer, std::optional<std::int64_t> extension) {
  const auto& given = answer.given;
  const bool received = given.kind == rules::AnswerKind::received;
  database_.run(
      "INSERT INTO answers (item, version, message, person, kind, name, position, document, document_date, text,"
      " until_at, proposed_due_at, extension, agency, given_at, digest)"
      " SELECT s.id, max(s.version, 1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ifnull(i.agency, ''), ?13, ?14"
      " FROM item_state AS s JOIN items AS i ON i.id = s.item WHERE s.id = ?1",
      key.id, answer.message, answer.person, rules::answer_kind_name(given.kind), given.name, given.position,
      given.document, date_text(given.document_date), given.text, received ? std::optional{answer.until} : std::nullopt,
      answer.new_due, extension, now_, answer.digest);
}

bool Records::settle_answers(const ItemKey& key, std::string_view outcome, const std::string& reason) {
  database_.run(
      "UPDATE answers SET outcome = ?2, settled_at = ?3, settled_by = ?4, settled_reason = ?5"
      " WHERE id IN (SELECT id FROM waiting_answers WHERE item = ?1)",
      key.id, outcome, now_, actor_, reason);
  return database_.changes() > 0;
}

Edited<> Records::confirm(const ItemKey& key, std::optional<rules::Instant> finished_at) {
  return edit(key, "confirm", {}, [&]() -> Edited<> {
    if (auto stored = need_stored(key); !stored) return stored;
    // Confirmed and yet undecided, an extension would keep reports from going upwards, and stand on no list.
    if (database_.read_integer("SELECT 1 FROM waiting_answers AS w JOIN extensions AS x ON x.id = w.extension"
                               " WHERE w.item = ?1 AND x.state = 'requested' LIMIT 1",
                               key.id)) {
      return refuse("DD5124", key);
    }
    const bool reported = state_of(key) == rules::State::reported;
    const auto given =
        database_.read_integer("SELECT max(given_at) FROM waiting_answers WHERE item = ?1 AND kind = 'done'", key.id);
    const bool answered = settle_answers(key, "confirmed", {});
    if (!reported && !answered) return refuse("DD5102", key);
    if (!reported) return {};
    const auto at = finished_at ? *finished_at : given ? rules::instant_from_millis(*given) : now_;
    database_.run("UPDATE items SET state = 'done', finished_at = ?3 WHERE source = ?1 AND code = ?2", key.source,
                  key.code, at);
    return {};
  });
}

Edited<> Records::send_back(const ItemKey& key, const std::string& reason) {
  return edit(key, "return", reason, [&]() -> Edited<> {
    if (auto stored = need_stored(key); !stored) return stored;
    const bool reported = state_of(key) == rules::State::reported;
    const bool answered = settle_answers(key, "returned", reason);
    if (!reported && !answered) return refuse("DD5102", key);
    // What the office does not accept is not asked for any more.
    database_.run(
        "UPDATE extensions SET state = 'refused', decided_at = ?3 WHERE state = 'requested' AND id IN"
        " (SELECT extension FROM answers WHERE item = ?1 AND outcome = 'returned' AND settled_at = ?3"
        "   AND settled_by = ?2)",
        key.id, actor_, now_);
    mark(key);
    if (!reported) return {};
    database_.run(
        "UPDATE items SET state = 'open', result_document = '', result_date = NULL WHERE source = ?1 AND code = ?2",
        key.source, key.code);
    return {};
  });
}

}  // namespace dondoc::integrations::sqlite
