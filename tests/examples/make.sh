#!/usr/bin/env bash
# mote.mk: every example uses it; what counts as a change and what does not, several images, the default goal, make -n.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$*" >&2
  exit 1
}

# each example's own test builds it by `make image`
find examples -name mote.yaml -not -path '*/build/*' -not -path '*/corpus/*' -printf '%h\n' >"$work/examples"
while read -r example; do
  grep -q '^include .*/templates/mote.mk$' "$example/Makefile" || fail "$example/Makefile does not include mote.mk"
done <"$work/examples"

cp -R examples/httpd/src examples/httpd/site examples/httpd/mote.yaml templates/mote.mk "$work"
cd "$work"
export MOTEFLAGS=-q
printf 'include mote.mk\nfirst:\n\t@echo first\n' >Makefile
[ "$(make -s)" = first ] || fail "mote.mk takes the default goal"
# expect made|nothing WHAT: of the next make, and then nothing
expect() {
  local said=nothing
  make -s "${flags[@]}" image >"$work/log" 2>&1 || { cat "$work/log"; fail "$2: make failed"; }
  [ ! -s "$work/log" ] || said=made
  [ "$said" = "$1" ] || { cat "$work/log"; fail "$2: $said, not $1"; }
  [ "$1" = nothing ] || expect nothing "$2, again"
}
flags=()
make -n image | grep '^mote\|/mote build' >/dev/null || fail "make -n shows nothing"
[ ! -e build ] || fail "make -n built"
expect made "the first time"
digest=$(cat build/httpd.digest)
touch src/main.c
expect made "a source"
[ "$(cat build/httpd.digest)" = "$digest" ] || fail "another digest from the same source"
touch src/mime.h
expect made "a header"
touch mote.yaml
expect made "mote.yaml"
touch site/style.css
expect made "a file"
echo new >site/docs/new.html
expect made "one file more"
rm site/docs/new.html
expect made "one file fewer"
echo 'int unused(void); int unused(void) { return 0; }' >src/unused.c
expect made "one source more"
rm src/unused.c
expect made "one source fewer"
rm build/httpd.tar
expect made "the archive gone"
flags=(MOTEFLAGS="-q --label a='b c'")
expect made "another flag"
flags=(IMAGE_OUTPUT=oci:build/layout:% IMAGE_PLATFORMS=linux/amd64)
expect made "another output"
[ -f build/layout/index.json ] || fail "no layout"
printf 'int main(void) { return 0; }\n' >-x.c
flags=(IMAGE=dash IMAGE_SOURCES=-x.c)
expect made "a source that begins with -"
rm ./-x.c
flags=()
expect made "no flags again"
chmod a-w mote.yaml
sed -i 's|name: httpd|name: [|' mote.yaml
make -s image 2>"$work/log" && fail "a wrong mote.yaml was built"
make -s image 2>"$work/log" && fail "a wrong mote.yaml was built the second time"
cp "$SRC/examples/httpd/mote.yaml" .
expect made "a right mote.yaml"
make -s clean-image
[ -z "$(find build -name 'httpd.*')" ] || fail "clean-image leaves $(ls build)"

# two images in one Makefile, without mote.yaml, with something that is made first
mkdir two
cd two
cp ../mote.mk .
cat >Makefile <<'END'
IMAGE := one other
IMAGE_SOURCES := main.c
IMAGE_DEPENDS := version.h
IMAGE_FOLDER := out
one_MOTEFLAGS := --cflags -DONE
include mote.mk
version.h:
	echo '#define VERSION 1' >$@
END
printf '#include "version.h"\nint main(void) {\n#ifdef ONE\nreturn 1;\n#endif\nreturn 0; }\n' >main.c
flags=(-j2)
expect made "two images"
cmp -s out/one.tar out/other.tar && fail "both images are the same"
touch version.h
expect made "what is made first"
out=$(make -s -W main.c image 2>&1 | wc -l)
[ "$out" = 2 ] || fail "two images of one source: $out were built"

# a project's own build: anything in its folder counts, but what lies with the results
mkdir ../own
cd ../own
cp ../mote.mk .
mkdir sub
echo 'int main(void) { return 0; }' >sub/x.c
printf 'IMAGE := own more\ninclude mote.mk\n' >Makefile
printf 'build: {run: cc -o x sub/x.c, output: x}\n' >mote.yaml
flags=()
expect made "a project's own build"
: >build/unrelated
expect nothing "a file beside the results"
touch sub/x.c
expect made "a file of the project"
: >sub/new
expect made "one file more in the project"
touch Makefile
expect made "the Makefile, which the stage sees"
