# Sourced by the tests with real peers. It brings the examples' images, says what each must do when a peer starts it,
# and looks at the end that nothing was left behind.
#   images="..."               the examples, every one of them
#   image NAME                 its archive: the one that tests/examples left, or built now
#   layout NAME                a folder with the same image as an OCI layout, tag latest
#   try_images                 starts every image through the functions of the test:
#     peer_run NAME ARG...       in the foreground, its output on stdout
#     peer_start NAME ARG...     in the background; sets $process, a process in the network namespace of the container
#     peer_stop NAME             SIGTERM; sets $status to the program's exit status
# shellcheck shell=bash

images="hello httpd lua sqlite redis busybox go-hello go-server react"
peer=$(basename "$0" .sh)
export TMPDIR
TMPDIR=$(mktemp -d "/tmp/mote-$peer.XXXXXX")
work=$TMPDIR/work
mkdir "$work"
process='' status=''

die() {
  echo "$peer: $*" >&2
  exit 1
}

need() {
  local command
  for command; do command -v "$command" >/dev/null || die "$command is missing: toolchain/install-packages peers"; done
}

root_only() {
  [ "$(id -u)" = 0 ] || die "this test needs root: $*"
}

# equal WHAT WANTED GOT
equal() {
  [ "$2" = "$3" ] || die "$(printf '%s: expected "%s", got "%s"' "$@")"
}

# run_quiet COMMAND...: its output only where it fails
run_quiet() {
  "$@" >"$work/quiet.log" 2>&1 || { cat "$work/quiet.log" >&2; die "failed: $*"; }
}

build_image() {
  local example=$1 archive=$2
  case $1 in go-*) example=go/${1#go-} ;; esac
  make -s -C "examples/$example" MOTEFLAGS=-q IMAGE_FOLDER="$work/made" IMAGE_OUTPUT="archive:$archive"
}

# An archive that is older than mote is built again: what the peers see is what this mote makes.
image() {
  local archive=$SRC/build/images/$1.tar
  if [ ! "$archive" -nt "$MOTE" ]; then
    mkdir -p "${archive%/*}"
    build_image "$1" "$archive" >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log" >&2; die "cannot build $1"; }
  fi
  printf '%s\n' "$archive"
}

layout() {
  local folder=$work/layout/$1 archive
  archive=$(image "$1") || exit 1
  if [ ! -d "$folder" ]; then
    mkdir -p "$folder"
    tar -xf "$archive" -C "$folder" || die "cannot unpack $archive"
  fi
  printf '%s\n' "$folder"
}

# The program of examples/hello, for this machine, out of its image.
native_hello() {
  local archive layer
  archive=$(image hello)
  layer=$(tar -xOf "$archive" manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1)
  tar -xOf "$archive" "$layer" | tar -xzf - -C "$work" hello
  printf '%s\n' "$work/hello"
}

# foreign_hello PROCESSOR: a static executable for another machine, with no library at all
foreign_hello() {
  local triple
  case $1 in
  arm64) triple=aarch64-linux-gnu ;;
  riscv64) triple=riscv64-linux-gnu ;;
  *) die "no triple for $1" ;;
  esac
  mkdir -p "$work/foreign/$1"
  echo 'void _start(void) { for (;;) { } }' >"$work/foreign/start.c"
  clang-19 --target=$triple -nostdlib -static -fuse-ld=lld -O1 -o "$work/foreign/$1/hello" "$work/foreign/start.c" ||
    die "clang-19 makes nothing for $1"
  printf '%s\n' "$work/foreign/$1/hello"
}

# speak COMMAND...: runs it in the container's network, where loopback is the container's
speak() {
  nsenter -t "$process" -n "$@"
}

