# An entrypoint that the image does not hold is refused; one behind a link of the image, or looked up in PATH, is not.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
printf 'int main(void) { return 0; }\n' >tool.c
mote build -q -o oci:a --entrypoint /elsewhere tool.c
echo $?
mkdir bin
mote build -q -o oci:a --path /usr/bin/tool --entrypoint tool tool.c | sed 's/@.*//'
cat >mote.yaml <<'Y'
build: {sources: [tool.c]}
image: {path: /usr/bin/tool, entrypoint: /bin/tool}
files: [{link: usr/bin, to: /bin}]
Y
mote build -q -o oci:a --name tool | sed 's/@.*//'
ls
