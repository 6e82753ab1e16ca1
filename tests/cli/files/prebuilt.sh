# Executables in "files" are proven like the program: right platform, and static unless their loader comes too. Data
# is not.
. "$SRC/tests/cli/files/_project.sh"
sh "$SRC/tests/fixtures/elf/build" . || exit 1
mkdir tools
other=good-arm64.c.elf
[ "$target" = amd64 ] || other=good-static.c.elf
# refused YAML: prints the error without the name of the processor
refused() {
  echo "$1"
  pack <<<"files: [$1]" 2>said
  echo "  status $?"
  sed 's/it is for [^;]*; build it for [a-z0-9/]*/it is for OTHER; build it for PLATFORM/' said
}
cp $other tools/other
refused '{from: tools/other, to: /bin/}'
refused '{from: tools, to: /opt}'
refused '{from: "tools/*", to: /opt/}'
refused '{from: tools/other, to: /srv/download, mode: 0644}'
chmod 644 tools/other
refused '{from: tools, to: /opt}'
# an object file is no program, whatever its mode
cp bad-object.c.elf tools/object
chmod 755 tools/object
refused '{from: tools/object, to: /bin/}'
: >lib.c
"$toolchain/bin/cc" -shared -nostdlib -Wl,-soname,lib.so -o tools/lib.so lib.c
"$toolchain/bin/cc" -nostdlib -Wl,-e,main -x c -o tools/dynamic.o -c - <<<'int main(void) { return 0; }'
ld.lld-19 -pie -e main -dynamic-linker /lib/loader -o tools/dynamic tools/dynamic.o
refused '{from: tools/lib.so, to: /lib/}'
refused '{from: tools/dynamic, to: /bin/}'
put loader
refused '{from: tools/dynamic, to: /bin/}, {from: loader, to: /lib/}'
# where /usr is merged, and where the way to the loader never ends
refused '{from: tools/dynamic, to: /bin/}, {from: loader, to: /usr/lib/}, {link: usr/lib, to: /lib}'
refused '{from: tools/dynamic, to: /bin/}, {from: loader, to: /usr/lib/}, {link: /lib, to: /lib}'
