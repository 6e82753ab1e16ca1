#!/bin/sh
# What `make demo` shows: mote's main job on the smallest example, each command as a user would type it.
set -eu
cd "$(dirname "$0")/hello"

show() {
  printf '\n$ %s\n' "$*" >&2
  "$@"
}

# $work is new at every run, so that nothing is shown that an earlier one made
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
show cat hello.c >&2
show mote build --progress=plain -o "archive:$work/hello.tar"
show mote inspect "$work/hello.tar"
show mote run "$work/hello.tar"
printf '\nThe archive that you keep: docker load, podman load and skopeo take it.\n' >&2
show mote build -q -o archive:../../build/hello.tar
