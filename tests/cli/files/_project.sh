# shellcheck shell=bash
# What the cases of this folder share: an executable to pack, and a look at the files of the layer.
target=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/; s/armv7l/armv7/; s/i[3-6]86/386/')
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
toolchain=${home:?}/$target
echo 'int main(void) { return 0; }' | "$toolchain/bin/cc" -s -x c -o app -

# put FILE...: a file that says its own name
put() {
  local file
  for file; do
    mkdir -p "$(dirname "$file")"
    echo "$file" >"$file"
  done
}

# Packs what mote.yaml on stdin says. Errors name no platform: the cases are the same on all.
pack() {
  local status=0
  cat >mote.yaml
  mote pack -q -f mote.yaml --output archive:app.tar app >/dev/null 2>errors || status=$?
  sed 's|^mote: linux/[a-z0-9/]*: |mote: PLATFORM: |' errors >&2
  return $status
}

# Lists the layer of app.tar without the executable.
list() {
  local layer
  layer=$(tar -xOf app.tar manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1)
  tar -xOf app.tar "$layer" | gzip -d >layer.tar
  tar -tvf layer.tar --numeric-owner --utc | grep -v ' app$' | tr -s ' '
}
