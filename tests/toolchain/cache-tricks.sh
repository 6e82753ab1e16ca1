#!/usr/bin/env bash
# Cases that a build cache could overlook. Each trick is a function that makes a project in one of two variants. The
# variants differ only in something that a compiler opens, asks for or is told in an unusual way. Each variant is built
# with a cache that holds the other one, and without a cache: both images must be the same, and the images of the two
# variants must differ.
# shellcheck disable=SC2016 # what make and the stage's shell replace
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MOTE_CACHE_DIR=$work/cache
# shellcheck source=/dev/null
. toolchain/places
cc=${home:?}/amd64/bin/cc

die() {
  echo "$trick: $*" >&2
  exit 1
}

# Put before mote's command: changes the host that mote sees.
host=()
build() {
  "${host[@]}" "$MOTE" build -q -p amd64 -o oci:../image "$@" 2>"$work/said" | cut -d@ -f2 || die "$(cat "$work/said")"
}

word() {
  [ "$1" = 1 ] && echo one || echo two
}

# project [KEY: VALUE]...: mote.yaml with more keys below "build"
project() {
  printf 'name: program\nbuild:\n' >mote.yaml
  printf '  %s\n' "$@" >>mote.yaml
}

# A main that prints WORD, which a header or a flag defines.
say_word() {
  printf '#include <stdio.h>\n%s\nint main(void) { return puts(WORD) < 0; }\n' "$*"
}

# A main that prints the text that the function f of another object returns.
call_f() {
  printf '%s\n#include <stdio.h>\nconst char *f(void);\nint main(void) { return puts(f()) < 0; }\n' "$*"
}

define_f() {
  printf 'const char *f(void) { return "%s"; }\n' "$(word "$1")" >f.c
  "$cc" -c f.c -o f.o
  rm -f libfoo.a
  ar rcs libfoo.a f.o
  rm f.c
}

# A main that prints the bytes at "held", and an asm statement that includes a file there.
take_data() {
  word "$1" >data
  printf '%s\n#include <stdio.h>\nextern const char held[] __attribute__((visibility("hidden")));\nint main(void) { return puts(held) < 0; }\n' "$2" >main.c
  project 'sources: main.c'
}

# A header that exists in the second variant only.
come_and_go() {
  if [ "$1" = 1 ]; then rm -f "$2"; else printf '#define WORD "two"\n' >"$2"; fi
}

object_in_cflags() { project 'sources: main.c' 'cflags: ["-Wl,f.o"]'; call_f >main.c; define_f "$1"; }
object_in_ldflags() { project 'sources: main.c' 'ldflags: [f.o]'; call_f >main.c; define_f "$1"; }
library_of_a_folder() { project 'sources: main.c' 'cflags: [-L.]' 'ldflags: [-lfoo]'; call_f >main.c; define_f "$1"; }
library_by_file() { project 'sources: main.c' 'ldflags: [-L, ., "-l:libfoo.a"]'; call_f >main.c; define_f "$1"; }
forced_header_nearer() { project 'sources: main.c' 'includes: [inc]' 'cflags: [-include, g.h]'; mkdir -p inc; say_word >main.c; echo '#define WORD "one"' >inc/g.h; come_and_go "$1" g.h; }
quoted_header_nearer() { project 'sources: src/main.c' 'includes: [inc, inc2]'; mkdir -p src inc inc2; say_word '#include "h.h"' >src/main.c; echo '#include "g.h"' >inc/h.h; echo '#define WORD "one"' >inc2/g.h; come_and_go "$1" inc/g.h; }
next_header_nearer() { project 'sources: main.c' 'includes: [inc, inc2, inc3]'; mkdir -p inc inc2 inc3; say_word '#include <g.h>' >main.c; echo '#include_next <g.h>' >inc/g.h; echo '#define WORD "one"' >inc3/g.h; come_and_go "$1" inc2/g.h; }
system_header_nearer() { project 'sources: main.c' 'cflags: [-isystem, inc]'; mkdir -p inc; printf '#include <stdio.h>\n#include <limits.h>\n#ifndef WORD\n#define WORD "one"\n#endif\nint main(void) { return puts(WORD) < 0; }\n' >main.c; come_and_go "$1" inc/limits.h; [ "$1" = 1 ] || echo '#include_next <limits.h>' >>inc/limits.h; }
folder_that_comes() { project 'sources: main.c' 'includes: [inc/deep, inc2]'; mkdir -p inc2; say_word '#include <a/g.h>' >main.c; mkdir -p inc2/a; echo '#define WORD "one"' >inc2/a/g.h; if [ "$1" = 1 ]; then rm -rf inc; else mkdir -p inc/deep/a; echo '#define WORD "two"' >inc/deep/a/g.h; fi; }
header_becomes_a_link() { project 'sources: main.c'; say_word '#include "g.h"' >main.c; rm -f g.h; echo '#define WORD "two"' >../g.h; if [ "$1" = 1 ]; then echo '#define WORD "one"' >g.h; else ln -s ../g.h g.h; project 'sources: main.c' 'includes: [..]'; fi; }
source_is_a_link() { project 'sources: main.c'; say_word "#define WORD \"$(word "$1")\"" >"$(word "$1").c.in"; ln -sfn "$(word "$1").c.in" main.c; }
linker_response_file() { project 'sources: main.c' 'ldflags: ["-Wl,@list"]'; call_f >main.c; define_f "$1"; echo f.o >list; }
linker_word() { project 'sources: main.c' 'ldflags: [-Xlinker, f.o]'; call_f >main.c; define_f "$1"; }
linker_variable() { project 'sources: main.c' 'env: {MOTE_LIBS: ./libfoo.a}'; call_f >main.c; define_f "$1"; }
pragma_library() { project 'sources: main.c'; call_f '#pragma comment(lib, "./libfoo.a")' >main.c; define_f "$1"; }
pragma_operator_library() { project 'sources: main.c'; call_f '_Pragma("comment(lib, \"./libfoo.a\")")' >main.c; define_f "$1"; }
pragma_macro_library() {
  project 'sources: main.c'
  call_f '#define SAY(x) _Pragma(#x)
SAY(comment(lib, "./libfoo.a"))' >main.c
  define_f "$1"
}
pragma_library_with_lto() { project 'sources: main.c' 'cflags: [-flto]'; call_f '#pragma comment(lib, "./libfoo.a")' >main.c; define_f "$1"; }

