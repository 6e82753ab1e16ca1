#!/usr/bin/env bash
# Packed toolchains have the same bytes wherever they are packed, and are installed from a folder, a file, an address and a
# registry, whole and verified, also when the transfer breaks off; what is wrong installs nothing and leaves what was there.
set -eu
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
work=$(mktemp -d)
servers=()
trap '[ ${#servers[@]} = 0 ] || kill "${servers[@]}"; rm -rf "$work"' EXIT
case $(uname -m) in aarch64) host=arm64 other=amd64 ;; *) host=amd64 other=arm64 ;; esac
file=mote-toolchain-$host.tar.xz
export no_proxy=127.0.0.1
unset MOTE
# the usual one takes a second to begin
export LEVEL=0

die() {
  echo "$*" >&2
  exit 1
}

# begin NAME OPTION...: a server of files; its address is $address, what it was asked is in $work/NAME.log
begin() {
  tests/fake/files "$work/dist" "$work/$1.port" "$work/$1.log" "${@:2}" &
  servers+=($!)
  until [ -s "$work/$1.port" ]; do sleep 0.1; done
  address=http://127.0.0.1:$(cat "$work/$1.port")
}

# same: what is installed is what was packed
same() {
  for each in compiler "$@"; do
    diff -r --no-dereference "$work/home/$each" "$MOTE_TOOLCHAIN_DIR/$each" || die "$each is not what was packed"
  done
}

RECIPES=$work/recipes tests/support/small_toolchain "$home" "$work/home" amd64 arm64
dist=$work/recipes/toolchain/dist
package=$(sed -n "s/^$host tool 1 9 \([0-9a-f]*\) .*/\1/p" "$work/recipes/toolchain/tools.lock")
tool=packages/$package/root/usr/bin/tool
cp -r --no-dereference --preserve=timestamps "$work/home" "$work/other" # without hard links
find "$work/other" ! -path "*/root/*" -exec touch -h -d '2001-01-01' {} +
(umask 077 && MOTE_TOOLCHAIN_DIR=$work/home "$dist" "$work/dist" arm64 amd64 >/dev/null)
(umask 022 && MOTE_TOOLCHAIN_DIR=$work/home "$dist" "$work/dist2" amd64 arm64 amd64 >/dev/null)
cmp "$work/dist/$file" "$work/dist2/$file" || die "the same toolchains were packed to other bytes"
MOTE_TOOLCHAIN_DIR=$work/other "$dist" "$work/dist3" amd64 arm64 >/dev/null
cmp "$work/dist/$file" "$work/dist3/$file" || die "without hard links other bytes are packed"

# nothing that projects have left in the home
cp -al "$work/home" "$work/used"
project=$(printf 01%.0s {1..32})
mkdir -p "$work/used/packages/$project/root" "$work/used/packages/incoming/root" "$work/used/roots/$project" "$work/used/ports/amd64/zlib"
echo "of a project" >"$work/used/packages/$project/root/file"
cp -al "$work/used/packages/$package/root" "$work/used/roots/$project/root"
echo "a list" >"$work/used/roots/$project/packages"
# a package that is not there is fetched by the verb of mote, or is named
mv "$work/recipes/build/release/mote" "$work/mote"
cat >"$work/recipes/build/release/mote" <<END
#!/bin/sh
echo "\$*" >"$work/asked"
[ -z "\${GIVES:-}" ] || cp -a "$work/home/packages/$package" "\$MOTE_TOOLCHAIN_DIR/packages/"
END
chmod 755 "$work/recipes/build/release/mote"
rm -rf "$work/used/packages/$package"
GIVES=1 MOTE_TOOLCHAIN_DIR=$work/used "$dist" "$work/dist4" amd64 arm64 >/dev/null
[ "$(cat "$work/asked")" = "toolchain tools $host" ] || die "mote was asked: $(cat "$work/asked")"
cmp "$work/dist/$file" "$work/dist4/$file" || die "what is packed depends on the projects of the machine, or on who fetched a package"
rm -rf "$work/used/packages/$package"
# refuses LINE: what it says, and what it packed before stays
refuses() {
  if said=$(MOTE_TOOLCHAIN_DIR=$work/used "$dist" "$work/dist4" amd64 2>&1); then die "it packed without a package"; fi
  [ "$said" = "dist: $1" ] || die "it says: $said"
  cmp "$work/dist/$file" "$work/dist4/$file" || die "it wrote half of it"
}
refuses "\"$work/used/packages\" lacks \"$package\" of tools.lock, and \"$work/recipes/toolchain/../build/release/mote\" does not know it; build mote again"
rm "$work/recipes/build/release/mote"
refuses "no \"$work/recipes/toolchain/../build/release/mote\" is here to fetch the packages of tools.lock; run \"make\", or set MOTE to a mote"
mv "$work/mote" "$work/recipes/build/release/mote"
mote=$work/recipes/build/release/mote
(cd "$work/dist" && sha256sum -c --quiet "$file.sha256") || die "its .sha256 is not its own"
tar -tf "$work/dist/$file" >"$work/names"
[ "$(head -n 1 "$work/names")" = mote-toolchain.json ] || die "it does not begin with what is in it"
[ -z "$(find "$work/home" -maxdepth 1 -name '.dist-*')" ] || die "dist left something"

