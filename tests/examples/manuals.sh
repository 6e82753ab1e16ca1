#!/usr/bin/env bash
# Every example of the manuals works as it is printed: each command of the pages of section 1 and each mote.yaml of
# mote.yaml(5), in a folder with the files that it names. An example that nothing here runs is an error.
set -euo pipefail
work=$(mktemp -d)
registry=''
trap 'if [ -n "$registry" ]; then kill "$registry" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

# Writes each literal block and each line ".Dl" of a manual to a file NAME-NUMBER. Commands in a sentence are ".Ql".
extract() { # MANUAL NAME
  awk -v name="$work/$2" '
    function plain(line) { gsub(/\\-/, "-", line); gsub(/\\e/, "\\", line); gsub(/\\&/, "", line); gsub(/\\\(dq/, "\"", line); gsub(/\\\(aq/, "\047", line); return line }
    /^\.Bd -literal/ { block = 1; file = sprintf("%s-%d", name, ++count); next }
    /^\.Ed/ { block = 0; next }
    block { print plain($0) > file }
    /^\.Dl / { file = sprintf("%s-%d", name, ++count); print plain(substr($0, 5)) > file }
  ' "$1"
}
for page in docs/mote*.1; do
  name=${page##*/} && name=page-${name%.1}
  extract "$page" "$name"
  [ -e "$work/$name-1" ] || die "$page has no example"
done
! grep -lE '^\.(Dl|Bd -literal)' docs/shared/* || die "an example of a shared part is not tried"
extract docs/mote.yaml.5 yaml
[ "$(cat "$work"/yaml-* | wc -l)" -ge 40 ] || die "mote.yaml(5) has no examples any more"

# the registry of the manual, on a free port
registry_begin() {
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("localhost", 0)); print(s.getsockname()[1])')
  printf '%s\n' 'version: 0.1' "http: {addr: \"localhost:$port\"}" "storage: {delete: {enabled: true}, filesystem: {rootdirectory: $work/registry}}" >"$work/registry.yml"
  docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
  registry=$!
  for _ in $(seq 100); do
    ! curl -fs "http://localhost:$port/v2/" >/dev/null || return 0
    sleep 0.1
  done
  die "the registry does not start: $(cat "$work/registry.log")"
}
registry_begin
# run FILE: runs its commands in the current folder
run() {
  sed "s/localhost:5000/localhost:$port/g" "$1" >"$work/commands"
  COMMIT=0123abc bash -ex "$work/commands" >"$work/out" 2>"$work/err" || die "$(cat "$1" "$work/out" "$work/err")"
}

# "docker load" stands for skopeo, which reads the same archives
mkdir "$work/bin"
# shellcheck disable=SC2016 # for that script
printf '#!/bin/sh\n[ "$1 $2" = "load -i" ] && exec skopeo copy -q "docker-archive:$3" "dir:$3.loaded"\n' >"$work/bin/docker"
chmod 755 "$work/bin/docker"
# "pass" is a keeper of passwords; what mote keeps belongs to this test alone
printf '#!/bin/sh\necho secret\n' >"$work/bin/pass"
# "gdb" is there on few machines: it only looks at what it is told
# shellcheck disable=SC2016 # gdb expands it
printf '#!/bin/sh\n[ "$1" = -iex ] && [ -d "${2#set debug-file-directory }/.build-id" ] && [ -x "$3" ]\n' >"$work/bin/gdb"
chmod 755 "$work/bin/pass" "$work/bin/gdb"
export PATH=$work/bin:$PATH REGISTRY_AUTH_FILE=$work/auth.json MOTE_CACHE_DIR=$work/cache

mkdir -p "$work/tool" && cd "$work/tool"
printf '#include <stdio.h>\nint answer(void);\nint main(void) { return printf("%%d\\n", answer()) < 0; }\n' >main.c
printf 'int answer(void);\nint answer(void) { return 42; }\n' >util.c
printf 'name: tool\nbuild: {sources: "*.c"}\nplatforms: [linux/amd64, linux/arm64]\n' >mote.yaml
for each in amd64 arm64; do
  mkdir -p build/$each
  mote build -q -p $each -o "rootfs:$work/$each.tar" >/dev/null
  tar -xf "$work/$each.tar" -C build/$each tool
done
echo quiet >tool.conf
cp build/amd64/tool server
mote build -q -p amd64 -o "docker-archive:saved.tar:tool:v1" -o oci:layout:old >/dev/null

# the pages of section 1, in the order of their names: some use what an earlier one pushed
for example in "$work"/page-*; do
  case $(cat "$example") in
  *mote.mk*)
    cp "$SRC/templates/mote.mk" .
    cp "$example" Makefile
    make -s image >/dev/null
    [ -s build/tool.tar ] || die "make image made no build/tool.tar"
    rm Makefile mote.mk ;;
  mote\ lock*) (
    cp mote.yaml before.yaml
    mkdir -p "$work/unsigned"
    # shellcheck source=/dev/null
    . "$SRC/tests/cli/lock/_archive"
    printf 'autoconf 2 | Depends: m4\nm4 1\n' | archive
    project autoconf
    # nobody signed this archive
    # shellcheck disable=SC2016 # for that script
    printf '#!/bin/sh\n[ "$1" = lock ] && shift && exec %s lock --unsigned "$@"\n' "$(command -v mote)" >"$work/unsigned/mote"
    chmod 755 "$work/unsigned/mote"
    PATH=$work/unsigned:$PATH
    run "$example"
    mote lock --check
    rm -r mote.lock rows mirror
    mv before.yaml mote.yaml) ;;
  mote\ toolchain\ push* | mote\ toolchain\ install*) (
    # never in the real home; and to pack real toolchains takes minutes: toolchain/dist and static/bare-root do that
    # shellcheck source=/dev/null
    . "$SRC/toolchain/places"
    [ -d "$work/small" ] || "$SRC/tests/support/small_toolchain" "${home:?}" "$work/small" amd64 arm64
    export MOTE_TOOLCHAIN_DIR=$work/small LEVEL=0
    run "$example") ;;
  mote\ * | pass\ * | gdb\ * | tar\ * | eval\ *) run "$example" ;;
  \#\ yaml-language-server*)
    schema=$(sed -n 's/.*schema=//p' "$example")
    make -s -C "$SRC" install DESTDIR="$work/installed" >/dev/null
    cmp "$work/installed$schema" <(mote schema) || die "make install does not install $schema" ;;
  *) die "nothing runs the example ${example##*/}: $(cat "$example")" ;;
  esac
  # what the last command prints
  case $(cat "$example") in
  *docker\ load*) [ -e tool.tar.loaded/manifest.json ] || die "docker load got no tool.tar" ;;
  *mote\ pack\ -o*) [ "$(mote inspect --json oci:layout:v1 | jq -c '[.platforms[].platform]')" = '["linux/amd64","linux/arm64"]' ] || die "pack made no index" ;;
  *mote\ copy\ docker-archive*) [ "$(mote run -q oci:layout:v1)" = 42 ] || die "the copied image does not run" ;;
  *mote\ run*) grep -qx 42 "$work/out" || die "the image says $(cat "$work/out")" ;;
  *mote\ index\ create*amd64*latest*) [ "$(mote inspect --json "localhost:$port/team/tool:latest" | jq '.platforms | length')" = 2 ] || die "latest is no image of two platforms" ;;
  *mote\ shell*) grep -q clang "$work/out" || die "the shell's compiler says $(cat "$work/out")" ;;
  *mote\ login*) grep -q "localhost:$port" "$REGISTRY_AUTH_FILE" || die "login kept nothing" ;;
  *mote\ logout*) ! grep -q "localhost:$port" "$REGISTRY_AUTH_FILE" || die "logout left $(cat "$REGISTRY_AUTH_FILE")" ;;
  *mote\ tag\ --delete*) grep -qx stable "$work/out" || die "there was no tag: $(cat "$work/out")" ;;
  *mote\ inspect\ --json* | *mote\ digest*) grep -qE '^sha256:[0-9a-f]{64}$' "$work/out" || die "no digest: $(cat "$work/out")" ;;
  *toolchain\ env\ arm64*) mote check --platform arm64 tool.arm64 >/dev/null || die "the compiler for arm64 made no static executable" ;;
  *toolchain\ env\ amd64*) mote check --platform amd64 tool >/dev/null || die "the compiler for amd64 made no static executable" ;;
  esac
