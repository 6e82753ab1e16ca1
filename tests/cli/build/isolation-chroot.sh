#!/bin/sh
# slow: it needs the packages of mote's own tools
# As root in a container that blocks namespaces, a build is on the rung "chroot" and has the same digest as on "strict", for sources
# and for commands; the metadata name the rung. It must be root, who may mount.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
cat >mote.yaml <<'END'
name: hi
build:
  run: [sh build.sh]
  output: hi
END
cat >build.sh <<'END'
set -e
printf 'int main(void) { return __FILE__[0] != 47; }\n' >hi.c
$CC -g -o hi "$PWD/hi.c"
id -u
touch /here /opt/x /usr/local/x
mv /usr/bin/make /usr/bin/other 2>/dev/null || echo "the tools stay"
END
echo 'int main(void) { return 0; }' >a.c
for what in hi a.c; do
  operand=$what
  [ "$what" = a.c ] || operand=
  # shellcheck disable=SC2086 # a word or nothing
  mote build -q --no-cache --isolation=strict -o oci:strict $operand >strict.line || exit
  # shellcheck disable=SC2086
  "$SRC/tests/support/as_in_docker.sh" mote build --no-cache --progress=plain --metadata-file metadata.json -o oci:chroot $operand \
    >chroot.line 2>stderr || { cat stderr; exit 1; }
  [ "$(sed 's/.*@//' strict.line)" = "$(sed 's/.*@//' chroot.line)" ] && echo "$what: the same digest"
  grep -o 'building on the "[a-z]*" rung' stderr
  grep -o '"isolation": *"[a-z]*"' metadata.json | head -n 1
  grep -E -o '\| (1000|the tools stay)' stderr
done
