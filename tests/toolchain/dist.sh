#!/usr/bin/env bash
# A packed toolchain has the same bytes wherever it is packed, and is installed from a folder and from an address, whole
# and verified, also when the transfer breaks off; what is wrong installs nothing and leaves what was there.
set -eu
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
file=mote-toolchain-amd64.tar.xz

die() {
  echo "$*" >&2
  exit 1
}

# small, and like the real one: all but the compiler, headers and libraries, which would only take time
mkdir -p "$work/home"
cp -a "$home/amd64" "$work/home/amd64"
rm -rf "$work/home/amd64/sysroot/usr/include/linux" "$work/home/amd64"/sysroot/usr/lib/lib{c,stdc,supc}++* "$work/home/amd64/llvm"
ln -s "$home/amd64/llvm" "$work/home/amd64/llvm"
cp -r "$work/home" "$work/other"
find "$work/other" -exec touch -h -d '2001-01-01' {} +
(umask 077 && MOTE_TOOLCHAIN_DIR=$work/home toolchain/dist "$work/dist" amd64)
(umask 022 && MOTE_TOOLCHAIN_DIR=$work/other toolchain/dist "$work/dist2" amd64)
cmp "$work/dist/$file" "$work/dist2/$file" || die "the same toolchain was packed to other bytes"
(cd "$work/dist" && sha256sum -c --quiet "$file.sha256") || die "its .sha256 is not its own"

# a folder whose name looks like an option
top=$PWD
(cd "$work" && MOTE_TOOLCHAIN_DIR=home "$top/toolchain/dist" -dist amd64 >/dev/null)
cmp "$work/dist/$file" "$work/-dist/$file" || die "into the folder \"-dist\" other bytes are packed"
(cd "$work" && MOTE_TOOLCHAIN_DIR=$work/option QUIET=1 "$top/toolchain/install" amd64 -dist)
[ -x "$work/option/amd64/bin/cc" ] || die "from the folder \"-dist\" nothing is installed"

# as the manual describes it, in a copy: by default the packed files are beside the scripts
cp -r toolchain "$work/recipes"
MOTE_TOOLCHAIN_DIR=$work/home make -s -C "$work/recipes" dist TARGET=amd64
cmp "$work/dist/$file" "$work/recipes/packed/$file" || die "make dist packs other bytes"

export MOTE_TOOLCHAIN_DIR=$work/new
mote toolchain install -q --from "$work/dist" amd64
diff -r "$work/home/amd64" "$work/new/amd64" || die "what was installed is not what was packed"
echo 'int main(void) { return 7; }' >"$work/seven.c"
status=0
"$work/new/amd64/bin/cc" -o "$work/seven" "$work/seven.c" && "$work/seven" || status=$?
[ $status = 7 ] || die "the installed compiler does not work"

# from an address whose server cuts every first answer short
cat >"$work/server.py" <<'PY'
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = os.path.join(sys.argv[1], os.path.basename(self.path))
        if not os.path.exists(path):
            return self.send_error(404)
        data = open(path, "rb").read()
        start = int(self.headers.get("Range", "bytes=0-")[6:].split("-")[0])
        print(os.path.basename(path), start, file=sys.stderr, flush=True)
        if start >= len(data):
            return self.send_error(416)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[start:] if start or len(data) < 1000 else data[:len(data) // 2])
    def log_message(self, *arguments):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[2], "w").write(str(server.server_port))
server.serve_forever()
PY
python3 "$work/server.py" "$work/dist" "$work/port.new" 2>"$work/asked" &
server=$!
for _ in $(seq 100); do [ -s "$work/port.new" ] && break; sleep 0.1; done
address=http://127.0.0.1:$(cat "$work/port.new")
rm -rf "$work/new"
mote toolchain install -q --from "$address" amd64
diff -r "$work/home/amd64" "$work/new/amd64" || die "what came over the network is not what was packed"
[ "$(grep -c "^$file " "$work/asked")" = 2 ] || die "it did not go on where it stopped: $(cat "$work/asked")"

# wrong() WHAT MESSAGE PLACE: refused, and the one that is there stays
wrong() {
  if said=$(mote toolchain install -q --from "$3" amd64 2>&1); then die "$1: installed"; fi
  case $said in "mote: amd64: $2"*) ;; *) die "$1: it says: $said" ;; esac
  [ "$(wc -l <<<"$said")" = 1 ] || die "$1: more than a line: $said"
  diff -r "$work/home/amd64" "$work/new/amd64" || die "$1: what was there is not there any more"
  [ -z "$(find "$work/new" -maxdepth 1 -name '.*installing')" ] || die "$1: something was left"
}
wrong "no such folder" "there is no \"$work/nowhere/$file.sha256\"" "$work/nowhere"
if said=$(mote toolchain install -q --from "$address" s390x 2>&1); then die "s390x came from nowhere"; fi
case $said in "mote: s390x: cannot get \"$address/mote-toolchain-s390x.tar.xz.sha256\": "*404*) ;; *) die "it says: $said" ;; esac
cp -r "$work/dist" "$work/bad"
printf x >>"$work/bad/$file"
wrong "another hash" "\"$work/bad/$file\" has another SHA-256 than \"$file.sha256\" says; nothing was installed" "$work/bad"
echo rubbish >"$work/bad/$file.sha256"
wrong "no hash" "\"$work/bad/$file.sha256\" begins with no SHA-256" "$work/bad"
echo rubbish >"$work/bad/$file"
(cd "$work/bad" && sha256sum "$file" >"$file.sha256")
wrong "no archive" "\"$work/bad/$file\" cannot be unpacked" "$work/bad"
head -c 500000 "$work/dist/$file" >"$work/bad/$file"
wrong "cut short" "\"$work/bad/$file\" has another SHA-256 than \"$file.sha256\" says; nothing was installed" "$work/bad"
(cd "$work/bad" && sha256sum "$file" >"$file.sha256")
wrong "packed short" "\"$work/bad/$file\" cannot be unpacked: " "$work/bad"
mkdir "$work/failing"
cp -a "$work/home/amd64" "$work/failing/amd64"
printf '#!/bin/sh\necho "tar: amd64: it is gone" >&2\nexit 2\n' >"$work/tar"
chmod +x "$work/tar"
if PATH=$work:$PATH MOTE_TOOLCHAIN_DIR=$work/failing toolchain/dist "$work/dist3" amd64 2>/dev/null; then die "half a toolchain was packed"; fi
[ -z "$(ls -A "$work/dist3")" ] || die "half a toolchain is there"
cp "$work/dist/$file" "$work/bad/mote-toolchain-arm64.tar.xz"
(cd "$work/bad" && sha256sum mote-toolchain-arm64.tar.xz >mote-toolchain-arm64.tar.xz.sha256)
if mote toolchain install -q --from "$work/bad" arm64 2>/dev/null; then die "amd64 was installed as arm64"; fi
[ ! -e "$work/new/arm64" ] || die "arm64 is there"
kill "$server"
wait "$server" 2>/dev/null || true
server=
wrong "nobody answers" "cannot get \"$address/$file.sha256\"" "$address"
