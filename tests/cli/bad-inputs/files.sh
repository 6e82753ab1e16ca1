#!/bin/bash
# slow: many runs of mote
# Files that an image cannot take.
# shellcheck disable=SC1091,SC2034,SC2154
. "$SRC/tests/cli/bad-inputs/_rows.sh"
echo 'int main(void) { return 0; }' | static_program app

# packed YAML: what is taken in another way than it lies there; says its files with mode
packed() {
  local layer
  printf 'files: [%s]\n' "$1" >mote.yaml
  mote pack -q -f mote.yaml --output archive:app.tar "$home/app" 2>"$home/said" >archive || return
  layer=$(tar -xOf app.tar manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1)
  tar -xOf app.tar "$layer" | tar -tvz | grep -v ' app$' | sed -E 's/^([^ ]*) .* [0-9:]+ (.*)/\1 \2/' | paste -sd ' ' >"$home/said"
}

run_rows <<'ROWS'
not there|files '{from: a, to: /a}'|3|PLATFORM: mote.yaml:1: "a": No such file or directory
a folder that is a file|put a; files '{from: a/, to: /a}'|2|PLATFORM: mote.yaml:1: "a/" is not a folder
below a file|put a; files '{from: a/b, to: /a}'|1|PLATFORM: mote.yaml:1: "a/b": Not a directory
fifo|mkdir s; mkfifo s/p; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: "s/p" is a fifo; an image takes files, folders and links
fifo by name|mkfifo p; files '{from: p, to: /s}'|4|PLATFORM: mote.yaml:1: "p" is a fifo; an image takes files, folders and links
socket|mkdir s; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("s/k")'; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: "s/k" is a socket; an image takes files, folders and links
device|files '{from: /dev/null, to: /s}'|4|PLATFORM: mote.yaml:1: "/dev/null" is a device; an image takes files, folders and links
link to itself|ln -s a a; files '{from: a, to: /a}'|1|PLATFORM: mote.yaml:1: "a": Too many levels of symbolic links
link loop|ln -s a b; ln -s b a; files '{from: a, to: /a}'|1|PLATFORM: mote.yaml:1: "a": Too many levels of symbolic links
link to nothing|ln -s nothing a; files '{from: a, to: /a}'|3|PLATFORM: mote.yaml:1: "a": No such file or directory
link out of the folder|put secret; mkdir s; ln -s ../secret s/l; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: the link "s/l" to "../secret" leaves "s", and what it points to would not be in the image; copy the file itself, or write a `link:` entry
absolute link|mkdir s; ln -s /etc/passwd s/l; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: the link "s/l" to "/etc/passwd" leaves "s", and what it points to would not be in the image; copy the file itself, or write a `link:` entry
link that climbs and returns|put s/a; ln -s ../../row/s/a s/l; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: the link "s/l" to "../../row/s/a" leaves "s", and what it points to would not be in the image; copy the file itself, or write a `link:` entry
two files to one path|put a; put b; files '{from: a, to: /x}, {from: b, to: /x}'|2|PLATFORM: "/x" is made twice: a file mode 644 owner 0:0 by mote.yaml:1, a file mode 644 owner 0:0 by mote.yaml:1; leave one out
two folders with one file|put a/x; put b/x; files '{from: a, to: /s}, {from: b, to: /s}'|2|PLATFORM: "/s/x" is made twice: a file mode 644 owner 0:0 by mote.yaml:1, a file mode 644 owner 0:0 by mote.yaml:1; leave one out
one file in two modes|put a; files '{from: a, to: /x}, {from: a, to: /x, mode: 0600}'|2|PLATFORM: "/x" is made twice: a file mode 644 owner 0:0 by mote.yaml:1, a file mode 600 owner 0:0 by mote.yaml:1; leave one out
one folder for two owners|files '{to: /x/, owner: "1:1"}, {to: /x/, owner: "2:2"}'|2|PLATFORM: "/x" is made twice: a folder mode 755 owner 1:1 by mote.yaml:1, a folder mode 755 owner 2:2 by mote.yaml:1; leave one out
file over folder|put a; put d/x; files '{from: d, to: /x}, {from: a, to: /x}'|2|PLATFORM: "/x" is made twice: a folder mode 755 owner 0:0 by mote.yaml:1, a file mode 644 owner 0:0 by mote.yaml:1; leave one out
below a copied file|put a; put b; files '{from: a, to: /x}, {from: b, to: /x/y}'|2|PLATFORM: "/x/y" by mote.yaml:1 lies below "/x", which is a file by mote.yaml:1; leave one out
below a link|put a; files '{link: /etc, to: /x}, {from: a, to: /x/y}'|2|PLATFORM: "/x/y" by mote.yaml:1 lies below "/x", which is a link by mote.yaml:1; leave one out
over the executable|put a; files '{from: a, to: /app}'|2|PLATFORM: "/app" is made twice: a file mode 755 owner 0:0 by the executable, a file mode 644 owner 0:0 by mote.yaml:1; leave one out
below the executable|put a; files '{from: a, to: /app/x}'|2|PLATFORM: "/app/x" by mote.yaml:1 lies below "/app", which is a file by the executable; leave one out
root by dots|put a; files '{from: a, to: /..}'|2|mote.yaml:1: to "/.." has a ".."; write the path without
relative|put a; files '{from: a, to: a}'|2|mote.yaml:1: to "a" is not absolute; write "/a", a path inside the image
climbing|put a; files '{from: a, to: /a/../../b}'|2|mote.yaml:1: to "/a/../../b" has a ".."; write the path without
name of 300 bytes|put a; files "{from: a, to: /$(printf '%0300d' 0)}"|2|PLATFORM: mote.yaml:1: the name "0...0..." is longer than 255 bytes
path of 5,000 bytes|put a; files "{from: a, to: $(printf '/%0200d' {1..25})}"|2|mote.yaml:1: to "/00000000000000000000000000000000000000000000000000000000000..." is longer than 4095 bytes
folders deeper than 4,095 bytes|mkdir s; (cd s; for i in {1..25}; do mkdir "$(printf '%0200d' 0)"; cd ./0* ; done); files '{from: s, to: /s}'|2|PLATFORM: mote.yaml:1: "s/0...0..." is longer than 4095 bytes
link of 5,000 bytes|files "{link: $(printf '/%0200d' {1..25}), to: /l}"|2|PLATFORM: mote.yaml:1: the link "/l" needs a target of 1 to 4095 bytes
newline in a name|mkdir s; : >s/$'a\nb'; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: the path "/s/a\x0ab" has a control character; rename it
escape in a name|mkdir s; : >s/$'\e[31m'; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: the path "/s/\x1b[31m" has a control character; rename it
name that is not UTF-8|mkdir s; : >s/$'\xff\xfe'; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: the path "/s/\xff\xfe" is not UTF-8, and not every reader of images could give it back; rename it
link that is not UTF-8|mkdir s; ln -s $'\xff' s/l; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: the target "\xff" is not UTF-8, and not every reader of images could give it back; rename it
newline in to|put a; files '{from: a, to: "/a\nb"}'|4|PLATFORM: mote.yaml:1: the path "/a\x0ab" has a control character; rename it
mode of five digits|put a; files '{from: a, to: /a, mode: 010755}'|2|mote.yaml:1: mode "010755" is no octal mode; write it as 0644 or 0755
longer than it says|files '{from: /proc/version, to: /v}'|1|PLATFORM: "/proc/version" became longer while it was read; build again when it is left alone
sparse 1 TB|truncate -s 1T a; files '{from: a, to: /a}'|4|PLATFORM: mote.yaml:1: with the 1099511627776 bytes of "/a" the image holds more than 64 GiB, the most that mote takes; leave it out, and mount it when the image runs
whiteout name|mkdir s; : >s/.wh.x; files '{from: s, to: /s}'|4|PLATFORM: mote.yaml:1: "/s/.wh.x" begins with ".wh.", which in a layer says that a file is gone; rename it
opaque name|put a; files '{from: a, to: /.wh..wh..opq}'|4|PLATFORM: mote.yaml:1: "/.wh..wh..opq" begins with ".wh.", which in a layer says that a file is gone; rename it
glob of nothing|put s/a; files '{from: "s/*.b", to: /s/}'|3|PLATFORM: mote.yaml:1: "s/*.b" matches nothing in "."
glob onto one name|put a.c; put b.c; files '{from: "*.c", to: /s}'|2|PLATFORM: mote.yaml:1: "*.c" matches 2 names; end `to` with "/" to put them into "/s/"
glob that does not end|put a; files '{from: "[a", to: /s/}'|3|PLATFORM: mote.yaml:1: "[a" matches nothing in "."
link without a name|files '{link: a, to: /b/}'|2|mote.yaml:1: the link "/b/" has a mode, or a name that ends with "/"
nothing to nothing|files '{to: /b}'|2|mote.yaml:1: the file "/b" needs "from" or "link"; end it with "/" for an empty folder
over a piece of with|put a; files $'{from: a, to: /etc/passwd}]\nwith: [passwd'|2|PLATFORM: "/etc/passwd" is made twice: a file mode 644 owner 0:0 by mote.yaml:1, a file mode 644 owner 0:0 by with: passwd; leave one out
setuid on the disk is not taken|put s/a; chmod 6755 s/a; packed '{from: s, to: /s}'|0|drwxr-xr-x s/ -rwxr-xr-x s/a
setuid that is asked for is|put a; packed '{from: a, to: /a, mode: 04755}'|0|-rwsr-xr-x a
a folder whose link leads into itself|mkdir s; ln -s ../s s/s; packed '{from: s, to: /s}'|0|drwxr-xr-x s/ lrwxrwxrwx s/s -> ../s
ROWS
