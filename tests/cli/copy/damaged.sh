#!/bin/bash
# slow: many runs of mote
# Sources that lie: one line that names the source, nothing that is visible at the target, and what was there is there still.
python3 "$SRC/tests/cli/copy/_damaged.py" || exit
mkdir kept
mote copy -q oci:good oci:kept/layout:old >/dev/null
mote copy -q oci:good archive:kept/archive.tar >/dev/null
mote copy -q oci:good docker-archive:kept/docker.tar >/dev/null
mote copy -q oci:good dir:kept/dir >/dev/null
mote copy -q oci:good rootfs:kept/rootfs.tar >/dev/null
cp -a kept before
tame() { sed -E 's/sha256:[0-9a-f]{64}/DIGEST/g; s/[0-9a-f]{64}/HEX/g'; }

# copied TARGET SOURCE
copied() {
  timeout "$HANGS_AFTER" mote copy -q "$2" "$1" >said 2>&1
  printf '%s %s\n' "$?" "$(sed 's/@.*//' said | tame)"
  [ "$(wc -l <said)" = 1 ] || echo '  more than one line'
}

for each in layer-changed layer-short layer-long config-changed manifest-changed; do
  for source in oci:$each archive:$each.tar dir:$each.dir; do
    # nobody says which manifest should be in it
    [ "$source" != dir:manifest-changed.dir ] || source=$source@$(mote inspect --json oci:good | jq -r .digest)
    echo "$source" | tame
    for target in oci:kept/layout:new oci:new.layout archive:kept/archive.tar dir:kept/dir docker-archive:kept/docker.tar rootfs:kept/rootfs.tar; do
      # the blobs that are there already are not asked for again
      rm -rf new.layout
      copied $target "$source" | sed "s/^/  ${target%%:*} /"
    done
  done
done
for source in oci:layer-missing oci:type-unknown oci:type-lies oci:nested-deep; do
  copied oci:new.layout $source
  copied dir:kept/dir $source
done
for source in *.docker.tar; do
  printf '%s: ' "$source"
  copied oci:new.layout "docker-archive:$source"
  rm -rf new.layout
done
for source in *.dir; do
  case $source in
  version-* | manifest-[nsei]* | blob-*)
    printf '%s: ' "$source"
    copied oci:new.layout dir:"$source"
    ;;
  esac
done
# what was there: no name moved, no file changed, no new one but whole blobs
rm -rf new.layout
find kept -name '.*'
(cd kept/layout/blobs/sha256 && for blob in *; do [ "$(sha256sum <"$blob")" = "$blob  -" ] || echo "damaged $blob"; done)
mote inspect --json oci:kept/layout:old | jq -r .digest | cmp - <(mote inspect --json oci:good | jq -r .digest)
(cd before && find . -type f ! -name index.json) | while read -r file; do cmp "before/$file" "kept/$file"; done
