#!/usr/bin/env bash
# Without root the exact command is printed; with everything there nothing is said.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cp -a toolchain "$work/toolchain"
chmod -R a+rX "$work"
[ -z "$("$work/toolchain/install-packages" toolchain demo lint unit check test peers 2>&1)" ] || { echo "something is missing here" >&2; exit 1; }
cat >"$work/toolchain/packages" <<'P'
build no-such-package-one
demo no-such-package-two
test no-such-package-three
demo no-such-package-four sh
demo no-such-package-five sh runs scripts
P
as_user=()
[ "$(id -u)" != 0 ] || as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
if said=$("${as_user[@]}" "$work/toolchain/install-packages" demo 2>&1); then
  echo "succeeded without root" >&2
  exit 1
fi
want='packages are missing; as root, run:  apt-get install --no-install-recommends no-such-package-one no-such-package-two no-such-package-five'
[ "$said" = "$want" ] || { echo "it says: $said" >&2; exit 1; }
