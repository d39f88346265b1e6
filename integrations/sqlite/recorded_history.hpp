#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/item_stages.hpp"
#include "integrations/sqlite/put_item.hpp"
#include "rules/time.hpp"

namespace dondoc::integrations::sqlite {

// From when on an item counts that was stored later than it came.
enum class Hindsight {
  dated,     // as its own dates say: received, held, finished, handed over then
  as_stored  // from when it was stored, as dondocd learnt of it
};

// What happened in a recorded database, in the order in which it happened, to be written into an empty one at the same
// instants: items as they came and changed, holds, extensions, acknowledgements, letters of urging, what people decided
// of occurrences. Occurrences of series are not taken over: whoever runs the other database makes its own. The recorded
// database is only read, in one snapshot that its owner holds; the order is kept in memory, 40 bytes for each change.
class RecordedHistory {
 public:
  // Copies into `target` who there is and what items refer to: as it stands now, with its dates of validity. Items that
  // were over long before `from` are passed over: nothing of them reaches into what comes after. REQUIRES: target is
  // empty, and nobody else writes into it.
  RecordedHistory(Database& recorded, Database& target, Hindsight hindsight, rules::Instant from);

  // The first change, if there is any. as_stored: not before dondocd first ran.
  [[nodiscard]] std::optional<rules::Instant> begin() const { return begin_; }
  [[nodiscard]] std::optional<rules::Instant> next() const;
  // All changes up to and with `now`.
  void apply_until(rules::Instant now);

  // Items that were closed when they were first stored and do not say since when: left out.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  enum class What {
    stage,       // of an item before it was stored
    image,       // an item as it was from then on
    occurrence,  // a person changed an item of a series
    decision,    // a person moved or cancelled an occurrence
    series,
    extension,
    extension_decided,
    acknowledgement,
    urging,
    source  // is as fresh as an import made it
  };
  struct Change {
    rules::Instant at;
    What what;
    std::int64_t row;       // of its table; of an item its item_state.id
    std::int64_t revision;  // the image that begins; -1: the present one
  };

  struct IndexedItem {
    std::int64_t id = 0;
    rules::Instant stored{};
    std::int64_t revision = 0;
    bool of_series = false;  // an occurrence that dondocd made of a series it still has
    bool over = false;       // nothing will be told of it as it stands
  };

  void copy_reference(rules::Instant at);
  void copy_series();
  void index_items(Hindsight hindsight, rules::Instant from);
  [[nodiscard]] std::vector<Change> changes_of(const IndexedItem& item, Hindsight hindsight);
  [[nodiscard]] std::vector<Change> versions_of(const IndexedItem& item);
  void index_rows(What what, std::string_view sql);
  void apply(const Change& change);
  void put_image(const Change& change, bool stage);
  void change_occurrence(const Change& change);
  void copy_row(std::string_view select, std::string_view write, std::int64_t row);
  [[nodiscard]] std::string image_of(std::int64_t item, std::int64_t revision);

  Database& recorded_;
  Database& target_;
  ItemPutter items_;
  std::vector<Change> changes_;
  std::size_t done_ = 0;
  std::optional<rules::Instant> begin_;
  std::size_t left_out_ = 0;
};

}  // namespace dondoc::integrations::sqlite
