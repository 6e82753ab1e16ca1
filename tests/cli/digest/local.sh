#!/bin/bash
# The digest of an image wherever it lies, or of one of its platforms.
python3 "$SRC/tests/cli/copy/_images.py" || exit
for image in oci:one oci:docker saved-old.tar; do
  mote digest "$image" | cmp - <(mote inspect --json "$image" | jq -r .digest)
done
mote digest -p arm64 oci:docker | cmp - <(mote inspect --json oci:docker | jq -r '.platforms[] | select(.platform == "linux/arm64").digest')
mote digest one@"$(mote digest one)" | cmp - <(mote digest oci:one)
says() {
  mote digest "$@"
  echo $?
}
says
says oci:one oci:docker
says nowhere
says -p riscv64 oci:docker
says -p vax oci:docker
says oci:one:v9
