#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "integrations/channel.hpp"
#include "integrations/render/renderer.hpp"
#include "integrations/store.hpp"

namespace dondoc::daemon {

// A message that goes out: all that is to be known of it, then its words and bytes.
struct Draft {
  const integrations::ReadyMessage* message = nullptr;  // outlives this
  std::shared_ptr<integrations::Channel> channel;
  integrations::SealRecord record;  // complete already where the same bytes go again
  rules::MessageFacts facts;
  std::vector<std::string> thread;
  std::string refusal;  // code of what kept it from being written; empty: none
};

// Renders and seals, on as many threads as there is work for; the store is not touched.
void write_all(const integrations::render::Renderer& renderer, std::span<Draft> drafts);

}  // namespace dondoc::daemon
