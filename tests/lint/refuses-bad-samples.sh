#!/usr/bin/env bash
# Each check that we wrote ourselves refuses a bad sample, and says where.
set -eu
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/src/base" "$scratch/src/spec" "$scratch/src/attic"

# refuses CHECK FILE TEXT: the check must fail on the file and its words must hold TEXT
refuses() {
  local check=$1 file=$2 text=$3 said
  if said=$(awk -f "tests/lint/$check.awk" ${4:+"$4"} "$file"); then
    echo "$check accepts $(cat "$file")" >&2
    exit 1
  fi
  case $said in
  *"$text"*) ;;
  *) echo "$check says \"$said\", which does not hold \"$text\"" >&2; exit 1 ;;
  esac
}

# accepts CHECK FILE: so that a check which refuses everything does not pass for a good one
accepts() {
  awk -f "tests/lint/$1.awk" ${3:+"$3"} "$2" || { echo "$1 refuses a good sample" >&2; exit 1; }
}

good=$scratch/src/spec/good.h
printf '#ifndef SPEC_GOOD_H\n#define SPEC_GOOD_H\n#include "base/arena.h"\n#endif\n' >"$good"
accepts layers "$good" src/layers
accepts sizes "$good"
accepts names "$good"

bad=$scratch/src/base/bad.c
echo '#include "spec/spec.h"' >"$bad"
refuses layers "$bad" "bad.c:1: base may not include \"spec/spec.h\": it points up" src/layers
echo '#include "attic/thing.h"' >"$bad"
refuses layers "$bad" "in no room" src/layers
: >"$scratch/src/attic/lost.c"
echo >"$scratch/src/attic/lost.c"
refuses layers "$scratch/src/attic/lost.c" "has no row" src/layers

{ echo 'int'; echo 'f(void)'; echo '{'; yes '	g();' | head -81 || true; echo '}'; } >"$bad"
refuses sizes "$bad" "bad.c:3: a function of 81 lines"
yes '/* */' | head -501 >"$bad" || true
refuses sizes "$bad" "501 lines"

printf '/* The thing. */\n/*\n *\tvery wide, %0100d\n */\n' 1 >"$good.c"
accepts comments "$good.c"
printf '\t/* A comment of words %060d. */\n' 1 >"$bad"
refuses comments "$bad" "bad.c:1: a comment of 94 columns"
echo '/* What was found. */' >"$bad"
refuses comments "$bad" 'begins with its subject, not with "What"'

echo 'typedef struct thing thing;' >"$bad"
refuses names "$bad" "bad.c:1: no typedef"
printf '\tgoto out;\n' >"$bad"
refuses names "$bad" "no goto"
for f in strcpy strcat sprintf strtok atoi system tmpnam localtime; do
  printf '\t%s(x);\n' "$f" >"$bad"
  refuses names "$bad" "a banned function"
done
printf '\tnow = time(NULL);\n' >"$scratch/src/spec/late.c"
refuses names "$scratch/src/spec/late.c" "time() outside base/"
echo '#include <sys/queue.h>' >"$bad"
refuses names "$bad" "musl does not have"
echo '#ifndef WRONG_H' >"$scratch/src/spec/guard.h"
refuses names "$scratch/src/spec/guard.h" "a header opens with #ifndef SPEC_GUARD_H"
echo >"$scratch/src/spec/twice.c"
cp "$scratch/src/spec/twice.c" "$scratch/src/base/twice.c"
refuses names "$scratch/src/base/twice.c" "stands already" "$scratch/src/spec/twice.c"

