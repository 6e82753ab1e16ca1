#!/bin/sh
# slow: many runs of mote
# Variables of mote.yaml reach the program, its environment and its arguments; not "run", whose shell has its own.
# not under emulated: it runs what mote makes, and that is for the emulated processor
mkdir p
cd p || exit
git init -q
git config user.name a
git config user.email a@b
printf '#include <stdio.h>\nint main(void) { return puts(VERSION) < 0; }\n' >v.c
# as in many a Makefile; in the stage this git command finds no repository
cat >Makefile <<'END'
VERSION ?= $(shell git describe --tags 2>/dev/null || echo unknown)
v: v.c
	$(CC) -DVERSION='"$(VERSION)"' -o $@ v.c
END
cat >mote.yaml <<'END'
targets:
  sources:
    name: v
    build:
      sources: [v.c]
      cflags: ['-DVERSION="${git.tag} of ${name} costs $$5"']
    image:
      env: {VERSION: "${git.tag}", LITERAL: "$${VERSION}", DOLLAR: $HOME}
      cmd: ["--version=${git.tag}"]
  run:
    build:
      env: {VERSION: "${git.tag}"}
      run: 'HERE=run; make -s VERSION="$VERSION by ${HERE}"'
      output: v
  literal:
    name: v
    build: {sources: "$${name}.c"}
END
# a text is split at blanks before its variables are replaced
sed -i "s/ of \${name} costs /-\${name}-/" mote.yaml
cp v.c "\${name}.c"
sed -i 's/VERSION/"literal"/' "\${name}.c"
git add .
git commit -qm one
git tag v1.2.3
for target in sources run literal; do
	mote build -q --target=$target -o "rootfs:../$target" >/dev/null && mkdir "../$target.d" && tar -xf "../$target" -C "../$target.d" || exit
	for program in "../$target.d"/[rv]*; do "$program"; done
done
mote build -q --target=sources -o oci:../o:v1 >/dev/null
mote inspect --json oci:../o:v1 | grep -o -e '"VERSION=[^"]*"' -e '"LITERAL=[^"]*"' -e '"DOLLAR=[^"]*"' -e '"--version=[^"]*"'
