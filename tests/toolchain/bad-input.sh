#!/usr/bin/env bash
# What can be wrong before a toolchain is made is said in one line that names the thing and the remedy, and nothing is left:
# programs that are missing or too old, no room, a place that cannot be written, a source with another hash, a mirror that
# goes away in the middle; what was fetched of it is not fetched again.
set -euo pipefail
work=$(mktemp -d)
server='' mounted=''
trap '[ -z "$server" ] || kill "$server"; [ -z "$mounted" ] || umount "$work/small"; rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

# a mote whose recipes can be changed
mkdir -p "$work/tree/build/release"
cp "$(command -v mote)" "$work/tree/build/release/"
cp -R toolchain "$work/tree/"
mote=$work/tree/build/release/mote
# shellcheck source=/dev/null
. toolchain/places
usual=${home:?}
export MOTE_TOOLCHAIN_DIR=$work/home

# says STATUS LINE COMMAND...: beside its progress that line and no other, and the status; nothing is in the home
says() {
  local want=$1 line=$2 status=0
  shift 2
  "$@" >"$work/words" 2>&1 || status=$?
  [ "$(grep -v '^toolchain: [a-z0-9]*: fetching ' "$work/words")" = "mote: $line" ] ||
    die "$* says: $(cat "$work/words")"$'\n'"and not: $line"
  [ $status = "$want" ] || die "$*: status $status"
  [ -z "$(find "$work/home/" -mindepth 1 ! -name '.*.lock' 2>/dev/null)" ] || die "$*: something was left"
}

# a PATH with what every machine has
mkdir "$work/bin"
for program in sh env make sed dirname cat awk grep rm mkdir df sha256sum cut basename mktemp flock tar dpkg-deb sort head uname cksum; do
  ln -s "$(command -v $program)" "$work/bin/"
done
says 1 'amd64: not installed: clang-19, ld.lld-19, llvm-tblgen-19, cmake, patch, xz; as root, run:  apt-get install clang-19 lld-19 llvm-19 cmake patch xz-utils' \
  env PATH="$work/bin" "$mote" toolchain install amd64
