#!/bin/bash
# slow: many runs of mote
# The same on the command line and in the environment.
echo 'int main(void) { return 0; }' >a.c
while IFS= read -r row; do
  eval "set -- $row"
  printf '%s\n  ' "$row"
  mote build a.c "$@" 2>&1
  status=$?
  [ $status -eq 2 ] || echo "  status $status"
done <<'ROWS'
--nmae=x
--platforms=amd64
--zzzzzzzz
-Z
-qZ
--name
-o
-o ''
--static=yes
--name=Hello
--name ''
--platform=linux/amd46
--platform=amd64,
--platform=
-p all,x
--user=bob
--workdir=x
--expose=x
--volume=x
--env=A
--env==x
-e $'A=\001'
--label=A
--label=
--annotation=A
--stop-signal=HUB
--created=yesterday
--path=x
--path=/x/
--file=x
--file=:/x
--file=x:y
--file=x:/y:z
--file=x:/../y
--with=cert
--with=
--with=tz=
--with=certs,xyzzy
--compression=lz4
--compression=gzip:
--compression=gzip:99999999999999999999
--format=tar
--malloc=jemallok
--malloc
--stack=8
--stack=16MiB
--stack
--libc-extras=true
--isolation=jail
-o x.tar
-o registry:x
-o oci:
-o oci:x@sha256:12
-o oci:x -o oci:x
-o $'oci:a\noci:b'
-o $'archive:\x9b31m.tar'
--digest-file $'a\e[31m'
--metadata-file $'a\tb'
--depfile $'a\x7f'
-t $'a\e[31m'
-o archive:x.tar -o rootfs:./x.tar
-o archive:x.tar --digest-file ./x.tar
--digest-file a.tar
--metadata-file a.json --depfile ./a.json
-t ''
-t -x
--run=make
--run-output=x
--entrypoint='' --cmd=''
--format=docker --compression=zstd
--progress=loud
ROWS
printf 'environment\n'
MOTE_PLATFORMS=amd46 mote build a.c 2>&1
MOTE_OUTPUT='a.tar b.tar' mote build a.c 2>&1
MOTE_ISOLATION=none,auto mote build a.c 2>&1
MOTE_COMPRESSION=gzip:0 mote build a.c 2>&1
SOURCE_DATE_EPOCH=yesterday mote build a.c 2>&1
SOURCE_DATE_EPOCH=-5 mote build a.c 2>&1
SOURCE_DATE_EPOCH=99999999999999999999 mote build a.c 2>&1
SOURCE_DATE_EPOCH=253402300800 mote build a.c 2>&1
