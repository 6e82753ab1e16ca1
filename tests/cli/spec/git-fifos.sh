#!/bin/bash
# slow: many repositories
# git waits for ever when it opens a fifo. mote names it, in every mode. Rows: the fifo, and what makes git open it.
# shellcheck disable=SC1091 disable=SC2016 # mote expands them
. "$SRC/tests/support/static.sh"
export GIT_CONFIG_GLOBAL=$PWD/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file gitconfig user.name a
git config --file gitconfig user.email a@b
git config --file gitconfig init.defaultBranch main
home=$PWD
echo 'int main(void) { return 0; }' | static_program app
say() {
  (cd p && timeout -k 5 "$HANGS_AFTER" mote pack -q "$@" -f pack.yaml -o "oci:$home/o:v1" "$home/app" 2>&1 >/dev/null) | sed "s|$home|PWD|g"
  [ "${PIPESTATUS[0]}" != 124 ] || echo 'it hangs'
}
while IFS='|' read -r fifo command; do
  rm -rf p
  git init -q p
  printf 'name: app\nimage: {labels: {label: "${git.revision} ${git.tag} ${git.dirty}"}}\n' >p/pack.yaml
  mkdir p/folder
  echo a >p/folder/a
  git -C p add .
  git -C p commit -qm one
  git -C p tag v1
  (cd p && eval "$command" && { [ ! -e "$fifo" ] || [ -p "$fifo" ] || rm -r "$fifo"; } && { [ -p "$fifo" ] || mkfifo "$fifo"; })
  say
  say --untrusted
done <<'ROWS'
.git|
.git/HEAD|
.git/index|
.git/config|
.git/packed-refs|
.git/shallow|
.git/commondir|
.git/objects/info/alternates|
.git/objects/pack/pack-1.idx|
.git/refs/tags/v1|
.git/refs/tags/a/b|mkdir .git/refs/tags/a
.git/config.worktree|git config extensions.worktreeConfig true
HEAD|rm -rf .git
.gitattributes|touch pack.yaml
.gitmodules|
folder/.gitattributes|touch folder/a
sub/.git/HEAD|git init -q sub; git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),sub"
ROWS
echo '== through links'
rm -rf p/sub p/.gitattributes
mkfifo fifo
ln -s ../../fifo p/.git/packed-refs
say
rm p/.git/packed-refs
mv p/.git elsewhere
mkfifo elsewhere/packed-refs
echo 'gitdir: ../elsewhere' >p/.git
say
