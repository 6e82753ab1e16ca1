# Whatever form the image has, inspect and run read it: media types, compressions, a pipe, a bare path, a digest.
. "$SRC/tests/cli/inspect/_images.sh"
for format in oci docker; do
  for compression in none gzip zstd; do
    [ $format/$compression != docker/zstd ] || continue
    mote pack -q --name app --format=$format --compression=$compression -o oci:$format-$compression -o archive:$format-$compression.tar app >reference
    mote inspect --json $format-$compression | jq -r '.mediaType, .platforms[0].layers[0].mediaType'
    for image in "$(cat reference)" $format-$compression.tar "$format-$compression:latest"; do
      mote run "$image"
      echo $?
    done
  done
done
# shellcheck disable=SC2002 # a pipe is what is tried
cat oci-zstd.tar | mote inspect archive:/dev/stdin | sed -n 1p
