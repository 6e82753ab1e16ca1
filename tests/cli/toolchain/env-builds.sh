#!/bin/bash
# slow: it configures programs
# Builds that know nothing of mote: what "toolchain env" prints is enough for make, CMake, meson and a configure script to make
# static programs for another processor, in C and C++.
for language in '' --c++; do mote toolchain install -q $language arm64 amd64 || exit; done
emulator=$(command -v qemu-aarch64-static) || exit
cat >x.c <<'C'
#include <stdio.h>

int main(void)
{
	return puts("C") < 0;
}
C
cat >x.cpp <<'C'
#include <iostream>

int main()
{
	std::cout << "C++" << std::endl;
	return 0;
}
C
cat >CMakeLists.txt <<'C'
cmake_minimum_required(VERSION 3.13)
project(x C CXX)
add_library(part STATIC x.c)
add_executable(by-cmake x.c)
add_executable(by-cmake-cxx x.cpp)
C
cat >meson.build <<'M'
project('x', 'c', 'cpp')
executable('by-meson', 'x.c')
executable('by-meson-cxx', 'x.cpp')
M
cat >Makefile <<'M'
by-make: x.c
	$(CC) -O2 -o $@ x.c
	$(AR) rcs part.a /dev/null
M
cat >configure.ac <<'A'
AC_INIT([x], [1])
AC_PROG_CC
AC_CHECK_FUNCS([fork])
AC_CONFIG_FILES([made:made.in])
AC_OUTPUT
A
echo '@CC@' >made.in
autoconf
(
  eval "$(mote toolchain env arm64)"
  [ -d "$SYSROOT/usr/include" ] || echo "no sysroot"
  make -s && cmake -B c . && cmake --build c && meson setup m --cross-file "$MESON_CROSS_FILE" && ninja -C m && ./configure
) >log 2>&1 || tail -n 30 log
for program in by-make c/by-cmake c/by-cmake-cxx m/by-meson m/by-meson-cxx; do
  if mote check -q --platform arm64 $program >said; then echo "$program $($emulator $program)"; else cat said; fi
done
cat made