# for hosts with another processor: their compiler, their tools, and the same sysroots
if [ "$host" = amd64 ]; then
  MOTE_TOOLCHAIN_DIR=$work/home "$dist" --host arm64 "$work/cross-home" arm64 amd64 >/dev/null
  diff -r --no-dereference "$work/home" "$work/other" || die "to pack for another host has changed the toolchains"
  MOTE_TOOLCHAIN_DIR=$work/other "$dist" --host arm64 "$work/cross-other" arm64 amd64 >/dev/null
  cmp "$work/cross-home/mote-toolchain-arm64.tar.xz" "$work/cross-other/mote-toolchain-arm64.tar.xz" || die "for arm64 other bytes are packed"
  mkdir "$work/cross"
  tar -xf "$work/cross-home/mote-toolchain-arm64.tar.xz" -C "$work/cross"
  [ "$(jq -r '.host + " " + .compiler' "$work/cross/mote-toolchain.json")" = "arm64 $(toolchain/key --host arm64 compiler)" ] || die "it is not for arm64"
  for name in compiler bubblewrap; do
    diff -r --no-dereference "$work/home/hosts/arm64/$name" "$work/cross/$name" || die "its $name is another one"
  done
  [ "$(ls "$work/cross/packages")" = "$(sed -n "s/^arm64 tool 1 9 \([0-9a-f]*\) .*/\1/p" "$work/recipes/toolchain/tools.lock")" ] || die "its packages are others"
  for name in amd64 arm64; do
    [ "$work/cross/$name/llvm/bin/clang" -ef "$work/cross/compiler/bin/clang" ] || die "$name has another compiler"
    diff -r "$work/home/$name/sysroot" "$work/cross/$name/sysroot" || die "the sysroot of $name is another one"
    [ "$(cut -d' ' -f1 "$work/cross/$name/key")" = "$(toolchain/key --host arm64 $name)" ] || die "$name would be stale on arm64"
    sha256=$(jq -r .sha256 "$work/cross/$name/toolchain.json")
    { [ "$sha256" = "$(jq -r ".toolchains.$name" "$work/cross/mote-toolchain.json")" ] &&
      [ "$sha256" != "$(jq -r .sha256 "$work/home/$name/toolchain.json")" ]; } || die "$name has the SHA-256 of another host's"
  done
fi
if said=$(MOTE_TOOLCHAIN_DIR=$work/home "$dist" --host riscv64 "$work/dist5" amd64 2>&1); then die "packed for riscv64"; fi
[ "$said" = 'toolchain: there is no compiler that runs on "riscv64"; there are: amd64, arm64' ] || die "it says: $said"

# as the manual describes it, in a copy: by default the packed files are beside the scripts
MOTE_TOOLCHAIN_DIR=$work/home make -s -C "$work/recipes/toolchain" dist TARGET="amd64 arm64" >/dev/null
cmp "$work/dist/$file" "$work/recipes/toolchain/packed/$file" || die "make dist packs other bytes"

