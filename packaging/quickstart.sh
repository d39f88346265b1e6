#!/bin/bash
# From a fresh Debian 12 to warnings in the inboxes of (invented) heads of agencies. As root or with sudo.
#
#   packaging/quickstart.sh [DIR]     DIR: where the demonstration lives, .build/demo by default
#
# Everything is sample data: agencies and procedures are real, people are invented, dossiers are those of a Dutch
# municipality moved to 2022. Mail goes into a Maildir in DIR and nowhere else. May be run again.
# DONDOC_BIN_DIR=… takes programs that are built already.
set -euo pipefail
called_from=$PWD
cd "$(dirname "$0")/.."
case "${1:-}" in
  "") demo=$PWD/.build/demo ;;
  -*) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 64 ;;
  /*) demo=$1 ;;
  *) demo=$called_from/$1 ;;
esac

started=$SECONDS
samples=packaging/samples
logs=$demo/logs
clock=2022-12-01T07:30:00+07:00
mkdir -p "$logs"
title() { printf '\n=== %s\n' "$*"; }

# quietly NAME COMMAND…: its output into a log, which is shown where it fails.
quietly() {
  local log=$logs/$1.log
  shift
  if ! "$@" >"$log" 2>&1; then
    echo "failed: $*" >&2
    tail -n 60 "$log" >&2
    exit 1
  fi
}

title "1/6 Gói phần mềm / packages"
packaging/install-packages.sh build demo
echo "đủ / all there"

title "2/6 Dịch chương trình / build (.build/release)"
bin=${DONDOC_BIN_DIR:-}
if [ -z "$bin" ]; then
  [ -f .build/release/build.ninja ] || echo "lần đầu mất vài phút / the first time takes some minutes"
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1  # as tests/run.sh: one cache for all clones
  quietly configure-release cmake --preset release
  quietly build-programs cmake --build --preset release --target dondocd dondoc
  bin=$PWD/.build/release/daemon
fi
echo "$bin/dondocd, $bin/dondoc"

dondoc() { "$bin/dondoc" --config "$demo" --demo-clock "$clock" --by quickstart --lang vi "$@"; }

title "3/6 Thư mục trình diễn / demonstration: $demo"
if [ ! -e "$demo/dondoc.toml" ]; then
  "$bin/dondoc" --lang vi init "$demo"
  cp $samples/demo.toml "$demo/dondoc.toml"
elif ! grep -q '^demo_clock = true' "$demo/dondoc.toml"; then
  echo "$demo: không phải thư mục trình diễn / not a demonstration" >&2
  exit 1
fi

title "4/6 Nhập dữ liệu mẫu / import: DỮ LIỆU MẪU"
# Warnings (agencies with more than one successor, unverified names) are in the log; errors end the script.
import() {
  local log=$logs/import-$1.log
  if ! dondoc import "$@" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
  grep -E '^[^ ].* dòng' "$log"
}
import agencies $samples/agencies.csv
import people $samples/nguoi-mau.csv
import agencies $samples/co-quan-mau.csv
# The person whom notices reach that find nobody else: plain SQL, as any program may write.
sqlite3 "$demo/dondoc.db" "PRAGMA busy_timeout = 5000;
  INSERT INTO contacts (id, name, person) VALUES ('van-phong', 'Văn phòng UBND tỉnh (mẫu)', 'TG-VP-DM')
  ON CONFLICT DO NOTHING;" >/dev/null
import procedures $samples/procedures.csv
import tasks $samples/tasks.csv --source kh-358 --document 358/KH-UBND --date 18/11/2022 \
  --issuer "Ủy ban nhân dân tỉnh Tiền Giang" --monitor TG-VP --as-of $clock
import items $samples/receipt_cases.csv --map $samples/ho-so-mau.toml --as-of $clock
echo "(cảnh báo khi nhập / warnings: $logs/import-*.log)"
dondoc check --people >"$logs/check-people.log" 2>&1 || { cat "$logs/check-people.log" >&2; exit 1; }

title "5/6 Chạy lúc 07:30 thứ Năm 01/12/2022 / run on a clock that stands still"
count() { if [ -d "$demo/hop-thu" ]; then python3 packaging/show_message.py "$demo/hop-thu" --count; else echo 0; fi; }
before=$(count)
"$bin/dondocd" --config "$demo" --once --demo-clock $clock --lang vi
after=$(count)
if [ "$before" = 0 ]; then
  echo "$after thư trong $demo/hop-thu / messages in the Maildir"
  [ "$after" != 0 ]
elif [ "$before" = "$after" ]; then
  echo "Vẫn $after thư: chạy lại không gửi thư nào lần thứ hai. / Still $after messages: nothing was sent twice."
else
  echo "Có $before thư, nay $after: đã gửi lại! / $before messages before, $after now: something was sent twice!" >&2
  exit 1
fi

title "6/6 Ai đã nhận gì / who was sent what (dondoc messages)"
dondoc messages --limit 1000 | sed -E 's/ +(Máy chủ trả lời|written to .*)$//'

title "Một thư, như thủ trưởng đọc / one message as the head of an agency reads it"
python3 packaging/show_message.py "$demo/hop-thu" thu-truong.tg-sxd@vi-du.example

title "Vì sao / why: dondoc explain KH358-01/TG-SXD"
dondoc explain KH358-01/TG-SXD

title "Xong sau $((SECONDS - started)) giây / done. Thử tiếp / try:"
cat <<END
  alias dondoc='$bin/dondoc --config $demo --demo-clock $clock'
  dondoc items --overdue
  dondoc items --due-within 5wd --agency TG-SXD
  dondoc check --people
END
