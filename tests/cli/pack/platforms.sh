# Executables of several platforms are one index; several of one platform are one image with several programs, of which
# the first is the entrypoint.
. "$SRC/tests/cli/pack/_programs.sh"
sh "$SRC/tests/fixtures/elf/build" . || exit 1
mkdir a64 x86 r64
cp good-static-pie.c.elf x86/one
cp good-static.c.elf x86/two
cp good-arm64.c.elf a64/one
cp good-riscv64.c.elf r64/one
mote pack -q --name one -o oci:out r64/one x86/one a64/one x86/two >reference
mote inspect --json "$(cat reference)" |
  jq -r '.mediaType, (.platforms[] | .platform, "  \(.config.entrypoint[]) of \([.files[].path] | join(" "))")'
mote inspect --json -p linux/arm64 oci:out | jq -r '.platforms | map(.platform) | join(" ")'
mote inspect -p linux/s390x oci:out
echo $?
# in whatever order they were named
mote pack -q --name one -o oci:again x86/one a64/one x86/two r64/one | sed 's/.*@//' >digest
grep -qF "$(cat digest)" reference || echo 'another digest'
# two files of one name cannot both go to one place
mkdir other
cp x86/two other/one
mote pack -q -o oci:no x86/one other/one
echo $?
[ ! -e no ]
