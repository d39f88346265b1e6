#include "daemon/cli/running_sign.hpp"

#include <ostream>

namespace dondoc::daemon::cli {
namespace {

constexpr auto kPatience = std::chrono::seconds{2};

}  // namespace

RunningSign::RunningSign(Context& context, std::string key)
    : context_(context), key_(std::move(key)), since_(std::chrono::steady_clock::now()) {}

RunningSign::~RunningSign() {
  if (percent_ >= 0) context_.err() << "\r\x1b[K" << std::flush;
}

void RunningSign::show(std::int64_t done, std::int64_t all) {
  if (context_.terminal().width == 0 || all <= 0) return;
  if (std::chrono::steady_clock::now() - since_ < kPatience) return;
  const std::int64_t percent = done * 100 / all;
  if (percent == percent_) return;
  percent_ = percent;
  context_.err() << '\r' << context_.text(key_, {{"percent", std::to_string(percent)}}) << std::flush;
}

}  // namespace dondoc::daemon::cli