done

# mote.yaml(5)
error=''
for example in "$work"/yaml-*; do
  rm -rf "$work/project" && mkdir -p "$work/project" && cd "$work/project"
  cp "$example" mote.yaml
  case $(cat "$example") in
  name:\ acme/httpd*)
    error=$work/project.yaml
    cp "$example" "$error"
    mkdir src include site
    echo '#define PORT 8080' >include/port.h
    printf '#include <port.h>\n#include <stdio.h>\nint main(void) { return printf("%%d\\n", PORT) < 0; }\n' >src/main.c
    echo hello >site/index.html
    : >httpd.conf
    git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm first
    mote build -q --target=full >/dev/null
    mote build -q --target=bare >/dev/null
    [ "$(mote run -q archive:httpd.tar)" = 8080 ] || die "the image of the first mote.yaml does not run"
    [ "$(mote inspect --json bare.tar | jq -r '.platforms[0].config.entrypoint[0]')" = /httpd-bare ] || die "bare: $(mote inspect bare.tar)"
    mote inspect --files httpd.tar >"$work/out"
    for each in /httpd /srv/index.html /etc/httpd.conf '/www -> /srv' /data/ /usr/share/zoneinfo/Europe/Berlin; do
      grep -q -- " ${each%/}/\?\$" "$work/out" || die "there is no $each in $(cat "$work/out")"
    done
    mote inspect --json httpd.tar | jq -e ".platforms[0].config.labels[\"org.opencontainers.image.revision\"] == \"$(git rev-parse HEAD)\"" >/dev/null ||
      die "the label has not the revision" ;;
  name:\ tool*configure*)
    cat >configure <<'END'
