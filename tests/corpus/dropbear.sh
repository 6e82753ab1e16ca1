#!/usr/bin/env bash
# Dropbear lets OpenSSH's client in by a key, runs what it asks for, carries bytes both ways, and refuses another key; its own client
# and its maker of keys work too. The shell that it starts is a program for this machine, as nothing here starts others by themselves.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}"
port=$(free_port)
native=amd64
[ "$(uname -m)" != aarch64 ] || native=arm64
mkdir -p "$work/files"/{etc/dropbear,bin,tmp,home/tester/.ssh}
echo 'tester:x:65532:65532::/home/tester:/bin/sh' >"$work/files/etc/passwd"
echo 'tester:x:65532:' >"$work/files/etc/group"
# shellcheck source=/dev/null
. toolchain/places
"${home:?}/$native/bin/cc" -Os -static -s -o "$work/files/bin/sh" tests/corpus/_shell.c
for key in mine other; do ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$work/$key"; done
cp "$work/mine.pub" "$work/files/home/tester/.ssh/authorized_keys"
chmod 700 "$work/files/home/tester/.ssh"
add_files "$work/files"
start "$port" program -F -E -R -s -p "127.0.0.1:$port"

options=(-F none -o "UserKnownHostsFile=$work/known" -o StrictHostKeyChecking=accept-new -o BatchMode=yes -o IdentitiesOnly=yes -o ConnectTimeout=60)
login() { # KEY COMMAND
  timeout 120 ssh "${options[@]}" -i "$work/$1" -p "$port" tester@127.0.0.1 "$2"
}

equal 'a command' 'hello, from scratch' "$(login mine hello </dev/null)"
grep -q . "$work/known" || die 'no key of the host was learnt'
status=0
login mine exit7 </dev/null || status=$?
equal 'the exit status of a command' 7 "$status"
seq 50000 >"$work/sent"
login mine cat <"$work/sent" >"$work/got"
cmp "$work/sent" "$work/got" || die 'bytes came back otherwise'
status=0
login other hello </dev/null >"$work/out" 2>&1 || status=$?
equal 'the exit status with another key' 255 "$status"
grep -q 'Permission denied (publickey)' "$work/out" || die "it says: $(cat "$work/out")"

program_at /usr/bin/dropbearkey -t ecdsa -f /tmp/key >"$work/out" || die 'no key was made'
grep -q '^ecdsa-sha2-nistp256 ' "$work/out" || die "the key is: $(cat "$work/out")"
status=0
program_at /usr/bin/dbclient -y -y -p "$port" -o BatchMode=yes tester@127.0.0.1 hello >"$work/out" 2>&1 </dev/null || status=$?
equal 'the exit status of its client without a key' 1 "$status"
grep -q 'No auth methods could be used' "$work/out" || die "the client says: $(cat "$work/out")"
stop
