# Sourced by the tests of make's jobserver: what runs at once, and tokens made by hand.
# shellcheck shell=bash

# jobs_at_once FILE: of the lines "+ TIME" and "- TIME", the most that were open at once
jobs_at_once() {
  grep -E '^[-+] [0-9]' "$1" | sort -k2,2n -k1,1r | awk '
    { open += $1 == "+" ? 1 : -1; if (open > most) most = open; n++ } END { print "at once", most, "of", n / 2 }'
}

# output_of FILE: leaves what the builds printed, without their platforms and what mote says
output_of() {
  sed -Ei 's/^linux[^|]* \| //; /^mote: /d; /^\[[0-9]+\/[0-9]+\] /d' "$1"
}

# begin_tokens N: a jobserver of make 4.4's kind that nobody else takes from
begin_tokens() {
  rm -f fifo
  mkfifo fifo
  exec 9<>fifo
  printf '%.*s' "$1" abcdefgh >&9
}

# the bytes that lie in it, in the order of the alphabet; they are gone then
end_tokens() {
  local tokens
  IFS= read -r -N 20 -t 0.3 tokens <&9
  exec 9>&-
  printf '%s' "$tokens" | fold -w 1 | sort | tr -d '\n'
  echo
}
