#!/usr/bin/env bash
# Every script line of the CI templates runs, in a project where mote init wrote them: GitHub's steps from nothing, GitLab's twice,
# with what the first left in the cache the second time. mote comes from a repository, as it does there. The workflow of this
# repository must run .ci/run.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=/dev/null
. tests/support/static.sh
# the toolchain that the templates ask for; the others may be in the making
# shellcheck source=/dev/null
. toolchain/places
tools=${home:?}/${static_target:?}

# this tree, committed or not
mkdir "$work/repository" "$work/cache"
git ls-files -z -co --exclude-standard | while IFS= read -rd '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  tar --null -T - -cf - | tar -C "$work/repository" -xf -
git -C "$work/repository" init -q -b v9
git -C "$work/repository" add -A
git -C "$work/repository" -c user.name=ci -c user.email=ci@example.org commit -qm ci
export MOTE_REPOSITORY=file://$work/repository MOTE_REVISION=v9
unset MOTE

mkdir "$work/project"
cd "$work/project"
echo 'int main(void) { return 0; }' >hello.c
mote init --ci github >"$work/written"
mote init --ci gitlab >>"$work/written"
printf '%s\n' ./mote.yaml ./mote.mk ./.github/workflows/image.yml ./.gitlab-ci.yml | sed 's|^\./||' | diff "$work/written" -

# run_shells SERVICE FILE: each shell in the project, with that service's options
run_shells() {
  local script
  rm -rf "$work/shells"
  mkdir "$work/shells"
  /usr/bin/env python3 "$SRC/tests/examples/_ci.py" "$1" "$2" "$work/shells" >/dev/null
  for script in "$work"/shells/*.sh; do
    bash -e -o pipefail "$script" >"$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; echo "$1: ${script##*/} failed" >&2; exit 1; }
    # GitHub gives what a step wrote there to the next one
    [ "$1" != github ] || while IFS= read -r folder; do PATH=$folder:$PATH; done <"$GITHUB_PATH"
  done
}

echo "== our own"
python3 - "$SRC/.github/workflows/ci.yml" <<'END'
import sys, yaml
job = yaml.safe_load(open(sys.argv[1]))["jobs"]["test"]
assert job["container"]["image"] == "debian:12" and job["steps"][-1]["run"] == ".ci/run", job
END
[ -x "$SRC/.ci/run" ]

echo "== github"
(
  export HOME=$work/home XDG_CACHE_HOME=$work/home/.cache RUNNER_TEMP=$work/temp GITHUB_PATH=$work/path GITHUB_OUTPUT=$work/output GITHUB_STEP_SUMMARY=$work/summary
  export GITHUB_WORKSPACE=$work/project
  mkdir -p "$XDG_CACHE_HOME/mote/toolchain" "$RUNNER_TEMP"
  cp -R "$tools" "$XDG_CACHE_HOME/mote/toolchain"
  : >"$GITHUB_PATH"
  PATH=${PATH#"$SRC/build/release:"} run_shells github .github/workflows/image.yml
)
[ "$(tail -n 1 "$work/output")" = "digest=$(cat image.digest)" ]
grep -qx "commit=$(git -C "$work/repository" rev-parse HEAD)" "$work/output"
grep -q "$(cat image.digest)" "$work/summary"
[ "$(git config --file "$work/home/.gitconfig" safe.directory)" = "$work/project" ]
mote inspect "archive:image.tar@$(cat image.digest)" >/dev/null
cp image.digest "$work/digest"
rm image.*

for time in first second; do
  echo "== gitlab, $time time"
  (
    export CI_BUILDS_DIR=$work/builds
    mkdir -p "$CI_BUILDS_DIR"
    # the first time as if mote had been there before, the second with the cache that the first left
    [ $time = second ] || { mkdir -p .cached/mote/toolchain; cp -R "$work/home/.local" .cached/mote; cp -R "$tools" .cached/mote/toolchain; }
    PATH=${PATH#"$SRC/build/release:"} run_shells gitlab .gitlab-ci.yml
  )
  [ "$(cat image.env)" = "IMAGE_DIGEST=$(cat "$work/digest")" ]
  [ "$(cat .cached/mote/.local/commit)" = "$(git -C "$work/repository" rev-parse HEAD)" ] && [ -d .cached/mote/toolchain ]
  # what the cache brought is used as it is
  [ $time = first ] || [ "$built" = "$(stat -c %Y .cached/mote/.local/bin/mote)" ]
  built=$(stat -c %Y .cached/mote/.local/bin/mote)
  mote inspect image.tar >/dev/null
  rm image.*
done