#!/bin/sh
case "$*" in *--host=*-linux-musl*) ;; *) exit 1 ;; esac
printf 'install:\n\tmkdir -p $(DESTDIR)/usr/bin\n\t$(CC) -o $(DESTDIR)/usr/bin/tool tool.c\n' >Makefile
END
    chmod 755 configure
    printf '#include <stdio.h>\nint main(void) { return puts("tool") < 0; }\n' >tool.c
    mote build -q >/dev/null
    [ "$(mote run -q tool.tar)" = tool ] || die "the image of the project with a build of its own does not run" ;;
  build:*git.tag*)
    mkdir src
    printf '#include <stdio.h>\nint main(void) { return puts(VERSION) < 0; }\n' | tee tool.c >src/main.c
    # shellcheck disable=SC2016 # make expands them
    printf 'tool: tool.c\n\t$(CC) -DVERSION=\\"$(VERSION)\\" -o $@ tool.c\n' >Makefile
    git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm first && git tag v1.2.3
    mote build -q -o "archive:$work/version.tar" >/dev/null
    [ "$(mote run -q "$work/version.tar")" = v1.2.3 ] || die "the version is not that of the tag: $(cat "$example")" ;;
  mote:\ mote.yaml:*)
    # the error must name the line with the wrong key
    line=$(sed 's/^mote: mote.yaml:\([0-9]*\):.*/\1/' "$example")
    awk -v line="$line" 'BEGIN { print "name: a"; print "build: {sources: a.c}"; for (i = 4; i < line; i++) print "#"; print "image:"; print "  lables: {}" }' >mote.yaml
    if mote build -q 2>"$work/err" >/dev/null; then die "a wrong key is right"; fi
    diff "$example" "$work/err" || die "mote says something else than the manual" ;;
  *) die "nothing runs this example of mote.yaml(5): $(cat "$example")" ;;
  esac
done
[ -n "$error" ] || die "the first mote.yaml of mote.yaml(5) was not tried"
