#!/usr/bin/env bash
# config.site gives a configure script, without running programs, the answers that it finds by running programs with the
# same compiler on this machine: each cached answer, and each line of the headers that it writes. A commit compares two
# small scripts, TEST_ALL=1 all. Scripts from before musl, or from before 2000, get their answers too.
set -euo pipefail

# shellcheck source=/dev/null
. toolchain/places
tool=${home:?}/amd64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

die() {
  echo "$*" >&2
  exit 1
}

# configured FOLDER SITE COMMAND...: runs the command with the environment of a stage
configured() {
  local folder=$1 site=$2
  shift 2
  mkdir -p "$folder"
  (cd "$folder" && env -i PATH="$tool/bin:/usr/bin:/bin" HOME="$work" LC_ALL=C.UTF-8 TZ=UTC CONFIG_SITE="$site" FORCE_UNSAFE_CONFIGURE=1 CC=cc CXX=c++ AR=ar \
    RANLIB=ranlib NM=nm STRIP=strip PKG_CONFIG=pkg-config PKG_CONFIG_LIBDIR=/nonexistent CFLAGS=-O0 "$@" >"$folder.log" 2>&1)
}

# answers CACHE: prints names and values with a tab between them; not those that must differ (names of machines and
# programs, precision of files' times), and not a guess that has other words
answers() {
  sed -n -e 's/^\([A-Za-z0-9_]*\)=\${\1=\(.*\)}$/\1=\2/p' -e 's/^: \${\([A-Za-z0-9_]*\)=\(.*\)}$/\1=\2/p' \
    -e 's/^test \${\([A-Za-z0-9_]*\)+.} || [A-Za-z0-9_]*=\(.*\)$/\1=\2/p' "$1" | sed "s/guessing //; s/'//g" |
    grep -vE '^(ac_cv_(build|host|target|prog_|path_|env_)|am_cv_prog|am_cv_filesystem_|lt_cv_(path|sys_|to_|prog_gnu)|acl_cv_|cf_cv_system_name)' | sed 's/=/\t/' | sort
}

# Answers that no variable can give, for which a native probe is needed ("CONFIG_SITE= ./configure"): gawk's formats of
# printf, stunnel's file of random bytes and its device of terminals, the /dev/fd of coreutils. Answers that must
# differ: names of systems; whether C++ runs; answers that only root can find; the place of a long double's exponent,
# which depends on the processor; an answer that newer versions of gnulib word differently; and a probe that clang does
# not compile, because it has a variable "nan".
known='PRINTF_HAS_A_FORMAT PRINTF_HAS_F_FORMAT RANDOM_FILE HAVE_DEV_PTMX DEV_FD_MIGHT_BE_CHR SYSTEM_NAME bison_cv_cxx_works
  gl_cv_func_mknod_works MKNOD_FIFO_BUG gl_cv_cc_long_double_expbit0 LDBL_EXPBIT0_BIT LDBL_EXPBIT0_WORD gl_cv_func_realpath_works FUNC_REALPATH_WORKS
  gt_cv_int_divbyzero_sigfpe INTDIV0_RAISES_SIGFPE'
known=$(echo "$known" | tr -s ' \n' '  ')
tab=$(printf '\t')

# headers FOLDER: prints each "#define NAME VALUE" and "#undef NAME" of the headers that configure wrote there
headers() {
  (cd "$1" && find . -name '*.h' -type f -exec sed -n \
    -e 's,^[ #/*]*# *\(define\|undef\)  *\([A-Za-z0-9_]*\) *\(.*\),\2=\1 \3,p' {} + | sort -u)
}

