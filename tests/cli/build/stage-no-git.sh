#!/bin/sh
# Nothing of git, which may hold the tokens of a checkout, gets into an image: with "run" it is not in the stage, and with
# "sources" no place of it can be read, however deep it lies, also when headers come from a folder above. All else can.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# not under valgrind: it does not know the system calls of Landlock
mkdir -p p/src/.git p/.git p/include/.git p/include/deep p/src/sub/a.git/.git p/src/module
mkdir -p p/src/bare/real/objects p/src/bare/real/refs p/src/worktree
echo 'token_of_the_checkout' | tee p/.git/config p/src/.git/config p/include/.git/config p/src/sub/a.git/.git/config >p/src/bare/real/config
echo 'ref: refs/heads/main' >p/src/bare/real/HEAD
echo 'gitdir: ../bare/real' >p/src/worktree/.git
ln -s ../bare/real p/src/module/.git
ln -s sub/a.git/.git/config p/src/link
echo 'no secret' | tee p/include/deep/text p/src/sub/a.git/text p/src/sub/.gitignore p/src/worktree/text >p/src/bare/text
ln -s sub/a.git/text p/src/good-link
cd p/src || exit
for rung in strict landlock; do
	echo "# $rung"
	for file in a.c sub/a.git/text sub/.gitignore ../include/deep/text bare/text worktree/text good-link \
		.git/config ../.git/config ../include/.git/config sub/a.git/.git/config link worktree/.git bare/real/config bare/real/HEAD module/.git/config; do
		echo "$file"
		printf '__asm__(".section .rodata\\n.incbin \\"%s\\"\\n.text\\n");\nint main(void) { return 0; }\n' "$file" >a.c
		mote build -q -p amd64 --isolation=$rung --source a.c --name a --cflags -I../include -o oci:../../o:v1 . 2>&1 |
			sed -n -e 's/.*error: //p' -e 's/@.*//p'
	done
done
ls -A .git
echo '# run'
mote build -q -p amd64 --isolation=strict --name a --run '! find . -name .git | grep .; echo "int main(void) { return 0; }" >a.c; cc -o a a.c' --run-output a . 2>&1 |
	sed 's/@.*//'
