#!/usr/bin/env bash
# Every command of README.md prints what README.md shows, and every command of docs/tour.md works, one after the other in
# an empty folder. UPDATE=1 writes into README.md what its commands print.
set -eu
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("localhost", 0)); print(s.getsockname()[1])'
}

# README.md's registry is one that runs already
mkdir "$work/readme"
cd "$work/readme"
port=5000
[ "${UPDATE:-}" = 1 ] || port=$(free_port)
printf '%s\n' 'version: 0.1' "http: {addr: \"localhost:$port\"}" "storage: {filesystem: {rootdirectory: $work/registry}}" >"$work/registry.yml"
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
for ((tries = 0; tries < 100; tries++)); do
  ! curl -fs "http://localhost:$port/v2/" >"$work/log" || break
  [ $tries -lt 99 ] || die "the registry does not start: $(cat "$work/registry.log")"
  sleep 0.1
done
mkdir "$work/said"
MOTE_CACHE_DIR=$work/cache TEST=examples/readme python3 -B "$SRC/tests/examples/_tutorial.py" "$SRC/README.md" "$work/said" "$port"

# The tour is the sh blocks: "$ " begins a command, other lines belong to the one before. It starts a registry itself.
awk '/^```sh$/ { tour = 1; next } /^```$/ { tour = 0 } tour { sub(/^\$ /, ""); print }' "$SRC/docs/tour.md" >"$work/tour.sh"
[ "$(grep -c '^mote ' "$work/tour.sh")" -ge 6 ] || die "docs/tour.md has no commands any more"
port=$(free_port)
sed -i "s/localhost:5000/localhost:$port/g; 1i trap 'kill \$(jobs -p) 2>/dev/null || true' EXIT" "$work/tour.sh"
mkdir "$work/empty"
cd "$work/empty"
bash -ex "$work/tour.sh" >"$work/out" 2>"$work/err" || die "$(cat "$work/out" "$work/err")"
cat "$work/out"
[ "$(grep -cx hello "$work/out")" -eq 2 ] || die "the tour did not say hello, or not from the registry"
grep -qE "^localhost:$port/hello:v1@sha256:[0-9a-f]{64}$" "$work/out" || die "the tour pushed nothing"
[ -s hello.tar ] && [ -s hello.tar.xz ] && [ -s digest ] && [ -d layout ] && [ -s mote.yaml ]

# and its mote.yaml is one that mote reads
awk '/^```yaml$/ { tour = 1; next } /^```$/ { tour = 0 } tour' "$SRC/docs/tour.md" >"$work/mote.yaml"
mkdir -p "$work/src" "$work/site"
cp hello.c "$work/src/"
echo hi >"$work/site/index.html"
mote build -q -f "$work/mote.yaml" -o "oci:$work/layout" >/dev/null
