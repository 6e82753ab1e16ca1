#!/bin/bash
# slow: many runs of mote
# Whatever others wrote comes back byte for byte, from every kind of place to every other.
python3 "$SRC/tests/cli/copy/_images.py" || exit

# The manifests of an image, by name, and the blobs.
blobs() { (cd "$1/blobs/sha256" && sha256sum -- * | awk '$1 != $2 { print "damaged " $2 } { print $2 }'); }

for image in one layers docker nested; do
  blobs $image >wanted
  digest=$(mote inspect --raw oci:$image | sha256sum | cut -d ' ' -f 1)
  mote copy -q oci:$image archive:$image.tar >said
  for target in oci-archive:$image.pure.tar.zst dir:$image.dir oci:$image.again; do mote copy -q archive:$image.tar "$target" >>said; done
  grep -c "@sha256:$digest$" said
  for source in archive:$image.tar oci-archive:$image.tar oci-archive:$image.pure.tar.zst dir:$image.dir oci:$image.again; do
    rm -rf out* back.*
    for target in oci:out archive:out.tar oci-archive:out.pure.tar dir:out.dir; do
      [ "$(mote copy -q "$source" $target)" = "$target@sha256:$digest" ] || echo "$image: $source to $target has another digest"
    done
    for target in archive:out.tar oci-archive:out.pure.tar dir:out.dir; do mote copy -q "$target" "oci:back.${target%%:*}" >/dev/null; done
    for folder in out back.archive back.oci-archive back.dir; do
      blobs $folder | cmp wanted - || echo "$image: $source gives other blobs in $folder"
    done
    # name and tag go along, so that the archive is the same too
    case $source in
    dir:*) ;;
    *) cmp $image.tar out.tar || echo "$image: $source gives another archive" ;;
    esac
    diff -r $image.dir out.dir || echo "$image: $source gives another folder"
  done
  echo "$image: $(wc -l <wanted) blobs"
done

# Docker's archives have no manifest: the config and the layers' tars are the same wherever they went
for archive in saved-old saved-podman saved-links; do
  first=$(mote copy -q docker-archive:$archive.tar oci:$archive)
  mote inspect --raw oci:$archive | jq -c '.mediaType, .config.mediaType, (.layers | length)'
  tar -xOf $archive.tar "$(tar -xOf $archive.tar manifest.json | jq -r '.[0].Config')" |
    cmp - "$archive/blobs/sha256/$(mote inspect --raw oci:$archive | jq -r '.config.digest[7:]')" || echo "another config"
  for target in dir:$archive.dir archive:$archive.again.tar docker-archive:$archive.docker.tar docker-archive:$archive.docker.tar.gz; do
    mote copy -q archive:$archive.tar "$target" | sed 's/@.*//' | tr '\n' ' '
    [ "${first##*@}" = "$(mote inspect --json "$target" | jq -r .digest)" ] && echo same
  done
  tar -tf $archive.docker.tar | sed -E 's/[0-9a-f]{64}/HEX/'
  tar -xOf $archive.docker.tar manifest.json | jq -c '.[].RepoTags'
done
cmp <(gzip -dc saved-old.docker.tar.gz) saved-old.docker.tar
# a compressed image becomes what docker loads, and keeps its config
mote copy -q oci:one docker-archive:one.docker.tar:team/one >/dev/null
tar -xOf one.docker.tar "$(mote inspect --raw oci:one | jq -r '.config.digest[7:]').json" |
  cmp - "one/blobs/sha256/$(mote inspect --raw oci:one | jq -r '.config.digest[7:]')"
tar -xOf one.docker.tar manifest.json | jq -c '.[].RepoTags'
mote inspect --json docker-archive:one.docker.tar | jq -c '[.platforms[].files[] | .path]'
# docker since 25 writes both: the layout's manifest is the one, and Docker's side gives the same config
mote inspect --raw saved-new.tar | cmp - <(mote inspect --raw oci:saved-new)
mote copy -q archive:saved-new.tar archive:new.tar | sed 's/@.*//'
tar -xOf new.tar manifest.json | jq -c '.[].RepoTags'
mote copy -q docker-archive:saved-new.tar:hello:v3 dir:new.dir | sed 's/@.*//'
[ "$(jq -r .config.digest new.dir/manifest.json)" = "$(mote inspect --raw oci:saved-new | jq -r .config.digest)" ] && echo "the same config"
# through a pipe
mote copy -q docker-archive:/dev/stdin:hello:v2 archive:piped.tar < <(cat saved-old.tar) | sed 's/@.*//'
mote copy -q docker-archive:saved-old.tar:hello:v2 archive:named.tar >/dev/null
cmp piped.tar named.tar
