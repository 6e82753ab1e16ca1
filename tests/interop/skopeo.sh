#!/usr/bin/env bash
# skopeo inspects every example in each way that it knows, copies it without changing a digest, and mote reads the copy.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need skopeo jq clang-19 ld.lld-19
: "${work:?}" "${images:?}"

# no policy of the system's, no credentials, no network
own_skopeo() {
  HOME=$work XDG_RUNTIME_DIR=$work skopeo --insecure-policy --tmpdir "$work" "$@"
}

digest_of() {
  mote inspect --json "$1" | jq -r .digest
}

# same_folder FOLDER LAYOUT DIGEST: what skopeo copied to dir: is the manifest of that digest, and blobs of the layout
same_folder() {
  local blob
  equal "the manifest in dir:" "$3" "sha256:$(sha256sum <"$1/manifest.json" | cut -d ' ' -f 1)"
  for blob in $(jq -r '.config.digest, .layers[].digest | sub(".*:"; "")' "$1/manifest.json"); do
    cmp "$1/$blob" "$2/blobs/sha256/$blob" || die "the copy has another blob $blob"
  done
}

# inspected REFERENCE: what of it must be the same, wherever it was read from
inspected() {
  own_skopeo inspect "$1" | jq -cS '{Architecture, Created, Env, Labels, Os}'
}

for name in $images; do
  archive=$(image "$name")
  folder=$(layout "$name")
  digest=$(digest_of "$archive")
  config=$(jq -r '.[0].Config' "$folder/manifest.json")
  tag=$(jq -r '.[0].RepoTags[0]' "$folder/manifest.json")
  for reference in "oci:$folder:latest" "oci-archive:$archive:latest" "oci-archive:$archive"; do
    equal "skopeo inspect $reference" "$digest" "$(own_skopeo inspect "$reference" | jq -r .Digest)"
  done
  for reference in "oci-archive:$archive:latest" "docker-archive:$archive" "docker-archive:$archive:$tag"; do
    equal "$reference beside oci:" "$(inspected "oci:$folder:latest")" "$(inspected "$reference")"
    own_skopeo inspect --config --raw "$reference" | cmp - "$folder/$config" || die "$reference has another config"
  done

  # every blob through skopeo's hands, which checks the digests
  for reference in "oci:$folder:latest" "oci-archive:$archive:latest"; do
    rm -rf "$work/dir"
    run_quiet own_skopeo copy "$reference" "dir:$work/dir"
    same_folder "$work/dir" "$folder" "$digest"
  done
  # from Docker's side of the archive the layers come unpacked: their digests are the diff_ids
  rm -rf "$work/dir"
  run_quiet own_skopeo copy "docker-archive:$archive" "dir:$work/dir"
  equal "the layers of docker-archive:$archive" "$(jq -r '.rootfs.diff_ids[]' "$folder/$config")" \
    "$(jq -r '.layers[].digest' "$work/dir/manifest.json")"
  echo "skopeo: $name is inspected and copied"
done

# what skopeo writes mote reads: a layout, a layout's archive, and what it made of Docker's side
hello=$(layout hello)
digest=$(digest_of "$hello:latest")
mkdir "$work/back"
run_quiet own_skopeo copy "oci:$hello:latest" "oci:$work/back/layout:copied"
run_quiet own_skopeo copy "oci:$hello:latest" "oci-archive:$work/back/archive.tar:copied"
run_quiet own_skopeo copy "docker-archive:$(image hello)" "oci:$work/back/docker:copied"
run_quiet own_skopeo copy --dest-compress-format zstd --dest-compress "docker-archive:$(image hello)" "oci:$work/back/zstd:copied"
equal "a layout that skopeo wrote" "$digest" "$(digest_of "oci:$work/back/layout:copied")"
equal "an archive that skopeo wrote" "$digest" "$(digest_of "archive:$work/back/archive.tar:copied")"
equal "the compression that skopeo chose" application/vnd.oci.image.layer.v1.tar+zstd \
  "$(mote inspect --json "oci:$work/back/zstd:copied" | jq -r '.platforms[0].layers[0].mediaType')"
