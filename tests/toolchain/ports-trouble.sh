#!/usr/bin/env bash
# What goes wrong with a port is one clear error, and the library is there whole or not at all: an unknown name, a wrong hash, a
# mirror that is gone in the middle, a full disk, two builds at once, one that is stopped or killed, a cache that is deleted,
# one of two processors where it cannot be built.
set -eu
work=$(mktemp -d)
mounted='' server=''
trap '[ -z "$server" ] || kill "$server"; [ -z "$mounted" ] || umount "$mounted"; rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

# a mote whose catalogue has two ports more, a toolchain that is there, and a mirror that is a folder
QUIET=1 toolchain/build amd64
QUIET=1 toolchain/build arm64
# shellcheck source=/dev/null
. toolchain/places
toolchain=${home:?}/amd64
mkdir -p "$work/bin" "$work/share/mote" "$work/home" "$work/mirror" "$work/tiny-1"
cp "$MOTE" "$work/bin/mote"
cp -R toolchain "$work/share/mote/toolchain"
cp -a "$toolchain" "$work/home/amd64"
# the sandbox and its programs are no sources: they stay in the user's home
mkdir -p "$home/packages" "$home/roots" "$home/bubblewrap"
ln -s "$home/packages" "$home/roots" "$home/bubblewrap" "$work/home/"
export PATH=$work/bin:$PATH XDG_CACHE_HOME=$work/cache MOTE_TOOLCHAIN_DIR=$work/home MOTE_MIRROR=$work/mirror
recipes=$work/share/mote/toolchain/ports
ports=$work/home/ports/amd64

echo 'int tiny(void) { return 42; }' >"$work/tiny-1/tiny.c"
echo 'int tiny(void);' >"$work/tiny-1/tiny.h"
head -c 8000000 /dev/urandom >"$work/tiny-1/ballast"
tar -C "$work" -czf "$work/mirror/tiny_1.orig.tar.gz" tiny-1
cat >"$recipes/base.mk" <<'END'
VERSION = 1
LICENSE = MIT
HOMEPAGE = http://base.example/
LIBS = -lbase
SYSTEM = make
BUILD = $(CC) $(CFLAGS) -c -o base.o /recipes/ports/base.c && $(AR) rc libbase.a base.o
INSTALL = install -Dm644 -t /out/usr/lib libbase.a && mkdir /out/usr/include
END
echo 'int base(void) { return 1; }' >"$recipes/base.c"
env -u MOTE_MIRROR mote ports build -q -p amd64 base
rm -rf "$work/home/ports"

recipe() { # PAUSE-BEFORE-IT-IS-INSTALLED
  cat >"$recipes/tiny.mk" <<END
VERSION = 1
LICENSE = MIT
HOMEPAGE = http://tiny.example/
SOURCE = $hash pool/main/t/tiny/tiny_1.orig.tar.gz
DEPENDS = base
LIBS = -ltiny
SYSTEM = make
BUILD = \$(CC) \$(CFLAGS) -c -o tiny.o tiny.c && \$(AR) rc libtiny.a tiny.o && echo compiled && sleep $1
INSTALL = install -Dm644 -t /out/usr/lib libtiny.a && install -Dm644 -t /out/usr/include tiny.h
END
}
hash=$(sha256sum "$work/mirror/tiny_1.orig.tar.gz" | cut -d' ' -f1)

# what is left of an attempt, but locks
# what was downloaded in part is gone on with
left() {
  find "$work/home" "$work/cache" -mindepth 1 ! -name '*.lock' ! -name '*.part' ! -path "$work/home/ports" ! -path "$ports" ! -path "$work/home/amd64*" \
    ! -path "$work/home/packages" ! -path "$work/home/roots" ! -path "$work/home/bubblewrap" \
    ! -path "$work/cache/mote" ! -path "$work/cache/mote/sources" 2>/dev/null | grep -v "^$ports/base" || true
}

refused() { # WORDS: mote ports build tiny, which says them
  if said=$(mote ports build -p amd64 tiny 2>&1); then die "it was built"; fi
  case $said in *"$1"*) ;; *) die "not \"$1\", it says: $said" ;; esac
  [ "$(tail -n 1 <<<"$said")" = 'mote: tiny for linux/amd64 could not be built; the lines above say why' ] || die "at last it says: $said"
  [ -z "$(left)" ] || die "left: $(left)"
}

