#!/usr/bin/env bash
# mote's own bubblewrap: one static executable, the same bytes wherever it is made, and mote builds with it where the host has
# none. Where it cannot be made, a warning says so, and the toolchain is there all the same.
set -euo pipefail
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}" "${sources:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

# new_home NAME: a home with this machine's toolchain only
new_home() {
  mkdir -p "$work/$1"
  cp -al "$home/compiler" "$home/$(toolchain/key --processor)" "$work/$1/"
}

echo "== the same bytes in two places"
new_home one && new_home a/longer/path
MOTE_TOOLCHAIN_DIR=$work/one toolchain/bubblewrap
(umask 077 && cd / && QUIET=1 TMPDIR=$work MOTE_TOOLCHAIN_DIR=$work/a/longer/path "$OLDPWD/toolchain/bubblewrap")
diff -r "$work/one/bubblewrap" "$work/a/longer/path/bubblewrap" || die "it differs"
[ -x "$work/a/longer/path/bubblewrap/bin/bwrap" ] || die "not for all users"
[ -z "$(MOTE_TOOLCHAIN_DIR=$work/one toolchain/bubblewrap 2>&1)" ] || die "it is made a second time"

echo "== static, without a path of this machine"
! readelf -lW "$work/one/bubblewrap/bin/bwrap" | grep INTERP >/dev/null || die "it has an interpreter"
! readelf -dW "$work/one/bubblewrap/bin/bwrap" | grep NEEDED >/dev/null || die "it needs a library"
! strings -a "$work/one/bubblewrap/bin/bwrap" | grep -F -e "$work" -e "$home" || die "a path of the machine is in it"

echo "== mote builds with it where PATH has none"
mkdir "$work/bin" "$work/project"
for program in make sh; do ln -s "$(command -v "$program")" "$work/bin/"; done
echo 'int main(void) { return 0; }' >"$work/project/a.c"
(cd "$work/project" && PATH=$work/bin MOTE_TOOLCHAIN_DIR=$work/one "$OLDPWD/build/release/mote" build -q --no-cache --root host --isolation=strict a.c) ||
  die "no strict rung"

echo "== a source that is not to be had is a warning"
new_home poor
said=$(QUIET=1 MOTE_TOOLCHAIN_DIR=$work/poor XDG_CACHE_HOME=$work/cache MOTE_MIRROR=/nonexistent make -s -C toolchain 2>&1) ||
  die "no toolchain: $said"
case $said in "toolchain: bubblewrap: it could not be made: cannot get \"pool/"*"; builds use that of this machine, if there is one") ;;
*) die "it says: $said" ;; esac
[ ! -e "$work/poor/bubblewrap" ] || die "a part of it is there"
