# Without bubblewrap, or where it may make no sandbox, one line says so.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
. "$SRC/tests/cli/run/_program.sh"
mote pack -q --name tell -o oci:out tell >/dev/null
mkdir none broken
ln -s "$(command -v mote)" none/mote
printf '#!/bin/sh\necho "bwrap: no" >&2\nexit 1\n' >broken/bwrap
chmod +x broken/bwrap
say env PATH="$PWD/none" mote run oci:out
say env PATH="$PWD/broken:$PATH" mote run oci:out
# the image's variables are for its program, not for bubblewrap, which gets none of anybody's
mkdir told
printf '#!/bin/sh\nexport -p >told/variables\nexit 1\n' >told/bwrap
chmod +x told/bwrap
env PATH="$PWD/told:$PATH" SECRET=1 mote run -e LD_PRELOAD=/evil.so oci:out 2>/dev/null
grep -v -e PWD -e SHLVL told/variables || echo "no variable"
