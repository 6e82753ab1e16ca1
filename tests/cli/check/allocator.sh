# slow: many builds
# Whose malloc it is, stripped or not: compiled here against glibc, and by the toolchain against musl. Marks in a file
# without a C library stand for what is not installed here.
eval "$(mote toolchain env amd64)"
cat >frees.c <<'C'
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **words)
{
	void *memory = malloc(1000 * (size_t)count);
	snprintf(memory, 1000, "%s", words[0]);
	puts(memory);
	free(memory);
	return 0;
}
C
grep -v 'free(' frees.c >keeps.c
cat >none.c <<'C'
#include <stdio.h>
int main(void) { return puts("hello") < 0; }
C
cat >marks.c <<'C'
const char mark[] = MARK;
void _start(void) { for (;;) __asm__ volatile("" : : "r"(mark)); }
C

tell() { # NAME
  echo "$1:$(mote check "$1" 2>/dev/null | sed -n 's/^  allocator *//p')"
  cp "$1" "$1.stripped"
  /usr/bin/strip "$1.stripped"
  echo "$1, stripped:$(mote check "$1.stripped" 2>/dev/null | sed -n 's/^  allocator *//p')"
  mote check --json "$1.stripped" 2>/dev/null | jq -c '.[0].allocators'
}

for program in frees keeps none; do
  $CC -O1 -o $program $program.c
  tell $program
done
PATH=/usr/bin:/bin gcc -O1 -static -o glibc frees.c
tell glibc
PATH=/usr/bin:/bin gcc -O1 -o dynamic frees.c
tell dynamic
for mark in 'environment option mimalloc_%s has an invalid value' '<jemalloc>: Malformed conf string' TCMALLOC_RELEASE_RATE; do
  $CC -nostdlib -nostartfiles "-DMARK=\"$mark\"" -o marks marks.c
  tell marks
done
