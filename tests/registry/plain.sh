#!/usr/bin/env bash
# Debian's docker-registry on loopback, without TLS and without credentials: mote and its peers hand images to each other.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
: "${work:?}" "${peer:?}" "${host=}" "${skopeo_one=}"

start_registry <<END_OF_CONFIG
http: {addr: "127.0.0.1:0"}
END_OF_CONFIG
let_in plain
docker_login() { echo '{}' >"$DOCKER_CONFIG/config.json"; }
try_peers

# nothing has changed: one request says so
asked() {
  grep -c '"mote/' "$work/registry.log"
}
before=$(asked)
mote push -q "oci:$work/layouts/hundred:v1" "$host/mote/hundred:v1" >/dev/null
equal "requests of a push with nothing changed" 1 $(($(asked) - before))

# more tags: no blob is sent for them
equal "mote tag" "$host/mote/one:v2@$(layout_digest "$work/layouts/one")" "$(mote tag "$host/mote/one:v1" v2 v3 | head -n 1)"
equal "what skopeo sees of the tag" "$(layout_digest "$work/layouts/one")" "$(registry_digest mote/one:v3)"

# pack pushes by itself; separate machines push one platform each, and one joins them to an index
for processor in amd64 arm64 riscv64; do
  case $processor in amd64) program=$(native_hello) ;; *) program=$(foreign_hello $processor) ;; esac
  mote pack -q --push -t "$host/joined/hello:$processor" "$program" >>"$work/pushed"
done
equal "the platform of a pack that pushes" arm64 \
  "$(own_skopeo inspect --override-arch arm64 "${skopeo_one[@]}" "docker://$host/joined/hello:arm64" | jq -r .Architecture)"
printed=$(sed 's|^|docker://|' "$work/pushed" | xargs mote index create -q -t "$host/joined/hello:v1")
equal "what index create prints" "$host/joined/hello:v1@$(registry_digest joined/hello:v1)" "$printed"
equal "the platforms of what was joined" "amd64 arm64 riscv64" \
  "$(jq -r '[.manifests[].platform.architecture] | sort | join(" ")' "$work/raw")"
pulled_by_peers joined/hello:v1 "$(registry_digest joined/hello:v1)" "hello from an image of one file"
! sed 's|^|docker://|; p' "$work/pushed" | xargs mote index create -q -t "$host/joined/twice:v1" 2>"$work/refused" || die "a platform may be joined twice"
grep -q linux/amd64 "$work/refused" || die "a platform is joined twice: $(cat "$work/refused")"
! (registry_digest joined/twice:v1) >/dev/null 2>&1 || die "an index that was refused is there"
echo "$peer: what was pushed one by one is joined, and runs"
