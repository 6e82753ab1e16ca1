#!/usr/bin/env bash
# Every script line of the CI templates, of the action and of the component runs as it is written, from the files of a small
# release: GitHub's on a root that has a shell, curl and no compiler, GitLab's in the image mote:builder, each twice, the second time
# with the caches of the first. Both have the rights that Docker gives and know only loopback, where the release and a registry with
# a password are. Each builds for two processors, with one digest, and pushes. The workflow of this repository must run .ci/run.
set -euo pipefail
# shellcheck source=/dev/null
. tests/interop/_images.sh
need docker-registry htpasswd curl jq
root_only "a root folder with mounts"
: "${work:?}"
host=$(toolchain/key --processor)
other=arm64
[ "$host" = amd64 ] || other=amd64
children=()
clean_up() {
  local each
  for each in "${children[@]}"; do
    kill "$each" 2>/dev/null || true
    wait "$each" 2>/dev/null || true
  done
}
unset MOTE

echo "== our own"
/usr/bin/env python3 - "$SRC/.github/workflows/ci.yml" <<'END'
import sys, yaml
job = yaml.safe_load(open(sys.argv[1]))["jobs"]["test"]
assert job["container"]["image"] == "debian:12" and job["steps"][-1]["run"] == ".ci/run", job
END
[ -x "$SRC/.ci/run" ]
# one way to install, in two files
install_lines() {
  sed -n '/# Ubuntu forbids users/,/\.local\/bin\/mote"$/p' "$1" | sed 's/^ *//'
}
equal "how the template and the action install" "$(install_lines templates/ci/github.yml)" "$(install_lines templates/ci/action.yml)"
# one job in two files
job_lines() {
  sed -n '/^  # GitLab keeps/,$p' "$1" | sed 's/\[ "[$]PUSH" = true \] && //'
}
equal "the jobs of the template and the component" "$(job_lines templates/ci/gitlab.yml)" "$(job_lines templates/ci/template.yml)"

version=$(sed -n 's/^#define MOTE_VERSION "\(.*\)"/\1/p' src/base/version.h)
equal "the versions in templates/ci and docs/ci.md" "$version" \
  "$(grep -ohE '(@v|mote:|/v|VERSION: |default: )[0-9]+\.[0-9]+\.[0-9]+' templates/ci/*.yml docs/ci.md | grep -o '[0-9].*' | sort -u | paste -sd ' ')"
# GitHub refuses a key of a cache with a comma, which a list of platforms has
! grep -nE 'key.*\.(PLATFORMS|platforms)' templates/ci/github.yml templates/ci/action.yml || die "a key of a cache would have a comma"

# what `make release` makes, but for what no job takes
release=$work/release
tests/support/small_home.sh "$work/home" "$host" "$other"
mkdir "$release"
MOTE_TOOLCHAIN_DIR=$work/home LEVEL=0 toolchain/dist "$release" "$host" "$other" >/dev/null
rm "$release"/*.sha256
cp "build/static/$host/mote" "$release/mote-linux-$host"
MOTE_TOOLCHAIN_DIR=$work/home toolchain/release/builder "$SRC/build/static/$host/mote" "$release" 2>/dev/null
(cd "$release" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
tests/fake/files "$release" "$work/port" "$work/asked" &
children+=($!)
htpasswd -nbB ada ada-builds-4d81c0 >"$work/htpasswd" 2>/dev/null
cat >"$work/registry.yml" <<END
version: 0.1
storage: {filesystem: {rootdirectory: "$work/storage"}}
http: {addr: "127.0.0.1:0"}
auth: {htpasswd: {realm: "tests", path: "$work/htpasswd"}}
END
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
children+=($!)
for ((i = 0; i < 300; i++)); do
  [ ! -s "$work/port" ] || ! grep -q 'listening on' "$work/registry.log" || break
  sleep 0.1
done
registry=127.0.0.1:$(sed -n 's/.*listening on [^ ]*:\([0-9]*\).*/\1/p' "$work/registry.log" | head -n 1)
address=http://127.0.0.1:$(cat "$work/port")