for reference in oci:layout archive:archive.tar oci:docker oci:zstd; do
  equal "mote run of $reference" "hello from an image of one file" \
    "$(mote run "${reference%%:*}:$work/back/${reference#*:}:copied")"
done

# the other compressors, each beside the others in one layout
for how in zstd none gzip:9; do
  tag=${how%%:*}
  mote build -q --compression "$how" -o "oci:$work/compressors:$tag" examples/hello >/dev/null
  digest=$(digest_of "oci:$work/compressors:$tag")
  equal "skopeo inspect of $how" "$digest" "$(own_skopeo inspect "oci:$work/compressors:$tag" | jq -r .Digest)"
  rm -rf "$work/dir"
  run_quiet own_skopeo copy "oci:$work/compressors:$tag" "dir:$work/dir"
  same_folder "$work/dir" "$work/compressors" "$digest"
done

# several platforms: all of them under the index's digest, or the one that is asked for
mote pack -q --name many -o "oci:$work/many:latest" -o "archive:$work/many.tar" \
  "$(native_hello)" "$(foreign_hello arm64)" "$(foreign_hello riscv64)" >/dev/null
digest=$(digest_of "oci:$work/many:latest")
for reference in "oci:$work/many:latest" "oci-archive:$work/many.tar:latest"; do
  rm -rf "$work/dir"
  run_quiet own_skopeo copy --all "$reference" "dir:$work/dir"
  equal "the index in dir:" "$digest" "sha256:$(sha256sum <"$work/dir/manifest.json" | cut -d ' ' -f 1)"
  for each in $(jq -r '.manifests[].digest | sub(".*:"; "")' "$work/dir/manifest.json"); do
    cmp "$work/dir/$each.manifest.json" "$work/many/blobs/sha256/$each" || die "a platform's manifest came out wrong"
  done
  for each in amd64 arm64 riscv64; do
    rm -rf "$work/dir"
    run_quiet own_skopeo --override-os linux --override-arch "$each" copy "$reference" "dir:$work/dir"
    same_folder "$work/dir" "$work/many" "$(mote inspect --json "oci:$work/many:latest" |
      jq -r --arg platform "linux/$each" '.platforms[] | select(.platform == $platform) | .digest')"
  done
done
run_quiet own_skopeo copy --all "oci:$work/many:latest" "oci:$work/back/many:copied"
equal "an index that skopeo wrote" "$digest" "$(digest_of "oci:$work/back/many:copied")"

# Docker's media types. In a layout skopeo looks a tag up among OCI's manifests only, as mote.yaml(5) says: without a tag it is taken.
mote build -q --format=docker -o "oci:$work/docker:latest" -o "archive:$work/docker.tar" examples/hello >/dev/null
digest=$(digest_of "oci:$work/docker:latest")
for reference in "oci:$work/docker" "oci-archive:$work/docker.tar"; do
  equal "skopeo inspect of Docker's types" "$digest" "$(own_skopeo inspect "$reference" | jq -r .Digest)"
  rm -rf "$work/dir"
  run_quiet own_skopeo copy "$reference" "dir:$work/dir"
  same_folder "$work/dir" "$work/docker" "$digest"
done
run_quiet own_skopeo inspect "docker-archive:$work/docker.tar"

# and it would notice: one byte of a layer
layer=$(jq -r '.[0].Layers[0]' "$hello/manifest.json")
cp -a "$hello" "$work/broken"
printf X | dd of="$work/broken/$layer" bs=1 seek=2000 conv=notrunc status=none
rm -rf "$work/dir"
! own_skopeo copy "oci:$work/broken:latest" "dir:$work/dir" >"$work/refused" 2>&1 || die "skopeo does not notice a changed layer"
grep -q "Digest did not match" "$work/refused" || die "skopeo refuses a changed layer for another reason: $(cat "$work/refused")"
