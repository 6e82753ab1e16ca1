#!/usr/bin/env bash
# Tags of a registry. The matrix of docs/ci.md, line by line, leaves only the tag of a complete index. Debian's
# docker-registry deletes by digest only: there a tag is removed, and other tags of the same manifest stay.
set -eu
# the installed toolchains: below this line HOME is the test's own
# shellcheck source=/dev/null
. toolchain/places
export MOTE_TOOLCHAIN_DIR="${home:?}"
# shellcheck source=/dev/null
. tests/registry/_peers.sh
: "${work:?}" "${host=}"

awk '/^## / { here = /Several machines/ } /^```/ { code = /sh$/; next } here && code && /mote / && !/distcc/' docs/ci.md >"$work/matrix"
[ "$(wc -l <"$work/matrix")" = 3 ] || die "docs/ci.md has another matrix: $(cat "$work/matrix")"
start() {
  start_registry "$@" <<'END_OF_CONFIG'
http: {addr: "127.0.0.1:0"}
END_OF_CONFIG
}
REGISTRY_STORAGE_DELETE_ENABLED=true start
cd "$work"
echo 'int main(void) { return 42; }' >app.c
printf 'name: app\nbuild: {sources: app.c}\n' >mote.yaml

export REPOSITORY=$host/team/app COMMIT=c0ffee PLATFORM
for PLATFORM in amd64 arm64; do head -n 1 matrix | bash -eu >/dev/null; done
equal "tags of the jobs" "c0ffee-amd64 c0ffee-arm64" "$(mote tag --list "$REPOSITORY" | tr '\n' ' ' | sed 's/ $//')"
tail -n +2 matrix | bash -eu >/dev/null
equal "tags after the last job" c0ffee "$(mote tag --list "$REPOSITORY")"
mote copy -q "$REPOSITORY:c0ffee" oci:whole >/dev/null
equal "what the index names" "linux/amd64 linux/arm64" "$(mote index show oci:whole | cut -d ' ' -f 1 | tr '\n' ' ' | sed 's/ $//')"

# the other tag of the same manifest stays, with OCI's and with Docker's format
for format in oci docker; do
  mote build -q -p amd64 --format "$format" --push -t "$host/team/$format:one" -t "$host/team/$format:two" >/dev/null
  digest=$(mote digest "$host/team/$format:two")
  mote tag -q --delete "$host/team/$format:one"
  equal "tags that are left" two "$(mote tag --list "$host/team/$format")"
  equal "what it names" "$digest" "$(mote digest "$host/team/$format:two")"
  mote tag -q --delete "$host/team/$format:two"
  equal "tags that are left" "" "$(mote tag --list "$host/team/$format")"
done

# a registry that may not delete: an error says so, and the tag stays
start strict
mote build -q -p amd64 --push -t "$host/team/app:one" >/dev/null
digest=$(mote digest "$host/team/app:one") status=0
mote tag --delete "$host/team/app:one" >said 2>&1 || status=$?
equal "status where nothing is deleted" 1 "$status"
grep -q 'it deletes no manifests, or is not set up to' said || die "it does not say why: $(cat said)"
equal "the tag that stays" "$digest" "$(mote digest "$host/team/app:one")"

# a thousand and one tags, which are two pages
for ((i = 0; i < 1001; i++)); do echo "t$i"; done | xargs mote tag -q "$host/team/app:one" >/dev/null
equal "tags of two pages" 1002 "$(mote tag --list "$host/team/app" | sort -u | wc -l)"
