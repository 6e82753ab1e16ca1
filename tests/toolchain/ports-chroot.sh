#!/usr/bin/env bash
# slow: it fetches the packages of build systems once
# As root in a container that blocks namespaces, ports have the same bytes as on the strict rung: one of a configure script that is
# its own, and one that compiles a program for itself. Without the right to change the root folder, one line says so.
set -eu
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mote=$PWD/build/release/mote

die() {
  echo "$*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || { echo "skipped: it must be root, who may mount" && exit; }
processor=$(toolchain/key --processor)
# roots are hard links to packages: both stay in the user's home, for the next time
mkdir -p "$home/packages" "$home/roots"
for name in strict chroot neither; do
  mkdir "$work/$name"
  cp -al "$home/compiler" "$home/$processor" "$work/$name/"
  ln -s "$home/packages" "$home/roots" "$work/$name/"
done
MOTE_TOOLCHAIN_DIR=$work/strict "$mote" ports build -q -p "$processor" zlib libcap
said=$(MOTE_TOOLCHAIN_DIR=$work/chroot tests/support/as_in_docker.sh "$mote" ports build -p "$processor" zlib libcap 2>&1) || die "$said"
case $said in *'ports are made on the "chroot" rung'*) ;; *) die "it does not name the rung: $said" ;; esac
diff -r "$work/strict/ports" "$work/chroot/ports" -x '.*.lock' || die "the ports differ"
[ -z "$(find "$work/chroot/ports" -name '.*.building' -o -user 1000)" ] || die "left: $(find "$work/chroot/ports")"
if said=$(MOTE_TOOLCHAIN_DIR=$work/neither tests/support/as_in_docker.sh setpriv --bounding-set=-sys_chroot \
  "$mote" ports build -q -p "$processor" zlib 2>&1); then die "no sandbox, but a port"; fi
case $said in *'mote: ports are made in a sandbox: isolation "strict" is not to be had: '*) ;; *) die "it says: $said" ;; esac