# circles: refuses_circle LAYERS TEXT, of the objects in $scratch/objects
refuses_circle() {
  local said
  if said=$(nm -A -P "$scratch"/objects/*.o | awk -f tests/lint/circles.awk "$1" -); then
    echo "circles.awk accepts $(cat "$1")" >&2
    exit 1
  fi
  case $said in
  *"$2"*) ;;
  *) echo "circles.awk says \"$said\", which does not hold \"$2\"" >&2; exit 1 ;;
  esac
}
object() { # NAME CALLED...: an object file whose function NAME calls the others
  local name=$1 called
  shift
  {
    for called; do echo "int $called(void);"; done
    echo "int $name(void); int $name(void) { return 1"
    for called; do echo "+ $called()"; done
    echo '; }'
  } | gcc -c -x c -o "$scratch/objects/$name.o" -
}
mkdir "$scratch/objects"
layers=$scratch/layers
object roof wall
object wall cellar
object cellar
echo base >"$layers"
nm -A -P "$scratch"/objects/*.o | awk -f tests/lint/circles.awk "$layers" -
object cellar roof
refuses_circle "$layers" 'circle: cellar.c roof.c wall.c'
refuses_circle "$layers" 'roof.c uses wall of wall.c'
echo 'circle roof.c wall.c: of old' >"$layers"
refuses_circle "$layers" 'layers:1: these files are no circle any more: roof.c wall.c'
echo 'circle wall.c roof.c cellar.c:' >"$layers"
refuses_circle "$layers" 'layers:1: a circle without a reason'
echo 'circle wall.c roof.c cellar.c: a house' >"$layers"
nm -A -P "$scratch"/objects/*.o | awk -f tests/lint/circles.awk "$layers" -

# examples: sample LINE..., in the comment of a header
sample() {
  {
    printf '#ifndef SPEC_SAMPLE_H\n#define SPEC_SAMPLE_H\n#include "base/arena.h"\n#include <fcntl.h>\n/*\n * A sample.\n *\n'
    printf ' *\t%s\n' "$@"
    printf ' */\nstruct sample { int fd; };\nint sample_take(struct arena *arena, struct sample *sample);\n#endif\n'
  } >"$scratch/src/spec/sample.h"
  awk -f tests/lint/examples.awk tests/lint/examples.names "$scratch/src/spec/sample.h" >"$scratch/sample.c" 2>"$scratch/said" &&
    gcc -fsyntax-only -Wall -Werror -Wno-unused -I"$scratch/src" -Isrc "$scratch/sample.c" 2>"$scratch/said"
}
refuses_sample() { # TEXT LINE...
  if sample "${@:2}"; then
    echo "examples.awk accepts ${*:2}" >&2
    exit 1
  fi
  grep -q -F -e "$1" "$scratch/said" || { cat "$scratch/said"; echo "examples.awk does not say $1" >&2; exit 1; }
}
sample 'struct sample sample = {.fd = fd};' 'if (sample_take(arena, &sample) != 0) ...   // and so on' '...'
sample 'one	is no code (at all)' 'two	is none either'
refuses_sample 'sample.h:9:' 'struct sample sample;' 'sample_take(&sample, arena);'
refuses_sample 'sample.h:8:' 'sample_give(arena);'
refuses_sample 'sample.h:8: an example whose lines do not end with ";"' 'sample_take(arena, &sample)	takes one'

# names in comments: mentions TEXT, in a comment of a file that uses known_call() and struct known_thing
mentions() {
  printf '/*\n * %s\n */\nstruct known_thing *known_call(void);\n' "$1" >"$scratch/src/spec/words.h"
  printf 'src/spec/words.h\nsrc/spec/other_words.c\n' |
    awk -f tests/lint/mentions.awk - tests/lint/mentions.names "$scratch/src/spec/words.h" >"$scratch/said"
}
for text in 'known_call() and struct known_thing' 'no struct is one, and e.g. this' 'spec/words.h, other_words.c.' 'struct mount_attr of linux/mount.h' \
  'a text "lost_call()" is none'; do
  mentions "$text" || { cat "$scratch/said"; echo "mentions.awk refuses $text" >&2; exit 1; }
done
for text in 'lost_call()' 'struct lost_thing' 'lost_words.h' 'spec/lost.c'; do
  ! mentions "see $text." || { echo "mentions.awk accepts $text" >&2; exit 1; }
  grep -q -F "words.h:2: there is no $text" "$scratch/said" || { cat "$scratch/said"; exit 1; }
done

# advice: small() alone is called once, and by its name
cat >"$scratch/advice.c" <<'C'
static int
small(void)
{
	return 1;
}

static int
twice(void)
{
	return 2;
}

static int
handed_on(void)
{
	return 3;
}

int
caller(void)
{
	return small() + twice() + twice() + use(handed_on);
}
C
[ "$(awk -f tests/lint/advice.awk "$scratch/advice.c")" = " 1 lines: $scratch/advice.c:3: small, which caller alone calls" ]

# a banned call does not even compile
printf '#include <stdlib.h>\nint f(const char *s);\nint f(const char *s)\n{\n\treturn atoi(s);\n}\n' >"$bad"
if gcc -std=c11 -include src/base/banned.h -c -o /dev/null "$bad" 2>"$scratch/said"; then
  echo "atoi compiles" >&2
  exit 1
fi
grep -q atoi_is_banned_use_text_to_number "$scratch/said"

# links of documents
# shellcheck disable=SC2016 # code quotes of Markdown
{
  document=$scratch/document.md
  printf '# A title\n\n[one](#a-title), [two](good.md), [`three`](document.md#a-title), `src/README.md`, `tests/NAME.c`\n' >"$document"
  echo >"$scratch/good.md"
  tests/lint/links.py "$document"
  for bad in '[one](missing.md)' '[one](#no-title)' '[one](good.md#no-title)' '`tests/missing.c`'; do
    echo "$bad" >"$document"
    if said=$(tests/lint/links.py "$document"); then
      echo "links.py accepts $bad" >&2
      exit 1
    fi
    case $said in
    *"document.md:1: "*) ;;
    *) echo "links.py does not say where $bad is" >&2; exit 1 ;;
    esac
  done
}
