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

# the closure of apt, from an empty machine
mkdir -p archives/partial
# shellcheck disable=SC2086 # words
apt-get -o Dir::State::status=/dev/null -o Dir::Cache::archives="$work/archives" -o APT::Install-Recommends=false \
  install --print-uris -y $names 2>/dev/null | sed -n "s/^'[^']*' \([^_ ]*\)_.*/\1/p" | sort >of-apt
[ -s of-apt ] || die "apt says nothing"
processor=$(dpkg --print-architecture)
{ sed -n "s/^$processor \([^ ]*\) .*/\1/p" mote.lock "$SRC/toolchain/tools.lock"; } | sort -u >of-mote
# what only apt has is a compiler, a helper of dpkg, or needed by these alone
comm -23 of-apt of-mote | while read -r name; do
  apt-get -o Dir::State::status=/dev/null -o Dir::Cache::archives="$work/archives" -o APT::Install-Recommends=false \
    install --print-uris -y gcc libc6-dev dpkg debconf init-system-helpers 2>/dev/null | grep -q "/${name}_\| ${name}_" ||
    die "mote lock leaves out \"$name\""
done
sed -n "s/^$processor \([^ ]*\) .*/\1/p" mote.lock | sort | comm -13 of-apt - >of-mote-only
[ ! -s of-mote-only ] || die "only mote lock takes $(tr '\n' ' ' <of-mote-only)"

# one letter of what was signed
mkdir -p changed/dists/bookworm
sed 's/^Label: Debian$/Label: Debiam/' "$work/cache/index/bookworm-InRelease" >changed/dists/bookworm/InRelease
cp mote.lock before
status=0
MOTE_MIRROR="$work/changed $mirror" mote lock --update 2>err || status=$?
[ $status = 4 ] || die "status $status: $(cat err)"
grep -q 'InRelease has no good signature' err || die "$(cat err)"
cmp before mote.lock
