#!/usr/bin/env bash
# mote lock chooses the packages that apt chooses, less those that no stage uses, and gpgv refuses an archive that was changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MOTE_CACHE_DIR=$work/cache MOTE_TOOLCHAIN_DIR=$work/home
# shellcheck disable=SC2016 # apt expands it
mirror=${MOTE_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)}
names='autoconf automake libtool autopoint gettext bison flex m4 python3 cmake ninja-build meson'

die() {
  echo "$*" >&2
  exit 1
}

cd "$work"
printf 'build: {run: make, output: a, packages: [%s]}\n' "${names// /, }" >mote.yaml
MOTE_MIRROR=$mirror mote lock >/dev/null
mote lock --check

# apt NAME...: what apt takes on an empty machine, sorted
mkdir -p archives/partial
apt() {
  apt-get -o Dir::State::status=/dev/null -o Dir::Cache::archives="$work/archives" -o APT::Install-Recommends=false \
    install --print-uris -y "$@" 2>/dev/null | sed -n "s/^'[^']*' \([^_ ]*\)_.*/\1/p" | LC_ALL=C sort -u
}
# shellcheck disable=SC2086 # words
apt $names >of-apt
[ -s of-apt ] || die "apt says nothing"
apt gcc libc6-dev dpkg debconf init-system-helpers >left-out
processor=$(dpkg --print-architecture)
sed -n "s/^$processor \([^ ]*\) .*/\1/p" mote.lock | LC_ALL=C sort -u >of-lock
sed -n "s/^$processor \([^ ]*\) .*/\1/p" mote.lock "$SRC/toolchain/tools.lock" | LC_ALL=C sort -u >of-mote
export LC_ALL=C
missing=$(comm -23 of-apt of-mote | comm -23 - left-out)
[ -z "$missing" ] || die "mote lock leaves out: $missing"
more=$(comm -13 of-apt of-lock)
[ -z "$more" ] || die "only mote lock takes: $more"

# one letter of what was signed
mkdir -p changed/dists/bookworm
sed 's/^Label: Debian$/Label: Debiam/' "$work/cache/index/bookworm-InRelease" >changed/dists/bookworm/InRelease
cp mote.lock before
status=0
MOTE_MIRROR="$work/changed $mirror" mote lock --update 2>err || status=$?
[ $status = 4 ] || die "status $status: $(cat err)"
grep -q 'InRelease has no good signature' err || die "$(cat err)"
cmp before mote.lock
