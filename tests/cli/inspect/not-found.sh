# What is not there is status 3, and the tags that are there are named.
. "$SRC/tests/cli/inspect/_images.sh"
mote pack -q -o oci:out:one app >/dev/null
mote pack -q --name two -o oci:out:two -o archive:a.tar:v1 --label a=b app >/dev/null
say() { mote inspect "$@" | sed 1q; echo "${PIPESTATUS[0]}"; }
say oci:out:three
say oci:out
say archive:a.tar:v2
say oci:nowhere
say archive:nowhere.tar
say nowhere
say nowhere:tag
say oci:out@sha256:0000000000000000000000000000000000000000000000000000000000000000
say registry:alpine
say oci:out:-tag
say
say out:one
say "out@$(mote inspect --json out:two | jq -r .digest)" | sed 's/@.*/@DIGEST/'
say out:one out:two
