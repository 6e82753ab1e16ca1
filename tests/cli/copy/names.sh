#!/bin/bash
# slow: many runs of mote
# Tags and names: what the target says, else what the source has, else the target's name and latest.
python3 "$SRC/tests/cli/copy/_images.py" || exit
names() { tar -xOf "$1" manifest.json | jq -c '.[].RepoTags'; }
tags() { jq -c '[.manifests[].annotations | [."org.opencontainers.image.ref.name", ."io.containerd.image.name"]]' "$1/index.json"; }

mote copy -q oci:one archive:My_App.tar.gz | sed 's/@.*//'
names My_App.tar.gz
mote copy -q archive:My_App.tar.gz archive:b.tar:v2 | sed 's/@.*//'
names b.tar
mote copy -q archive:b.tar oci:c | sed 's/@.*//'
mote copy -q archive:b.tar oci:c:v3 | sed 's/@.*//'
tags c
# several tags of one image go along when none is asked for
mote copy -q oci:c archive:d.tar | sed 's/@.*//'
names d.tar
mote copy -q oci:c:v3 archive:d.tar | sed 's/@.*//'
names d.tar
# by digest
mote copy -q "oci:c@$(mote inspect --json oci:c:v3 | jq -r .digest)" archive:d.tar >/dev/null
names d.tar
mote copy -q dir:none oci:e
mote copy -q oci:one dir:f >/dev/null
mote copy -q dir:f oci:e >/dev/null
tags e
# names of Docker's
mote copy -q docker-archive:saved-old.tar:hello:v2 oci:g | sed 's/@.*//'
tags g
for name in b:1 a/b:1 docker.io/a/b:1 quay.io:5000/c:x @0 @1 @2 @3 @ a/b; do
  mote copy -q "docker-archive:saved-two.tar:$name" archive:h.tar | sed 's/@.*//'
  [ "${PIPESTATUS[0]}" != 0 ] || names h.tar
done
mote copy -q docker-archive:saved-two.tar archive:h.tar
mote copy -q archive:saved-two.tar:x archive:h.tar | sed 's/@.*//'
for name in team/tool quay.io:5000/team/tool:1.0 localhost/tool:x; do
  mote copy -q oci:one docker-archive:i.tar:$name | sed 's/@.*//'
  names i.tar
  mote copy -q docker-archive:i.tar "oci:i.$(basename "${name%:*}")" | sed 's/@.*//'
  mote inspect --json "docker-archive:i.tar:$name" | jq -r .reference
done
tags i.tool
# a whole name for a layout or an archive is kept as it is
labels() { tar -xOf "$1" index.json | jq -c '[.manifests[].annotations | [."org.opencontainers.image.ref.name", ."io.containerd.image.name"]]'; }
mote copy -q oci:one archive:w.tar:ghcr.io/acme/hello:v3 | sed 's/@.*//'
names w.tar
labels w.tar
mote copy -q archive:w.tar oci-archive:x.tar >/dev/null
labels x.tar
mote copy -q oci-archive:x.tar:ghcr.io/acme/hello:v3 oci:w:localhost:5000/my/hello:v4 | sed 's/@.*//'
tags w
mote copy -q oci:w:v4 docker-archive:y.tar >/dev/null
names y.tar
mote digest w.tar:ghcr.io/acme/hello:v3 | cmp - <(mote digest oci:one)
mote digest archive:w.tar:ghcr.io/acme/other:v3
mote digest archive:y.tar:localhost:5000/my/hello:v4 | cmp - <(mote digest y.tar)
mote digest archive:w.tar:quay.io/acme/hello:v3
mote copy -q oci:one archive:no/file.tar:v1
# all names of an image are copied with it
mote copy -q oci:one docker-archive:z.tar:a/b:1 >/dev/null
mkdir z && tar -xf z.tar -C z && jq -c '.[0].RepoTags = ["a/b:1", "quay.io/c/d:2"]' z/manifest.json >z.json && cp z.json z/manifest.json
(cd z && tar -cf ../z.tar -- *)
mote copy -q archive:z.tar oci:z-layout >/dev/null
tags z-layout
mote copy -q oci:z-layout archive:z2.tar >/dev/null
names z2.tar
# a bare path is looked at
for source in one f saved-old.tar b.tar; do mote inspect --json $source | jq -c '.platforms | length'; done
# a layout's tag that is a whole name, as skopeo writes it
sed 's|"v1"|"docker.io/library/whole:v1"|' one/index.json >index.json
cp index.json one/index.json
mote copy -q oci:one archive:k.tar | sed 's/@.*//'
names k.tar
# one more tag of what is there: nothing is written again
find c/blobs -type f -printf '%p %i\n' | sort >before
mote copy -q oci:c:v3 oci:c:v4 | sed 's/@.*//'
mote copy -q archive:b.tar oci:c:v5 | sed 's/@.*//'
find c/blobs -type f -printf '%p %i\n' | sort | diff before -
tags c
# nor is a blob of a flat folder that has it already
find f -type f -name '[0-9a-f]*' -printf '%p %i\n' | sort >before
mote copy -q archive:b.tar dir:f | sed 's/@.*//'
find f -type f -name '[0-9a-f]*' -printf '%p %i\n' | sort | diff before -
