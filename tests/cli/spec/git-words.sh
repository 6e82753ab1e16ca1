#!/bin/bash
# slow: many repositories
# git quotes lines of files in its messages, and a file may be a link to one that nobody else may read: of git's words an
# error has only those that quote nothing, and no control character.
# shellcheck disable=SC1091 disable=SC2016 # mote expands them
. "$SRC/tests/support/static.sh"
export GIT_CONFIG_GLOBAL=$PWD/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file gitconfig user.name a
git config --file gitconfig user.email a@b
home=$PWD
echo 'int main(void) { return 0; }' | static_program app
printf 'SECRET\e[31m\n' >secret
printf '[core]\n\tbare = SECRET\n' >ini
printf 'gitdir: SECRET\e[31m\n' >gitdir
while IFS= read -r command; do
  rm -rf p
  git init -q p
  printf 'name: app\nimage: {labels: {label: "${git.tag}"}}\n' >p/pack.yaml
  git -C p add .
  git -C p commit -qm one
  git -C p tag v1
  (cd p && eval "$command")
  echo "$command"
  (cd p && mote pack -q -f pack.yaml -o "oci:$home/o:v1" "$home/app" 2>&1 >/dev/null) | sed "s|$home|PWD|g; s|^|  |"
done <<'ROWS'
ln -s ../../secret .git/packed-refs
ln -s ../../secret .git/shallow
ln -sf ../../secret .git/config
ln -sf ../../ini .git/config
ln -sf ../../secret .git/index
ln -sf ../../secret .git/HEAD
ln -sf ../../../../secret .git/refs/tags/v1
ln -s ../../secret .git/commondir
ln -s ../../../../secret .git/objects/info/alternates
rm -r .git; ln -s ../secret .git
rm -r .git; ln -s ../gitdir .git
git config include.path "$home/secret"
ROWS
