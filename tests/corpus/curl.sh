#!/usr/bin/env bash
# curl brings a file by HTTPS from a server whose certificate an authority of our own signed, and refuses it without that authority;
# it sends one too.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}"
port=$(free_port)
make_certificates "$work/certificates"
mkdir -p "$work/files/etc" "$work/site"
cp "$work/certificates/ca.pem" "$work/files/etc/ca.pem"
seq 100000 >"$work/site/numbers.txt"
cat >"$work/server.py" <<'END'
import functools
import hashlib
import http.server
import ssl
import sys

port, folder, certificates = sys.argv[1:]


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = hashlib.sha256(body).hexdigest().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), functools.partial(Handler, directory=folder))
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificates + "/server.pem", certificates + "/server.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
END
add_files "$work/files"
start "$port" python3 "$work/server.py" "$port" "$work/site" "$work/certificates"
url=https://127.0.0.1:$port

program --version >"$work/version"
for word in 'curl 7.88.1' 'OpenSSL/3' nghttp2 HTTP2 HTTPS libz; do grep -q "$word" "$work/version" || die "\"$word\" is not in its version"; done
program -sS --max-time 60 --cacert /etc/ca.pem "$url/numbers.txt" >"$work/got" || die "it fails with status $?"
cmp "$work/got" "$work/site/numbers.txt" || die 'the file came out otherwise'
status=0
program -sS --max-time 60 "$url/numbers.txt" >"$work/got" 2>"$work/error" || status=$?
equal 'the exit status where no authority vouches for the server' 60 "$status"
equal 'what was posted' "$(sha256sum <"$work/site/numbers.txt" | cut -d' ' -f1)" \
  "$(program -sS --max-time 60 --cacert /etc/ca.pem --data-binary @- "$url/" <"$work/site/numbers.txt")"
status=0
program -sS --max-time 60 --cacert /etc/ca.pem --fail "$url/nothing" >"$work/got" 2>"$work/error" || status=$?
equal 'the exit status of what is not there' 22 "$status"
