# Without bubblewrap, or where it may make no sandbox, one line says so, if mote may not change its root folder either.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/host_bwrap.sh"
. "$SRC/tests/cli/run/_program.sh"
mote pack -q --name tell -o oci:out tell >/dev/null
mkdir none broken
ln -s "$(command -v mote)" none/mote
printf '#!/bin/sh\necho "bwrap: no" >&2\nexit 1\n' >broken/bwrap
chmod +x broken/bwrap
say setpriv --bounding-set=-sys_chroot env PATH="$PWD/none" mote run oci:out
say setpriv --bounding-set=-sys_chroot env PATH="$PWD/broken:$PATH" mote run oci:out
# the image's variables are for its program; bubblewrap itself gets no variables at all
mkdir told
printf '#!/bin/sh\nexport -p >told/variables\nexit 1\n' >told/bwrap
chmod +x told/bwrap
setpriv --bounding-set=-sys_chroot env PATH="$PWD/told:$PATH" SECRET=1 mote run -e LD_PRELOAD=/evil.so oci:out 2>/dev/null
grep -v -e PWD -e SHLVL told/variables || echo "no variable"
# bubblewrap 0.4, of Debian 10's backports and RHEL 8, knows all options that mote uses, with owners and without
mkdir old
echo '#!/bin/bash' >old/bwrap
cat >>old/bwrap <<END
for word; do
  case \$word in
  --) break ;;
  --args | --as-pid-1 | --bind | --block-fd | --cap-add | --cap-drop | --chdir | --dev | --die-with-parent | --gid | --hostname | \
    --info-fd | --new-session | --proc | --remount-ro | --ro-bind | --seccomp | --setenv | --uid | --unshare-cgroup-try | \
    --unshare-ipc | --unshare-net | --unshare-pid | --unshare-user | --unshare-uts | --userns) ;;
  --*) echo "bwrap: Unknown option \$word" >&2; exit 1 ;;
  esac
done
exec "$(command -v bwrap)" "\$@"
END
chmod 755 old/bwrap
. "$SRC/tests/support/ordinary.sh"
chmod -R a+rX out old
PATH="$PWD/old:$PATH" mote run oci:out 5 >/dev/null
echo "of root $?"
PATH="$PWD/old:$PATH" as_user mote run -q oci:out 6 >/dev/null
echo "of a user $?"
