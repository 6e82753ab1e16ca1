#!/bin/bash
# slow: many runs of mote
# What is YAML and not ours, what is no YAML, and what only wants to take long. None takes longer than a
# moment: `ulimit -t` and -v stop the one that does.
# not under sanitize valgrind emulated: it limits the address space, and ASan, valgrind and qemu need more of it
ulimit -t 5 -v 400000
say() {
  printf '%s\n  ' "$1"
  mote build 2>&1
  status=$?
  [ $status -eq 2 ] || echo "  status $status"
}
while IFS= read -r row; do
  printf '%b\n' "$row" >mote.yaml
  say "$row"
done <<'ROWS'
name: &a x
image: &a {user: 0}
tags: &a [x]
name: *a
build: {sources: [*.c]}
build:\n  sources:\n  - *.c
image:\n  <<: *a
name: !!str x
build: !ruby/object {}
%YAML 1.2\n---\nname: x
%TAG ! tag:x,2000:\n---\nname: x
name: a\n---\nname: b
[a]: b
? {a: b}\n: c
\xef\xbb\xbfname: x
\xff\xfen\x00a\x00
name: \xc3\x28
name: \x00
name: "\\0"
name: "\\x80
name: a\x07
image:\n\tuser: 0
image:\n  user: 0\n\tworkdir: /
name: a: b
image: {user: 0
tags: [a, b
name: 'a
name: "a\\q"
name: |\n  a\nb
- a\nb: c
name: a\n  b: c
 name: a\nbuild: {}
name: @a
name: `a
ROWS
printf 'name: %0100000d' 0 | tr 0 '[' >mote.yaml
say 'a hundred thousand lists in lists'
{ printf 'name: '; printf '{a: %.0s' {1..5000}; } >mote.yaml
say 'five thousand maps in maps'
{ printf 'tags: ['; printf 'a,%.0s' {1..20000}; printf ']'; } >mote.yaml
say 'twenty thousand tags'
printf 'k%d: 1\n' {1..20000} >mote.yaml
say 'twenty thousand keys'
{ echo 'a: &a [x,x,x,x,x,x,x,x,x]'; for c in b c d e f g h i; do echo "$c: &$c [*a,*a,*a,*a,*a,*a,*a,*a,*a]"; done; } >mote.yaml
say 'a billion laughs'
head -c 1048577 /dev/zero | tr '\0' '#' >mote.yaml
say 'one byte too many'
head -c 10485760 /dev/zero | tr '\0' a >mote.yaml
say 'ten mebibytes'
{ echo 'image:'; echo '  labels:'; printf '    a: '; head -c 200000 /dev/zero | tr '\0' x; echo; } >mote.yaml
mote build 2>&1 | sed 's/x\{60,\}/x.../'
printf -- '- %.0s' {1..50000} >mote.yaml
say 'fifty thousand lists that begin in one line'
printf '? %.0s' {1..50000} >mote.yaml
say 'fifty thousand keys that are keys'
