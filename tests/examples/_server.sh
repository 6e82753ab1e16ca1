# Sourced by the tests that start a server: keeps its process id and ends it, whatever happens.
# shellcheck shell=bash

work=$(mktemp -d)
server=

stop_server() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap stop_server EXIT

die() {
  echo "$*" >&2
  [ ! -s "$work/server.log" ] || sed 's/^/server: /' "$work/server.log" >&2
  exit 1
}

# A port of loopback that nobody has at the moment.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_server PORT COMMAND...: waits until it listens
start_server() {
  local port=$1 i
  shift
  "$@" >"$work/server.log" 2>&1 &
  server=$!
  for ((i = 0; i < 100; i++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return 0; fi
    kill -0 "$server" 2>/dev/null || die "the server ended at once"
    sleep 0.1
  done
  die "the server does not listen on port $port"
}
