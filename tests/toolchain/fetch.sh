#!/usr/bin/env bash
# fetch believes no mirror: a wrong hash is refused, nothing of it is kept, and what is in the cache needs no mirror.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -a toolchain "$work/toolchain"
mkdir -p "$work/mirror/pool/x" "$work/cache"
export XDG_CACHE_HOME=$work/cache MOTE_MIRROR=$work/mirror
printf 'good\n' >"$work/mirror/pool/x/thing.tar"
echo "$(printf 'good\n' | sha256sum | cut -d' ' -f1) pool/x/thing.tar" >"$work/toolchain/sources"

die() {
  echo "$*" >&2
  exit 1
}

path=$("$work/toolchain/fetch" thing.tar)
[ "$(cat "$path")" = good ] || die "fetched the wrong bytes"
rm -r "$work/mirror"
[ "$("$work/toolchain/fetch" thing.tar)" = "$path" ] || die "the cache was not enough"

# spoiled in the cache: fetched again; spoiled at the mirror: refused
echo bad >"$path"
mkdir -p "$work/mirror"
echo bad >"$work/mirror/thing.tar"
if said=$("$work/toolchain/fetch" thing.tar 2>&1); then die "a wrong hash was accepted"; fi
[ "$said" = 'fetch: "pool/x/thing.tar" has another SHA-256 than toolchain/sources says; nothing was kept' ] || die "it says: $said"
[ "$(ls "$work/cache/mote/sources")" = thing.tar ] || die "a part was kept"
if said=$("$work/toolchain/fetch" nothing.tar 2>&1); then die "an unknown name was accepted"; fi
[ "$said" = 'fetch: "nothing.tar" is neither in toolchain/sources nor a port'"'"'s' ] || die "it says: $said"
rm "$path" "$work/mirror/thing.tar"
if said=$("$work/toolchain/fetch" thing.tar 2>&1); then die "a missing file was accepted"; fi
case $said in 'fetch: cannot get "pool/x/thing.tar" from any mirror ('*': it is not there); set MOTE_MIRROR'*) ;; *) die "it says: $said" ;; esac

# a security update is looked for beside the archive that apt knows, though apt has no security archive
mkdir -p "$work/bin" "$work/debian" "$work/debian-security/pool/updates/x"
printf '#!/bin/sh\necho "copy:/%s/debian"\n' "$work" >"$work/bin/apt-get"
chmod +x "$work/bin/apt-get"
printf 'late\n' >"$work/debian-security/pool/updates/x/late.tar"
echo "$(printf 'late\n' | sha256sum | cut -d' ' -f1) pool/updates/x/late.tar" >>"$work/toolchain/sources"
path=$(env -u MOTE_MIRROR PATH="$work/bin:$PATH" "$work/toolchain/fetch" late.tar) || die "a security update is not found"
[ "$(cat "$path")" = late ] || die "fetched the wrong bytes of a security update"

# a download that takes a while says how far it is
mkdir -p "$work/slow/pool/x"
head -c 3000000 /dev/zero >"$work/slow/pool/x/slow.tar"
echo "$(sha256sum <"$work/slow/pool/x/slow.tar" | cut -d' ' -f1) pool/x/slow.tar" >>"$work/toolchain/sources"
python3 - "$work/slow" >"$work/port" <<'END' &
import functools
import http.server
import sys
import time


class Slow(http.server.SimpleHTTPRequestHandler):
    """A tenth of a file each second."""

    def copyfile(self, source, outputfile):
        while part := source.read(300000):
            outputfile.write(part)
            time.sleep(1)

    def log_message(self, *words):
        pass


server = http.server.HTTPServer(("localhost", 0), functools.partial(Slow, directory=sys.argv[1]))
print(server.server_port, flush=True)
server.serve_forever()
END
server=$!
trap 'kill "$server"; rm -rf "$work"' EXIT
until [ -s "$work/port" ]; do sleep 0.1; done
path=$(no_proxy=localhost MOTE_MIRROR=http://localhost:$(cat "$work/port") "$work/toolchain/fetch" slow.tar 2>"$work/said") || die "$(cat "$work/said")"
cmp "$path" "$work/slow/pool/x/slow.tar"
grep -qE '^fetch: slow\.tar: [12]\.[0-9] of 3\.0 MB, [3-9][0-9] %, 0\.[1-9] MB/s$' "$work/said" || die "the progress is: $(cat "$work/said")"

# on a machine that has nothing yet, every name that is fetched is one of toolchain/sources or of a port
cp -a toolchain "$work/fresh"
cat >"$work/fresh/fetch" <<'END'
#!/bin/sh
here=$(dirname "$0")
grep -hq " pool/.*/$1\$" "$here/sources" "$here"/ports/*.mk && case $1 in */*) exit 1 ;; esac && echo "$1" >>"$here/fetched"
END
mv "$work/fresh/compiler/build" "$work/fresh/compiler/real"
cat >"$work/fresh/compiler/build" <<'END'
#!/bin/sh
[ "${1:-}" != --sources ] || exec "$(dirname "$0")/real" --sources
: >"$(dirname "$0")/reached"
exit 1
END
chmod +x "$work/fresh/compiler/build"
! XDG_CACHE_HOME=$work/fresh/cache MOTE_TOOLCHAIN_DIR=$work/fresh/home "$work/fresh/attempt" amd64 2>"$work/said" || die "a toolchain of nothing"
[ -e "$work/fresh/compiler/reached" ] || die "not all of a fresh machine's sources can be fetched: $(cat "$work/said")"
grep -qx 'llvm-toolchain-19_.*' "$work/fresh/fetched" || die "LLVM's source is not among what a fresh machine fetches"

# unpack leaves nothing half-done
if "$work/toolchain/unpack" /dev/null "$work/tree" 2>/dev/null; then die "unpacked nothing"; fi
[ ! -e "$work/tree" ] || die "a broken archive left a folder"
for name in amd65 ../build; do
  if said=$("$work/toolchain/build" $name 2>&1); then die "an unknown target was accepted"; fi
  case $said in "toolchain: there is no target \"$name\"; there are: 386 amd64 arm64"*) ;; *) die "it says: $said" ;; esac
done
