# --json is one object with the keys of mote-inspect(1); the same for a folder and for an archive of any compression.
. "$SRC/tests/cli/inspect/_images.sh"
mote pack -q --label a=b -o oci:out:v1 -o archive:a.tar -o archive:a.tar.gz -o archive:a.tar.xz -o archive:a.tar.zst app >/dev/null
mote inspect --json oci:out:v1 >json
jq -r 'keys, (.platforms[] | keys, (.config | keys), (.layers[] | keys), (.files[] | keys)) | join(" ")' json
jq -r '.reference, .mediaType, (.platforms | length), (.platforms[0] |
  .config.entrypoint[], .config.user, .config.labels.a, (.files[] | .path, .type, .mode, .owner, .group),
  (.layers[0] | .mediaType, (.digest != .diffId)), (.size > (.layers | map(.size) | add)), .unpackedSize % 512)' json
jq 'del(.reference)' json >expected
for name in a.tar a.tar.gz a.tar.xz a.tar.zst; do
  mote inspect --json $name | jq 'del(.reference)' | diff expected - || echo "$name differs"
done
# the bytes themselves
mote inspect --raw oci:out:v1 | sha256sum | sed 's/ .*//; s/^/sha256:/' | diff - <(jq -r .digest json)
mote inspect --raw a.tar.xz | jq -r 'keys | join(" ")'