# the two roots, and the same project in both
builder=$work/builder fresh=$work/fresh
mkdir "$builder" "$fresh" "$work/project"
mote copy -q "archive:$release/mote-builder.tar" "rootfs:$work/builder.rootfs" >/dev/null
tar -C "$builder" -xf "$work/builder.rootfs"
tar -C "$fresh" -xf "$work/builder.rootfs" --exclude=usr/lib/mote --exclude=usr/share/mote --exclude=etc/mote --exclude=usr/bin/mote
rm "$work/builder.rootfs"
tests/support/small_root.sh "$fresh" curl
! ls "$fresh"/usr/bin/{cc,gcc,clang,mote} 2>/dev/null || die "the root is not fresh"
cd "$work/project"
echo 'int main(void) { return 7; }' >hello.c
mote init --ci github >"$work/written"
mote init --ci gitlab >>"$work/written"
equal "what mote init wrote" "mote.yaml mote.mk .github/workflows/image.yml .gitlab-ci.yml" "$(paste -sd ' ' "$work/written")"

# inside ROOT COMMAND...: with a clean environment, and with the rights that Docker gives
inside() {
  local root=$1
  shift
  # shellcheck disable=SC2016 # the inner shell expands it
  unshare -m sh -c 'mount --rbind /proc "$1/proc" && mount --rbind /dev "$1/dev" && shift && exec "$@"' sh "$root" \
    "$SRC/tests/support/as_in_docker.sh" "$(command -v chroot)" "$root" "$@"
}

# run_shells ROOT SERVICE FILE NAME=VALUE...: each shell in the project; VARIABLES has what the service sets
run_shells() {
  local root=$1 service=$2 script path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  rm -rf "$root/shells" "$root/temp"
  mkdir "$root/shells" "$root/temp"
  : >"$root/temp/path"
  : >"$root/temp/output"
  : >"$root/temp/summary"
  /usr/bin/env python3 -B "$SRC/tests/examples/_ci.py" "$service" "$3" "$root/shells" "${@:4}"
  for script in "$root"/shells/*.sh; do
    inside "$root" env -i -C /project HOME=/root PATH="$path" "${VARIABLES[@]}" bash -e -o pipefail "/shells/${script##*/}" >"$work/log" 2>&1 || {
      tail -n 30 "$work/log" >&2
      die "$service: ${script##*/} failed"
    }
    # GitHub gives what a step wrote there to the next one
    while IFS= read -r folder; do path=$folder:$path; done <"$root/temp/path"
    : >"$root/temp/path"
  done
}

# project ROOT: a new checkout, at the same path
project() {
  local cached=''
  [ ! -d "$1/project/.cached" ] || { cached=yes && mv "$1/project/.cached" "$1/.cached"; }
  rm -rf "$1/project"
  cp -R "$work/project" "$1/project"
  [ -z "$cached" ] || mv "$1/.cached" "$1/project/.cached"
}

# pushed NAME: the digest that the registry has of it
pushed() {
  curl -fsS -u ada:ada-builds-4d81c0 -H 'Accept: application/vnd.oci.image.index.v1+json' "http://$registry/v2/$1" | sha256sum | sed 's/ .*//; s/^/sha256:/'
}

sums=$(sha256sum <"$release/SHA256SUMS" | cut -d' ' -f1)
platforms=linux/$host,linux/$other
VARIABLES=(RUNNER_TEMP=/temp GITHUB_PATH=/temp/path GITHUB_OUTPUT=/temp/output GITHUB_STEP_SUMMARY=/temp/summary GITHUB_ACTOR=ada
  GITHUB_REF_NAME=some/branch GITHUB_SHA=0123 "IMAGE=$registry/Acme/hello" "MOTE_RELEASE=$address" "MOTE_SHA256=$sums")