begin() { # WORDS: builds tiny until it says them
  setsid mote ports build -p amd64 tiny 2>"$work/said" &
  builder=$!
  for _ in $(seq 600); do
    ! grep -qF "$1" "$work/said" || return 0
    sleep 0.1
  done
  die "it never said \"$1\": $(cat "$work/said")"
}

works() {
  echo 'int tiny(void); int base(void); int main(void) { return tiny() + base() != 43; }' >"$work/main.c"
  # shellcheck disable=SC2046 # a list of words
  "$toolchain/bin/cc" -o "$work/main" "$work/main.c" $(mote ports flags -q -p amd64 tiny) && "$work/main"
}

# 1. unknown
recipe 0
if said=$(mote ports build -p amd64 tinny 2>&1); then die "an unknown name was built"; fi
[ "$said" = 'mote: there is no port "tinny"; did you mean "tiny"?' ] || die "unknown: it says: $said"
if said=$(mote ports info zlbi 2>&1); then die "an unknown name is described"; fi
[ "$said" = 'mote: there is no port "zlbi"; did you mean "zlib"?' ] || die "unknown: it says: $said"
if said=$(mote build -p amd64 --port opensll "$work/tiny-1/tiny.c" 2>&1); then die "an unknown name was used"; fi
case $said in *'there is no port "opensll"; did you mean "openssl"?') ;; *) die "unknown: it says: $said" ;; esac
[ -z "$(left)" ] || die "unknown: left: $(left)"

