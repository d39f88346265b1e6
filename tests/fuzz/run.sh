#!/bin/bash
# Builds the fuzz targets (clang, libFuzzer, AddressSanitizer, UBSan) and runs each of them for a while.
#
#   tests/fuzz/run.sh [SECONDS] [TARGET…]     60 seconds each; targets: moment rules_toml calendar_toml csv answer
#
# Starts from tests/fuzz/corpus/TARGET; what it finds new is kept in .build/fuzz/corpus, inputs that break something in
# .build/fuzz/crashes. Ends with 1 where there is one.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
if ! [[ $seconds =~ ^[0-9]+$ ]]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0"
  exit 64
fi
shift || true
targets=("$@")
if [ ${#targets[@]} = 0 ]; then targets=(moment rules_toml calendar_toml csv answer); fi

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzz_targets

status=0
for target in "${targets[@]}"; do
  kept=.build/fuzz/corpus/$target
  crashes=.build/fuzz/crashes/$target
  mkdir -p "$kept" "$crashes"
  echo "== $target: $seconds s"
  if ! .build/fuzz/tests/fuzz/"${target}"_fuzz -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix="$crashes/" "$kept" "tests/fuzz/corpus/$target" 2>"$kept.log"; then
    tail -n 60 "$kept.log"
    status=1
  fi
  grep -E '^(stat::number_of_executed_units|stat::new_units_added)|^Done' "$kept.log" || true
done
exit $status
