#!/bin/bash
# slow: many runs of mote
# Values that cannot be, in mote.yaml: each is found where it stands.
while IFS= read -r row; do
  printf '%b\n' "$row" >mote.yaml
  printf '%s\n  ' "$row"
  mote build 2>&1
  status=$?
  [ $status -eq 2 ] || echo "  status $status"
done <<'ROWS'
name: Hello
name: a//b
name: ""
platforms: linux/amd46
platforms: [amd64, windows/amd64]
platforms: plan9
image: {user: bob}
image: {user: "0:staff"}
image: {user: 4294967295}
image: {workdir: data}
image: {workdir: /a/../b}
image: {expose: 0}
image: {expose: [80, 65536]}
image: {expose: http}
image: {expose: 80/icmp}
image: {expose: 8000-8010}
image: {volumes: data}
image: {env: {"A=B": c}}
image: {env: {"": c}}
image: {labels: {"": c}}
image: {labels: {a: "\\x1b[31m"}}
image: {stop-signal: SIGTREM}
image: {stop-signal: 65}
image: {created: now}
image: {created: 2023-02-29T00:00:00Z}
image: {created: 1969-12-31T23:59:59Z}
image: {path: bin/x}
image: {path: /usr/bin/}
files: [{from: a, to: b}]
files: [{from: a, to: /../b}]
files: [{from: "", to: /b}]
files: [{from: a, to: /b, mode: 888}]
files: [{from: a, to: /b, mode: rw-r--r--}]
files: [{from: a, to: /b, owner: www-data}]
files: [{link: a, to: /b/}]
files: [{from: a, to: /b, exclude: {a: b}}]
files: [{from: a, to: /b, exclude: [[a]]}]
files: [{link: a, to: /b, exclude: a}]
files: [{from: a, to: /b, excludes: a}]
with: cert
with: everything
with: [{tz: [/etc/passwd]}]
with: [{tz: ../../x}]
output: hello.tar
output: registry:x/y
output: "oci:"
output: "oci:x:-y"
output: "oci:\\e[31m"
output: ["archive:a.tar", "rootfs:a\\nrootfs:b"]
output: "dir:a\\u009b31m"
output: [archive:a.tar, archive:a.tar]
tags: a/B
tags: "a b"
tags: localhost:5000
tags: .a
compression: bzip2
compression: gzip:10
compression: none:1
compression: zstd:0
compression: zstd:fast
format: docker2
format: docker\ncompression: zstd
build: {link: dynamic}
build: {malloc: mimaloc}
build: {malloc: dlmalloc-of-lea}
build: {malloc: [mimalloc, jemalloc]}
build: {malloc: ""}
build: {stack: 100KiB}
build: {stack: much}
build: {stack: [1MiB]}
stack: 1MiB
build: {libc-extras: maybe}
build: {libc-extras: [memcpy]}
malloc: mimalloc
build: {mallok: musl}
build: {packages: Autoconf}
build: {packages: [m4, autoconf=2.71]}
build: {packages: ../m4}
build: {packages: {m4: 1}}
build: {package: m4}
build: {isolation: jail}
build: {root: debian}
build: {root: [tools]}
build: {at: app}
build: {at: /usr/app}
build: {at: /}
build: {at: /a/../b}
root: host
build: {limits: 5}
build: {limits: {cpu: 2}}
build: {limits: {processes: 0}}
build: {limits: {processes: many}}
build: {limits: {memory: 5 GB}}
build: {limits: {disk: -1}}
build: {limits: {disk: 0}}
build: {memory: 5GB}
build: {directory: ""}
build: {run: make}
build: {sources: a.c, output: a}
image: {labels: {a: "${git.revisoin}"}}
image: {labels: {a: "${env.MOTE_NO_SUCH}"}}
image: {annotations: {a: "${name"}}
image: {created: "${name}"}
tags: v${env.MOTE_NO_SUCH}
build: {cflags: ["-DA", "-DV=${git.tga}"]}
build: {env: {V: "${HOME}"}}
image: {env: {PATH: "/bin:${PATH}"}}
image: {env: {"${name}": x}}
image: {cmd: [a, "${X}"]}
build: {sources: "${name}.c"}
build: {directory: "${name}"}
output: archive:a-${git.tag}.tar
files: [{from: a, to: "/${name}"}]
name: ${git.tag}
image: {entrypoint: []}
image: {entrypoint: ["", x]}
ROWS
