#!/bin/bash
# Figures of speed, each beside its reference measured in the same run; absolute figures move with the machine.
#
#   tests/bench/run.sh [--items N] [--rows 1,3,…] [--runs K] [--directory DIR]
#
#   --items      size of the province: 100000 by default, 1000000 for the figures that count
#   --rows       1 to 6 and 8 to 10, and 0 for what a term costs; all of them by default
#   --runs       how often each is measured; medians are printed
#   --directory  where the databases are made; one that is there already is used again. Otherwise they are deleted.
#
# Rows: 1, 2 full evaluation with nothing new; 3 idle tick; 4 idle tick at five times the size; 5 restart after kill -9;
# 6 a tenth of the items due at once, and 7 the first of them durable; 8 the same while another program writes;
# 9 memory; 10 import of a table.
set -euo pipefail
cd "$(dirname "$0")/../.."

for option in "$@"; do
  if [ "$option" = --help ]; then
    sed -n '2,13s/^# \{0,1\}//p' "$0"
    exit 0
  fi
done

log=.build/logs/bench.log
mkdir -p .build/logs
if ! { cmake --preset release -DDONDOC_BENCH=ON && cmake --build --preset release --target dondoc_bench; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  exit 1
fi
exec .build/release/tests/bench/dondoc_bench "$@"
