#!/usr/bin/env bash
# ccache with a project's own build. It is used only on request and gives the bytes of the compiler, cold and warm. A
# project finds no objects of another one, and no result that went through ccache is kept in the rest of the cache.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MOTE_CACHE_DIR=$work/cache

die() {
  echo "$*" >&2
  exit 1
}

mkdir -p "$work/project/src"
cd "$work/project"
for n in 1 2 3; do
  printf '#include <stdio.h>\nint part%s(void) { return printf("%%s %%s\\n", __FILE__, __DATE__) + 1; }\n' $n >src/part$n.c
done
echo 'int part1(void), part2(void), part3(void); int main(void) { return part1() + part2() + part3() < 0; }' >src/main.c
cat >mote.yaml <<'END'
name: program
build:
  # ccache is a program of the host
  root: host
  run:
    - for f in src/*.c; do $CC $CFLAGS -c -o $f.o $PWD/$f; done; $CC $CFLAGS -o program src/*.o $LDFLAGS
    - if [ -n "${CCACHE_DIR:-}" ]; then ccache --print-stats | grep -E '^(direct_cache_hit|preprocessed_cache_hit|cache_miss)' | sort >&2; fi
  output: program
END

# build ARGUMENT...: anew, but for what ccache has
build() {
  rm -rf "$MOTE_CACHE_DIR/build/stages"
  "$MOTE" build --wrapper ccache -o oci:image --metadata-file image.json "$@" 2>"$work/said" || die "$(cat "$work/said")"
}

# statistics NAME: the sum of all builds so far
statistics() {
  awk -v name="$1" '$(NF - 1) == name { print $NF }' "$work/said"
}

want=$("$MOTE" build -q --no-cache -o oci:image --metadata-file image.json)
[ "$(jq -r '.platforms[0].wrapper' image.json)" = null ] || die "there was a wrapper: $(cat image.json)"
[ "$("$MOTE" build -q -o oci:image --metadata-file image.json)" = "$want" ] || die "without a wrapper: another image"
[ "$(jq -r '.platforms[0].wrapper' image.json)" = null ] || die "nobody asked for a wrapper: $(cat image.json)"
[ ! -e "$MOTE_CACHE_DIR/build/ccache" ] || die "nobody asked for ccache, and it kept something"
[ "$(build --no-cache)" = "$want" ] || die "--no-cache: another image"
[ ! -e "$MOTE_CACHE_DIR/build/ccache" ] || die "--no-cache kept something"
for rung in strict landlock none; do
  [ "$(build --isolation $rung)" = "$want" ] || die "$rung, cold: another image"
  [ "$(jq -r '.platforms[0].wrapper' image.json)" = ccache ] || die "it is not used: $(cat image.json)"
  [ "$(jq -r '.platforms[0].network' image.json)" = false ] || die "it has the network"
  [ "$(statistics cache_miss)" = 4 ] || die "$rung, cold: $(cat "$work/said")"
  [ "$(build --isolation $rung)" = "$want" ] || die "$rung, warm: another image"
done
# (on the other rungs the stage's place is in the names of its files)
build >/dev/null
[ "$(statistics direct_cache_hit)" -ge 8 ] || die "strict, warm: $(cat "$work/said")"
[ "$(statistics cache_miss)" = 4 ] || die "strict, warm: $(cat "$work/said")"

# a result that went through ccache is not kept; a result of the compiler alone is recalled
"$MOTE" build --wrapper ccache -o oci:image --metadata-file image.json 2>"$work/said" >/dev/null
[ "$(jq '.platforms[0].cached' image.json)" = false ] || die "what went through ccache was kept"
"$MOTE" build -q -o oci:image --metadata-file image.json >/dev/null
"$MOTE" build --wrapper ccache -o oci:image --metadata-file image.json 2>"$work/said" >/dev/null
grep -q ', cached' "$work/said" || die "it was not recalled"
[ "$(jq -r '.platforms[0].wrapper' image.json)" = null ] || die "nothing was compiled: $(cat image.json)"

# other flags are other objects; the same project elsewhere has a cache of its own
build --cflags -O3 >/dev/null
[ "$(statistics cache_miss)" = 8 ] || die "other flags: $(cat "$work/said")"
cp -a "$work/project" "$work/elsewhere"
(cd "$work/elsewhere" && [ "$(build)" = "$want" ] && [ "$(statistics cache_miss)" = 4 ]) || die "elsewhere: $(cat "$work/said")"

# what the build itself puts into the settings is not heeded
# shellcheck disable=SC2016 # the stage's own
(cd "$work/elsewhere" && sed -i 's|^  run:|  run:\n    - "printf \\"compiler = /bin/false\\\\nprefix_command = /bin/false\\\\n\\" >$CCACHE_DIR/ccache.conf"|' mote.yaml && build >/dev/null && [ "$(build)" = "$want" ]) ||
  die "settings of the build: $(cat "$work/said")"

# sources go through it when it is asked for
echo 'int main(void) { return 0; }' >"$work/one.c"
[ "$("$MOTE" build -q --no-cache -o oci:one "$work/one.c")" = "$("$MOTE" build -q --wrapper ccache -o oci:one --metadata-file image.json "$work/one.c")" ] || die "sources: another image"
[ "$(jq -r '.platforms[0].wrapper' image.json)" = ccache ] || die "sources: it is not used"

# it is a part of the cache, which a running build holds on to
[ "$("$MOTE" cache show --json | jq .kinds.ccache.entries)" -ge 4 ] || die "$("$MOTE" cache show)"
cat >"$work/elsewhere/mote.yaml" <<'END'
name: program
build:
  run:
    - touch $CCACHE_DIR/started; while [ ! -e $CCACHE_DIR/go ]; do sleep 0.1; done; $CC $CFLAGS -o program src/*.c $LDFLAGS
  output: program
END
(cd "$work/elsewhere" && build >"$work/digest") &
slow=$!
for _ in $(seq 300); do
  held=$(echo "$MOTE_CACHE_DIR"/build/ccache/*/started)
  [ ! -e "$held" ] || break
  sleep 0.1
done
"$MOTE" cache prune --all >/dev/null
[ -e "$held" ] || die "a cache in use was removed"
[ "$("$MOTE" cache show --json | jq .kinds.ccache.entries)" = 1 ] || die "the others are still there"
touch "${held%/started}/go"
wait $slow
"$MOTE" cache prune --all >/dev/null
[ ! -e "$held" ] || die "it was not removed"

# it may write no more than the build may
cat >"$work/elsewhere/mote.yaml" <<'END'
name: program
build:
  run: head -c 300M /dev/zero >$CCACHE_DIR/large; sleep 5
  output: program
  limits: {disk: 100MB}
END
if (cd "$work/elsewhere" && "$MOTE" build -q --wrapper ccache -o oci:image 2>"$work/said"); then die "it wrote 300 MB"; fi
grep -q 'the build wrote more than 100 MB and was ended' "$work/said" || die "it says: $(cat "$work/said")"

# a wrapper that is asked for must be installed
if said=$(PATH=$work "$MOTE" build -q --wrapper ccache -o oci:image 2>&1); then die "there is no ccache"; fi
[[ $said == *'the wrapper "ccache" is not in /usr/bin; install it, or say "none"' ]] || die "it says: $said"
if said=$("$MOTE" build -q --wrapper icecream -o oci:image 2>&1); then die "there is no icecream"; fi
[[ $said == *'unknown wrapper "icecream": it is none, ccache or distcc' ]] || die "it says: $said"