# 2. the mirror: it has other bytes, nothing, or is gone in the middle
mkdir "$work/other"
cp "$work/mirror/tiny_1.orig.tar.gz" "$work/other/"
echo more >>"$work/other/tiny_1.orig.tar.gz"
MOTE_MIRROR=$work/other refused 'cannot fetch "tiny_1.orig.tar.gz": "'"$work/other"'": its SHA-256 is "'
MOTE_MIRROR=$work/bin refused 'cannot fetch "tiny_1.orig.tar.gz": "'"$work/bin"'" has no "pool/main/'
cat >"$work/server.py" <<'END'
import http.server, sys
class Half(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        whole = open(sys.argv[1], "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        self.wfile.write(whole[:len(whole) // 2])
    def log_message(self, *arguments):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Half)
print(server.server_port, flush=True)
server.serve_forever()
END
python3 "$work/server.py" "$work/mirror/tiny_1.orig.tar.gz" >"$work/port" &
server=$!
for _ in $(seq 100); do [ ! -s "$work/port" ] || break; sleep 0.1; done
MOTE_MIRROR=http://127.0.0.1:$(cat "$work/port") refused 'cannot fetch "tiny_1.orig.tar.gz": GET http://127.0.0.1:'
kill "$server"
wait "$server" || true
server=

# 3. stopped in the middle, then killed
# who is stopped does not wait for what it runs
recipe 1000
begin 'tiny: compile'
kill -TERM "$builder"
status=0
wait "$builder" || status=$?
flock "$ports/.tiny.lock" true
[ "$status" = 143 ] || die "stopped: status $status: $(cat "$work/said")"
[ "$(left)" = "$work/cache/mote/sources/tiny_1.orig.tar.gz" ] || die "stopped: left: $(left)"
recipe 10
begin 'tiny: compile'
kill -KILL -- "-$builder"
wait "$builder" 2>/dev/null || true
[ ! -e "$ports/tiny" ] || die "killed: a port is there"

# 4. the cache is deleted while it runs
begin 'tiny: compile'
# the sandbox is still being laid out there
until rm -rf "$ports" "$work/cache" 2>"$work/rm"; do sleep 0.1; done
status=0
wait "$builder" || status=$?
[ "$status" = 1 ] || die "deleted: status $status: $(cat "$work/said")"
[ "$(tail -n 1 "$work/said")" = 'mote: tiny for linux/amd64 could not be built; the lines above say why' ] || die "deleted: $(cat "$work/said")"
[ -z "$(left)" ] || die "deleted: left: $(left)"

# 5. the next one begins anew, and another one waits for it
recipe 1
for which in first second; do
  mote ports build -p amd64 tiny 2>"$work/$which" &
  eval "$which=$!"
done
# shellcheck disable=SC2154 # which set them
wait "$first" || die "the first of two failed: $(cat "$work/first")"
# shellcheck disable=SC2154
wait "$second" || die "the second of two failed: $(cat "$work/second")"
[ "$(cat "$work/first" "$work/second" | grep -c 'tiny: done, in ')" = 1 ] || die "both made it: $(cat "$work/first" "$work/second")"
works || die "it does not work"

# 6. the sources are gone: what is built needs none; one that is interrupted keeps what it had made before
rm -rf "$work/cache"
MOTE_MIRROR=$work/bin mote ports build -p amd64 tiny || die "it was made again"
before=$(stat -c %i "$ports/base/key")
recipe 5
begin 'tiny: compile'
kill -TERM "$builder"
wait "$builder" || true
recipe 0
mote ports build -p amd64 tiny 2>"$work/said"
! grep -q 'base: ' "$work/said" || die "base was made again: $(cat "$work/said")"
[ "$before" = "$(stat -c %i "$ports/base/key")" ] || die "base was made again"
works || die "it does not work any more"

# 7. two processors side by side, of which one fails: the other has its library, and only the one is named
cp -a "${toolchain%/*}/arm64" "$work/home/arm64"
# shellcheck disable=SC2016 # make expands it
sed -i 's/^BUILD = /&test $(TARGET) = amd64 \&\& /' "$recipes/tiny.mk"
rm -rf "$ports"
if said=$(mote ports build -p amd64,arm64 tiny 2>&1); then die "arm64 was built"; fi
[ "$(tail -n 1 <<<"$said")" = 'mote: tiny for linux/arm64 could not be built; the lines above say why' ] || die "one of two: it says: $said"
[ -f "$ports/tiny/lib/libtiny.a" ] || die "one of two: amd64 is without: $said"
[ -f "$work/home/ports/arm64/base/lib/libbase.a" ] || die "one of two: arm64 is without base: $said"
[ ! -e "$work/home/ports/arm64/tiny" ] || die "one of two: arm64 has it"
recipe 0
# they share the processors; what is built alone has them all
# shellcheck disable=SC2016 # make expands it
sed -i 's,^INSTALL = .*,& \&\& echo "$(MAKEFLAGS)" >/out/usr/include/jobs,' "$recipes/base.mk"
mote ports build -p amd64,arm64 tiny 2>"$work/said" || die "both: $(cat "$work/said")"
[ "$(grep -c 'tiny: done, in ' "$work/said")" = 2 ] || die "both: $(cat "$work/said")"
jobs_of() { # TARGET: how many jobs its make was allowed
  sed -n 's/^ *-j\([0-9]*\).*$/\1/p' "$work/home/ports/$1/base/include/jobs"
}
grep -q -e '--jobserver-auth=' "$work/home/ports/amd64/base/include/jobs" || die "both: they share no jobs"
[ "$(jobs_of amd64) $(jobs_of arm64)" = "$(nproc) $(nproc)" ] || die "both: they share other jobs than $(nproc)"
rm -rf "$ports"
mote ports build -p amd64 -q base
[ "$(jobs_of amd64)" = "$(nproc)" ] || die "alone: it runs $(jobs_of amd64) jobs on $(nproc) processors"

# 8. full: what was there stays
[ "$(id -u)" = 0 ] || die "the rest must be root, who may mount"
mkdir "$work/full"
mount -t tmpfs -o size=256m none "$work/full"
mounted=$work/full
cp -a "$toolchain" "$work/full/amd64"
ln -s "$home/packages" "$home/roots" "$home/bubblewrap" "$work/full/"
head -c $(($(df --output=avail -B1 "$work/full" | tail -n 1) - 4000000)) /dev/zero >"$work/full/others"
if said=$(MOTE_TOOLCHAIN_DIR=$work/full mote ports build -p amd64 tiny 2>&1); then die "it found room on a full disk"; fi
case $said in *'No space left on device'*'tiny for linux/amd64 could not be built'*) ;; *) die "full: it says: $said" ;; esac
# base has found room
[ "$(find "$work/full/ports/amd64" -mindepth 1 -maxdepth 1 ! -name '*.lock')" = "$work/full/ports/amd64/base" ] || die "full: left: $(find "$work/full")"
