#!/bin/bash
# The digest, metadata and dependency files can be written through links and fifos, and to standard output as "-"; the
# reference then goes to stderr.
# shellcheck disable=SC1091
. "$SRC/tests/cli/pack/_programs.sh"
mkdir dev
for file in digest meta rule; do ln -s "../$file" "dev/$file"; done
mote pack -q -o oci:layout --digest-file dev/digest --metadata-file dev/meta --depfile dev/rule app >/dev/null
stat -c %N dev/*
[ "$(cat digest)" = "$(jq -r .digest meta)" ] && sed -n 1p rule
mkfifo dev/fifo
timeout 20 cat dev/fifo >got &
mote pack -q -o oci:layout --digest-file dev/fifo app >/dev/null
wait
cmp got digest
stat -c %N dev/fifo
mote pack -q -o oci:layout --metadata-file - app | jq -r .digest | cmp - digest
mote pack -o oci:layout --digest-file - app 2>said | cmp - digest
grep -c "^oci:layout@$(cat digest)\$" said
mote pack -q -o archive:- app | mote digest - | cmp - digest
mote pack -q -o archive:- --digest-file - app
mote pack -q -o archive:- --depfile rule app
mote pack -q -o archive:- --depfile rule --digest-file digest app | wc -l >/dev/null
sed -n 1p rule
