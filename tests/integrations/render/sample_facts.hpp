#pragma once

#include "rules/message.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::render {

// A head's message of 01/12/2022 07:30: one task overdue since 30/11, one dossier due tomorrow at 10:15.
struct SampleFacts {
  SampleFacts();
  SampleFacts(const SampleFacts&) = delete;
  SampleFacts& operator=(const SampleFacts&) = delete;

  rules::Zone zone;
  rules::MessageFacts facts;
};

}  // namespace dondoc::integrations::render
