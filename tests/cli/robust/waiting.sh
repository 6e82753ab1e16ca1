#!/bin/bash
# slow: it waits for processes
# mote that waits for another process, for bytes or for room, is ended by the first signal.
# shellcheck disable=SC1091
. "$SRC/tests/cli/robust/_inputs.sh"
head -c 1000000 /dev/urandom >random
mkfifo pipe
stopped() { # NAME mote ARGUMENT...
  local name=$1 status
  shift
  timeout --preserve-status -k 60 -s TERM 2 "$@" 2>said </dev/fd/3
  status=$?
  echo "$name: $status $(sed 's|linux/[a-z0-9/]*|PLATFORM|' said)"
}
# an end of it that is open, and does nothing
exec 3<>pipe
stopped 'bytes of a fifo' mote inspect archive:pipe
stopped 'bytes of standard input' mote inspect archive:-
stopped 'a password' mote login --password-stdin -u a 127.0.0.1:1
stopped 'room in a fifo' mote pack -q -o archive:pipe --file random:/random app
exec 3<>random
stopped 'who writes into a fifo' mote inspect archive:pipe
stopped 'who reads a fifo' mote pack -q -o archive:pipe app
stopped 'who reads the digest' mote pack -q -o oci:layout --digest-file pipe app
