#!/bin/bash
# What copy cannot do is said in one line, and nothing is written.
python3 "$SRC/tests/cli/copy/_images.py" || exit
: >file
mkdir -p folder/of/others
digest=sha256:$(printf '%064d' 0)
before=$(find . -mindepth 1 | sort)
refused() {
  echo "mote copy $*"
  mote copy -q "$@" 2>&1
  echo "  $?"
}
refused
refused oci:one
refused oci:one oci:out more
refused --platform= oci:one oci:out
refused --platform amd65 oci:one oci:out
refused --tag x oci:one oci:out
refused oci:one out
refused oci:one registry:x/y
refused oci:one oci:out@"$digest"
refused oci:one docker-archive:out.tar:@0
refused oci:one docker-archive:out.tar:Upper/case
refused oci:one docker-archive:out.tar:a:-b
refused oci:one docker-archive::a
refused oci:one dir:
refused oci:one $'dir:a\nb' | cat -v
refused --digest-file $'a\nb' oci:one oci:out | cat -v
refused oci:one rootfs:
refused rootfs:file oci:out
refused oci:nowhere oci:out
refused oci:folder oci:out
refused oci:one:v2 oci:out
refused oci:one@"$digest" oci:out
refused oci:file oci:out
refused archive:nowhere oci:out
refused archive:one oci:out
refused archive:file oci:out
refused oci-archive:saved-old.tar oci:out
refused docker-archive:saved-old.tar:other oci:out
refused docker-archive:saved-old.tar@"$digest" oci:out
refused dir:nowhere oci:out
refused dir:file oci:out
refused dir:folder oci:out
refused oci:one oci:file
refused oci:one oci:folder
refused oci:one archive:folder
refused oci:one dir:file
refused oci:one dir:folder
refused oci:one dir:one
refused oci:one rootfs:folder
refused oci:one archive:file/out.tar
refused oci:one dir:file/out
refused --digest-file ./out.tar oci:one archive:out.tar
refused --digest-file folder oci:one oci:kept
[ "$before" = "$(find . -mindepth 1 -not -path "./kept*" | sort)" ]
