#include <array>
#include <stdexcept>

#include "config/fingerprint.hpp"
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

// Every item read whole and decided about, as where the calendar or somebody's office changed.
Pass evaluate_all(integrations::Store& store, const rules::World& world) {
  Pass pass;
  for (rules::ItemId after = 0;;) {
    const Stopwatch reading;
    const auto [items, done, end] = store.scan_items(after, kBatch, kBatch, nullptr);
    pass.reading += reading.elapsed();
    const Stopwatch deciding;
    for (const auto& stored : items) {
      if (!rules::evaluate(world, stored.item, stored.history, evaluated_at()).quiet()) ++pass.news;
    }
    pass.deciding += deciding.elapsed();
    pass.items += items.size();
    if (end) return pass;
    after = done;
  }
}

void refuse_news(std::size_t news) {
  if (news > 0) throw std::runtime_error(std::to_string(news) + " items have news; the figure would mean nothing");
}

// The province with one rule more, for agencies that nobody has.
std::shared_ptr<const daemon::Setup> with_another_rule(const daemon::Setup& setup) {
  auto other = std::make_shared<daemon::Setup>(setup);
  rules::Rule rule = other->configuration.rules.front();
  rule.id = "khong-ai";
  rule.where = {{"agency.level", {rules::Test::Op::equals, std::string{"khong-co"}, {}, {}, {}}}};
  other->configuration.rules.push_back(std::move(rule));
  other->configuration.fingerprint = config::configuration_fingerprint(other->configuration);
  return other;
}

// Reloads with and without that rule, by turns: each time everything has to be gone through.
class Evaluation {
 public:
  explicit Evaluation(const Ground& ground)
      : running_(ground.base, evaluated_at()), setups_{load_province(ground.base), nullptr} {
    setups_[1] = with_another_rule(*setups_[0]);
    once();
  }

  Microseconds once() {
    next_ = 1 - next_;
    const Stopwatch watch;
    running_.engine.reload(setups_[next_], true);
    std::size_t news = 0;
    for (bool more = true; more;) {
      const auto counts = running_.engine.tick();
      news += counts.alerts + counts.evaluated;
      more = counts.more;
    }
    const auto elapsed = watch.elapsed();
    refuse_news(news);
    return elapsed;
  }

  // What it costs where everything has to be decided anew.
  void print_parts() {
    const auto world = daemon::build_world(setups_[0]->configuration, *running_.store, evaluated_at());
    const auto pass = evaluate_all(*running_.store, world);
    refuse_news(pass.news);
    const auto items = static_cast<double>(pass.items);
    print_fact("where everything is decided anew: reading an item", format_time(pass.reading / items));
    print_fact("deciding about it with 20 rules", format_time(pass.deciding / items));
  }

 private:
  Running running_;
  std::array<std::shared_ptr<const daemon::Setup>, 2> setups_;
  std::size_t next_ = 0;
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
