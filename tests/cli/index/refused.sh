#!/bin/bash
# What makes no index is said in one line.
python3 "$SRC/tests/cli/copy/_images.py" || exit
refused() {
  echo "mote index $*"
  mote index -q "$@" 2>&1
  echo "  $?"
}
refused
refused creat
refused create
refused create oci:one
refused create -t oci:out oci:one
refused create -t localhost:5000 oci:one
refused create -o out oci:one
refused create -o oci:out oci:one oci:one
refused create -o oci:out oci:one nowhere
refused create -o docker-archive:out.tar oci:docker
refused add oci:one
refused add -o oci:out oci:one oci:docker
refused add oci:one@"$(mote digest oci:one)" oci:docker
refused add oci:nowhere oci:one
refused remove oci:docker
refused remove oci:docker riscv64
refused remove oci:docker sha256:12
refused remove oci:one amd64
refused show
refused show oci:one oci:docker
ls
