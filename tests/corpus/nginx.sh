#!/usr/bin/env bash
# nginx serves files over HTTP and, with a certificate that is verified, HTTPS and HTTP/2; rewrites; is a proxy for a server here.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}"
port=$(free_port) secure=$(free_port) back=$(free_port)
mkdir -p "$work/files/etc/nginx" "$work/files/srv" "$work/back"
make_certificates "$work/files/etc/nginx"
echo '<p>from scratch</p>' >"$work/files/srv/index.html"
seq 100000 >"$work/files/srv/numbers.txt"
echo 'from behind' >"$work/back/page"
cat >"$work/files/etc/nginx/nginx.conf" <<END
worker_processes 2;
pcre_jit on;
events { }
http {
  include mime.types;
  gzip on;
  gzip_types text/plain;
  server {
    listen 127.0.0.1:$port;
    listen 127.0.0.1:$secure ssl http2;
    ssl_certificate server.pem;
    ssl_certificate_key server.key;
    root /srv;
    rewrite ^/old/([a-z]+)\$ /new/\$1 permanent;
    location /back/ { proxy_pass http://127.0.0.1:$back/; }
  }
}
END
add_files "$work/files"
start "$back" python3 -m http.server -b 127.0.0.1 -d "$work/back" "$back"
start "$port" program
url=http://127.0.0.1:$port
fetch() { curl -sS --max-time 60 "$@"; }

equal 'a page' '<p>from scratch</p>' "$(fetch "$url/")"
equal 'its type' text/html "$(fetch -o /dev/null -w '%{content_type}' "$url/")"
fetch --compressed -D "$work/head" -o "$work/whole" "$url/numbers.txt"
cmp "$work/whole" "$work/files/srv/numbers.txt" || die 'a compressed file came out otherwise'
grep -qi '^content-encoding: gzip' "$work/head" || die 'it was not compressed'
fetch --cacert "$work/files/etc/nginx/ca.pem" -w '%{http_version}' -o "$work/whole" "https://127.0.0.1:$secure/numbers.txt" >"$work/version"
cmp "$work/whole" "$work/files/srv/numbers.txt" || die 'a file over TLS came out otherwise'
equal 'the version of HTTP over TLS' 2 "$(cat "$work/version")"
equal 'a rewrite' 301 "$(fetch -o /dev/null -w '%{http_code}' "$url/old/thing")"
equal 'through the proxy' 'from behind' "$(fetch "$url/back/page")"
equal 'what is not there' 404 "$(fetch -o /dev/null -w '%{http_code}' "$url/nothing")"
stop
equal 'the exit status' 0 "$status"