# one target of a folder whose name looks like an option, then all that is in a file
export MOTE_TOOLCHAIN_DIR=$work/new
cp -r "$work/dist" "$work/-dist"
(cd "$work" && mote toolchain install -q --from=-dist amd64)
same amd64
[ ! -e "$work/new/arm64" ] || die "more was installed than was asked for"
mote toolchain install -q --from "$work/dist/$file"
same amd64 arm64 bubblewrap
[ "$work/new/compiler/bin/clang" -ef "$work/new/arm64/llvm/bin/clang" ] || die "the compiler is on the disk twice"
[ "$work/new/compiler/bin/clang" -ef "$work/new/amd64/llvm/bin/clang" ] || die "the first toolchain has a compiler of its own"
diff -r --no-dereference "$work/home/packages/$package" "$work/new/packages/$package" || die "the package is not what was packed"
[ "$(cat "$work/new/packages/$package/root/.pwd.lock")" = kept ] || die "a file of a package was taken for a lock"
[ "$(date -r "$work/new/$tool" +%Y)" = 2002 ] || die "a file of a package has lost its time"
[ "$(date -r "$work/new/packages/$package" +%Y)" -gt 2002 ] || die "a new package looks old enough to be pruned"

# what is there with the same bytes is left; what is damaged is repaired; a package that is there stays
before=$(stat -c %i "$work/new/arm64")
echo mine >"$work/new/$tool"
echo spoiled >"$work/new/amd64/target"
mote toolchain install -q --from "$work/dist" all 2>/dev/null && die "targets that the archive has not were installed"
mote toolchain install -q --from "$work/dist"
same amd64 arm64
[ "$(stat -c %i "$work/new/arm64")" = "$before" ] || die "a toolchain with the same bytes was replaced"
[ "$(cat "$work/new/$tool")" = mine ] || die "a package was replaced"

# from an address whose server cuts every first answer short; and the address of the file
begin cut --cut 1500
rm -rf "$work/new"
mote toolchain install -q --from "$address" amd64
same amd64
grep -q "^/$file 1500 206$" "$work/cut.log" || die "it did not go on where it stopped: $(cat "$work/cut.log")"
[ ! -e "$work/new/.download" ] || die "the download was kept"

# plain HTTP from elsewhere needs a checksum, and no message has a password; this proxy answers 404
if said=$(http_proxy=$address mote toolchain install -q --from http://me:secret@mirror.example/mote arm64 2>&1); then die "plain HTTP was trusted"; fi
[ "$said" = "mote: \"http://mirror.example/mote/$file\" has no SHA-256 beside it, and plain HTTP protects nothing; use https:// or put \"$file.sha256\" there" ] ||
  die "plain HTTP: it says: $said"
rm -rf "$work/new"
mote toolchain install -q --from "$address/$file" amd64
same amd64

# a server without ranges gives all; another process with the same wish waits, and fetches nothing
begin plain --no-range --hold 0.5
rm -rf "$work/new"
mote toolchain install -q --from "$address" amd64 &
first=$!
mote toolchain install -q --from "$address" amd64
wait "$first" || die "one of two failed"
same amd64
[ "$(grep -c "^/$file " "$work/plain.log")" -le 2 ] || die "two fetched more than two archives"

# SHA256SUMS instead of a .sha256
mkdir "$work/sums"
cp "$work/dist/$file" "$work/sums/"
(cd "$work/sums" && { echo "$(printf 0%.0s {1..64})  other"; sha256sum "$file"; } >SHA256SUMS)
rm -rf "$work/new"
mote toolchain install -q --from "$work/sums" amd64
same amd64

# wrong WHAT MESSAGE PLACE [TARGET]: refused, and the one that is there stays
wrong() {
  if said=$(mote toolchain install -q --from "$3" "${4:-arm64}" 2>&1); then die "$1: installed"; fi
  case $said in "mote: $2"*) ;; *) die "$1: it says: $said" ;; esac
  [ "$(wc -l <<<"$said")" = 1 ] || die "$1: more than a line: $said"
  same amd64
  [ ! -e "$work/new/arm64" ] || die "$1: arm64 is there"
  [ -z "$(find "$work/new" -maxdepth 1 -name '.install.mote-*')" ] || die "$1: something was left"
}
sed -i 's/^0/1/; s/^[0-9a-f]\{64\}  mote/1111111111111111111111111111111111111111111111111111111111111111  mote/' "$work/sums/SHA256SUMS"
wrong "another hash in SHA256SUMS" "\"$work/sums/$file\" has another SHA-256 than the file beside it says; nothing was installed" "$work/sums"
wrong "no such folder" "there is no \"$work/nowhere/$file\"" "$work/nowhere"
wrong "no such target" "\"$work/dist/$file\" has no toolchain for linux/s390x; it has those for: amd64 arm64" "$work/dist" s390x
rm -f "$work/dist/gone"
wrong "404" "cannot fetch \"gone.tar.xz\": \"$address/gone.tar.xz\": the answer is 404" "$address/gone.tar.xz"
cp -r "$work/dist" "$work/bad"
printf x >>"$work/bad/$file"
wrong "another hash" "\"$work/bad/$file\" has another SHA-256 than the file beside it says; nothing was installed" "$work/bad"
echo rubbish >"$work/bad/$file.sha256"
wrong "no hash" "\"$work/bad/$file.sha256\" begins with no SHA-256; nothing was installed" "$work/bad"
rm "$work/bad/$file.sha256"
echo rubbish >"$work/bad/$file"
wrong "no archive" "\"$work/bad/$file\" " "$work/bad"
head -c 3000 "$work/dist/$file" >"$work/bad/$file"
wrong "cut short" "\"$work/bad/$file\" cannot be unpacked: " "$work/bad"
(cd "$work" && tar -cJf "bad/$file" dist2)
wrong "an archive of something else" "\"$work/bad/$file\" is no archive of toolchains: it does not begin with \"mote-toolchain.json\"" "$work/bad"

