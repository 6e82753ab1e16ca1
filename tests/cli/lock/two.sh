#!/bin/sh
# Two at once write one whole lock.
. "$SRC/tests/cli/lock/_archive"
seq 300 | sed 's/.*/package& 1/' | archive
# shellcheck disable=SC2046 # words
project $(seq 300 | sed 's/^/package/')
lock -q >/dev/null
mv mote.lock one
for _ in 1 2 3; do
  lock -q >/dev/null &
  lock -q >/dev/null &
  wait
  cmp one mote.lock
  rm mote.lock
done
ls -A
