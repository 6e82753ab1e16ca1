#!/usr/bin/env bash
# Every JSON of every example against the image-spec's schemas, every digest, size and diff_id, in each way of writing.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need python3 oci-image-tool jq zstd clang-19 ld.lld-19
: "${work:?}" "${images:?}"

check() {
  python3 -B -W ignore::DeprecationWarning tests/interop/_layout.py "$@" || die "a layout is not as the specification says"
}

for name in $images; do
  folder=$(layout "$name")
  check "$folder"
  run_quiet oci-image-tool validate --type image "$folder"
done

# a layout that mote wrote as a folder is what its archive holds
mote build -q -o "oci:$work/folder:latest" -o "archive:$work/same.tar" examples/hello >/dev/null
mkdir "$work/unpacked"
tar -xf "$work/same.tar" -C "$work/unpacked" --exclude manifest.json
diff -r "$work/folder" "$work/unpacked" || die "oci: and archive: hold different images"
check "$work/folder"

# the compressors, one after the other into one layout: the earlier tags stay
for how in gzip gzip:1 zstd zstd:19 none; do
  mote build -q --compression "$how" -o "oci:$work/compressors:${how/:/-}" examples/hello >/dev/null
done
check "$work/compressors"
equal "tags in the layout" "gzip gzip-1 none zstd zstd-19" \
  "$(jq -r '.manifests[].annotations["org.opencontainers.image.ref.name"]' "$work/compressors/index.json" | sort | paste -sd ' ')"

# several platforms: an index of manifests
for how in gzip zstd none; do
  mote pack -q --name hello --compression "$how" -o "oci:$work/platforms:$how" \
    "$(native_hello)" "$(foreign_hello arm64)" "$(foreign_hello riscv64)" >/dev/null
done
check "$work/platforms"
equal "platforms in the index" "amd64 arm64 riscv64" "$(mote inspect --json "oci:$work/platforms:gzip" | jq -r '.platforms[].platform' |
  sed 's|.*/||' | sort | paste -sd ' ')"
mote pack -q --name hello -o "archive:$work/platforms.tar" "$(native_hello)" "$(foreign_hello arm64)" >/dev/null
mkdir "$work/archive"
tar -xf "$work/platforms.tar" -C "$work/archive"
check "$work/archive"
run_quiet oci-image-tool validate --type image "$work/archive"

# all that a config can say
mkdir "$work/files"
echo text >"$work/files/a"
ln -s a "$work/files/b"
mote pack -q --name full --env A=1 --env 'B=two words' --workdir /srv --user 7:8 --expose 80 --expose 53/udp --volume /srv \
  --label k=v --annotation k=v --stop-signal SIGINT --cmd x --created 2026-01-02T03:04:05Z --file "$work/files:/srv/files" \
  --with certs --with tmp --with passwd --with nsswitch --with tz -o "oci:$work/full:latest" "$(native_hello)" >/dev/null
check "$work/full"
run_quiet oci-image-tool validate --type image "$work/full"

# Docker's media types
mote build -q --format=docker -o "archive:$work/docker.tar" examples/hello >/dev/null
mkdir "$work/docker"
tar -xf "$work/docker.tar" -C "$work/docker"
check --docker "$work/docker"

# And the check can fail. Each case spoils a copy of a layout that was right; the complaint must be about that.

# refused WHAT WORDS: the layout in $spoilt
refused() {
  ! python3 -B -W ignore::DeprecationWarning tests/interop/_layout.py "$spoilt" >"$work/refused" 2>&1 || die "$1 is not noticed"
  grep -q -- "$2" "$work/refused" || die "$1 is refused for another reason: $(cat "$work/refused")"
}

spoil() {
  spoilt=$work/spoilt
  rm -rf "$spoilt"
  cp -a "$work/folder" "$spoilt"
  manifest=$(jq -r '.manifests[0].digest | sub(".*:"; "")' "$spoilt/index.json")
  config=$(jq -r '.config.digest | sub(".*:"; "")' "$spoilt/blobs/sha256/$manifest")
  layer=$(jq -r '.layers[0].digest | sub(".*:"; "")' "$spoilt/blobs/sha256/$manifest")
}

# edit BLOB JQ-EXPRESSION: prints the digest of what comes out; the blob is gone
edit() {
  local folder=$spoilt/blobs/sha256 digest
  jq -cj "$2" "$folder/$1" >"$work/edited"
  digest=$(sha256sum "$work/edited" | cut -d ' ' -f 1)
  rm "$folder/$1"
  mv "$work/edited" "$folder/$digest"
  printf '%s\n' "$digest"
}

# edit_manifest JQ-EXPRESSION, edit_config JQ-EXPRESSION: all digests and sizes above stay right
edit_manifest() {
  local new
  new=$(edit "$manifest" "$1")
  jq -c --arg digest "sha256:$new" --argjson size "$(stat -c %s "$spoilt/blobs/sha256/$new")" \
    '.manifests[0] += {digest: $digest, size: $size}' "$spoilt/index.json" >"$work/edited"
  mv "$work/edited" "$spoilt/index.json"
}

edit_config() {
  local new
  new=$(edit "$config" "$1")
  edit_manifest ".config += {digest: \"sha256:$new\", size: $(stat -c %s "$spoilt/blobs/sha256/$new")}"
}

spoil
printf X | dd of="$spoilt/blobs/sha256/$layer" bs=1 seek=2000 conv=notrunc status=none
refused "a changed byte of a layer" "do not have the digest"
spoil
edit_manifest '.layers[0].size += 1'
refused "a size in a manifest" "its descriptor says"
spoil
edit_config '.rootfs.diff_ids[0] |= "sha256:" + ("0" * 64)'
refused "a diff_id" "is not the diff_id"
spoil
edit_config '.rootfs.diff_ids += .rootfs.diff_ids'
refused "a diff_id too many" "2 diff_ids, 1 layers"
spoil
edit_config '.config.Env = "PATH=/"'
refused "a config that the schema refuses" "config/Env"
spoil
edit_manifest '.layers[0].mediaType = 7'
refused "a manifest that the schema refuses" "layers/0/mediaType"
spoil
edit_manifest '.schemaVersion = 3'
refused "a manifest's version" schemaVersion
spoil
sed -i 's/"imageLayoutVersion":/"version":/' "$spoilt/oci-layout"
refused "a layout without its version" imageLayoutVersion
spoil
echo stray >"$spoilt/blobs/sha256/$(echo stray | sha256sum | cut -d ' ' -f 1)"
refused "a blob that nothing names" "nothing names"
spoil
rm "$spoilt/blobs/sha256/$config"
refused "a blob that is not there" FileNotFoundError
