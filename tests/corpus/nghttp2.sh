#!/usr/bin/env bash
# nghttpd serves HTTP/2 to nghttp and to curl, in the clear and over TLS: a page, a big file, many requests at once, an upload.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

port=$(free_port) secure=$(free_port)
mkdir -p "$work/files/srv"
echo 'from scratch' >"$work/files/srv/page"
seq 1 200000 >"$work/files/srv/numbers"
make_certificates "$work/files"
add_files "$work/files"

# nghttp only says that it does not believe a certificate
run_flags=(-e SSL_CERT_FILE=/ca.pem)
client() { program_at /nghttp "$@" 2>>"$work/complaints"; }
# other URL FLAG...: curl's opinion: protocol, status, and the body in $work/body
other() { curl -sS --max-time "$patience" --http2 --cacert "$work/files/ca.pem" -o "$work/body" -w '%{http_version} %{response_code}' "$@"; }

start "$port" program --no-tls --address=127.0.0.1 --htdocs=/srv "$port"
start "$secure" program --address=127.0.0.1 --htdocs=/srv --echo-upload "$secure" /server.key /server.pem

equal 'a page' 'from scratch' "$(client "http://127.0.0.1:$port/page")"
client "http://127.0.0.1:$port/numbers" >"$work/numbers" || die "nghttp failed"
cmp "$work/files/srv/numbers" "$work/numbers" || die "a big file differs"
equal 'a page over TLS' 'from scratch' "$(client "https://127.0.0.1:$secure/page")"
equal 'twenty requests at once' 20 "$(client -m 20 "https://127.0.0.1:$secure/page" | grep -cx 'from scratch')"

equal 'what curl gets' '2 200' "$(other --http2-prior-knowledge "http://127.0.0.1:$port/page")"
equal 'the page that curl gets' 'from scratch' "$(cat "$work/body")"
equal 'what curl gets over TLS' '2 200' "$(other "https://127.0.0.1:$secure/numbers")"
cmp "$work/files/srv/numbers" "$work/body" || die "the file that curl gets differs"
equal 'what is not there' '2 404' "$(other "https://127.0.0.1:$secure/nothing")"
equal 'an upload' '2 200' "$(other --data-binary "@$work/files/srv/numbers" "https://127.0.0.1:$secure/")"
cmp "$work/files/srv/numbers" "$work/body" || die "what was uploaded does not come back"
equal 'what nghttp complains of' '' "$(cat "$work/complaints")"
