#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <vector>

#include "rules/time.hpp"

namespace dondoc::integrations::sqlite {

// What an item was before dondoc knew of it, as far as the dates in its first image tell (the images of the view
// item_images): a dossier that came in May and is entered in June as closed was open in May.

struct ItemStages {
  // When the item was another one than until then, oldest first, all before `stored`; empty where no date of the image
  // lies before it.
  std::vector<rules::Instant> instants;
  // It was closed when it was first stored, and nothing says since when.
  bool closed_undated = false;
};
[[nodiscard]] ItemStages stages_of(const boost::json::object& image, rules::Instant stored);

// The image as it was at `at`: what is dated later was not yet. REQUIRES: at is one of stages_of().
[[nodiscard]] boost::json::object image_at(boost::json::object image, rules::Instant at);

}  // namespace dondoc::integrations::sqlite
