#!/usr/bin/env bash
# HAProxy takes HTTP and, with a certificate that is verified, HTTPS, and hands both to the server that its rules name.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}" "${emulator[@]-}"
port=$(free_port) secure=$(free_port) first=$(free_port) second=$(free_port)
mkdir -p "$work/files/etc" "$work/first" "$work/second/numbered"
make_certificates "$work/certificates"
cat "$work/certificates/server.pem" "$work/certificates/server.key" >"$work/files/etc/both.pem"
echo one >"$work/first/page"
seq 100000 >"$work/first/numbers.txt"
echo two >"$work/second/numbered/42"
cat >"$work/files/etc/haproxy.cfg" <<END
global
  maxconn 100
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
frontend all
  bind 127.0.0.1:$port
  bind 127.0.0.1:$secure ssl crt /etc/both.pem
  http-response set-header X-Secure yes if { ssl_fc }
  http-request deny deny_status 410 if { path_beg /secret }
  use_backend second if { path_reg ^/numbered/[0-9]+\$ }
  default_backend first
backend first
  server one 127.0.0.1:$first
backend second
  server two 127.0.0.1:$second
END
add_files "$work/files"
start "$first" python3 -m http.server -b 127.0.0.1 -d "$work/first" "$first"
start "$second" python3 -m http.server -b 127.0.0.1 -d "$work/second" "$second"
# without the master of the image's own arguments: it starts itself anew, which an emulated program cannot
start "$port" program -db -f /etc/haproxy.cfg
url=http://127.0.0.1:$port
fetch() { curl -sS --max-time 60 "$@"; }

equal 'the first server' one "$(fetch "$url/page")"
equal 'the second, by a regular expression' two "$(fetch "$url/numbered/42")"
equal 'what a rule refuses' 410 "$(fetch -o /dev/null -w '%{http_code}' "$url/secret")"
fetch --cacert "$work/certificates/ca.pem" -D "$work/head" -o "$work/whole" "https://127.0.0.1:$secure/numbers.txt"
cmp "$work/whole" "$work/first/numbers.txt" || die 'a file over TLS came out otherwise'
grep -qi '^x-secure: yes' "$work/head" || die 'the rule for TLS was not applied'
# it ends by sending itself the signal, which an emulator that is process 1 does not die of
if [ ${#emulator[@]} -eq 0 ]; then
  stop
  equal 'the exit status' 143 "$status"
fi