for time in first second; do
  echo "== github, $time time"
  project "$fresh"
  run_shells "$fresh" github .github/workflows/image.yml github.repository=Acme/hello github.token=ada-builds-4d81c0 github.event_name=push
  digest=$(cat "$fresh/project/image.digest")
  equal "the output" "digest=$digest" "$(cat "$fresh/temp/output")"
  grep -q "$digest" "$fresh/temp/summary" || die "the summary does not show the image"
  equal "what was pushed" "$digest $digest" "$(pushed acme/hello/manifests/some-branch) $(pushed acme/hello/manifests/0123)"
  equal "the platforms" "$(echo "$platforms" | tr , '\n' | sort | paste -sd ' ')" \
    "$(mote inspect --json "$fresh/project/image.tar" | jq -r '[.platforms[].platform] | join(" ")')"
done
equal "what was fetched, in both times" 3 "$(wc -l <"$work/asked")"
mkdir "$work/steps"
/usr/bin/env python3 -B "$SRC/tests/examples/_ci.py" github .github/workflows/image.yml "$work/steps" github.repository=Acme/hello github.event_name=pull_request
equal "steps for a pull request" 2 "$(find "$work/steps" -type f | wc -l)"

echo "== a release that was changed"
mv "$fresh/root/.local/bin/mote" "$work/kept"
VARIABLES+=("MOTE_SHA256=$(echo other | sha256sum | cut -d' ' -f1)")
! (run_shells "$fresh" github .github/workflows/image.yml github.repository=Acme/hello github.token=x github.event_name=pull_request) 2>"$work/said" ||
  die "SHA256SUMS of a stranger is believed"
grep -q 'SHA256SUMS: FAILED' "$work/said" || die "no word about SHA256SUMS: $(cat "$work/said")"
[ ! -e "$fresh/root/.local/bin/mote" ] || die "mote was installed"
mv "$work/kept" "$fresh/root/.local/bin/mote"

echo "== action"
VARIABLES=(RUNNER_TEMP=/temp GITHUB_PATH=/temp/path GITHUB_OUTPUT=/temp/output GITHUB_STEP_SUMMARY=/temp/summary)
project "$fresh"
run_shells "$fresh" action "$SRC/templates/ci/action.yml" github.actor=ada github.server_url=http://none github.action_repository=acme/mote "inputs.release=$address" \
  "inputs.platforms=$platforms" inputs.push=true "inputs.tags=$registry/action/hello:v1"$'\n'"$registry/action/hello:v2" inputs.password=ada-builds-4d81c0
equal "the outputs of the action" "digest=$digest
size=$(mote inspect --json "$fresh/temp/mote-image/image.tar" | jq '[.platforms[].size] | add')
image=/temp/mote-image/image.tar
metadata=/temp/mote-image/image.json" "$(cat "$fresh/temp/output")"
equal "what the action pushed" "$digest $digest" "$(pushed action/hello/manifests/v1) $(pushed action/hello/manifests/v2)"

VARIABLES=(CI_BUILDS_DIR=/builds CI_COMMIT_REF_SLUG=some-branch CI_COMMIT_SHA=0123 CI_REGISTRY="$registry" CI_REGISTRY_IMAGE="$registry/gitlab/hello"
  CI_REGISTRY_USER=ada CI_REGISTRY_PASSWORD=ada-builds-4d81c0)
mkdir "$builder/builds"
for time in first second; do
  echo "== gitlab, $time time"
  project "$builder"
  if [ $time = first ]; then
    run_shells "$builder" gitlab .gitlab-ci.yml
  else
    run_shells "$builder" component "$SRC/templates/ci/template.yml" inputs.builder=x "inputs.platforms=$platforms"
  fi
  equal "the variable" "IMAGE_DIGEST=$digest" "$(cat "$builder/project/image.env")"
  equal "what was pushed" "$digest $digest" "$(pushed gitlab/hello/manifests/some-branch) $(pushed gitlab/hello/manifests/0123)"
  rm -rf "$work/storage/docker/registry/v2/repositories/gitlab"
done
