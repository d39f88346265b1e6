#!/bin/sh
# install-packages.sh SECTION…: installs what is missing of these sections of packages.txt, as root or with sudo.
# Says nothing and asks for nothing where all is there. --list only prints the packages that are missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
list_only=no
if [ "${1:-}" = --list ]; then
  list_only=yes
  shift
fi

missing() {
  for section in "$@"; do
    sed 's/#.*//' "$here/packages.txt" | while read -r of package command; do
      [ "$of" = "$section" ] || continue
      if [ -n "$command" ] && command -v "$command" >/dev/null 2>&1; then continue; fi
      dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done
  done | sort -u
}

wanted=$(missing "$@")
if [ "$list_only" = yes ]; then
  [ -z "$wanted" ] || echo "$wanted"
  exit 0
fi
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1; then
  as_root=sudo
else
  echo "install-packages.sh: these packages are missing; run this as root or install sudo:" >&2
  echo "$wanted" | sed 's/^/  /' >&2
  exit 1
fi

# The mail servers are for tests, which start their own: none is to listen on this machine because of us.
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.kept-by-dondoc
guard() {
  if [ -e "$policy" ] && [ ! -e "$kept" ]; then $as_root mv "$policy" "$kept"; fi
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod 755 "$policy"
}
unguard() {
  $as_root rm -f "$policy"
  if [ -e "$kept" ]; then $as_root mv "$kept" "$policy"; fi
}

echo "Installing: $(echo "$wanted" | tr '\n' ' ')"
trap unguard EXIT
trap 'exit 130' INT TERM
guard
case " $(echo "$wanted" | tr '\n' ' ')" in
  *" postfix "*) echo 'postfix postfix/main_mailer_type select No configuration' | $as_root debconf-set-selections ;;
esac
$as_root apt-get update -q
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $wanted
