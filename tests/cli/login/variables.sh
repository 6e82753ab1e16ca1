#!/bin/bash
# Variables that are set for the host go before what login keeps: it says so, unless asked to be quiet, and of no other host.
# shellcheck source=tests/cli/login/_home.sh
. "$SRC/tests/cli/login/_home.sh"
python3 - <<'END' &
import http.server
import os


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = "Authorization" in self.headers
        self.send_response(200 if known else 401)
        if not known:
            self.send_header("WWW-Authenticate", 'Basic realm="tests"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open("port.new", "w", encoding="utf-8") as file:
    file.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
END
server=$!
trap 'kill $server' EXIT
while [ ! -e port ]; do sleep 0.05; done
host=127.0.0.1:$(cat port)
export MOTE_REGISTRY_USER=other MOTE_REGISTRY_PASSWORD=$secret
log_in() {
  printf %s "$secret" | tell mote login "$@" -u me --password-stdin "$host" | sed "s/$host/HOST/g"
}
MOTE_REGISTRY_HOST=$host log_in
echo "quiet"
MOTE_REGISTRY_HOST=$host log_in -q
echo "another host's"
MOTE_REGISTRY_HOST=other.example log_in
