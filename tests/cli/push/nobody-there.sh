#!/bin/bash
# Where nobody listens every verb says so in one line that names the registry.
python3 "$SRC/tests/cli/copy/_images.py" || exit
says() {
  echo "mote $*"
  mote "$@" -q --retry 0 >said 2>&1
  echo "  $? $(wc -l <said) $(grep -c '^mote: localhost:1/team/hello: ' said)"
}
says push oci:one localhost:1/team/hello
says copy oci:one docker://localhost:1/team/hello:v1
says copy docker://localhost:1/team/hello:v1 oci:out
says pull localhost:1/team/hello oci:out
says tag localhost:1/team/hello v2
says digest docker://localhost:1/team/hello
says digest localhost:1/team/hello@sha256:"$(printf '%064d' 0)"
says inspect localhost:1/team/hello
says inspect --raw localhost:1/team/hello
says diff oci:one localhost:1/team/hello
says index show localhost:1/team/hello
says index create -t localhost:1/team/hello oci:one
says index add localhost:1/team/hello oci:one
says index remove localhost:1/team/hello amd64
# a file or a folder of that name goes first
mkdir -p localhost:1/team/hello
mote digest localhost:1/team/hello
ls
