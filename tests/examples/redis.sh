#!/usr/bin/env bash
# Redis, built by its own Makefile: the server in the image answers PING, SET and GET, and stops in order.
set -euo pipefail
# shellcheck source=/dev/null
. tests/examples/_make.sh

scratch=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$scratch"
}
trap stop EXIT
archive=$scratch/redis.tar

expect() { # WHAT WANTED GOT
  [ "$2" = "$3" ] || { printf '%s: expected "%s", got "%s"\n' "$1" "$2" "$3" >&2; cat "$scratch/log" >&2; exit 1; }
}

make_image redis IMAGE_FOLDER="$scratch"

layer=$(tar -xOf "$archive" manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1)
tar -xOf "$archive" "$layer" | tar -xzf - -C "$scratch"
mote check "$scratch/redis-server" "$scratch/redis-cli"

# a port that nobody listens on
for port in $(shuf -i 20000-29999 -n 20); do
  (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
done
mote run --network host "archive:$archive" --port "$port" --bind 127.0.0.1 --save '' >"$scratch/log" 2>&1 &
server=$!

ask() { # COMMAND...: one request in RESP, the first line of the answer, and the second of a bulk string
  local line argument
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf '*%d\r\n' $# >&3
  for argument; do printf '$%d\r\n%s\r\n' "${#argument}" "$argument" >&3; done
  IFS= read -r -t 5 line <&3
  case $line in \$[0-9]*) IFS= read -r -t 5 line <&3 ;; esac
  exec 3>&-
  printf '%s\n' "${line%$'\r'}"
}

client() { mote run --network host --entrypoint /redis-cli "archive:$archive" -p "$port" "$@"; }

for _ in $(seq 100); do
  [ "$(ask PING 2>/dev/null)" != +PONG ] || break
  kill -0 "$server" || { cat "$scratch/log" >&2; exit 1; }
  sleep 0.1
done
expect PING +PONG "$(ask PING)"
expect SET +OK "$(ask SET greeting 'hello from scratch')"
expect GET 'hello from scratch' "$(ask GET greeting)"
expect 'GET of nothing' '$-1' "$(ask GET nothing)"
expect 'a script' :42 "$(ask EVAL 'return 6*7' 0)"
expect 'redis-cli' 'hello from scratch' "$(client GET greeting)"

client SHUTDOWN NOSAVE
status=0
wait "$server" || status=$?
server=
expect 'the exit status' 0 "$status"
