#!/bin/sh
# Fills a folder with a few of this machine's programs and the libraries that they need, as a root for a sandbox.
#   tests/support/small_root.sh FOLDER PROGRAM...
set -eu
root=$1
shift
mkdir -p "$root/usr/bin" "$root/usr/local" "$root/etc" "$root/opt"
for name in proc dev tmp src build toolchain; do mkdir -p "$root/$name"; done
ln -sfn usr/bin "$root/bin"
ln -sfn usr/lib "$root/lib"
ln -sfn usr/lib64 "$root/lib64"
for program; do
  path=$(command -v "$program")
  install -m 755 "$(readlink -f "$path")" "$root/usr/bin/$program"
  ldd "$path" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
    case $library in /usr/*) to=$root$library ;; *) to=$root/usr$library ;; esac
    [ -e "$to" ] || install -Dm 755 "$(readlink -f "$library")" "$to"
  done
done
