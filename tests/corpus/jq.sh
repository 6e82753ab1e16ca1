#!/usr/bin/env bash
# jq asks a document questions: paths, arithmetic, grouping, dates, regular expressions, an error.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}"

document='[{"name":"oslo","day":1},{"name":"berlin","day":3},{"name":"oslo","day":2}]'
ask() { printf '%s' "$document" | program "$@"; }

equal 'the version' jq-1.6 "$(program --version)"
equal 'a path' '"berlin"' "$(ask '.[1].name')"
equal 'a sum' 6 "$(ask '[.[].day] | add')"
equal 'groups' '{"berlin":1,"oslo":2}' "$(ask -c 'group_by(.name) | map({(.[0].name): length}) | add')"
equal 'mathematics' 1.4142135623730951 "$(program -n '2 | sqrt')"
equal 'a date' '"1970-01-02T00:00:00Z"' "$(program -n '86400 | todate')"
equal 'a regular expression' '["oslo","oslo"]' "$(ask -c '[.[].name | select(test("(?<=S)l"; "i"))]')"
equal 'what groups of one match' '{"first":"ber","rest":"lin"}' "$(ask -c '.[1].name | capture("^(?<first>[a-m]\\p{L}{2})(?<rest>.*)")')"
equal 'text beyond ASCII' '"Ø"' "$(program -n '"\u00d8"')"
status=0
echo '{"a":' | program . >"$work/out" 2>"$work/error" || status=$?
equal 'the exit status of an unfinished document' 4 "$status"
grep -q 'Unfinished JSON term' "$work/error" || die "the error is: $(cat "$work/error")"