# repack COMMAND...: the archive again, after the commands in what it has
repack() {
  rm -rf "$work/tree"
  mkdir "$work/tree"
  tar -xf "$work/dist/$file" -C "$work/tree"
  (cd "$work/tree" && eval "$1")
  (cd "$work/tree" && tar -cJf "$work/bad/$file" mote-toolchain.json compiler amd64 arm64)
}
repack "sed -i 's/\"host\": \"$host\"/\"host\": \"$other\"/' mote-toolchain.json"
wrong "for another machine" "\"$work/bad/$file\" has toolchains that run on $other, and this machine is $host" "$work/bad"
repack 'echo more >>arm64/target'
wrong "damaged" "\"$work/bad/$file\" is damaged: the files of its toolchain for linux/arm64 have another SHA-256 than it records" "$work/bad"
repack 'cp arm64/llvm/bin/clang it && mv it arm64/llvm/bin/clang && rm compiler/bin/clang && echo other >compiler/bin/clang'
wrong "another compiler" "\"$work/bad/$file\" is damaged: its compiler is not that of its toolchains" "$work/bad"
repack 'rm -r arm64 && cp -r --no-dereference amd64 arm64'
wrong "amd64 as arm64" "\"$work/bad/$file\": \"" "$work/bad"

repack 'mkdir -p packages/incoming/root'
(cd "$work/tree" && tar -cJf "$work/bad/$file" mote-toolchain.json compiler amd64 arm64 packages)
wrong "a package without a hash" "\"$work/bad/$file\" cannot be unpacked: \"packages/incoming\" is nothing that mote keeps there" "$work/bad"
repack "rm -r packages/$package/root"
(cd "$work/tree" && tar -cJf "$work/bad/$file" mote-toolchain.json compiler amd64 arm64 packages)
wrong "a package without files" "\"$work/bad/$file\" is damaged: its package \"$package\" has no folder \"root\"" "$work/bad"

# what was refused is not kept for a later run
mkdir -p "$work/dist/bad"
cp "$work/bad/$file" "$work/dist/bad/"
wrong "by an address" "" "$address/bad"
[ ! -e "$work/new/.download" ] || die "a refused download was kept"
rm -r "$work/dist/bad"

