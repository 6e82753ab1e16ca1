#!/usr/bin/env bash
# Mosquitto's broker hands on messages between its own clients: a retained one, one to a waiting subscriber, and over TLS.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

port=$(free_port) secure=$(free_port)
make_certificates "$work/files"
cat >"$work/files/mosquitto.conf" <<END
listener $port 127.0.0.1
allow_anonymous true
listener $secure 127.0.0.1
certfile /server.pem
keyfile /server.key
END
add_files "$work/files"

publish() { program_at /mosquitto_pub -h 127.0.0.1 "$@"; }
subscribe() { program_at /mosquitto_sub -h 127.0.0.1 -W "$patience" "$@"; }

start "$port" program -c /mosquitto.conf
wait_for_port "$secure"
publish -p "$port" -t notes/kept -r -q 1 -m 'kept from scratch' || die "nothing was published"
equal 'a retained message' 'kept from scratch' "$(subscribe -p "$port" -t notes/kept -C 1)"
equal 'a retained message over TLS' 'notes/kept kept from scratch' \
  "$(subscribe -p "$secure" --cafile /ca.pem -v -t 'notes/#' -C 1)"
if subscribe -p "$secure" -t notes/kept -C 1 --cafile /mosquitto.conf >"$work/out" 2>&1; then die "it believes any certificate"; fi

# the broker says when somebody has subscribed
subscribe -p "$port" -t notes/now -q 1 -C 1 -F '%t %q %p' >"$work/heard" &
waiting=$!
retry "$patience" grep -q 'as .* (p2' "$work/server.1.log" || die "nobody subscribed"
deliver() {
  publish -p "$port" -t notes/now -q 1 -m 'heard at once'
  [ -s "$work/heard" ]
}
retry "$patience" deliver || die "the subscriber has heard nothing"
wait "$waiting" || die "the subscriber failed"
equal 'a message' 'notes/now 1 heard at once' "$(cat "$work/heard")"
stop
equal 'the exit status' 0 "$status"
