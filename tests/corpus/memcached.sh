#!/usr/bin/env bash
# memcached keeps, counts, forgets.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}"
port=$(free_port)
start "$port" program -l 127.0.0.1 -p "$port" -U 0 -m 16 -t 2

# ask WORDS LINES: sends the words, prints that many lines of the answer
ask() {
  local line i
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s\r\n' "$1" >&3
  for ((i = 0; i < $2; i++)); do
    IFS= read -r -t 30 line <&3 || die "no answer to \"$1\""
    printf '%s\n' "${line%$'\r'}"
  done
  exec 3>&-
}

equal 'the version' 'VERSION 1.6.18' "$(ask version 1)"
equal 'set' STORED "$(ask $'set greeting 0 0 18\r\nhello from scratch' 1)"
equal 'get' $'VALUE greeting 0 18\nhello from scratch\nEND' "$(ask 'get greeting' 3)"
equal 'set of a number' STORED "$(ask $'set number 0 0 2\r\n41' 1)"
equal 'incr' 42 "$(ask 'incr number 1' 1)"
equal 'delete' DELETED "$(ask 'delete greeting' 1)"
equal 'get of what is gone' END "$(ask 'get greeting' 1)"
stop
equal 'the exit status' 0 "$status"
