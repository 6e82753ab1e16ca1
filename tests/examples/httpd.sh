#!/usr/bin/env bash
# The web server of examples/httpd, built by mote and run from its image, does what its README says.
set -eu
# shellcheck source=/dev/null
. tests/examples/_server.sh
# shellcheck source=/dev/null
. tests/examples/_make.sh

: "${work:?}" "${server=}"
mkdir -p build/images
make_image httpd MOTEFLAGS=-q IMAGE_FOLDER="$work/made" IMAGE_OUTPUT="archive:$PWD/build/images/%.tar" >/dev/null
# what is tried below has more to serve
cp -a examples/httpd "$work/httpd"
cd "$work/httpd"
gzip -9 -n -k site/style.css
head -c 300000 /dev/zero | tr '\0' x >site/big.txt
: >site/empty.txt
printf 'secret' >"$work/outside.txt"
mote build -q -o "archive:$work/httpd.tar" >/dev/null
port=$(free_port)
start_server "$port" mote run --network host "$work/httpd.tar" --port "$port"
url=http://127.0.0.1:$port

# ask PATH [CURL-FLAG...]: status, then the head in $work/head, the body in $work/body
ask() {
  local path=$1
  shift
  status=$(curl -s --path-as-is -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" "$url$path") || die "curl failed on $path"
  tr -d '\r' <"$work/head" >"$work/head.txt"
}

# expect STATUS [HEADER-LINE...]
expect() {
  local want=$1
  shift
  [ "$status" = "$want" ] || die "status $status, not $want: $(cat "$work/head.txt")"
  for line; do
    grep -qixF -- "$line" "$work/head.txt" || die "no \"$line\" in: $(cat "$work/head.txt")"
  done
}

ask /
expect 200 'Content-Type: text/html; charset=utf-8'
cmp "$work/body" site/index.html || die "index.html came out wrong"
ask /mote.svg
expect 200 'Content-Type: image/svg+xml'
ask /docs
expect 301 'Location: /docs/'
ask /docs/
expect 200
cmp "$work/body" site/docs/index.html || die "the folder's index came out wrong"
ask /nothing
expect 404
cmp "$work/body" site/404.html || die "404.html came out wrong"
ask /empty.txt
expect 200 'Content-Length: 0'

ask /big.txt -I
expect 200 'Content-Length: 300000'
! grep -q xxx "$work/body" || die "HEAD gave a body"
ask / -X POST
expect 405 'Allow: GET, HEAD'
ask / -X POST --data hello
expect 405 'Connection: close'

# ranges
ask /big.txt -H 'Range: bytes=0-9'
expect 206 'Content-Range: bytes 0-9/300000' 'Content-Length: 10'
ask /big.txt -H 'Range: bytes=299990-'
expect 206 'Content-Range: bytes 299990-299999/300000'
ask /big.txt -H 'Range: bytes=-5'
expect 206 'Content-Range: bytes 299995-299999/300000'
ask /big.txt -H 'Range: bytes=300000-'
expect 416 'Content-Range: bytes */300000'
ask /big.txt -H 'Range: bytes=9-0'
expect 200
ask /big.txt -H 'Range: bytes=0-1' -H 'If-Range: "other"'
expect 200

# unchanged
ask /style.css
tag=$(sed -n 's/^ETag: //p' "$work/head.txt")
ask /style.css -H "If-None-Match: $tag"
expect 304 "ETag: $tag" 'Vary: Accept-Encoding'
ask /style.css -H 'If-None-Match: "other"'
expect 200

# compressed before
ask /style.css -H 'Accept-Encoding: gzip'
expect 200 'Content-Encoding: gzip' 'Vary: Accept-Encoding' 'Content-Type: text/css; charset=utf-8'
gzip -dc "$work/body" | cmp - site/style.css || die "the compressed file came out wrong"
ask /style.css -H 'Accept-Encoding: gzip;q=0'
expect 200
cmp "$work/body" site/style.css || die "gzip was sent to one who refused it"

# nobody gets out
for path in /../outside.txt /%2e%2e/outside.txt /docs/../../outside.txt '/%00' '/%zz' '/a%0d%0aX:y'; do
  ask "$path"
  case $status in 400 | 404) ;; *) die "$path gave $status" ;; esac
done
ask "/$(head -c 3000 /dev/zero | tr '\0' a)"
expect 414
ask / -H "X: $(head -c 9000 /dev/zero | tr '\0' a)"
expect 431
printf 'NONSENSE\r\n\r\n' | timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3; cat <&3" | grep -q '^HTTP/1.1 400' || die "nonsense was not refused"

# two requests at once on one connection are answered in order
printf 'GET /empty.txt HTTP/1.1\r\nHost: x\r\n\r\nGET /mote.svg HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' |
  timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3; cat <&3" >"$work/pipelined"
[ "$(grep -ac '^HTTP/1.1 200' "$work/pipelined")" = 2 ] || die "pipelined requests: $(cat "$work/pipelined")"

# many at once
seq 200 | xargs -P 20 -I{} curl -s -o /dev/null -w '%{http_code}\n' "$url/big.txt?{}" | sort | uniq -c >"$work/codes"
[ "$(awk '{print $1 $2}' "$work/codes")" = 200200 ] || die "of 200 requests: $(cat "$work/codes")"

# a stop lets a download finish, and is a success
curl -s --limit-rate 150k -o "$work/slow" "$url/big.txt" &
download=$!
sleep 0.5
kill -TERM "$server"
wait "$download" || die "the download was cut by the stop"
cmp "$work/slow" site/big.txt || die "the download during the stop came out wrong"
wait "$server" || die "the server's exit status after a stop is $?"
server=

# a router in the browser
port=$(free_port)
url=http://127.0.0.1:$port
start_server "$port" mote run --network host "$work/httpd.tar" --spa --port "$port"
ask /some/client/route
expect 200 'Content-Type: text/html; charset=utf-8'
cmp "$work/body" site/index.html || die "the route did not get index.html"
ask /missing.js
expect 404
