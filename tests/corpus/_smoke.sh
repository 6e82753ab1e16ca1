# Sourced by tests/corpus/NAME.sh, which is called with IMAGE PLATFORM: what a smoke test needs. Everything is ended and removed
# when the test ends, by its process id.
#   $image, $platform          what is tried; for an image of another processor the emulator is used by itself
#   $work                      a folder to work in
#   add_files FOLDER           from here on $image is the image with one more layer: what lies in FOLDER
#   program ARG...             mote run with the image's entrypoint, in the foreground
#   program_at PATH ARG...     another program of the image
#   start PORT COMMAND...      in the background, and waits until somebody listens on PORT of loopback; 0: does not wait
#   stop                       SIGTERM to what was started last; sets $status to its exit status
#   free_port                  prints a port that nobody has
#   wait_for_port PORT         until somebody listens
#   equal WHAT WANTED GOT      or the test has failed
#   retry SECONDS COMMAND...   until it succeeds
#   make_certificates FOLDER   ca.pem, and server.pem with server.key that it signed for 127.0.0.1
#   die WORDS...               fails, with the log of every server
# run_flags may be set: more flags for mote run, as run_flags=(-e HOME=/tmp).
# shellcheck shell=bash
set -euo pipefail
image=$1 platform=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/mote-corpus.XXXXXX")
# what a killed mote run leaves is removed too
export TMPDIR=$work
servers=() run_flags=() command=() started=0 status=''
# an emulated program may need longer than the machine's own
patience=60

emulator=()
case $platform/$(uname -m) in
linux/amd64/x86_64 | linux/arm64/aarch64) ;;
linux/amd64/*) emulator=(--emulator /usr/bin/qemu-x86_64-static) ;;
linux/arm64/*) emulator=(--emulator /usr/bin/qemu-aarch64-static) ;;
*) echo "nobody says which emulator runs $platform" >&2; exit 1 ;;
esac

# One that does not end by SIGTERM is killed after ten seconds.
leave() {
  local result=$? each i
  trap - EXIT
  for each in ${servers[@]+"${servers[@]}"}; do
    kill "$each" 2>/dev/null || continue
    for ((i = 0; i < 100; i++)); do
      kill -0 "$each" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$each" 2>/dev/null || true
    wait "$each" 2>/dev/null || true
  done
  rm -rf "$work"
  exit "$result"
}
trap leave EXIT
trap 'exit 130' INT TERM

die() {
  local log
  echo "$(basename "$0" .sh), $platform: $*" >&2
  for log in "$work"/server.*.log; do
    [ ! -s "$log" ] || sed "s/^/$(basename "$log" .log): /" "$log" | tail -n 40 >&2
  done
  exit 1
}

equal() {
  [ "$2" = "$3" ] || die "$(printf '%s: expected "%s", got "%s"' "$@")"
}

add_files() {
  local next
  next=$(mktemp -d "$work/image.XXXXXX")
  python3 tests/corpus/_overlay.py "${image#oci:}" "$platform" "$1" "$next" || die "no layer could be added to $image"
  image=oci:$next:latest
}

# Sets $command to what runs the words: those that begin with program or program_at in the image, others here. Never a function,
# so that in the background the process id is that of mote itself.
compose() {
  local path=()
  command=("$@")
  case $1 in
  program) shift ;;
  program_at) path=(--entrypoint "$2"); shift 2 ;;
  *) return ;;
  esac
  command=(mote run --network host --platform "$platform" ${emulator[@]+"${emulator[@]}"} ${run_flags[@]+"${run_flags[@]}"} ${path[@]+"${path[@]}"} "$image" "$@")
}

program() {
  compose program "$@"
  "${command[@]}"
}

program_at() {
  compose program_at "$@"
  "${command[@]}"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

make_certificates() {
  local folder=$1 more=(-nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2)
  mkdir -p "$folder"
  openssl req -x509 "${more[@]}" -subj /CN=authority -keyout "$work/ca.key" -out "$folder/ca.pem" 2>"$work/openssl.log" ||
    die "no authority: $(cat "$work/openssl.log")"
  openssl req -x509 "${more[@]}" -CA "$folder/ca.pem" -CAkey "$work/ca.key" -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$folder/server.key" -out "$folder/server.pem" 2>"$work/openssl.log" ||
    die "no certificate: $(cat "$work/openssl.log")"
  chmod 644 "$folder/server.key"
}

retry() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >"$work/retry.log" 2>&1; do
    [ $SECONDS -lt $end ] || { cat "$work/retry.log" >&2; return 1; }
    sleep 0.2
  done
}

wait_for_port() {
  local end=$((SECONDS + patience))
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    [ ${#servers[@]} -eq 0 ] || kill -0 "${servers[-1]}" 2>/dev/null || die "the server ended at once"
    [ $SECONDS -lt $end ] || die "nobody listens on port $1"
    sleep 0.1
  done
}

start() {
  local port=$1
  shift
  compose "$@"
  started=$((started + 1))
  "${command[@]}" >"$work/server.$started.log" 2>&1 </dev/null &
  servers+=($!)
  [ "$port" = 0 ] || wait_for_port "$port"
}

stop() {
  local last=${servers[-1]} end=$((SECONDS + patience))
  kill "$last" || die "the server is gone already"
  while kill -0 "$last" 2>/dev/null; do
    [ $SECONDS -lt $end ] || die "the server does not end by SIGTERM"
    sleep 0.1
  done
  unset 'servers[-1]'
  # shellcheck disable=SC2034 # tests read it
  status=0
  # shellcheck disable=SC2034
  wait "$last" || status=$?
}