two_folders() { mkdir -p inc inc2; say_word '#include <g.h>' >main.c; echo '#define WORD "one"' >inc2/g.h; come_and_go "$1" inc/g.h; }
long_option() { project 'sources: main.c' 'cflags: ["--include-directory=inc", "--include-directory=inc2"]'; two_folders "$1"; }
two_words() { project 'sources: main.c' 'cflags: [-I, inc, -isystem, inc2]'; two_folders "$1"; }
preprocessor_option() { project 'sources: main.c' 'cflags: ["-Wp,-Iinc,-Iinc2"]'; two_folders "$1"; }
option_of_a_foreign_command() { project 'sources: main.c' 'toolchain: musl-gcc -Wp,-Iinc' 'cflags: [-idirafterinc2]'; two_folders "$1"; }
frontend_option() { project 'sources: main.c' 'cflags: [-Xclang, -I, -Xclang, inc, "-idirafterinc2"]'; two_folders "$1"; }
response_file() { project 'sources: main.c' 'cflags: ["@flags"]'; say_word >main.c; printf -- "-DWORD='\"%s\"'\n" "$(word "$1")" >flags; }
include_path_variable() { project 'sources: main.c' 'root: tools' 'env: {MOTE_WRAPPER: "sh add"}'; echo 'exec "$@" -Iinc -Iinc2' >add; two_folders "$1"; }
linked_folder() { mkdir -p one two; say_word '#include <g.h>' >main.c; project 'sources: main.c' 'includes: [inc]'; echo '#define WORD "one"' >one/g.h; echo '#define WORD "two"' >two/g.h; ln -sfn "$(word "$1")" inc; }
linked_header() { say_word '#include "g.h"' >main.c; project 'sources: main.c'; echo '#define WORD "one"' >one.h; echo '#define WORD "two"' >two.h; ln -sfn "$(word "$1").h" g.h; }
header_by_a_climbing_name() { mkdir -p sub; say_word '#include "/src/../src/sub/../g.h"' >sub/main.c; project 'directory: sub' 'sources: main.c' 'includes: [..]' 'isolation: strict'; printf '#define WORD "%s"\n' "$(word "$1")" >g.h; }
header_through_the_toolchain() { say_word '#include "/toolchain/../src/g.h"' >main.c; project 'sources: main.c' 'isolation: strict'; printf '#define WORD "%s"\n' "$(word "$1")" >g.h; }
header_through_usr() { say_word '#include "/usr/../src/g.h"' >main.c; project 'sources: main.c' 'isolation: strict'; printf '#define WORD "%s"\n' "$(word "$1")" >g.h; }
same_file_once() { say_word '#include "a.h"
#include "b.h"' >main.c; project 'sources: main.c'; printf '#pragma once\n#ifdef WORD\n#undef WORD\n#define WORD "two"\n#else\n#define WORD "one"\n#endif\n' >a.h; if [ "$1" = 1 ]; then ln -sf a.h b.h; else rm -f b.h && cp a.h b.h; fi; }

asked() { printf '%s\n' "$1" '#include "opt.h"' '#else' '#define WORD "one"' '#endif'; }
asked_for_in_two_lines() { project 'sources: main.c'; say_word "$(asked '#if __has_\
include("opt.h")')" >main.c; come_and_go "$1" opt.h; }
asked_for_by_a_macro() { project 'sources: main.c'; say_word "$(asked '#define HAS(name) __has_include(name)
#if HAS("opt.h")')" >main.c; come_and_go "$1" opt.h; }
asked_for_by_another_name() { project 'sources: main.c'; say_word "$(asked '#define HAS __has_include
#if HAS("opt.h")')" >main.c; come_and_go "$1" opt.h; }
asked_for_by_a_pasted_name() { project 'sources: main.c'; say_word "$(asked '#define PASTE(a, b) a##b
#if PASTE(__has_, include)("opt.h")')" >main.c; come_and_go "$1" opt.h; }
asked_for_by_an_option() { project 'sources: main.c' "cflags: ['-DHAS=__has_include']"; say_word "$(asked '#if HAS("opt.h")')" >main.c; come_and_go "$1" opt.h; }
asked_for_above() { mkdir -p src; project 'sources: src/main.c' 'includes: [src]'; say_word "$(asked '#if __has_include("../opt.h")' | sed 's|"opt|"../opt|')" >src/main.c; come_and_go "$1" opt.h; }
# In the first variant no file can be opened at the name $2: a folder is there, or a link that leads to nothing.
folder_then_file() { rm -rf "$2"; if [ "$1" = 1 ]; then mkdir "$2"; else come_and_go 2 "$2"; fi; }
link_then_file() { ln -sfn gen/g.h "$2"; mkdir -p "$(dirname "$2")/gen"; come_and_go "$1" "$(dirname "$2")/gen/g.h"; }
link_then_folder() { rm -rf "$2" "$(dirname "$2")/gen"; ln -s gen "$2"; [ "$1" = 1 ] || { mkdir "$(dirname "$2")/gen"; come_and_go 2 "$2/g.h"; }; }
asked_for_where_a_folder_is() { project 'sources: main.c'; say_word "$(asked '#if __has_include("opt.h")')" >main.c; folder_then_file "$1" opt.h; }
asked_for_where_a_link_is() { project 'sources: main.c'; say_word "$(asked '#if __has_include("opt.h")')" >main.c; link_then_file "$1" opt.h; }
asked_for_above_where_a_folder_is() { rm -rf opt.h; asked_for_above 1; folder_then_file "$1" opt.h; }
asked_for_above_where_a_link_is() { asked_for_above 1; link_then_file "$1" opt.h; }
earlier_folder() { rm -rf a; project 'sources: main.c' 'includes: [a, b]'; mkdir -p a "b/$(dirname "$1")"; say_word "#include <$1>" >main.c; echo '#define WORD "one"' >"b/$1"; }
searched_where_a_folder_is() { earlier_folder g.h; folder_then_file "$1" a/g.h; }
searched_where_a_link_is() { earlier_folder g.h; link_then_file "$1" a/g.h; }
searched_through_a_link() { earlier_folder y/g.h; link_then_folder "$1" a/y; }
searched_in_a_link() { earlier_folder g.h; link_then_folder "$1" a; }
# clang takes a file among the search folders for a table from names to headers (bytes: the head, an empty row, a row, its strings)
header_map() { project 'sources: main.c' 'includes: [map, .]'; say_word '#include <g.h>' >main.c; for v in 1 2; do echo "#define WORD \"$(word $v)\"" >"$(word $v).h"; done; printf 'pamh\1\0\0\0\60\0\0\0\1\0\0\0\2\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\5\0\0\0\6\0\0\0\0g.h\0\0%s.h\0' "$(word "$1")" >map; }
found_above_before_another() { mkdir -p a/x b/x a/y b/y; project 'sources: main.c' 'includes: [a/x, b/x]'; say_word '#include <../y/g.h>' >main.c; echo '#define WORD "one"' >b/y/g.h; come_and_go "$1" a/y/g.h; }
embedded() { word "$1" >data; printf '#include <stdio.h>\nstatic const char held[] = {\n#embed "data"\n, 0};\nint main(void) { return puts(held) < 0; }\n' >main.c; project 'sources: main.c' 'cflags: [-Wno-c23-extensions]'; }

taken='\"data\"\n.byte 0\n.previous");'
assembled_in_parts() { take_data "$1" '__asm__(".section .rodata\nheld: .inc" "bin '"$taken"; }
assembled_in_capitals() { take_data "$1" '__asm__(".section .rodata\nheld: .INCBIN '"$taken"; }
assembled_by_a_macro() { take_data "$1" '#define PART "inc" "bin "
__asm__(".section .rodata\nheld: ." PART "'"$taken"; }
assembled_by_a_pasted_word() { take_data "$1" '#define PASTE(a, b) a##b
PASTE(__as, m__)(".section .rodata\nheld: .incb" "in '"$taken"; }
assembled_by_an_assemblers_macro() { take_data "$1" '__asm__(".macro take first second\n.\\first\\second '"${taken%.previous*}"'.endm\n.section .rodata\nheld: take inc bin\n.previous");'; }
assembled_by_alternatives() { take_data "$1" 'void g(void) { __asm__(".pushsection .rodata\nheld: .inc{b|x}in \"data\"\n.byte 0\n.popsection" :: "i"(0)); }'; sed -i 's|^void g|__attribute__((used)) void g|' main.c; }
assembled_by_an_option() { take_data "$1" 'TAKE(".section .rodata\nheld: .incb" "in '"$taken"; project 'sources: main.c' 'cflags: ["-DTAKE=__asm__"]'; }
assembled_by_joined_letters() { take_data "$1" '__a\
sm__(".section .rodata\nheld: .incb" "in '"$taken"; }
in_assembly() { take_data "$1" ''; project 'sources: [main.c, held.S]'; printf '#define DOT() .\n.section .rodata\n.globl held\nheld:\nDOT()incbin "data"\n.byte 0\n.section .note.GNU-stack,"",%%progbits\n' >held.S; }
held_in_assembly() { take_data "$1" ''; project "sources: [main.c, $2]"; printf '%s\n' '.section .rodata' '.globl held' 'held:' "$3" '.byte 0' '.section .note.GNU-stack,"",%progbits' >"$2"; }
in_assembly_by_parts_in_capitals() { held_in_assembly "$1" held.s '.macro take x
.INC\x "data"
.endm
take BIN'; }
in_included_assembly_by_parts_in_capitals() { held_in_assembly "$1" held.S '.macro take x
.INC\x "data"
.endm
take LuDe'; sed -i 's/.*/.ascii "&"/' data; }
in_assembly_by_letters() { held_in_assembly "$1" held.s '.irpc q, xC
.ifnc \q, x
.in\q\()bin "data"
.endif
.endr'; }
in_included_assembly() { take_data "$1" ''; project 'sources: [main.c, held.s]'; printf '.globl held\n.include "rest"\n.section .note.GNU-stack,"",%%progbits\n' >held.s; printf '.section .rodata\nheld: .string "%s"\n' "$(word "$1")" >rest; }

# the project's own build
make_file() { printf 'program: main.o\n\t$(CC) -o program main.o\n' >Makefile; project 'run: make' 'output: program'; }
older_than_its_object() {
  make_file
  printf '#include <stdio.h>\nint main(void) { return puts("one") < 0; }\n' >main.c
  "$cc" -c main.c -o main.o
  sed -i s/one/two/ main.c
  if [ "$1" = 1 ]; then touch -d 2020-01-01 main.c; else touch main.c; fi
}
# A project whose commands make a program. It prints the word that a shell expression gives.
commands() {
  printf '#include <stdio.h>\nint main(void) { return puts(WORD) < 0; }\n' >main.c
  printf 'name: program\nbuild:\n  run: |\n    w=%s\n    $CC -DWORD="\\"$w\\"" -o program main.c\n  output: program\n' "$1" >mote.yaml
}
run_executable_bit() { commands '$([ -x tool ] && echo two || echo one)'; : >tool; if [ "$1" = 1 ]; then chmod 644 tool; else chmod 755 tool; fi; }
run_link() { commands '$(readlink to)'; ln -sfn "$(word "$1")" to; }
run_empty_folder() { commands '$([ -e folder ] && echo two || echo one)'; if [ "$1" = 1 ]; then rm -rf folder; else mkdir folder; fi; }
run_order_of_times() { commands '$([ a -nt b ] && echo two || echo one)'; touch a b; if [ "$1" = 1 ]; then touch -d 2001-01-01 a; else touch -d 2001-01-01 b; fi; }
run_equal_times() { commands '$([ a -nt b ] && echo two || echo one)'; touch -d 2001-01-01T00:00:00.5 a b; [ "$1" = 1 ] || touch -d 2001-01-01T00:00:00.500000001 a; }
run_variable() { commands '$W'; echo "  env: {W: $(word "$1")}" >>mote.yaml; }
run_flags() { commands '$(case $CFLAGS in *-DTWO*) echo two ;; *) echo one ;; esac)'; [ "$1" = 1 ] || echo '  cflags: [-DTWO]' >>mote.yaml; }

# The host in a mount namespace of its own: in the second variant FOLDER has one name more.
other_host() {
  commands "\$([ -L $2/trick ] && echo two || echo one)"
  echo '  root: host' >>mote.yaml
  host=()
  [ "$1" = 1 ] && return
  mkdir -p ../host
  ln -sfn two ../host/trick
  host=(unshare "$([ "$(id -u)" = 0 ] && echo -m || echo -rm)" sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$(realpath ../host)" "$2")
}
host_alternatives() { other_host "$1" /etc/alternatives; }
host_local() { other_host "$1" /usr/local; }

tricks=$(sed -n 's/^\([a-z_]*\)() {.*/\1/p' "$0" | grep -vx 'die\|build\|word\|project\|say_word\|call_f\|define_f\|take_data\|held_in_assembly\|come_and_go\|folder_then_file\|link_then_file\|link_then_folder\|earlier_folder\|two_folders\|asked\|make_file\|commands\|other_host\|exchange')
count=0
for trick in ${TRICK:-$tricks}; do
  mkdir -p "$work/$trick/project"
  cd "$work/$trick/project"
  $trick 1
  first=$(build)
  $trick 2
  if second=$(build --no-cache); then
    [ "$first" != "$second" ] || die "the two variants are the same: this tries nothing"
    [ "$(build)" = "$second" ] || die "what the first variant left is taken for the second one"
  fi
  $trick 1
  [ "$(build)" = "$first" ] || die "what the second variant left is taken for the first one"
  count=$((count + 1))
done

# An evil project tries to put its own words into an honest one's program: it has the same source, and a name that
# leads to another file in the stage than on the host.
trick='two projects'
mkdir -p "$work/honest" "$work/evil/sub"
for folder in honest evil/sub; do
  say_word '#include "config.h"' >"$work/$folder/main.c"
done
echo '#define WORD "honest"' | tee "$work/honest/config.h" >"$work/evil/real.h"
echo '#define WORD "evil"' >"$work/evil/sub/real.h"
ln -s /proc/self/cwd/real.h "$work/evil/sub/config.h"
cd "$work/evil"
project 'directory: sub' 'sources: main.c'
build --isolation strict >/dev/null
# and the honest project in the place of the evil one
for folder in "$work/honest" "$work/evil/sub"; do
  cd "$work/honest"
  if [ "$folder" != "$PWD" ]; then
    rm "$folder/config.h"
    cp config.h "$folder"
  fi
  cd "$folder"
  project 'sources: main.c'
  [ "$(build --isolation strict)" = "$(build --isolation strict --no-cache)" ] || die "the evil project's object is in \"$folder\""
done

# exchange COMMAND [BEFORE]: runs it while the compilers run, one after another on one processor: main.c is compiled, and
# wait.c waits for what is written to a fifo, which the compiler opens more than once.
exchange() {
  trick="$1, during the compilation"
  rm -rf "$work/exchange"
  mkdir -p "$work/exchange/project/a" "$work/exchange/project/b"
  cd "$work/exchange/project"
  project 'sources: [main.c, wait.c]' 'includes: [.]'
  say_word '#include <inc/g.h>' >main.c
  echo '#include "go"' >wait.c
  echo '#define WORD "one"' >a/g.h
  echo '#define WORD "two"' >b/g.h
  ln -s a inc
  mkfifo go
  [ -z "${2:-}" ] || sh -c "$2"
  host=(taskset -c "$(taskset -cp $$ | sed 's/.*[ ,-]//')")
  build >/dev/null &
  timeout 60 sh -c 'exec >go; eval "$0"; sleep 1' "$1"
  wait $!
  rm go
  touch go
  [ "$(build)" = "$(build --no-cache)" ] || die "what was there before is taken for what is there now"
}
if [ -z "${TRICK:-}" ]; then
  exchange 'ln -sfn b inc'
  exchange 'mv inc old; mv b inc' 'rm inc; cp -r a inc'
fi

[ -n "${TRICK:-}" ] || [ $count -ge 40 ] || die "only $count tricks"
