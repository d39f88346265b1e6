#include "daemon/draft.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace dondoc::daemon {
namespace {

// Fewer are not worth a thread.
constexpr std::size_t kDraftsPerThread = 8;
constexpr std::size_t kMaxThreads = 4;

void write(const integrations::render::Renderer& renderer, Draft& draft) {
  const auto rendered = renderer.render(draft.facts);
  if (!rendered) {
    draft.refusal = rendered.error().code;
    return;
  }
  const integrations::Envelope envelope{draft.message->public_id, draft.record.address, draft.facts.recipient_name,
                                        draft.thread, &draft.facts};
  auto bytes = draft.channel->seal(*rendered, envelope);
  if (!bytes) {
    draft.refusal = bytes.error().code;
    return;
  }
  draft.record.subject = rendered->subject;
  draft.record.bytes = std::move(*bytes);
}

std::size_t threads_for(std::size_t drafts) {
  const auto cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  return std::clamp<std::size_t>(drafts / kDraftsPerThread, 1, std::min(cores, kMaxThreads));
}

}  // namespace

void write_all(const integrations::render::Renderer& renderer, std::span<Draft> drafts) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (auto i = next++; i < drafts.size(); i = next++) {
      if (!drafts[i].record.same_bytes) write(renderer, drafts[i]);
    }
  };
  // Joined before anything they use goes, also where one of them throws.
  std::vector<std::future<void>> others;
  const auto threads = threads_for(drafts.size());
  while (others.size() + 1 < threads) others.push_back(std::async(std::launch::async, work));
  work();
  for (auto& other : others) other.get();
}

}  // namespace dondoc::daemon
