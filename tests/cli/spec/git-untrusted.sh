#!/bin/bash
# slow: many repositories
# --untrusted: git reads only the project's own files. Nothing of a repository or a file elsewhere gets into a label or
# into an error. Rows: a name, and what the stranger did to the project. The last lines are what works.
# shellcheck disable=SC1091 disable=SC2016 # mote expands them
. "$SRC/tests/support/static.sh"
export GIT_CONFIG_GLOBAL=$PWD/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file gitconfig user.name a
git config --file gitconfig user.email a@b
git config --file gitconfig init.defaultBranch main
git config --file gitconfig protocol.file.allow always
home=$PWD
echo 'int main(void) { return 0; }' | static_program app
git init -q private
git -C private commit -q --allow-empty -m one
git -C private tag codename
token=$(git -C private rev-parse HEAD)
echo "$token" >token
echo SECRET >secret

say() {
  (cd "$1" && mote pack -q --untrusted -f pack.yaml -o "oci:$home/o:v1" "$home/app" 2>&1 >/dev/null && mote inspect --json "oci:$home/o:v1" |
    sed -n 's/.*"label": "\(.*\)".*/\1/p') | sed "s|$home|PWD|g; s/[0-9a-f]\{40\}/REVISION/"
}
project() {
  rm -rf "$1"
  git init -q "$1"
  printf 'name: app\nimage: {labels: {label: "${git.revision} ${git.tag} ${git.dirty}"}}\n' >"$1/pack.yaml"
  git -C "$1" add .
  git -C "$1" commit -qm one
  git -C "$1" tag v1
}
while IFS='|' read -r name command; do
  project p
  (cd p && eval "$command")
  echo "== $name"
  say p
done <<'ROWS'
a .git file|rm -rf .git; echo 'gitdir: ../private/.git' >.git
a whole path|rm -rf .git; echo "gitdir: $home/private/.git" >.git
a .git file that leads nowhere|rm -rf .git; echo 'gitdir: ../none' >.git
a link|rm -rf .git; ln -s ../private/.git .git
a link to a file|rm -rf .git; ln -s ../secret .git
a worktree|cp pack.yaml ..; cd ..; rm -rf p; git -C private worktree prune; git -C private worktree add -q --detach ../p; cp pack.yaml p
packed-refs|ln -s ../../secret .git/packed-refs
shallow|ln -s ../../secret .git/shallow
HEAD|ln -sf ../../token .git/HEAD
config|ln -sf ../../secret .git/config
index|ln -sf ../../private/.git/index .git/index
a branch|ln -sf ../../../../token .git/refs/heads/main
a tag|ln -sf ../../../../secret .git/refs/tags/v1
a folder of tags|rm -r .git/refs/tags; ln -s ../../../private/.git/refs/tags .git/refs/tags
refs|rm -r .git/refs; ln -s ../../private/.git/refs .git/refs
objects|rm -r .git/objects; ln -s ../../private/.git/objects .git/objects
packs|rmdir .git/objects/pack; ln -s ../../../private/.git/objects .git/objects/pack
info|rm -rf .git/info; ln -s ../../private/.git/info .git/info
commondir|echo ../../private/.git >.git/commondir
commondir as a link|ln -s ../../secret .git/commondir
alternates|echo ../../../private/.git/objects >.git/objects/info/alternates
alternates as a link|ln -s ../../../../secret .git/objects/info/alternates
core.worktree|git config core.worktree ../../private
core.worktree in an included file, where git ignores it|git config --file ../included core.worktree ../../private; git config include.path "$home/included"
an included file that is no configuration|git config include.path "$home/secret"
the project is a bare repository|mv .git/* .; rm -rf .git; git config --file config core.bare false; git config --file config core.worktree ../private
a bare repository, and a link in it|mv .git/* .; rm -rf .git; ln -sf ../token HEAD
an included file with a secret|printf '[core]\n\tautocrlf = SECRET\n\tbare = SECRET\n' >../ini; git config include.path "$home/ini"
a submodule elsewhere|git update-index --add --cacheinfo "160000,$token,sub"; ln -s ../private sub
a submodule with a .git file|git update-index --add --cacheinfo "160000,$token,sub"; mkdir sub; echo 'gitdir: ../../private/.git' >sub/.git
a path in the index|echo SECRET >a-file-with-a-path; git add .; sed -i 's|a-file-with-a-path|../p/../../secret|' .git/index
.git elsewhere, for a folder below|rm -rf .git; echo 'gitdir: ../private/.git' >.git; mkdir -p sub; mv pack.yaml sub; ln -s sub/pack.yaml pack.yaml
ROWS
echo '== a folder below .git elsewhere'
say p/sub
echo '== a project in a repository that does not track it'
project outer
project outer/inner
rm -rf outer/inner/.git
say outer/inner
echo '== it does track it'
git -C outer add inner
git -C outer commit -qm inner
git -C outer tag v2
say outer/inner
echo '== another folder with a name that begins alike'
cp -r outer/inner outer/in
say outer/in
echo '== submodules'
project p
git -C p submodule add -q "$home/private" sub
git -C p commit -qm sub
git -C p tag v2
say p
echo '== in it'
cp p/pack.yaml p/sub
say p/sub
echo '== a .git file that stays in the project'
project p
mv p/.git p/git
echo 'gitdir: git' >p/.git
say p
echo '== packed'
project p
git -C p gc -q
git -C p update-index --split-index
say p
echo '== the flag'
ln -s ../../secret p/.git/shallow
(cd p && mote pack -q --untrusted -f pack.yaml --label label=mine -o "oci:$home/o:v1" "$home/app" >/dev/null && mote inspect --json "oci:$home/o:v1" | sed -n 's/.*"label": "\(.*\)".*/\1/p')
