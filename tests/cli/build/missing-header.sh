#!/bin/sh
# slow: many builds
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# When the compiler does not find a header, the error names the port that has it; for other headers it names none.
try() { # WHAT WHICH ARGUMENT...
  echo "$1: $2"
  shift 2
  { mote build -q -p amd64 --name a -o "rootfs:$PWD/a.tar" "$@" >/dev/null; } 2>&1 | sed -n 's/^mote: //p'
}
include() { # FILE HEADER
  printf '#include <%s>\nint main(void) { return 0; }\n' "$2" >"$1"
}
for header in argp.h sys/queue.h openssl/ssl.h none.h argp.hpp; do
  include a.c $header
  try header $header --source a.c
done

# one of several sources; the others fail for other reasons, or not at all
include a.c stdio.h
echo "int main(void) { return oops(\"fatal error: 'fts.h' file not found\") + none; }" >b.c
include d.c zlib.h
try sources 'a d' --source a.c --source d.c
try words b --source b.c

# in a message with colours
include a.c obstack.h
try colours obstack.h --source a.c --cflags=-fdiagnostics-color=always

# a header that the port does not have
include a.c jemalloc/none.h
try port jemalloc --port jemalloc --source a.c