says 3 '"make" is not in PATH; as root, run:  apt-get install make' env PATH="$work/none" "$mote" toolchain install amd64
for program in cmake patch xz llvm-tblgen-19; do ln -s "$(command -v $program)" "$work/bin/"; done
pretend() { # PROGRAM WORDS
  rm -f "$work/bin/$1"
  printf '#!/bin/sh\necho "%s"\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}
pretend uname aarch64
says 1 "amd64: the compiler can be made on an amd64 machine only, not on aarch64; --toolchain names a compiler of yours" \
  env PATH="$work/bin" "$mote" toolchain install amd64
rm "$work/bin/uname"
ln -s "$(command -v uname)" "$work/bin/"
pretend clang-19 'Debian clang version 14.0.6'
pretend ld.lld-19 'Debian LLD 19.1.7 (compatible with GNU linkers)'
says 1 "amd64: \"$work/bin/clang-19\" is too old: it is version 14.0.6, the compiler is made with LLVM 19.1.7" \
  env PATH="$work/bin" "$mote" toolchain install amd64
pretend clang-19 'Ubuntu clang version 19.1.1 (1ubuntu1)'
says 1 "amd64: \"$work/bin/clang-19\" is too old: it is version 19.1.1, the compiler is made with LLVM 19.1.7" \
  env PATH="$work/bin" "$mote" toolchain install amd64
pretend clang-19 'not what you think'
says 1 "amd64: \"$work/bin/clang-19\" does not tell its version; the compiler is made with LLVM 19.1.7" \
  env PATH="$work/bin" "$mote" toolchain install amd64
pretend clang-19 'Debian clang version 19.1.7 (3~deb12u1)'
pretend ld.lld-19 'LLD 15.0.7 (compatible with GNU linkers)'
says 1 "amd64: \"$work/bin/ld.lld-19\" is too old: it is version 15.0.7, the compiler is made with LLVM 19.1.7" \
  env PATH="$work/bin" "$mote" toolchain install amd64
pretend ld.lld-19 'Debian LLD 19.1.7 (compatible with GNU linkers)'
says 1 'amd64: not installed: python3; as root, run:  apt-get install python3' env PATH="$work/bin" "$mote" toolchain install --c++ amd64

# one that is there is asked for nothing, neither room nor sources nor a mirror; bubblewrap, beside it, may be missing
! MOTE_TOOLCHAIN_DIR=$usual MOTE_MIRROR=/nonexistent XDG_CACHE_HOME=$work/empty mote toolchain install amd64 2>&1 |
  grep -qv '^toolchain: bubblewrap: ' ||
  die "it was not left alone"

# a mirror that has all, but for what we spoil; LLVM is large: the last that is asked for
mkdir -p "$work/mirror"
# shellcheck disable=SC2013 # they are words
for file in $(grep -E '/linux-libc-dev-amd64-cross|/musl_' toolchain/sources | sed 's,.*/,,'); do
  cp "$(toolchain/fetch "$file")" "$work/mirror/"
done
export XDG_CACHE_HOME=$work/cache MOTE_MIRROR=$work/mirror
musl=$(grep -o 'pool/.*/musl_.*orig.tar.gz' toolchain/sources)
printf x >>"$work/mirror/musl_1.2.5.orig.tar.gz"
says 1 "amd64: \"$musl\" has another SHA-256 than toolchain/sources says; nothing was kept" "$mote" toolchain install amd64
[ "$(ls "$work/cache/mote/sources")" = "$(basename "$work"/mirror/linux-*)" ] || die "kept: $(ls "$work/cache/mote/sources")"
rm "$work/mirror/musl_1.2.5.orig.tar.gz"
says 1 "amd64: cannot get \"$musl\" from any mirror ($work/mirror: it is not there); set MOTE_MIRROR to an address or a folder that has it" \
  "$mote" toolchain install amd64

# a mirror on the network that breaks off in the middle of every answer, until it is mended
cp "$(env -u XDG_CACHE_HOME toolchain/fetch musl_1.2.5.orig.tar.gz)" "$work/mirror/"
cat >"$work/server.py" <<'PY'
import email.utils, http.server, os, sys, urllib.parse
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        path = os.path.join(sys.argv[1], os.path.basename(urllib.parse.unquote(self.path)))
        if not os.path.exists(path):
            return self.send_error(404)
        data = open(path, "rb").read()
        start = int(self.headers.get("Range", "bytes=0-")[6:].split("-")[0])
        print(os.path.basename(path), start, file=sys.stderr, flush=True)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.send_header("Last-Modified", email.utils.formatdate(1e9, usegmt=True))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        mended = os.path.exists(os.path.join(sys.argv[1], "mended"))
        self.wfile.write(data[start:] if mended or len(data) < 500000 else data[start:start + len(data) // 5])
        self.close_connection = True
    def log_message(self, *arguments):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[2] + ".new", "w").write(str(server.server_port))
os.rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()
PY
python3 "$work/server.py" "$work/mirror" "$work/port" 2>"$work/asked" &
server=$!
for _ in $(seq 100); do [ -s "$work/port" ] && break; sleep 0.1; done
MOTE_MIRROR=http://127.0.0.1:$(cat "$work/port")
if "$mote" toolchain install amd64 >"$work/words" 2>&1; then die "half a source was enough"; fi
[ "$(grep -c '^mote: ' "$work/words")" = 1 ] || die "more than one line: $(cat "$work/words")"
grep -q '^mote: amd64: cannot get "pool/.*" from any mirror (http://127.0.0.1:[0-9]*: .*); set MOTE_MIRROR' "$work/words" ||
  die "it says: $(cat "$work/words")"
[ ! -e "$work/home/amd64" ] || die "a toolchain of half a source"
: >"$work/mirror/mended"
# two who want the same file: one waits for the other
"$work/tree/toolchain/fetch" musl_1.2.5.orig.tar.gz >"$work/first" &
first=$!
"$work/tree/toolchain/fetch" musl_1.2.5.orig.tar.gz >"$work/second"
wait "$first"
cmp "$work/first" "$work/second"
cmp "$(cat "$work/first")" "$work/mirror/musl_1.2.5.orig.tar.gz" || die "another source"
asked=$(grep '^musl_1.2.5.orig' "$work/asked" | cut -d' ' -f2)
[ "$(sort -u <<<"$asked")" = "$(sort <<<"$asked")" ] || die "it began again: $asked"
says 1 "amd64: cannot get \"$(grep -o 'pool/.*/llvm-toolchain-19_.*' toolchain/sources)\" from any mirror ($MOTE_MIRROR: 404  Not Found [IP: 127.0.0.1 $(cat "$work/port")]); set MOTE_MIRROR to an address or a folder that has it" \
  "$mote" toolchain install amd64
kill "$server"
wait "$server" 2>/dev/null || :
server=

[ "$(id -u)" = 0 ] || die "the rest must be root, who may mount"
mkdir "$work/small"
mount -t tmpfs -o size=4m none "$work/small"
mounted=1
rm -rf "${work:?}/home"
ln -s "$work/small" "$work/home"
says 1 "amd64: \"$work/small\" has 4 MB free and 1300 are needed; free some, or set MOTE_TOOLCHAIN_DIR to a folder with more" \
  env -u XDG_CACHE_HOME MOTE_TOOLCHAIN_DIR="$work/small" "$mote" toolchain install amd64
mkdir -p "$work/small/mote/sources"
mv "$work/home" "$work/home.link"
says 1 "amd64: \"$work/small/mote/sources\" has 4 MB free and 400 are needed; free some, or set XDG_CACHE_HOME to a folder with more" \
  env XDG_CACHE_HOME="$work/small" MOTE_TOOLCHAIN_DIR="$work/other" "$mote" toolchain install amd64
rm -rf "$work/small/mote"
mv "$work/home.link" "$work/home"
RECIPES=$work/recipes tests/support/small_toolchain "$usual" "$work/slim" amd64
head -c 6000000 /dev/urandom >"$work/slim/amd64/large"
MOTE_TOOLCHAIN_DIR=$work/slim LEVEL=0 "$work/recipes/toolchain/dist" "$work/dist" amd64 >/dev/null
archive=$(echo "$work"/dist/*.xz)
if said=$(MOTE_TOOLCHAIN_DIR=$work/small mote toolchain install -q --from "$work/dist" amd64 2>&1); then die "it found room"; fi
[ "$said" = "mote: \"$archive\": cannot write \"amd64/large\": No space left on device" ] || die "it says: $said"
[ ! -e "$work/small/amd64" ] || die "a part of it is there"
rm -rf "$work/small"/* "$work/small"/.m*
mount -o remount,ro "$work/small"
says 1 "amd64: \"$work/small\" cannot be written; set MOTE_TOOLCHAIN_DIR to a folder of yours" \
  env -u XDG_CACHE_HOME MOTE_TOOLCHAIN_DIR="$work/small" "$mote" toolchain install amd64
says 1 "cannot write into \"$work/small\"; set MOTE_TOOLCHAIN_DIR to a folder of yours: Read-only file system" \
  env MOTE_TOOLCHAIN_DIR="$work/small" "$mote" toolchain install -q --from "$work/dist" amd64
