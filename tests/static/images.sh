#!/usr/bin/env bash
# mote's own images, packed by the mote that is in them: an engine loads and starts them; in mote:latest all that needs no
# compiler works, and packs what is mounted into the same image as outside; mote:debug has a shell, as CI systems want one.
set -euo pipefail
# shellcheck source=/dev/null
. tests/interop/_images.sh
# shellcheck source=/dev/null
. tests/interop/_podman.sh
# shellcheck source=/dev/null
. tests/support/static.sh
: "${work:?}" "${run_flags:?}" "${static_target:?}" "${static_other:?}"
need jq
export PATH="$SRC/build/static/$static_target:$PATH"

for archive in build/mote.tar build/mote-debug.tar; do
  [ -f "$archive" ] || die "there is no $archive: make image"
  equal "the platforms of $archive" "linux/amd64 linux/arm64" "$(mote inspect --json "$archive" | jq -r '[.platforms[].platform] | join(" ")')"
  run_quiet own_podman load -i "$archive"
done
equal "the images" "mote:debug mote:latest" "$(own_podman images --format '{{.Repository}}:{{.Tag}}' | sed 's,^.*/,,' | sort | paste -sd ' ')"

# inside IMAGE ARG...: with the work folder's "here" in the place of /work
mkdir "$work/here"
inside() {
  # shellcheck disable=SC2086 # a list of words
  own_podman run --rm $run_flags -v "$work/here:/work" "$@"
}
equal "the version" "$(mote version)" "$(inside mote:latest version)"
static_program "$work/here/hello" <<'C'
#include <stdio.h>

int
main(void)
{
	puts("packed in a container");
	return 0;
}
C
cd "$work/here"
mote pack -q -o archive:outside.tar hello >/dev/null
equal "the same image as outside" "$(mote inspect --json outside.tar | jq -r .digest)" \
  "$(inside mote:latest pack -q -o archive:inside.tar hello | sed 's/.*@//')"
cmp outside.tar inside.tar
equal "what it packed" "packed in a container" "$(mote run inside.tar)"
for verb in "check hello" "inspect inside.tar" "inspect --json --files inside.tar" "diff inside.tar outside.tar" "ports list" "copy -q inside.tar oci:copied"; do
  # shellcheck disable=SC2086 # a list of words
  equal "$verb" "$(MOTE_TOOLCHAIN_DIR=/none mote $verb)" "$(inside mote:latest $verb)"
done
inside mote:latest build . 2>"$work/said" && die "it builds without a compiler"
grep -q '^mote: .' "$work/said" || die "no word about what is missing: $(cat "$work/said")"

# as GitLab and GitHub start it: no entrypoint is in the way
equal "a shell" "$(mote version)" "$(inside mote:debug sh -c 'mote version | cat')"
equal "the default" "$(mote version)" "$(echo 'mote version' | inside -i mote:debug)"
applets=$(sed -n 's,^ *- {link: /usr/local/bin/busybox\, to: /bin/\(.*\)}$,\1,p' "$SRC/src/mote.yaml" | paste -sd ' ')
equal "the number of applets" 20 "$(wc -w <<<"$applets")"
# one that busybox does not have ends with 127
# shellcheck disable=SC2016 # the shell in the image expands it
equal "applets that are not there" "" "$(inside mote:debug sh -c 'for applet in '"$applets"'; do
  "/bin/$applet" --help </dev/null >/dev/null 2>&1 || [ $? != 127 ] || echo "$applet"; done')"

# and on the other processor
cd "$SRC"
for archive in build/mote.tar build/mote-debug.tar; do
  equal "$archive for $static_other" "$(mote version)" \
    "$(mote run --platform "$static_other" --emulator "$(command -v "$(emulator_of "$static_other")")" --entrypoint /usr/local/bin/mote "$archive" version)"
done
