#!/usr/bin/env bash
# What skopeo, podman, docker, umoci and buildah write mote hands on byte for byte, in every way that they know, and what mote
# writes in each way they read.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need skopeo podman dockerd docker umoci buildah runc jq
root_only "a docker daemon, and the storage of podman and buildah"
: "${work:?}"

own_skopeo() {
  HOME=$work XDG_RUNTIME_DIR=$work skopeo --insecure-policy --tmpdir "$work" "$@"
}
own_podman() {
  HOME=$work XDG_RUNTIME_DIR=$work podman --root "$work/podman" --runroot "$work/podman-run" --tmpdir "$work/podman-state" --storage-driver vfs \
    --cgroup-manager cgroupfs --events-backend none --runtime runc "$@"
}
own_buildah() {
  HOME=$work XDG_RUNTIME_DIR=$work buildah --root "$work/buildah" --runroot "$work/buildah-run" --storage-driver vfs "$@"
}

export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/config
mkdir "$work/daemon" "$work/from" "$work/to" "$work/config"
echo "{}" >"$work/config/config.json"
echo "{}" >"$work/daemon.json"
TMPDIR=$work/daemon dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=vfs -H "$DOCKER_HOST" \
  --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" --config-file "$work/daemon.json" \
  >"$work/dockerd.log" 2>&1 &
daemon=$!
clean_up() {
  own_podman rmi -f -a >/dev/null 2>&1 || true
  kill "$daemon" 2>/dev/null || true
  wait "$daemon" 2>/dev/null || true
  awk -v dir="$work/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r each; do umount "$each"; done
}

# through SOURCE: out of what a peer wrote, through each kind of place, the same blobs
through() {
  local source=$1 place digest
  digest=$(mote copy -q "$source" "dir:$work/to/wanted")
  digest=${digest##*@}
  equal "the manifest of $source" "$digest" "sha256:$(sha256sum <"$work/to/wanted/manifest.json" | cut -d ' ' -f 1)"
  for place in oci:$work/to/layout:x archive:$work/to/a.tar oci-archive:$work/to/o.tar.zst dir:$work/to/dir; do
    equal "$source to $place" "$place@$digest" "$(mote copy -q "$source" "$place")"
    run_quiet mote copy -q "$place" "dir:$work/to/back"
    diff -r "$work/to/wanted" "$work/to/back" || die "$source comes back from $place with other bytes"
  done
  # a peer sees nothing else: skopeo copies the source itself into the same folder
  case $source in
  oci:* | oci-archive:* | dir:*)
    rm -rf "$work/to/skopeo"
    run_quiet own_skopeo copy --all "$source" "dir:$work/to/skopeo"
    diff -r "$work/to/wanted" "$work/to/skopeo" || die "skopeo and mote copy $source with other bytes"
    ;;
  docker-archive:*)
    rm -rf "$work/to/skopeo"
    run_quiet own_skopeo copy "$source" "dir:$work/to/skopeo"
    equal "the blobs of $source" "$(jq -r '.config.digest, .layers[].digest' "$work/to/skopeo/manifest.json")" \
      "$(jq -r '.config.digest, .layers[].digest' "$work/to/wanted/manifest.json")"
    ;;
  esac
  echo "copy: $source"
}

# more layers than one, with a whiteout, by umoci
layout=$work/from/umoci
run_quiet mote copy -q "archive:$(image hello)" "oci:$layout:base"
run_quiet umoci unpack --image "$layout:base" "$work/bundle"
mkdir "$work/bundle/rootfs/etc"
echo one >"$work/bundle/rootfs/etc/one"
run_quiet umoci repack --refresh-bundle --image "$layout:second" "$work/bundle"
rm "$work/bundle/rootfs/etc/one"
ln -s /hello "$work/bundle/rootfs/again"
run_quiet umoci repack --image "$layout:third" "$work/bundle"
run_quiet umoci insert --image "$layout:third" --tag inserted examples/hello/hello.c /src/hello.c
for tag in base second third inserted; do through "oci:$layout:$tag"; done
# the merged tree is the one that umoci unpacks
run_quiet umoci unpack --image "$layout:third" "$work/merged"
run_quiet mote copy -q "oci:$layout:third" "rootfs:$work/tree.tar"
tar -df "$work/tree.tar" -C "$work/merged/rootfs" || die "rootfs: is not what umoci unpacks"
equal "the names of rootfs:" "$(cd "$work/merged/rootfs" && find . -mindepth 1 | sed 's|^\./||' | sort)" "$(tar -tf "$work/tree.tar" | sed 's|/$||' | sort)"

# skopeo: each of its ways, Docker's schema 2, zstd, several platforms
for target in "dir:$work/from/skopeo-dir" "oci-archive:$work/from/skopeo-oci.tar:x" "docker-archive:$work/from/skopeo-docker.tar:some/name:v1" "oci:$work/from/skopeo:x"; do
  run_quiet own_skopeo copy "oci:$layout:third" "$target"
  through "$target"
