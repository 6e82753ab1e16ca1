#!/bin/bash
# Many who write to one place at once: a layout keeps every tag, a folder and an archive are one of the images, whole.
python3 "$SRC/tests/cli/copy/_images.py" || exit
sources="oci:one oci:docker oci:nested docker-archive:saved-podman.tar"
for source in $sources; do mote inspect --json "$source" | jq -r .digest; done | sort >digests
for round in 1 2 3; do
  writers=''
  for source in $sources; do
    tag=$(tr -dc '[:lower:]' <<<"${source#*:}")
    mote copy -q "$source" "oci:layout:$tag-$round" >/dev/null &
    writers="$writers $!"
    mote copy -q "$source" dir:folder >/dev/null &
    writers="$writers $!"
    mote copy -q "$source" archive:archive.tar >/dev/null &
    writers="$writers $!"
  done
  for writer in $writers; do wait "$writer" || echo "$writer failed: $?"; done
  for place in dir:folder archive:archive.tar; do mote inspect --json $place | jq -r .digest | grep -cxFf digests; done
done
jq -c '[.manifests[].annotations."org.opencontainers.image.ref.name"] | sort' layout/index.json
jq -r '.manifests[].annotations."org.opencontainers.image.ref.name"' layout/index.json | while read -r tag; do mote copy -q oci:layout:"$tag" oci:again:"$tag" >/dev/null; done
jq '.manifests | length' again/index.json
(cd layout/blobs/sha256 && sha256sum -- * | awk '$1 != $2') 
find . -name '.*' ! -name .
