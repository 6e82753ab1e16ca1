#!/usr/bin/env bash
# rsync transfers a folder from and to its daemon, and leaves what is there already.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

port=$(free_port)
mkdir -p "$work/files/data/deep/er" "$work/files/box" "$work/client"
head -c 3000000 /dev/urandom >"$work/files/data/random"
seq 1 200000 >"$work/files/data/deep/er/numbers"
echo text >"$work/files/data/a name with spaces"
ln -s deep/er/numbers "$work/files/data/link"
chmod 750 "$work/files/data/deep"
touch -d 2020-02-29T12:00:00Z "$work/files/data/deep/er/numbers"
cat >"$work/files/rsyncd.conf" <<END
use chroot = no
reverse lookup = no
log file = /dev/stderr
[data]
path = /data
[box]
path = /box
read only = no
END
# the client is the image's program, unpacked: its files are to be looked at here
mote copy -q -p "$platform" "$image" "rootfs:$work/client.tar" >"$work/log" || die "$(cat "$work/log")"
tar -xf "$work/client.tar" -C "$work/client"
add_files "$work/files"
client() { ${emulator[1]+"${emulator[1]}"} "$work/client/rsync" "$@"; }
daemon=rsync://127.0.0.1:$port

equal 'the version' 'version 3.2.7' "$(program --version | sed -n '1s/^rsync *\(version [0-9.]*\).*/\1/p')"
start "$port" program --daemon --no-detach "--port=$port" --address=127.0.0.1 --config=/rsyncd.conf
equal 'the modules' 'box data' "$(client "$daemon/" | awk '{ print $1 }' | sort | paste -sd ' ')"

client -a "$daemon/data/" "$work/down/" || die "the download failed"
diff -r --no-dereference "$work/files/data" "$work/down" || die "the download differs"
equal 'a mode' 750 "$(stat -c %a "$work/down/deep")"
equal 'what a second download takes' '' "$(client -ai "$daemon/data/" "$work/down/")"

for how in zstd lz4 zlibx; do
  client -az "--compress-choice=$how" "$work/files/data/" "$daemon/box/$how/" || die "the upload with $how failed"
  client -a "$daemon/box/$how/" "$work/$how/" || die "the download of what was sent with $how failed"
  diff -r --no-dereference "$work/files/data" "$work/$how" || die "what was sent with $how differs"
done
equal 'a time' 2020-02-29 "$(TZ=UTC stat -c %y "$work/zstd/deep/er/numbers" | cut -d' ' -f1)"

# of a big file only what changed travels
printf x | dd of="$work/down/random" bs=1 seek=1500000 conv=notrunc 2>"$work/log"
client -a --no-whole-file --ignore-times --stats "$daemon/data/random" "$work/down/random" >"$work/stats" || die "the repair failed"
cmp "$work/files/data/random" "$work/down/random" || die "the repaired file differs"
literal=$(sed -n 's/^Literal data: \([0-9,]*\) bytes/\1/p' "$work/stats" | tr -d ,)
[ "$literal" -lt 100000 ] || die "$literal bytes travelled for one that differed"

if client -a "$work/down/" "$daemon/data/" 2>"$work/log"; then die "a folder to be read only was written"; fi
grep -q 'read only' "$work/log" || die "$(cat "$work/log")"
