#!/usr/bin/env bash
# Redis' server keeps what its client gives it, and stops in order; tests/examples/redis.sh asks more of it.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${status?}"
port=$(free_port)
start "$port" program --port "$port" --bind 127.0.0.1 --save ''
client() { program_at /redis-cli -p "$port" "$@"; }

equal 'ping' PONG "$(client ping)"
equal 'set' OK "$(client set greeting 'hello from scratch')"
equal 'get' 'hello from scratch' "$(client get greeting)"
equal 'a script' 42 "$(client eval 'return 6*7' 0)"
stop
equal 'the exit status' 0 "$status"
