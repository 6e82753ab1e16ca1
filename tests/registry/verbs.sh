#!/usr/bin/env bash
# What the verbs do with a registry that no peer needs to see: build --push, tag, digest, inspect, index, and the look for secrets.
set -eu
# the toolchains that are here: HOME is the test's own from now on
# shellcheck source=/dev/null
. toolchain/places
export MOTE_TOOLCHAIN_DIR="${home:?}"
# shellcheck source=/dev/null
. tests/registry/_peers.sh
: "${work:?}" "${host=}"

start_registry <<END_OF_CONFIG
http: {addr: "127.0.0.1:0"}
END_OF_CONFIG
cd "$work"

# requests METHOD PATH: how many the registry has had
requests() {
  grep -c "http.request.method=$1 .*http.request.uri=\"*/v2/$2" registry.log || true
}

# refused STATUS WORDS COMMAND...
refused() {
  local status=0 wanted=$1 words=$2
  shift 2
  "$@" >said 2>&1 || status=$?
  equal "status of $*" "$wanted" "$status"
  grep -qF -- "$words" said || die "$* does not say \"$words\": $(cat said)"
}

echo 'int main(void) { return 42; }' >app.c
repository=$host/team/app

# build and pack: the reference is printed as docker reads it, and no archive is written
whole=$(mote build -q -p amd64,arm64,386 --push -t "$repository:v1" -t "$repository" -t v2 --digest-file digest app.c)
equal "what build prints" "$repository:v1@$(cat digest)" "$whole"
[ ! -e app.tar ] || die "an archive was written beside"
# an archive that is written together with a push has the pushed names, and none of a registry's own
labels() { tar -xOf "$1" index.json | jq -r '[.manifests[].annotations."io.containerd.image.name"] | join(" ")'; }
mote build -q -p amd64 --push -t "$repository:named" -t "$host/other/app" -t v2 -o archive:named.tar app.c >/dev/null
equal "names of Docker" "$repository:named $repository:v2 $host/other/app:v2" "$(tar -xOf named.tar manifest.json | jq -r '.[0].RepoTags | join(" ")')"
equal "names of containerd" "$repository:named $repository:v2 $host/other/app:v2" "$(labels named.tar)"
mote copy -q "$repository:named" archive:named.tar >/dev/null
equal "the name of a copy" "$repository:named" "$(labels named.tar)"
mote copy -q "$repository:named" archive:named.tar:v3 >/dev/null
equal "the name of a copy with another tag" "$repository:v3" "$(labels named.tar)"
for tag in v1 v2; do equal "digest of $tag" "$(cat digest)" "$(mote digest "$repository:$tag")"; done
equal "one platform" "$(mote inspect --json "$repository:v1" | jq -r '.platforms[1].digest')" "$(mote digest -p arm64 "$repository:v1")"
status=0
mote run "$repository:v1" || status=$?
equal "mote run" 42 "$status"
printf 'name: app\nbuild: {sources: app.c}\ntags: ["%s:yaml", v3]\noutput: ["docker://%s:output", "oci:layout"]\n' "$repository" "$repository" >mote.yaml
mote build -q -p amd64 >/dev/null
equal "the tags of mote.yaml without --push" "MANIFEST_UNKNOWN" "$(curl -s "http://$host/v2/team/app/manifests/yaml" | jq -r '.errors[0].code')"
mote build -q -p amd64 --push --metadata-file meta.json >/dev/null
equal "references" "$repository:yaml $repository:output oci:layout" "$(jq -r '[.references[] | sub("@.*"; "")] | join(" ")' meta.json)"
MOTE_OUTPUT="docker://$repository:env" mote build -q -p amd64 app.c >/dev/null
equal "MOTE_OUTPUT" "$(mote digest -p amd64 "$repository:v1")" "$(mote digest "$repository:env")"
mote copy -q -p amd64 "$repository:v1" rootfs:root.tar >/dev/null
tar -xf root.tar app
equal "pack" "$repository:packed@$(mote digest "$repository:env")" "$(mote pack -q --push -t "$repository:packed" app)"

