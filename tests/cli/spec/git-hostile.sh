#!/bin/bash
# slow: many repositories
# For ${git.tag} mote starts no program that the project's repository names: in its configuration, hooks or
# attributes, or in those of a submodule. Plain git starts some of them, which proves that the traps work.
export GIT_CONFIG_GLOBAL=$PWD/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file gitconfig user.name a
git config --file gitconfig user.email a@b
git config --file gitconfig protocol.file.allow always

# trap_of NAME: prints a command that leaves a trace
trap_of() { echo "echo $1 >>'$PWD/ran'; exit 1 #"; }

# arm CONFIG: sets all known keys that may name a program
arm() {
  local key
  for key in core.fsmonitor core.sshCommand core.askPass core.pager core.editor core.gitProxy core.alternateRefsCommand \
    filter.x.clean filter.x.smudge diff.external diff.x.textconv diff.x.command merge.x.driver credential.helper gpg.program \
    gpg.ssh.program sequence.editor pager.status pager.describe pager.rev-parse pager.for-each-ref pager.config pager.ls-files \
    interactive.diffFilter remote.origin.uploadpack remote.origin.proxy uploadpack.packObjectsHook trace2.eventTarget \
    browser.x.cmd man.x.cmd mergetool.x.cmd difftool.x.cmd sendemail.smtpserver log.showSignature core.commentChar; do
    git config --file "$1" "$key" "$(trap_of "$key")"
  done
  for key in status describe rev-parse for-each-ref config ls-files; do
    git config --file "$1" "alias.$key" "!$(trap_of "alias.$key")"
  done
  git config --file "$1" filter.x.required true
  git config --file "$1" filter.y.process "$(trap_of filter.y.process)"
  git config --file "$1" submodule.recurse true
  git config --file "$1" status.submoduleSummary true
  git config --file "$1" core.untrackedCache true
  git config --file "$1" core.commentChar ';'
  git config --file "$1" log.showSignature false
  git config --file "$1" --unset trace2.eventTarget
}

hooks() {
  local hook
  mkdir -p "$1"
  for hook in post-checkout post-index-change reference-transaction pre-auto-gc fsmonitor-watchman query-watchman pre-commit; do
    printf '#!/bin/sh\necho hook %s >>"%s/ran"\n' "$hook" "$PWD" >"$1/$hook"
    chmod +x "$1/$hook"
  done
}

git init -q sub
printf 'sub\n' >sub/s.c
git -C sub add .
git -C sub commit -qm one
git init -q p
printf 'int main(void) { return 0; }\n' >p/a.c
# shellcheck disable=SC2016 # mote expands it
printf 'name: a\nbuild: {sources: [a.c]}\nimage: {labels: {label: "${git.tag} ${git.dirty}"}}\n' >p/mote.yaml
printf '*.x filter=x diff=x merge=x\n*.y filter=y diff=x\n' >p/.gitattributes
echo one | tee p/a.x >p/a.y
git -C p add .
git -C p submodule add -q "$PWD/sub" s 2>/dev/null
git -C p commit -qm one
git -C p tag v1
arm included
hooks p/hooks
hooks p/.git/hooks
hooks p/.git/modules/s/hooks
for config in p/.git/config p/.git/modules/s/config; do
  git config --file "$config" include.path "$PWD/included"
  arm "$config"
  git config --file "$config" core.hooksPath "$PWD/p/hooks"
  git config --file "$config" core.repositoryFormatVersion 1
  git config --file "$config" extensions.partialClone origin
  git config --file "$config" extensions.worktreeConfig true
  git config --file "$config" remote.origin.promisor true
  git config --file "$config" protocol.allow always
  git config --file "$config" remote.origin.url "ext::sh -c 'echo ext >>$PWD/ran'"
done
cp included p/.git/config.worktree
say() {
  rm -f ran
  (cd p && mote build -q -o oci:o:v1 2>&1 >/dev/null && mote inspect --json oci:o:v1 | sed -n 's/.*"label": "\(.*\)".*/\1/p') |
    sed "s|$PWD|PWD|g"
  [ ! -e ran ] || { echo 'these ran:'; sort -u ran; }
}
# same sizes as before, so that git must read the files
echo two | tee p/a.x >p/a.y
echo hus >p/s/s.c
say
git -C p -c filter.x.required=false -c filter.y.process= -c filter.y.clean= status >/dev/null 2>&1 </dev/null
grep -q -x core.fsmonitor ran && grep -q -x filter.x.clean ran && echo 'plain git starts some'
# git would fetch a missing object
for object in $(git -C p -c core.fsmonitor=false rev-parse 'HEAD^{tree}' HEAD); do
  rm -f "p/.git/objects/${object:0:2}/${object:2}"
  say
done
git -C p config remote.origin.url "$PWD/none"
say