compare() { # NAME
  local source folder options=() command
  source=$(sed -n "s,^[0-9a-f]* .*/\($1_[^/]*\)\$,\1,p" toolchain/sources)
  folder=$work/$1
  toolchain/unpack "$(toolchain/fetch "$source")" "$folder/source"
  case $1 in
  dropbear) options=(--disable-zlib) ;;
  wget) options=(--without-ssl) ;;
  esac
  command=$folder/source/configure
  [ "$1" != tcl8.6 ] || command=$folder/source/unix/configure
  configured "$folder/native" "$work/native.site" "$command" --cache-file="$folder/native.cache" "${options[@]}" || true
  configured "$folder/cross" "$tool/config.site" "$command" --cache-file="$folder/cross.cache" "${options[@]}" || true
  answers "$folder/native.cache" >"$folder/native.answers"
  answers "$folder/cross.cache" >"$folder/cross.answers"
  [ -f "$folder/native/config.status" ] || die "$1: natively configure says: $(tail -n 5 "$folder/native.log")"
  [ -f "$folder/cross/config.status" ] || die "$1: configure says: $(tail -n 5 "$folder/cross.log")"
  {
    join -t "$tab" "$folder/native.answers" "$folder/cross.answers" | awk -F '\t' '$2 != $3 { print $1 ": native " $2 ", cross " $3 }'
    diff <(headers "$folder/native") <(headers "$folder/cross") | sed -n 's/^[<>] \([A-Za-z0-9_]*\)=.*/\1: other in the headers/p' | uniq
  } | grep -vE "^(${known// /|}):" | sed "s/^/$1: /" || true
  rm -rf "$folder"
}

# A native run need not find again what musl has: musl.sh tests that.
sed -n '/^# musl has these functions/,$p' "$tool/config.site" >"$work/native.site"
all=$(sed -n '/configure.sh runs/,$p' toolchain/sources | sed -n 's,.*/\([^/]*\)_[^_/]*$,\1,p')
small='mawk mpack units cflow socat dropbear libffi'
if [ "${TEST_ALL:-}" = 1 ]; then list="$all socat dropbear"; else list=$(echo "$small" | tr ' ' '\n' | tests/support/pick 2); fi
export -f compare configured answers headers die
export work tool known tab
# shellcheck disable=SC2016 # the other shell expands it
echo "$list" | tr ' ' '\n' | xargs -P "$(nproc)" -I NAME bash -euo pipefail -c 'compare "$1" >>"$work/$1.different"' - NAME || die "a configure script could not be tried"
[ "$(cat "$work"/*.different | wc -l)" = 0 ] || die "$(cat "$work"/*.different)"
[ "$(find "$work" -name '*.different' | wc -l)" = "$(echo "$list" | wc -w)" ] || die "not all were tried: $list"

echo "== a config.sub that is older than musl"
mkdir "$work/old"
cat >"$work/old/configure.ac" <<'AC'
AC_INIT([old], [1])
AC_CANONICAL_HOST
AC_PROG_CC
AC_MSG_NOTICE([host $host, alias $host_alias, cross $cross_compiling])
AC_OUTPUT
AC
cat >"$work/old/config.sub" <<'SUB'
#!/bin/sh
case $1 in
sun4) echo sparc-sun-sunos4.1.1 ;;
x86_64-*linux-gnu) echo x86_64-unknown-linux-gnu ;;
*) echo "Invalid configuration \`$1': machine not recognized" >&2 && exit 1 ;;
esac
SUB
printf '#!/bin/sh\necho x86_64-unknown-linux-gnu\n' >"$work/old/config.guess"
printf '#!/bin/sh\n' >"$work/old/install-sh"
chmod 755 "$work"/old/*
(cd "$work/old" && autoconf 2>"$work/autoconf.log") || die "autoconf: $(cat "$work/autoconf.log")"
for option in "" --host=x86_64-linux-musl; do
  # shellcheck disable=SC2086 # a word or nothing
  configured "$work/old/made" "$tool/config.site" ../configure $option || die "an old config.sub: $(tail -n 3 "$work/old/made.log")"
  grep 'host x86_64-unknown-linux-gnu, alias x86_64-linux-gnu, cross yes' "$work/old/made.log" >/dev/null ||
    die "an old config.sub: $(grep 'host ' "$work/old/made.log")"
done
# a config.sub that knows musl is asked
sed -i 's/^\*)/*-linux-musl) echo x86_64-pc-linux-musl ;;\n&/' "$work/old/config.sub"
configured "$work/old/made" "$tool/config.site" ../configure || die "a config.sub: $(tail -n 3 "$work/old/made.log")"
grep 'host x86_64-pc-linux-musl, alias x86_64-linux-musl' "$work/old/made.log" >/dev/null || die "a config.sub: $(grep 'host ' "$work/old/made.log")"
