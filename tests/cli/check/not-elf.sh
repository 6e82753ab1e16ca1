# What is no ELF file, or not a whole one, has its own sentence each; one error line counts them.
printf '#!/bin/sh\necho hello\n' >script
printf 'MZ\220\0' >windows
printf '\317\372\355\376' >macos
printf '!<arch>\n' >archive.a
printf '\177ELF\2\1\1' >'cut'
printf 'hello\n' >text
: >empty
mkdir folder
mote check script windows macos archive.a cut text empty folder
