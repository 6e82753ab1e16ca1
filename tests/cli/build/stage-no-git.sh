#!/bin/sh
# .git, which may hold the tokens of a checkout, is not in the stage: with "run" on no rung; with "sources" not on the
# strict rung, also when headers come from a folder above.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir -p p/src/.git p/.git p/include
echo 'token_of_the_checkout' | tee p/.git/config >p/src/.git/config
cd p/src || exit
for file in a.c .git/config ../.git/config; do
	echo "$file"
	printf '__asm__(".section .rodata\\n.incbin \\"%s\\"\\n.text\\n");\nint main(void) { return 0; }\n' "$file" >a.c
	mote build -q -p amd64 --isolation=strict --source a.c --name a --cflags -I../include -o oci:../../o:v1 . 2>&1 |
		sed -n -e 's/.*error: //p' -e 's/@.*//p'
done
ls -A .git
mote build -q -p amd64 --isolation=strict --name a --run '! ls -d .git 2>/dev/null; echo "int main(void) { return 0; }" >a.c; cc -o a a.c' --run-output a . 2>&1 |
	sed 's/@.*//'
