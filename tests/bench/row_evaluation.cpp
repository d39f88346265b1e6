#include <stdexcept>

#include "daemon/world.hpp"
#include "province.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

constexpr std::size_t kBatch = daemon::Engine::kBatch;

struct Pass {
  Microseconds reading = 0;
  Microseconds deciding = 0;
  std::size_t items = 0;
  std::size_t news = 0;
};

// What a full evaluation does as long as there is nothing to write.
Pass evaluate_all(integrations::Store& store, const rules::World& world) {
  Pass pass;
  rules::ItemId after = 0;
  while (true) {
    const Stopwatch reading;
    const auto items = store.scan_items(after, kBatch);
    pass.reading += reading.elapsed();
    if (items.empty()) return pass;
    after = items.back().item.id;
    const Stopwatch deciding;
    for (const auto& stored : items) {
      if (!rules::evaluate(world, stored.item, stored.history, evaluated_at()).quiet()) ++pass.news;
    }
    pass.deciding += deciding.elapsed();
    pass.items += items.size();
  }
}

// Runs the passes and says what they were made of.
class Evaluation {
 public:
  explicit Evaluation(const Ground& ground)
      : running_(ground.base, evaluated_at()),
        world_(daemon::build_world(running_.engine.setup().configuration, *running_.store, evaluated_at())) {
    once();
    passes_.clear();
  }

  Microseconds once() {
    passes_.push_back(evaluate_all(*running_.store, world_));
    if (passes_.back().news > 0) {
      throw std::runtime_error(std::to_string(passes_.back().news) + " items have news; the figure would mean nothing");
    }
    return passes_.back().reading + passes_.back().deciding;
  }

  void print_parts() const {
    std::vector<double> reading, deciding;
    for (const auto& pass : passes_) {
      reading.push_back(pass.reading / static_cast<double>(pass.items));
      deciding.push_back(pass.deciding / static_cast<double>(pass.items));
    }
    print_fact("reading an item", format_time(median(reading)));
    print_fact("deciding about it with 20 rules", format_time(median(deciding)));
  }

 private:
  Running running_;
  rules::World world_;
  std::vector<Pass> passes_;
};

}  // namespace

void row_evaluation(const Ground& ground) {
  Evaluation evaluation{ground};
  const auto file = (ground.base / "dondoc.db").string();
  const auto pair =
      by_turns(ground.options.runs, [&] { return run_reference("scan", {file}); }, [&] { return evaluation.once(); });
  print_ratio("1 full evaluation against a scan of 7 columns", pair, 2.0, 1.3);
  evaluation.print_parts();
}

void row_cron(const Ground& ground) {
  const auto copy = ground.another("cron");
  copy_database(ground.base, copy);
  const auto file = (copy / "dondoc.db").string();
  const auto now = std::to_string(rules::to_millis(evaluated_at()));
  static_cast<void>(run_reference("cron_sql", {"prepare", file, now}));
  Evaluation evaluation{ground};
  const auto pair = by_turns(
      ground.options.runs, [&] { return run_reference("cron_sql", {"run", file, now}); },
      [&] { return evaluation.once(); });
  std::vector<double> indexed(static_cast<std::size_t>(ground.options.runs));
  for (auto& time : indexed) time = run_reference("cron_sql", {"indexed", file, now});
  print_ratio("2 full evaluation against 20 x INSERT ... NOT EXISTS", pair, 0.10, 0.05);
  print_fact("the same statements where they may use an index on due_at", format_time(median(indexed)));
  std::filesystem::remove_all(copy);
}

}  // namespace dondoc::bench
