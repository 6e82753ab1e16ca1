#!/bin/bash
# slow: many runs of mote
# Each verb has a page in docs/, and both have the same flags: the same letter, name and need of a value. A flag that
# the text of a page names is a flag of some verb. mote(1) and docs/README.md list every page.

whole_page() { (cd "$SRC" && awk -f docs/expand.awk "docs/mote-$1.1"); }

# a line "LETTER NAME VALUE" for each flag of a help text, "-" for what is not there
of_help() {
  sed -nE 's/^  (-(.),|   ) --([a-z0-9+-]+)( [^ ]+)?( .*)?$/\2 \3\4/p' | awk '
    /^ / { sub(/^ /, "- ") } { print $1, $2, (NF > 2 ? "value" : "-") }' | sort
}

# the same of a page: ".It Fl p Ar list , Fl -platform Ar list"
of_page() {
  awk '/^\.It Fl / {
    letter = "-"; name = ""; value = "-"
    for (i = 2; i <= NF; i++) {
      if ($i == "Fl" && length($(i + 1)) == 1) letter = $(i + 1)
      if ($i == "Fl" && $(i + 1) ~ /^-./) name = substr($(i + 1), 2)
      if ($i == "Ar") value = "value"
    }
    print letter, name, value
  }' | sort
}

# a line each, and those of the line "also: help, version"
verbs=$(mote help | sed -nE 's/^  ([a-z]+) .*/\1/p; s/^also: //p' | tr -d ',' | tr ' ' '\n')
for verb in $verbs; do
  # shellcheck disable=SC2094 # "help" is the verb
  mote help "$verb" all >help
  { of_help <help && echo 'h help -'; } | sort >of-help
  [ "$(wc -l <of-help)" -ge 4 ] || echo "$verb: the help has no flags"
  whole_page "$verb" >page
  of_page <page >of-page
  diff -U0 --label "help of $verb" --label "docs/mote-$verb.1" of-help of-page
  cut -d' ' -f2 of-help >>all-flags
  # the name, and what man(1) finds it by
  grep -qx "\.Nm mote-$verb" page && grep -qx "\.Dt MOTE-${verb^^} 1" page || echo "$verb: the page has another name"
  grep -qE "^\.It Xr mote-$verb 1$" "$SRC/docs/mote.1" || echo "$verb: mote(1) does not list it"
  grep -qF "[mote-$verb(1)](mote-$verb.1)" "$SRC/docs/README.md" || echo "$verb: docs/README.md does not list its page"
done
[ "$(wc -w <<<"$verbs")" -ge 20 ] || echo "the help has few verbs: $verbs"

# no page without a verb, and no flag in a sentence that no verb has
for file in "$SRC"/docs/mote-*.1; do
  verb=${file##*/mote-} && verb=${verb%.1}
  grep -qx "$verb" <<<"$verbs" || echo "there is no verb $verb"
done
for name in "$SRC"/docs/mote*.1; do
  (cd "$SRC" && awk -f docs/expand.awk "$name") | grep -oE '\bFl -[a-z][a-z0-9+-]*' | sed 's/^Fl -//' | sort -u | while read -r flag; do
    grep -qx -e "$flag" all-flags || [ "$flag" = version ] || echo "${name##*/}: no verb has --$flag"
  done
done
