#!/usr/bin/env bash
# A site built by npm from its lock file, and httpd, in one image: at most 400,000 bytes beyond the site's own files, where the
# figure that the idea started from is 28.6 MB. It is run from the image, and headless Chromium looks at it.
set -eu
# shellcheck source=/dev/null
. tests/examples/_server.sh
: "${work:?}"
image=$SRC/build/images/react.tar
site=$work/examples/react/dist
mkdir -p "${image%/*}" "$work/chromium"
tar --exclude=node_modules --exclude=dist --exclude=build -cf - examples/httpd examples/react templates | tar -C "$work" -xf -
! grep -n '"resolved"' "$work/examples/react/package-lock.json" || die "the lock file names where its packages came from"

# build FOLDER ARCHIVE
build() {
  make -s -C "$1" MOTEFLAGS=-q IMAGE_OUTPUT="archive:$2" >"$work/build.log" 2>&1 || die "cannot build: $(tail -n 40 "$work/build.log")"
}

build "$work/examples/react" "$image"
files=$(find "$site" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
read -r size unpacked < <(mote inspect --json "$image" | jq -r '.platforms[0] | "\(.size) \(.unpackedSize)"')
echo "site $files, image $size, unpacked $unpacked bytes"
[ $((size - files)) -le 400000 ] || die "the image has $((size - files)) bytes beyond the site's $files"
[ $((unpacked - files)) -le 400000 ] || die "unpacked, the image has $((unpacked - files)) bytes beyond the site's $files"
[ "$(mote inspect --json "$image" | jq -c '.platforms[0].config.cmd')" = '["--spa"]' ] || die "the image does not ask for --spa by itself"

port=$(free_port)
url=http://127.0.0.1:$port
start_server "$port" mote run --network host "$image" --spa --port "$port"

# ask PATH [CURL-FLAG...]: the body in $work/body, the head in $work/head, the status on stdout
ask() {
  local path=$1
  shift
  curl -s --noproxy '*' --max-time 20 -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" "$url$path" || die "curl failed on $path"
}

script=$(cd "$site" && echo assets/*.js)
for path in / "/$script"; do
  file=$site$path
  [ "$path" != / ] || file=$site/index.html
  [ "$(ask "$path")" = 200 ] || die "$path: $(cat "$work/head")"
  cmp "$work/body" "$file" || die "$path came out wrong"
  [ "$(ask "$path" -H 'Accept-Encoding: gzip')" = 200 ] || die "$path, compressed: $(cat "$work/head")"
  grep -qi '^Content-Encoding: gzip' "$work/head" || die "$path is not sent compressed: $(cat "$work/head")"
  cmp "$work/body" "$file.gz" || die "$path is not the file that the build compressed"
  gzip -dc "$work/body" | cmp - "$file" || die "$path came out wrong, compressed"
done
[ "$(ask /about)" = 200 ] || die "/about: $(cat "$work/head")"
cmp "$work/body" "$site/index.html" || die "/about is not answered by the page"
[ "$(ask /assets/missing.js)" = 404 ] || die "a missing script is not missed: $(cat "$work/head")"

timeout -k 10 300 python3 tests/examples/_browser.py "$url" "$work/chromium" || {
  tail -n 20 "$work/chromium/chromium.log" >&2
  die "the page is not as it should be in Chromium"
}

kill -TERM "$server"
wait "$server" || die "the server's exit status after a stop is $?"
# shellcheck disable=SC2034 # for the end of the test
server=

# elsewhere, from nothing but the packages: the same bytes
mkdir "$work/elsewhere"
mv "$work/examples" "$work/templates" "$work/elsewhere"
rm -r "$work/elsewhere/examples/react/dist" "$work/elsewhere/examples/react/build"
build "$work/elsewhere/examples/react" "$work/again.tar"
[ "$(make -C "$work/elsewhere/examples/react" --no-print-directory MOTEFLAGS=-q IMAGE_OUTPUT="archive:$work/again.tar" image)" = \
  "make: Nothing to be done for 'image'." ] || die "make image builds the second time as well"
cmp "$image" "$work/again.tar" || die "built again, the image has other bytes"
