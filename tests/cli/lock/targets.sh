#!/bin/sh
# The lock of a mote.yaml has the packages of all its targets; another file has a lock of its own.
. "$SRC/tests/cli/lock/_archive"
archive <<'ROWS'
flex 1
m4 1
bison 1
ROWS
cat >mote.yaml <<'YAML'
build: {run: make, output: tool}
targets:
  one: {build: {packages: [flex, m4]}}
  two: {build: {packages: m4}}
  three: {}
YAML
mkdir -p sub
echo 'build: {run: make, output: tool, packages: bison}' >sub/other.yaml
lock
lock -f sub/other.yaml
ls . sub
show mote.lock
show sub/other.lock
