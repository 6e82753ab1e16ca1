#!/usr/bin/env bash
# lighttpd serves files: whole, in part, compressed; redirects; does not give what is denied or not there.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}"
port=$(free_port)
mkdir -p "$work/files/etc" "$work/files/srv/docs"
echo '<p>from scratch</p>' >"$work/files/srv/docs/index.html"
seq 100000 >"$work/files/srv/numbers.txt"
echo secret >"$work/files/srv/note~"
cat >"$work/files/etc/lighttpd.conf" <<END
server.modules = ("mod_access", "mod_redirect", "mod_deflate", "mod_staticfile")
server.bind = "127.0.0.1"
server.port = $port
server.document-root = "/srv"
index-file.names = ("index.html")
mimetype.assign = (".html" => "text/html; charset=utf-8", ".txt" => "text/plain")
url.redirect = ("^/old/([a-z]+)$" => "/new/\$1")
url.access-deny = ("~")
deflate.mimetypes = ("text/plain")
deflate.allowed-encodings = ("gzip")
END
add_files "$work/files"
start "$port" program
url=http://127.0.0.1:$port
fetch() { curl -sS --max-time 60 "$@"; }

equal 'a page' '<p>from scratch</p>' "$(fetch "$url/docs/")"
equal 'its type' 'text/html; charset=utf-8' "$(fetch -o /dev/null -w '%{content_type}' "$url/docs/")"
fetch -o "$work/whole" "$url/numbers.txt"
cmp "$work/whole" "$work/files/srv/numbers.txt" || die 'a file came out otherwise'
fetch --compressed -D "$work/head" -o "$work/whole" "$url/numbers.txt"
cmp "$work/whole" "$work/files/srv/numbers.txt" || die 'a compressed file came out otherwise'
grep -qi '^content-encoding: gzip' "$work/head" || die 'it was not compressed'
equal 'a part' $'2\n3\n' "$(fetch -r 2-5 "$url/numbers.txt"; echo)"$'\n'
equal 'a redirection' "301 $url/new/thing" "$(fetch -o /dev/null -w '%{http_code} %{redirect_url}' "$url/old/thing")"
equal 'what is denied' 403 "$(fetch -o /dev/null -w '%{http_code}' "$url/note~")"
equal 'what is not there' 404 "$(fetch -o /dev/null -w '%{http_code}' "$url/nothing")"
stop
equal 'the exit status' 0 "$status"