# answers PORT REQUEST WANTED: one line sent, one line got
answers() {
  local got
  # shellcheck disable=SC2016 # the shell inside expands it
  got=$(speak timeout 5 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0"; printf "%s\r\n" "$1" >&3; read -r line <&3; echo "$line"' "$1" "$2" | tr -d '\r')
  equal "the answer to \"$2\"" "$3" "$got"
}

wait_for_port() {
  local i
  for ((i = 0; i < 100; i++)); do
    if speak bash -c "exec 3<>/dev/tcp/127.0.0.1/$1" 2>/dev/null; then return 0; fi
    kill -0 "$process" 2>/dev/null || die "the server ended at once"
    sleep 0.1
  done
  die "nobody listens on port $1"
}

# try_server NAME PORT PROBE WANTED-STATUS [ARG...]
try_server() {
  local name=$1 port=$2 probe=$3 wanted=$4
  shift 4
  peer_start "$name" "$@"
  wait_for_port "$port"
  "$probe"
  peer_stop "$name"
  equal "$name: exit status after SIGTERM" "$wanted" "$status"
}

probe_httpd() {
  speak curl -sS -o "$work/page" http://127.0.0.1:8080/ || die "httpd: curl failed"
  cmp "$work/page" examples/httpd/site/index.html || die "httpd: the page came out wrong"
}

probe_go() {
  equal "go-server" "hello from net/http" "$(speak curl -sS http://127.0.0.1:8080/)"
}

probe_redis() {
  answers 6379 PING +PONG
  answers 6379 "SET greeting hello" +OK
  answers 6379 "STRLEN greeting" :5
}

# a route of the site's own: the image's cmd asks for --spa
probe_react() {
  local path
  for path in / /about; do
    speak curl -sSf -o "$work/page" "http://127.0.0.1:8080$path" || die "react: curl failed on $path"
    grep -q '<div id="root">' "$work/page" || die "react: $path came out wrong"
  done
}

# says NAME WANTED [ARG...]
says() {
  local name=$1 wanted=$2 got
  shift 2
  got=$(peer_run "$name" "$@") || die "$name: exit status $?"
  equal "$name: output" "$wanted" "$got"
}

try_image() {
  # shellcheck disable=SC2016 # the shell in the image expands what stands in quotes
  case $1 in
  hello) says hello "hello from an image of one file" ;;
  lua) says lua 42 -e 'print(6*7)' ;;
  sqlite) says sqlite 42 :memory: 'select 6*7' ;;
  busybox) says busybox 'three 42' -c 'set -- one two three; echo "$3 $((6*7))" | sed "s/x/y/"' ;;
  httpd) try_server httpd 8080 probe_httpd 0 ;;
  redis) try_server redis 6379 probe_redis 0 --save '' ;;
  go-hello) says go-hello "hello from Go in an image of one file" ;;
  # Go's runtime dies of the signal that it does not catch: 128 + 15, or 2 as the runtime's own exit
  go-server) try_server go-server 8080 probe_go 2 ;;
  react) try_server react 8080 probe_react 0 ;;
  *) die "nobody says what $1 must do" ;;
  esac
}

try_images() {
  local name
  for name in $images; do
    process='' status=''
    try_image "$name"
    echo "$peer: $name runs"
  done
}

# A test defines clean_up where it started something. What is still there afterwards is a failure.
clean_up() { :; }

leave() {
  local result=$? left
  trap - EXIT
  clean_up
  left=$(awk -v dir="$TMPDIR/" 'index($5, dir) == 1 { print "mount " $5 }' /proc/self/mountinfo
    for each in /proc/[0-9]*; do
      [ "$each" = "/proc/$$" ] || ! tr '\0' ' ' 2>/dev/null <"$each/cmdline" | grep -F "$TMPDIR" | sed "s|^|process ${each#/proc/} |"
    done
    find "$TMPDIR" -mindepth 1 -maxdepth 1 ! -name work)
  rm -rf --one-file-system "$TMPDIR" || result=1
  if [ -n "$left" ]; then
    printf '%s: left behind:\n%s\n' "$peer" "$left" >&2
    result=1
  fi
  exit $result
}
trap leave EXIT
set -E
trap 'echo "$peer: line $LINENO: $BASH_COMMAND" >&2' ERR
