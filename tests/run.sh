#!/bin/bash
# Installs what the tests need, builds, and runs them. As root or with sudo.
#
#   tests/run.sh           release, and g++ with AddressSanitizer and UBSan: unit and contract tests, end to end, and short
#                          samples of the long tests
#   tests/run.sh --full    the same at full length, and ThreadSanitizer, clang-tidy, fuzzing and figures of speed
#
# Ends with ctest's summary and the line "N passed, N failed". Build logs are in .build/logs.
set -euo pipefail
cd "$(dirname "$0")/.."

full=no
case "${1:-}" in
  "") ;;
  --full) full=yes ;;
  *)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit 64
    ;;
esac

# Postfix and Dovecot start as root and drop their rights themselves.
if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then
  exec sudo --preserve-env=CCACHE_DIR,HTTP_PROXY,HTTPS_PROXY,http_proxy,https_proxy,no_proxy "$PWD/tests/run.sh" "$@"
fi
give_back() {
  if [ -n "${SUDO_UID:-}" ]; then
    chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" .build tests/servers/node_modules 2>/dev/null || true
  fi
}
trap give_back EXIT

started=$SECONDS
logs=$PWD/.build/logs
mkdir -p "$logs"
say() { printf '\n[%3d min] %s\n' $(((SECONDS - started) / 60)) "$*"; }

# with_log NAME COMMAND…: its output into a log, the log's last line now and then as a sign of life, errors and the end of
# the log where it fails.
with_log() {
  local log=$logs/$1.log last=
  shift
  "$@" >"$log" 2>&1 &
  local job=$!
  while kill -0 "$job" 2>/dev/null; do
    for _ in {1..20}; do
      kill -0 "$job" 2>/dev/null || break
      sleep 1
    done
    local line
    line=$(tail -n 1 "$log" | tr -d '\r' | cut -c 1-110)
    if [ -n "$line" ] && [ "$line" != "$last" ]; then echo "  $line"; fi
    last=$line
  done
  if ! wait "$job"; then
    echo "failed: $*"
    grep -nE 'FAILED:|error:' "$log" | cut -c 1-300 | head -n 30 || true
    tail -n 50 "$log"
    echo "(all of it: $log)"
    return 1
  fi
}

passed=0
failed=0
skipped=0
# check PRESET [CTEST OPTION…]: builds, tests, and adds to the counts. A failure, also to build, does not keep the other
# presets from being tested.
check() {
  local preset=$1 report=$logs/$1.xml
  shift
  say "Building: $preset"
  if ! { with_log "configure-$preset" cmake --preset "$preset" &&
    with_log "build-$preset" cmake --build --preset "$preset" -- -k 0; }; then
    failed=$((failed + 1))
    return
  fi
  say "Testing: $preset"
  rm -f "$report"
  ctest --test-dir ".build/$preset" --output-on-failure --no-tests=error --timeout "$test_timeout" -j "$(nproc)" \
    --output-junit "$report" "$@" 2>&1 | grep --line-buffered -vE '^ *Start +[0-9]+: ' || true
  count "$report"
}

count() {
  local tests bad out
  if ! [ -s "$1" ]; then
    echo "ctest did not finish"
    failed=$((failed + 1))
    return
  fi
  tests=$(sed -n 's/^[[:space:]]*tests="\([0-9]*\)".*/\1/p' "$1" | head -n 1)
  bad=$(sed -n 's/^[[:space:]]*failures="\([0-9]*\)".*/\1/p' "$1" | head -n 1)
  out=$(grep -cE '<testcase .*status="(notrun|disabled)"' "$1" || true)
  passed=$((passed + tests - bad - out))
  failed=$((failed + bad))
  skipped=$((skipped + out))
}

# step NAME COMMAND…: one more thing that passes or fails as a whole.
step() {
  local name=$1
  shift
  say "$name"
  if with_log "$name-step" "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

say "Packages"
if [ $full = yes ]; then packaging/install-packages.sh build test full; else packaging/install-packages.sh build test; fi
servers=tests/servers
if [ -f $servers/package-lock.json ] &&
  ! cmp -s $servers/package-lock.json $servers/node_modules/.installed-from 2>/dev/null; then
  say "Servers of other hands for the tests (npm)"
  with_log npm npm ci --prefix $servers --no-audit --no-fund --ignore-scripts
  cp $servers/package-lock.json $servers/node_modules/.installed-from
fi

# One cache for all clones and build folders.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
export UBSAN_OPTIONS=print_stacktrace=1
if [ $full = yes ]; then
  export DONDOC_SAMPLE=full
  test_timeout=7200
else
  export DONDOC_SAMPLE=short
  test_timeout=600
fi

if [ $full = yes ]; then
  check tsan --label-regex 'unit|contract'
fi
check asan
if [ $full = yes ]; then
  # By the commands without precompiled headers, which clang could not read.
  step clang-tidy tests/clang_tidy.py .build/tsan
  step fuzz tests/fuzz/run.sh 600
  step bench tests/bench/run.sh --items 1000000
  cat "$logs/bench-step.log"
fi
check release

echo
if [ $skipped != 0 ]; then echo "$skipped skipped (see above: what they need is not on this machine)"; fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
