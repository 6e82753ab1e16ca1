#!/usr/bin/env bash
# A small release, with one toolchain that is not compressed much: its files are those that RELEASE.md names, SHA256SUMS knows them,
# lintian accepts the packages, and what depends on this machine gets the same bytes with another umask and in another folder. A
# user's folder in its place is left alone. tests/examples/ci builds in the image mote:builder.
set -euo pipefail
# shellcheck source=/dev/null
. tests/interop/_images.sh
need lintian dpkg-deb git
: "${work:?}"
host=$(toolchain/key --processor)
version=$(sed -n 's/^#define MOTE_VERSION "\(.*\)"/\1/p' src/base/version.h)
release=$work/release
tests/support/small_home.sh "$work/home" "$host"
export MOTE_TOOLCHAIN_DIR=$work/home
# what make told this test is nothing for the make that installs into a package
unset MAKEFLAGS MAKELEVEL

mkdir "$release"
echo mine >"$release/file"
! toolchain/release/release "$release" 2>"$work/said" || die "it replaced a folder that is no release"
equal "the word about it" "release: \"$release\" is there and is no release; name another folder" "$(cat "$work/said")"
equal "what is in it" mine "$(cat "$release"/*)"
rm -r "$release"

HOSTS=$host TARGETS=$host LEVEL=0 toolchain/release/release "$release" >/dev/null 2>"$work/said" || die "$(cat "$work/said")"
# RELEASE.md has them for both hosts and for version 0.1.0
# shellcheck disable=SC2016 # the quotes of Markdown
listed=$(sed -n '/^## The files/,/^## After/ s/^| \([^|]*\) |.*/\1/p' RELEASE.md | grep -o '[`][^`]*[`]' | tr -d '`' | grep -v '^mote-toolchain-' | sort)
# names PATTERN: the files of the release, without those whose names match
names() {
  find "$release" -type f -printf '%f\n' | grep -v -e "$1" | sort
}
equal "the files" "$listed" "$(names '^mote-toolchain-' | sed "s/$version/0.1.0/" | sort)"
equal "the toolchains" "mote-toolchain-$host.tar.xz" "$(cd "$release" && printf '%s\n' mote-toolchain-*)"
equal "the files in SHA256SUMS" "$(names '^SHA256SUMS$')" "$(sed 's/.*  //' "$release/SHA256SUMS" | sort)"
(cd "$release" && sha256sum --quiet -c SHA256SUMS) || die "SHA256SUMS is wrong"
equal "the version of the notes" "## $version" "$(head -n 1 "$release/NOTES.md" | cut -d' ' -f1,2)"
equal "sections of the notes" 1 "$(grep -c '^## ' "$release/NOTES.md")"
equal "the source" "mote-$version/README.md" "$(tar -tf "$release/mote-$version.tar.xz" "mote-$version/README.md")"

TMPDIR=$work lintian --allow-root --fail-on error,warning "$release/mote_${version}_$host.deb" || die "lintian refuses the packages"
dpkg-deb -x "$release/mote_${version}_$host.deb" "$work/installed"
cmp "$work/installed/usr/bin/mote" "$release/mote-linux-$host"
equal "the installed program" "mote $version" "$("$work/installed/usr/bin/mote" version | head -n 1)"
equal "its recipes" "$work/installed/usr/share/mote/toolchain" "$("$work/installed/usr/bin/mote" env recipes)"

mkdir "$work/again" "$work/elsewhere"
ln "$release/mote-toolchain-$host.tar.xz" "$release/mote-linux-$host" "$work/again"
(
  umask 077
  export TMPDIR=$work/elsewhere
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) toolchain/release/deb "$release/mote-linux-$host" "$host" "$work/again"
  toolchain/release/builder "$SRC/build/static/$host/mote" "$work/again" 2>/dev/null
)
for file in "mote_${version}_$host.deb" mote-builder.tar; do
  cmp "$release/$file" "$work/again/$file"
done
equal "what is left" "" "$(ls "$work/elsewhere")"