# a full disk: the quota of a small file system
mkdir "$work/small"
if mount -t tmpfs -o size=24k none "$work/small" 2>/dev/null; then
  said=$(MOTE_TOOLCHAIN_DIR=$work/small mote toolchain install -q --from "$work/dist" 2>&1) && said=installed
  left=$(ls -A "$work/small")
  umount "$work/small"
  case $said in *"No space left on device") ;; *) die "a full disk: it says: $said" ;; esac
  case $left in *amd64 | *install.mote*) die "a full disk: this is left: $left" ;; esac
fi

# by a line of the user's configuration, with no flag
mkdir -p "$work/config/mote"
echo "toolchain = $work/dist" >"$work/config/mote/mote.conf"
rm -rf "$work/new"
XDG_CONFIG_HOME=$work/config mote toolchain install -q amd64
same amd64
echo "toolchian = $work/dist" >"$work/config/mote/mote.conf"
if said=$(XDG_CONFIG_HOME=$work/config mote toolchain install -q arm64 2>&1); then die "a wrong line was read"; fi
[ "$said" = "mote: $work/config/mote/mote.conf:1: there is no setting \"toolchian\"; did you mean \"toolchain\"?" ] || die "it says: $said"
if said=$(MOTE_TOOLCHAIN_FROM=$work/nowhere mote toolchain install -q arm64 2>&1); then die "it came from nowhere"; fi
[ "$said" = "mote: MOTE_TOOLCHAIN_FROM: there is no \"$work/nowhere/$file\"" ] || die "it says: $said"

# the last one takes the compiler and bubblewrap with it
MOTE_TOOLCHAIN_DIR=$work/gone mote toolchain install -q --from "$work/dist" amd64
MOTE_TOOLCHAIN_DIR=$work/gone mote toolchain remove -q amd64
{ [ ! -e "$work/gone/compiler" ] && [ ! -e "$work/gone/bubblewrap" ]; } || die "the compiler or bubblewrap was left"

# by a registry, with an archive for another processor under the same tag, in any order
tests/fake/registry --hosts "$work/hosts" --log "$work/registry.log" &
servers+=($!)
until [ -s "$work/hosts" ]; do sleep 0.1; done
registry=$(jq -r .registry "$work/hosts")
repack "sed -i 's/\"host\": \"$host\"/\"host\": \"$other\"/' mote-toolchain.json"
digest=$(mote toolchain push -q --from "$work/dist" "$registry/team/toolchain:v1")
[ "$(mote toolchain push -q --from "$work/dist/$file" "docker://$registry/team/toolchain:v1")" = "$digest" ] || die "a second push gives another digest"
both=$(mote toolchain push -q --from "$work/bad" "$registry/team/toolchain:v1")
[ "$both" != "$digest" ] || die "the archive for the other processor is not in the index"
mote toolchain push -q --from "$work/bad" "$registry/team/toolchain:v2" >/dev/null
[ "$(mote toolchain push -q --from "$work/dist" "$registry/team/toolchain:v2")" = "$both" ] || die "the order of pushes counts"
rm -rf "$work/new"
mote toolchain install -q --from "docker://$registry/team/toolchain:v2" amd64
same amd64
rm -rf "$work/new"
MOTE_TOOLCHAIN_FROM=docker://$registry/team/toolchain@$digest mote toolchain install -q amd64
same amd64
# packed by the verb itself: what is installed
packed=$(MOTE_TOOLCHAIN_DIR=$work/home "$mote" toolchain push -q "$registry/team/toolchain:v3")
[ "$packed" = "$digest" ] || die "what the verb packs has other bytes"
wrong "no such tag" "$registry/team/toolchain: cannot " "docker://$registry/team/toolchain:v4"
echo 'int main(void) { return 0; }' | gcc -static -o "$work/hello" -x c -
mote pack -q --push -t "$registry/team/hello:v1" "$work/hello" >/dev/null
wrong "an image" "\"$registry/team/hello:v1\" is no toolchain: its artifactType is not " "docker://$registry/team/hello:v1"
if said=$(mote toolchain push -q --from "$work/dist" "$registry/team/hello:v1" 2>&1); then die "an image was replaced"; fi
case $said in *"\"$registry/team/hello:v1\" is no toolchain"*) ;; *) die "it says: $said" ;; esac
