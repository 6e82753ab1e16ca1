#!/bin/bash
# An image with too many ids gets no owners. A program of root's would then own the host's devices: it cannot change
# them.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
cat >c.c <<'C'
#include <stdio.h>
#include <sys/stat.h>
int
main(void)
{
	/* the mode that it has already, so that nothing is left to mend where this works */
	return printf("mode of /dev/null: %s\n", chmod("/dev/null", 0666) == 0 ? "changed" : "refused") < 0;
}
C
{
  printf 'name: c\nbuild: {sources: c.c}\nimage: {user: "0"}\nfiles:\n'
  for id in $(seq 200000001 1000 200090001); do echo "  - {to: /d$id/, owner: $id}"; done
} >mote.yaml
mote build -q -o oci:out:v1 >/dev/null && mote run oci:out:v1 2>/dev/null
