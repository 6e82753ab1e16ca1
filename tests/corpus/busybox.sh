#!/usr/bin/env bash
# BusyBox runs applets, called by name and in one process; tests/examples/busybox.sh tries every one.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh

equal 'sed' cold "$(echo bold | program_at /bin/sed s/b/c/)"
# shellcheck disable=SC2016 # awk's variable
equal 'awk' 6 "$(printf '1\n2\n3\n' | program_at /usr/bin/awk '{ s += $1 } END { print s }')"
equal 'sort' $'1\n2\n10' "$(printf '10\n2\n1\n' | program_at /usr/bin/sort -n)"
# shellcheck disable=SC2016 # the shell in the image expands it
equal 'sh' 42 "$(program -c 'x=6; echo $((x * 7))')"
