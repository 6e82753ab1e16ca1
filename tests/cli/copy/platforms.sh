#!/bin/bash
# --platform: one gives the manifest as it is, several an index over them, all the very same index.
python3 "$SRC/tests/cli/copy/_images.py" || exit
shown() { mote inspect --raw "$1" | jq -c 'if .manifests then [.manifests[].platform.architecture] else (.layers | length) end'; }

for image in docker nested; do
  whole=$(mote copy -q oci:$image oci:out:whole)
  mote copy -q -p linux/arm64 oci:$image oci:out:one >/dev/null
  shown oci:out:one
  # the bytes of the manifest are the source's
  mote inspect --raw -p linux/arm64 oci:$image | cmp - <(mote inspect --raw oci:out:one)
  mote copy -q -p arm64,amd64 -p linux/arm64 oci:$image oci:out:two | sed "s/${whole##*@}/as the whole/; s/sha256:.*/DIGEST/"
  shown oci:out:two
  mote copy -q --platform amd64,arm64 oci:out:two dir:out.dir | sed -E 's/sha256:.*/DIGEST/'
  mote inspect --json dir:out.dir | jq -c '[.platforms[].platform]'
  mote copy -q -p riscv64 oci:$image oci:out:none
  echo $?
  rm -rf out out.dir
done
# entries stay as they stood, and so do the index's own words
mote copy -q -p riscv64,arm64 oci:nested oci:out >/dev/null
mote inspect --raw oci:out | jq -c ".annotations, .manifests[1].annotations"
# a platform's blobs are enough for it
rm "nested/blobs/sha256/$(mote inspect --raw -p linux/arm64 oci:nested | sha256sum | cut -d ' ' -f 1)"
mote copy -q oci:nested oci:half 2>&1 | sed -E 's/sha256:[0-9a-f]+/DIGEST/'
mote copy -q -p riscv64 oci:nested oci:half | sed 's/@.*//'
# one platform that the image is for, or is not
mote copy -q -p amd64 oci:one oci:of-one | sed 's/@.*//'
mote copy -q -p arm64 oci:one oci:of-one
echo $?
# what holds one platform
mote copy -q oci:docker docker-archive:docker.tar
echo $?
mote copy -q oci:docker rootfs:docker.tar
echo $?
mote copy -q -p arm64 --digest-file digest oci:docker docker-archive:docker.tar >said
echo "docker-archive:docker.tar@$(cat digest)" | cmp - said
ls
