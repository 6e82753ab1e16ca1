#!/usr/bin/env bash
# Compile steps spread over two distcc daemons, each in a network namespace of its own: both compile, and the image is
# that of a local build. Nothing of the host's own network is touched.
set -euo pipefail
work=$(mktemp -d)
chmod 711 "$work"
spaces=(mote-$$-client mote-$$-one mote-$$-two)
daemons=()

clean() {
  [ ${#daemons[@]} -eq 0 ] || kill "${daemons[@]}" 2>/dev/null || true
  wait
  for space in "${spaces[@]}"; do ip netns delete "$space" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean EXIT

die() {
  echo "$*" >&2
  exit 1
}

# daemon NUMBER SPACE: reached from the client by 10.213.NUMBER.2
daemon() {
  ip link add "mote$1" netns "${spaces[0]}" type veth peer name far netns "$2"
  ip -n "${spaces[0]}" address add "10.213.$1.1/24" dev "mote$1"
  ip -n "${spaces[0]}" link set "mote$1" up
  ip -n "$2" address add "10.213.$1.2/24" dev far
  ip -n "$2" link set far up
  mkdir -m 1777 "$work/tmp$1"
  # it knows nothing of the toolchain but the compiler's name
  TMPDIR=$work/tmp$1 setsid ip netns exec "$2" distccd --no-detach --daemon --allow 10.213.0.0/16 --listen "10.213.$1.2" \
    --jobs 2 --log-stderr --verbose >"$work/log$1" 2>&1 &
  daemons+=($!)
}

for space in "${spaces[@]}"; do ip netns add "$space"; done
ip -n "${spaces[0]}" link set lo up
daemon 1 "${spaces[1]}"
daemon 2 "${spaces[2]}"
for n in 1 2; do
  for _ in $(seq 100); do
    ip netns exec "${spaces[0]}" bash -c "</dev/tcp/10.213.$n.2/3632" 2>/dev/null && continue 2
    sleep 0.1
  done
  die "daemon $n does not answer: $(cat "$work/log$n")"
done

# compiled NUMBER: how much this daemon has compiled since the last question
compiled() {
  grep -ac COMPILE_OK "$work/log$1" || true
  : >"$work/log$1"
}

mkdir -p "$work/project/src"
cd "$work/project"
for n in $(seq 20); do
  cat >"src/part$n.c" <<END
#include <assert.h>
#include <stdio.h>
#include "all.h"
int part$n(int n) { assert(n < 1000); return printf("%s:%d %s\n", __FILE__, __LINE__, __DATE__) + PICK(n, $n); }
END
  echo "int part$n(int);" >>src/all.h
done
echo '#define PICK(a, b) ((a) > (b) ? (a) : (b))' >>src/all.h
{ echo '#include "all.h"'; echo 'int main(void) { return 0'; for n in $(seq 20); do echo "+ part$n($n)"; done; echo '< 0; }'; } >src/main.c
cat >Makefile <<'END'
objects := $(patsubst src/%.c,%.o,$(wildcard src/*.c))
program: $(objects)
	$(CC) $(CFLAGS) -o $@ $^ $(LDFLAGS)
%.o: src/%.c
	$(CC) $(CFLAGS) -c -o $@ $<
END
cat >mote.yaml <<'END'
name: program
targets:
  sources:
    build: {sources: [src/*.c]}
  make:
    build:
      run: make -s -j$(if [ -n "$DISTCC_HOSTS" ]; then distcc -j; else nproc; fi)
      output: program
END

export DISTCC_HOSTS='10.213.1.2/2 10.213.2.2/2'
# build TARGET ARGUMENT...
build() {
  local target=$1
  shift
  ip netns exec "${spaces[0]}" "$MOTE" build --target "$target" -o oci:image "$@" 2>"$work/said" || die "$(cat "$work/said")"
}

for target in sources make; do
  for flags in -g -g0; do
    want=$(build $target --no-cache --wrapper none --cflags $flags)
    : >"$work/log1"; : >"$work/log2"
    got=$(build $target --no-cache --wrapper distcc --cflags $flags --metadata-file image.json)
    [ "$got" = "$want" ] || die "$target $flags: $got, but locally $want"
    one=$(compiled 1) two=$(compiled 2)
    if [ "$one" -eq 0 ] || [ "$two" -eq 0 ] || [ $((one + two)) -ne 21 ]; then die "$target $flags: one compiled $one, the other $two"; fi
    [ "$(jq -c '.platforms[0] | [.wrapper, .network]' image.json)" = '["distcc",true]' ] || die "$(cat image.json)"
    grep -q 'the stage has the network, for distcc to 10.213.1.2/2 10.213.2.2/2' "$work/said" || die "it says: $(cat "$work/said")"
  done
done

# for another processor, on another rung; the daemons' own target is not asked
want=$(build sources --no-cache --wrapper none -p arm64)
got=$(build sources --no-cache --wrapper distcc -p arm64 --isolation landlock)
[ "$got" = "$want" ] || die "arm64: $got, but locally $want"
if [ "$(compiled 1)" -eq 0 ] || [ "$(compiled 2)" -eq 0 ]; then die "arm64: one has not compiled"; fi

# what others compiled is not kept; what was compiled here is recalled, by the same key
build sources --wrapper distcc >"$work/first"
build sources --wrapper distcc >/dev/null
! grep -q ', cached' "$work/said" || die "it was kept: $(cat "$work/said")"
build sources --root host --wrapper none >"$work/second"
cmp "$work/first" "$work/second" || die "another image"
build sources --wrapper distcc --metadata-file image.json >/dev/null
grep -q ', cached' "$work/said" || die "it was not recalled: $(cat "$work/said")"
[ "$(jq .platforms[0].network image.json)" = false ] || die "nothing was built, and it had the network"

# hosts that do not answer: distcc says so and compiles here, or fails where that is asked for
want=$(build sources --no-cache --wrapper none)
got=$(DISTCC_HOSTS=10.213.1.2:1 build sources --no-cache --wrapper distcc)
[ "$got" = "$want" ] || die "with a dead host another image"
grep -q 'failed to distribute.*running locally' "$work/said" || die "it does not say that it compiles here: $(cat "$work/said")"
if DISTCC_FALLBACK=0 DISTCC_HOSTS=10.213.1.2:1 ip netns exec "${spaces[0]}" "$MOTE" build --target sources --no-cache --wrapper distcc -o oci:image >/dev/null 2>"$work/said"; then
  die "it compiled with a dead host: $(cat "$work/said")"
fi
tail -n 1 "$work/said" | grep -q '^mote: linux/.*: build: "cc -c src/.*" exited with status' || die "it says: $(cat "$work/said")"
unset DISTCC_HOSTS
if said=$("$MOTE" build -q --target sources --no-cache --wrapper distcc -o oci:image 2>&1); then die "it needs no hosts"; fi
[[ $said == *': build: the wrapper "distcc" needs DISTCC_HOSTS, in the environment or under "env" of "build": the machines that compile' ]] || die "it says: $said"
