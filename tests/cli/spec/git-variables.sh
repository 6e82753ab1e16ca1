#!/bin/sh
# slow: many repositories
# ${git.revision}, ${git.tag} and ${git.dirty} in all kinds of repositories. A changed tree never gets the commit's
# own name.
# not under emulated: the stage shows mote itself to the compile steps, and this machine starts it only through an emulator
export GIT_CONFIG_GLOBAL="$PWD/gitconfig" GIT_CONFIG_NOSYSTEM=1
git config --file gitconfig user.name a
git config --file gitconfig user.email a@b
git config --file gitconfig protocol.file.allow always
git config --file gitconfig init.defaultBranch main

# shellcheck disable=SC2069 # its words instead of its result
say() { printf '%s: ' "$1"; (cd "${2:-p}" && mote build -q -o oci:"$OUT":v1 2>&1 >/dev/null && mote inspect --json oci:"$OUT":v1 |
	sed -n 's/.*"label": "\(.*\)".*/\1/p' | sed 's/[0-9a-f]\{40,64\}/REVISION/; s/-g[0-9a-f]\{7,\}/-gID/'); }
OUT=$PWD/o
mkdir p
cd p || exit
git init -q
printf 'int main(void) { return 0; }\n' >a.c
# shellcheck disable=SC2016 # mote expands it
printf 'name: a\nbuild: {sources: [a.c]}\nimage: {labels: {label: "${git.revision} ${git.tag} ${git.dirty}"}}\n' >mote.yaml
mkdir below
cp mote.yaml a.c below
cd ..
say 'no commit'
git -C p add .
git -C p commit -qm one
say 'no tag'
git -C p tag v1
say tagged
say 'a folder below' p/below
echo new >p/new.c
say 'an untracked file'
git -C p add new.c
say 'a staged file'
git -C p commit -qm two
say 'another commit'
echo '/* */' >>p/a.c
say 'a changed file'
say 'the same from a folder below' p/below
git -C p checkout -q a.c
chmod +x p/a.c
say 'a changed mode'
git -C p config core.fileMode false
say 'where modes do not count'
chmod -x p/a.c
rm p/new.c
say 'a file that is gone'
git -C p checkout -q new.c
touch p/a.c
say 'touched'
git -C p tag -am annotated v2
say 'an annotated tag'
git -C p pack-refs --all
git -C p gc -q
say 'packed'
git -C p update-index --split-index
say 'a split index'
git -C p worktree add -q ../tree HEAD~
say 'a worktree' tree
git clone -q --depth 1 --branch v2 "file://$PWD/p" shallow 2>/dev/null
say 'a shallow clone' shallow
git clone -q --shared p shared
say 'objects elsewhere' shared
git -C shared submodule add -q "$PWD/p" sub
git -C shared commit -qm sub
git -C shared tag v3
say 'a submodule' shared
say 'in it' shared/sub
echo '/* */' >>shared/sub/a.c
say 'a change in it' shared
say 'the same, in it' shared/sub
git -C shared/sub checkout -q v1
say 'another commit of it' shared
git init -q --object-format=sha256 long
cp p/a.c p/mote.yaml long
git -C long add .
git -C long commit -qm one
git -C long tag v4
say 'sha256' long
cp -r p 'a folder
of two lines'
say 'a line break' 'a folder
of two lines' | sed "s|$PWD|PWD|"
