#!/usr/bin/env bash
# The site of the documents: every link in it leads somewhere, it loads nothing from elsewhere, and the same documents give the same
# bytes in another folder, locale and time zone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/man/man1" "$work/man/man5"
for page in docs/*.[15]; do
  awk -f docs/expand.awk "$page" >"$work/man/man${page##*.}/${page##*/}"
done
python3 -B docs/site/site.py "$work/man" "$work/site"
python3 -B tests/examples/_links.py "$work/site"
# the README, the page of a verb, a tutorial and a file that is shown as it is
for page in index.html man/mote-build.1.html docs/tutorials/server-in-c.html src/mote.yaml.html; do
  [ -s "$work/site/$page" ] || { echo "the site has no $page" >&2; exit 1; }
done
TZ=Asia/Tokyo LC_ALL=C.UTF-8 python3 -B docs/site/site.py "$work/man" "$work/again"
diff -r "$work/site" "$work/again"

# The test of links finds what is wrong.
# broken FILE OLD NEW WORDS: a site with NEW in place of OLD is refused with these words
broken() {
  rm -rf "$work/again"
  cp -R "$work/site" "$work/again"
  sed -i "s|$2|$3|" "$work/again/$1"
  if python3 -B tests/examples/_links.py "$work/again" >"$work/said" 2>&1; then echo "$3 is accepted" >&2; exit 1; fi
  grep -qF -- "$4" "$work/said" || { cat "$work/said" >&2; exit 1; }
}
broken index.html 'href="docs/ci.html' 'href="docs/no.html' 'there is no page docs/no.html'
broken man/mote-build.1.html 'id="ISOLATION"' 'id="OTHER"' 'there is no anchor #ISOLATION'
broken index.html '</main>' '' 'closes another tag'
broken index.html '<h1' '<p>**bold**</p><h1' 'raw Markdown'
broken index.html '<h1' '<img src="https://example.org/a.png"><h1' 'loads https://example.org/a.png'