# inspect: no layer comes, unless files are asked for
before=$(requests GET team/app/blobs)
mote inspect "$repository:v1" >table
! grep -q '^  files' table || die "inspect shows files that it has not got"
equal "what inspect fetches" $((before + 3)) "$(requests GET team/app/blobs)"
mote inspect --json "$repository:v1" | jq -e '.platforms[0] | has("size") and (has("files") or has("unpackedSize") | not)' >/dev/null ||
  die "inspect --json says what it does not know"
equal "inspect --files" /app "$(mote inspect --files -p amd64 "$repository:v1" | awk '{ print $NF }')"

# tag: no blob moves
before=$(requests '[A-Z]*' team/app/blobs)
[ "$before" -gt 9 ] || die "no request is counted"
equal "tag" "$repository:v4@$(cat digest) $repository:v5@$(cat digest)" "$(mote tag "$repository:v1" v4 "$repository:v5" | tr '\n' ' ' | sed 's/ $//')"
equal "what tag moves" "$before" "$(requests '[A-Z]*' team/app/blobs)"
equal "a tag of a digest" "$repository:v6@$(cat digest)" "$(mote tag "$repository@$(cat digest)" v6)"
refused 3 'v9' mote tag "$repository:v9" v10

# index: what machines pushed one by one is what one machine pushes at once
for p in amd64 arm64; do mote build -q -p "$p" --push -t "$host/ci/app:$p" app.c >/dev/null; done
mote build -q -p 386 -o archive:386.tar app.c >/dev/null
equal "index create" "$host/ci/app:all@$(cat digest)" "$(mote index create -q -t "$host/ci/app:all" 386.tar "$host/ci/app:arm64" "$host/ci/app:amd64")"
same_index=$(mote index create -q -t "$host/ci/steps:all" "$host/ci/app:arm64")
equal "an index in another repository" "$host/ci/steps:all" "${same_index%@*}"
equal "index add" "$host/ci/steps:all@$(cat digest)" "$(mote index add -q "$host/ci/steps:all" 386.tar "$host/ci/app:amd64")"
before=$(requests POST ci/steps/blobs)
[ "$before" -gt 0 ] || die "no request is counted"
mote index remove -q "$host/ci/steps:all" 386 >/dev/null
equal "what is there is not sent again" "$before" "$(requests POST ci/steps/blobs)"
equal "index remove" "linux/amd64 linux/arm64" "$(mote index show "$host/ci/steps:all" | cut -d ' ' -f 1 | tr '\n' ' ' | sed 's/ $//')"
refused 2 "are for linux/amd64" mote index add -q "$host/ci/steps:all" "$host/ci/app:amd64"
equal "index add --replace" "$host/ci/steps:all@$(cat digest)" "$(mote index add -q --replace "$host/ci/steps:all" "$host/ci/app:all")"

# secrets: refused before the first request that would leave something, by build and by push
mkdir -p files/.ssh
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n' >files/.ssh/id_ed25519
refused 4 '"/home/.ssh/id_ed25519" (a private key)' mote build -q --push -t "$host/secret/app" --file files:/home/ app.c
mote build -q -o oci:secret --file files:/home/ app.c >/dev/null
refused 4 '"/home/.ssh/id_ed25519" (a private key)' mote push -q oci:secret "$host/secret/app"
refused 4 '"/home/.ssh/id_ed25519" (a private key)' mote index create -q -t "$host/secret/app" oci:secret
equal "what was left of it" 0 "$(requests POST secret)"
mote push -q --allow-secrets oci:secret "$host/secret/app" >/dev/null
[ "$(requests POST secret/app)" -gt 0 ] || die "no request is counted"
mote copy -q "$host/secret/app" "docker://$host/secret/other" >/dev/null
refused 4 '"/home/.ssh/id_ed25519" (a private key)' mote push -q oci:secret "$host/secret/third"
