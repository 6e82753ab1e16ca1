#!/bin/bash
# What cannot be pushed is said in one line, and before anything is sent.
python3 "$SRC/tests/cli/copy/_images.py" || exit
refused() {
  echo "mote push $*"
  mote push -q "$@" 2>&1
  echo "  $?"
}
refused
refused oci:one
refused oci:one ./hello
refused oci:one localhost:5000
refused oci:one localhost:5000/Hello
refused oci:one localhost:5000/hello:-a
refused oci:one localhost:99999/hello
refused oci:one https://localhost/hello
refused oci:one oci:out
refused oci:one localhost:5000/hello@sha256:"$(printf '%064d' 0)"
refused nowhere localhost:5000/hello
refused --jobs 0 oci:one localhost:5000/hello
refused --jobs 65 oci:one localhost:5000/hello
refused --retry x oci:one localhost:5000/hello
refused --retry-delay .5 oci:one localhost:5000/hello
refused --retry-delay 1. oci:one localhost:5000/hello
refused --timeout 0 oci:one localhost:5000/hello
refused --timeout 1.5 oci:one localhost:5000/hello
refused --ca nowhere.pem oci:one localhost:5000/hello
refused --ca one oci:one localhost:5000/hello
refused --insecure https://localhost oci:one localhost:5000/hello
