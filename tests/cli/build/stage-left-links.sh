#!/bin/sh
# The project's own linker leaves links in place of an object and of the note of a failure. mote does not read, keep or
# show the files that they lead to.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
echo 'int main(void) { return 0; }' >src/a.c
echo '1 the-secret' >secret
cat >src/ld <<END
#!/bin/sh
ld.lld "\$@" || exit
! grep -q note a.c || ln -s "$PWD/secret" /build/failed
for object in /build/objects/*.o; do
	ln -sf "$PWD/secret" "\$object"
done
END
chmod +x src/ld
build() { mote build -q -p amd64 --isolation=strict --root tools --name a --source a.c --ldflags --ld-path=./ld -o oci:o:v1 src 2>&1; }
build | sed 's/@.*//'
grep -rl the-secret "$MOTE_CACHE_DIR" o && echo 'the secret was kept'
echo '/* note */' >>src/a.c
build
