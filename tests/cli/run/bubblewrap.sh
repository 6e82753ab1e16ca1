# Without bubblewrap, or where it may make no sandbox, one line says so.
. "$SRC/tests/cli/run/_program.sh"
mote pack -q --name tell -o oci:out tell >/dev/null
mkdir none broken
ln -s "$(command -v mote)" none/mote
printf '#!/bin/sh\necho "bwrap: no" >&2\nexit 1\n' >broken/bwrap
chmod +x broken/bwrap
say env PATH="$PWD/none" mote run oci:out
say env PATH="$PWD/broken:$PATH" mote run oci:out