done
run_quiet own_skopeo copy --format v2s2 "oci:$layout:third" "dir:$work/from/schema2"
through "dir:$work/from/schema2"
equal "Docker's schema 2" application/vnd.docker.distribution.manifest.v2+json "$(mote inspect --json "dir:$work/from/schema2" | jq -r .mediaType)"
run_quiet own_skopeo copy --dest-compress --dest-compress-format zstd "docker-archive:$work/from/skopeo-docker.tar" "oci:$work/from/zstd:x"
through "oci:$work/from/zstd:x"
mote pack -q --name many -o "oci:$work/from/many:x" "$(native_hello)" "$(foreign_hello arm64)" "$(foreign_hello riscv64)" >/dev/null
run_quiet own_skopeo copy --all "oci:$work/from/many:x" "dir:$work/from/many-dir"
through "dir:$work/from/many-dir"

# buildah
container=$(own_buildah from scratch)
run_quiet own_buildah copy "$container" "$work/hello" /hello
run_quiet own_buildah config --entrypoint '["/hello"]' --label by=buildah "$container"
for target in "oci:$work/from/buildah:x" "dir:$work/from/buildah-dir" "oci-archive:$work/from/buildah-oci.tar:x" "docker-archive:$work/from/buildah.tar:some/name:v2"; do
  run_quiet own_buildah commit -q "$container" "$target"
  through "$target"
done
run_quiet own_buildah commit -q --format docker "$container" "dir:$work/from/buildah-docker"
through "dir:$work/from/buildah-docker"
run_quiet own_buildah rm "$container"

# podman
run_quiet own_podman load -i "$(image hello)"
name=$(own_podman images --format '{{.Repository}}:{{.Tag}}' | head -n 1)
for format in docker-archive oci-archive docker-dir oci-dir; do
  run_quiet own_podman save -q --format "$format" -o "$work/from/podman-$format" "$name"
done
through "docker-archive:$work/from/podman-docker-archive"
through "oci-archive:$work/from/podman-oci-archive"
through "dir:$work/from/podman-docker-dir"
through "oci:$work/from/podman-oci-dir"

# docker
for _ in $(seq 300); do
  ! docker version >/dev/null 2>&1 || break
  kill -0 "$daemon" 2>/dev/null || { tail -n 20 "$work/dockerd.log" >&2; die "dockerd ended at once"; }
  sleep 0.1
done
printf 'FROM scratch\nCOPY hello /hello\nCOPY hello /again\nENTRYPOINT ["/hello"]\n' >"$work/Dockerfile"
mkdir "$work/context"
cp "$work/hello" "$work/Dockerfile" "$work/context"
DOCKER_BUILDKIT=0 run_quiet docker build -q -t made:here "$work/context"
run_quiet docker tag made:here made:too
docker save made:here made:too >"$work/from/docker.tar"
through "docker-archive:$work/from/docker.tar"
through "docker-archive:$work/from/docker.tar:made:too"
identity=$(docker inspect -f '{{.Id}}' made:here)
equal "docker's image ID" "$identity" "$(jq -r .config.digest "$work/to/wanted/manifest.json")"
docker rmi -f made:here made:too >/dev/null

# and back: each way that mote writes, read by each peer that knows it
source=docker-archive:$work/from/docker.tar:made:here
digest=$(mote inspect --json "$source" | jq -r .digest)
back=$work/back
mkdir "$back"
for target in "docker-archive:$back/docker.tar:made:back" "docker-archive:$back/docker.tar.gz:made:gz" "archive:$back/both.tar:new" \
  "oci-archive:$back/oci.tar:x" "oci:$back/layout:x" "dir:$back/dir"; do
  run_quiet mote copy -q "$source" "$target"
done
for archive in docker.tar docker.tar.gz both.tar; do
  loaded=$(docker load -q -i "$back/$archive" | sed -n 's/^Loaded image: //p')
  equal "docker's image ID of $archive" "$identity" "$(docker inspect -f '{{.Id}}' "$loaded")"
  equal "docker run of $archive" "hello from an image of one file" "$(docker run --rm --network=none "$loaded")"
  docker rmi -f "$loaded" >/dev/null
done
for archive in docker.tar both.tar oci.tar; do
  run_quiet own_podman rmi -f -a
  run_quiet own_podman load -q -i "$back/$archive"
  equal "podman's image ID of $archive" "${identity#*:}" "$(own_podman images -q --no-trunc | sed 's/.*://' | sort -u)"
done
for reference in "docker-archive:$back/docker.tar" "docker-archive:$back/both.tar" "oci-archive:$back/both.tar" "oci-archive:$back/oci.tar" "oci:$back/layout:x" "dir:$back/dir"; do
  case $reference in
  docker-*) equal "the config of $reference" "$identity" "$(own_skopeo inspect --raw "$reference" | jq -r .config.digest)" ;;
  *) equal "the manifest of $reference" "$digest" "sha256:$(own_skopeo inspect --raw "$reference" | sha256sum | cut -d ' ' -f 1)" ;;
  esac
  run_quiet own_skopeo copy "$reference" "dir:$work/taken"
  # buildah makes a name of the path of a folder, which must be in lower case then
  case $reference in *.tar) ;; *) continue ;; esac
  container=$(own_buildah from -q --pull=never "$reference")
  equal "buildah from $reference" '["/hello"]' "$(own_buildah inspect "$container" | jq -c .OCIv1.config.Entrypoint)"
  run_quiet own_buildah rm "$container"
done
run_quiet umoci unpack --image "$back/layout:x" "$work/unpacked"
cmp "$work/unpacked/rootfs/again" "$work/hello" || die "umoci unpacks another file"
