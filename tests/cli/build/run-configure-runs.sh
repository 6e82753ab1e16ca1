#!/bin/bash
# slow: it configures programs
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# A configure step that tries to run what it compiled for another processor ends with words of its own; mote adds where its log
# says so and what helps. A log that lay in the source, and a command that fails for another reason, add nothing.
# shellcheck disable=SC2016 # the stage's shell expands it
mote toolchain install -q arm64 || exit
mkdir src
cd src || exit
cat >configure.ac <<'END'
AC_INIT([x], [1])
AC_PROG_CC
AC_CACHE_CHECK([whether it runs], [x_cv_runs],
  [AC_RUN_IFELSE([AC_LANG_PROGRAM([], [return 0;])], [x_cv_runs=yes], [x_cv_runs=no])])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END
printf 'x: ; $(CC) -o x x.c\n' >Makefile.in
echo 'int main(void) { return 0; }' >x.c
autoconf && rm -rf autom4te.cache
cat >hand-made <<'END'
#!/bin/sh
exec 5>out/config.log
echo 'int main(void) { return 0; }' >try.c
$CC -o try try.c && ./try 2>&5 || { echo "hand-made: your compiler does not work" >&2; exit 3; }
END
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.13)
project(x C)
file(WRITE ${CMAKE_BINARY_DIR}/t.c "int main(void) { return 0; }")
try_run(ran compiled ${CMAKE_BINARY_DIR} ${CMAKE_BINARY_DIR}/t.c)
END
cat >meson.build <<'END'
project('x', 'c')
meson.get_compiler('c').run('int main(void) { return 0; }', name: 'runs')
END
cd ..
try() {
  echo "== $1"
  mote build -q --root host -p arm64 --run "$1" --run-output x src 2>&1 | grep '^mote: \|^hand-made' | sed 's/\(config.log\|meson-log.txt\|CMakeError.log\|TryRunResults.cmake\):[0-9]*/\1:LINE/; s/"configure:[0-9]*/"configure:LINE/'
}
try 'sh configure'
try 'CONFIG_SITE= sh configure'
try 'mkdir out; sh hand-made'
try 'cmake -B $TMPDIR/made .'
try 'meson setup made --cross-file $MESON_CROSS_FILE'
try 'CONFIG_SITE= sh configure --host=$MOTE_TRIPLE'
echo 'old: Exec format error' >src/config.log
try 'exit 5'
try 'mkdir -p l; ln -s ../config.log l/config.log; ln -s /etc l/etc; mkfifo l/configure.log; exit 6'
try 'n=0; while [ $n -lt 200000 ]; do echo "a line that is not it"; n=$((n + 1)); done >config.log; echo "./a: Exec format error" >>config.log; exit 7'
try 'head -c 3000000 /dev/zero >config.log; printf "\nsh: \033[31m./conftest: Exec format error" >>config.log; exit 8'
rm src/config.log
echo "== what the error says helps"
printf 'build: {env: {x_cv_runs: "yes"}}\n' >src/mote.yaml
mote build -p arm64 --run 'sh configure && make' --run-output x -o oci:out src 2>&1 | sed -n 's/.*\(whether it runs\)/\1/p; s/@.*//p'
