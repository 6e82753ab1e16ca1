#!/bin/bash
# slow: many runs of mote
# Keys that are unknown, misplaced or doubled, and values of the wrong kind: one line each, with file and
# line. Every row is a whole mote.yaml.
while IFS= read -r row; do
  printf '%b\n' "$row" >mote.yaml
  printf '%s\n  ' "$row"
  mote build 2>&1
  status=$?
  [ $status -eq 2 ] || echo "  status $status"
done <<'ROWS'
nmae: x
platform: amd64
sources: main.c
entrypoint: [/x]
lables: {a: b}
zzzzzzzzzz: 1
name: a\nname: b
image:\n  lables: {a: b}
image:\n  stopsignal: INT
image:\n  files: []
image:\n  user: 0\n  user: 1
build:\n  source: main.c
build:\n  user: 0
build:\n  sources: a.c\n  run: make
files:\n- form: a\n  to: /b
files:\n- from: a\n  to: /b\n  uid: 5
with:\n- zones: [UTC]
name: [a]
name: {a: b}
name:
name: ~
build: main.c
build: [main.c]
image: yes
platforms:
platforms: {linux: amd64}
tags: [[a]]
tags: [a, {b: c}]
image:\n  env: [A=b]
image:\n  env:\n    A:
image:\n  env: {A: [b]}
image:\n  labels: x
image:\n  cmd: -a -b
image:\n  entrypoint: {a: b}
files: site
files: [site]
files:\n- {from: a}
files:\n- {to: /a}
files:\n- {from: a, link: b, to: /c}
files:\n- {from: [a], to: /c}
with: {zone: UTC}
with: [[tmp]]
targets: [a, b]
targets: {}
targets: {A: {name: x}}
targets: {a: x}
targets: {a: {targets: {b: {}}}}
targets: {a: {}, b: {}}
- a\n- b
just a text
ROWS
