#!/usr/bin/env bash
# With --referrers the manifests that refer to an image are copied too: from a layout to Debian's docker-registry, which
# keeps no lists of them and gets tags in place of a list; to a registry that lists them; into a layout; and back.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
: "${work:?}" "${host=}"

start_registry <<'END_OF_CONFIG'
http: {addr: "127.0.0.1:0"}
END_OF_CONFIG
tests/fake/registry --referrers --hosts "$work/hosts" 2>"$work/fake.log" &
children+=($!)
wait_until 30 test -s "$work/hosts" || die "the fake registry does not start: $(cat "$work/fake.log")"
lists=$(jq -r .registry "$work/hosts")
python3 tests/registry/_signed.py "$work/signed" >"$work/digests"
cd "$work"
digest() { jq -r ".\"$1\"" digests; }
tag() { digest "$1" | tr : -; }
words() { sort | tr '\n' ' ' | sed 's/ $//'; }
tags() { mote tag --list "$1" | words; }
names() { printf '%s\n' "$@" | words; }
# prints the index under a tag of $host/team/app
raw() { curl -s -H 'Accept: application/vnd.oci.image.index.v1+json' "http://$host/v2/team/app/manifests/$1"; }
# prints the entries of a list of referrers: TYPE DIGEST
listed() { jq -r '.manifests[] | .artifactType + " " + .digest' | words; }
of_index="test/signature $(digest signature)"

# to a registry that keeps no lists
mote copy -q oci:signed:v1 "docker://$host/plain/app:v1" >/dev/null
equal "without the flag" v1 "$(tags "$host/plain/app")"
mote copy --referrers oci:signed:v1 "docker://$host/team/app:v1" 2>said >/dev/null
grep -q '^mote: 4 that refer to it are in ' said || die "it is not said how many: $(cat said)"
whole=$(names v1 "$(tag index)" "$(tag amd64)" "$(tag signature)" "$(tag index).sig")
equal "tags of a registry that lists nothing" "$whole" "$(tags "$host/team/app")"
equal "the list of the index" "$of_index" "$(raw "$(tag index)" | listed)"
equal "the list of a platform" "test/list $(digest list)" "$(raw "$(tag amd64)" | listed)"
equal "the list of the signature" "test/countersignature $(digest countersignature)" "$(raw "$(tag signature)" | listed)"
equal "annotations in the list" signature "$(raw "$(tag index)" | jq -r '.manifests[0].annotations.kind')"
equal "cosign's" "$(digest cosign)" "$(mote digest "$host/team/app:$(tag index).sig")"
# copying again changes nothing
before=$(mote digest "$host/team/app:$(tag index)")
mote copy -q --referrers oci:signed:v1 "docker://$host/team/app:v1" >/dev/null
equal "the list, once more" "$before" "$(mote digest "$host/team/app:$(tag index)")"

# from there to a registry that keeps lists
mote copy -q --referrers "$host/team/app:v1" "docker://$lists/team/app:v1" >/dev/null
equal "tags of a registry that lists" "$(names v1 "$(tag index).sig")" "$(tags "$lists/team/app")"
equal "what it lists" "$of_index" "$(curl -s "http://$lists/v2/team/app/referrers/$(digest index)" | listed)"
equal "what it lists of a platform" "test/list $(digest list)" "$(curl -s "http://$lists/v2/team/app/referrers/$(digest amd64)" | listed)"

# into a layout, which names all of them but the stranger; without a tag the image is meant
mote copy -q --referrers "$lists/team/app:v1" oci:back:v1 >/dev/null
equal "what the layout names" "$(names "$(digest index)" "$(digest signature)" "$(digest list)" "$(digest countersignature)" "$(digest cosign)")" \
  "$(jq -r '.manifests[].digest' back/index.json | words)"
equal "without a tag" "$(digest index)" "$(mote digest oci:back)"
equal "bytes of the signature" signed "$(cat "back/blobs/sha256/$(jq -r '.layers[0].digest' "back/blobs/sha256/$(digest signature | cut -d : -f 2)" | cut -d : -f 2)")"

# and back to the first registry
mote copy -q --referrers oci:back:v1 "docker://$host/again/app:v1" >/dev/null
equal "tags after the whole way" "$whole" "$(tags "$host/again/app")"
mote copy -q --referrers "docker://$host/again/app:v1" oci:plain:v1 >/dev/null
equal "from a registry that lists nothing" "$(jq -r '.manifests[].digest' back/index.json | words)" "$(jq -r '.manifests[].digest' plain/index.json | words)"

# one platform: its own referrers are copied, and those of the index are not
mote copy -q --referrers -p amd64 oci:signed:v1 oci:one:v1 >/dev/null
equal "of one platform" "$(names "$(digest amd64)" "$(digest list)")" "$(jq -r '.manifests[].digest' one/index.json | words)"

refused() {
  local status=0 wanted=$1 words=$2
  shift 2
  "$@" >said 2>&1 || status=$?
  equal "status of $*" "$wanted" "$status"
  grep -qF -- "$words" said || die "$* does not say \"$words\": $(cat said)"
}
refused 2 'registries and oci: layouts; "app.tar" is neither' mote copy -q --referrers oci:signed:v1 archive:app.tar
refused 2 'do not go together' mote copy -q --referrers --format docker oci:signed:v1 oci:converted:v1
refused 1 'in more than 8 steps' mote copy -q --referrers oci:signed-far:v1 oci:far:v1
[ ! -e far ] || die "what is too deep has left something"
