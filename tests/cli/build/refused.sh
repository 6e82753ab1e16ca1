#!/bin/bash
# A build whose program is not static is refused with status 4, under the name that the user knows, and what was
# written before stays as it was.
sh "$SRC/tests/fixtures/elf/build" . || exit
platform=linux/amd64
mkdir src
cp bad-needed.c.elf src/given
echo kept >given.tar
say() { "$@" 2>&1 | sed 's/;.*//'; echo "${PIPESTATUS[0]}"; }
say mote build -q -p $platform --name given --run 'cp given out' --run-output out src
say mote build -q -p $platform --name given --run 'cp given out' --run-output out -o oci:new src
cat >src/mote.yaml <<'Y'
platforms: linux/amd64
build:
  run: mkdir -p $DESTDIR/bin && cp given $DESTDIR/bin/tool
  output: /bin/tool
Y
say mote build -q --name given src
cat given.tar
ls -A -I "*elf"
