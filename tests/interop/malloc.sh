#!/usr/bin/env bash
# A threaded program with another malloc than musl's, as sources: and by a Makefile that heeds no LDFLAGS, in C and C++, for amd64
# and arm64: it runs, its memory comes from that malloc, and "mote check" says which it has.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

mkdir "$work/project"
cat >"$work/project/threads.c" <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, BLOCKS = 200, ROUNDS = 200 };

/* Each thread frees what the one before it took. */
static char *blocks[THREADS][BLOCKS];
static pthread_barrier_t barrier;
static int damaged[THREADS];

static void *
work(void *number)
{
	size_t own = (size_t)number, other = (own + 1) % THREADS, round, i, size;

	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < BLOCKS; i++) {
			size = 1 + (i * 37 + round) % 3000;
			blocks[own][i] = i % 3 ? malloc(size) : aligned_alloc(64, (size + 63) / 64 * 64);
			memset(blocks[own][i], (int)own + 1, size);
		}
		pthread_barrier_wait(&barrier);
		for (i = 0; i < BLOCKS; i++) {
			damaged[own] += blocks[other][i][0] != (char)(other + 1);
			free(blocks[other][i]);
		}
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

int
main(void)
{
	pthread_t threads[THREADS];
	size_t i;
	int sum = 0;

	pthread_barrier_init(&barrier, NULL, THREADS);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, (void *)i);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < THREADS; i++)
		sum += damaged[i];
	/* musl's malloc never gives a block at a multiple of its own page that another allocator would: what tells is "mote check" */
	printf("%d damaged\n", sum);
	return sum != 0;
}
C
cat >"$work/project/throws.cc" <<'C'
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

int
main()
{
	std::vector<std::thread> threads;
	std::vector<std::unique_ptr<std::string>> texts(1000);

	for (int number = 0; number < 4; number++)
		threads.emplace_back([&texts, number] {
			for (size_t i = number; i < texts.size(); i += 4)
				texts[i] = std::make_unique<std::string>(100 + i, 'x');
		});
	for (auto &thread : threads)
		thread.join();
	try {
		throw std::runtime_error(texts[999]->substr(0, 3));
	} catch (const std::exception &error) {
		std::cout << error.what() << std::endl;
	}
}
C
sed -i '/musl.s malloc never gives/d' "$work/project/threads.c"
# shellcheck disable=SC2016 # make expands them
printf 'all: threads throws\nthreads: threads.c\n\t$(CC) -O2 -o $@ $<\nthrows: throws.cc\n\t$(CXX) -O2 -o $@ $<\n' >"$work/project/Makefile"

# run_for QEMU PROGRAM
run_for() {
  if [ "$(uname -m)" = "$1" ]; then "$2"; else "/usr/bin/qemu-$1-static" "$2"; fi
}

# check_one FOLDER PROGRAM WANTED-WORDS MALLOC PLATFORM QEMU
check_one() {
  local program=$1/$2 says
  mote check --platform "$5" "$program" >"$work/check" || die "$2 for $5: $(cat "$work/check")"
  says=$(sed -n 's/^  allocator *//p' "$work/check")
  case $says in "$4" | "$4 "*) ;; *) die "$2 for $5 with $4: mote check says \"$says\"" ;; esac
  says=$(run_for "$6" "$program") || die "$2 for $5 with $4 fails with status $?: $says"
  [ "$says" = "$3" ] || die "$2 for $5 with $4 says \"$says\""
}

try() { # MALLOC PLATFORM QEMU
  local folder
  for link in static static-pie; do
    folder=$work/sources
    mote build -q --platform "$2" --malloc "$1" --libc-extras "--$link" --name threads -o "rootfs:$folder.tar" "$work/project/threads.c" >/dev/null
    rm -rf "$folder" && mkdir "$folder" && tar -xf "$folder.tar" -C "$folder"
    check_one "$folder" threads "0 damaged" "$1" "$2" "$3"
  done
  folder=$work/run
  mote build -q --platform "$2" --malloc "$1" --name threads --run 'make -s' --run-output threads --run-output throws \
    -o "rootfs:$folder.tar" "$work/project" >/dev/null
  rm -rf "$folder" && mkdir "$folder" && tar -xf "$folder.tar" -C "$folder"
  check_one "$folder" threads "0 damaged" "$1" "$2" "$3"
  check_one "$folder" throws xxx "$1" "$2" "$3"
}

try mimalloc linux/amd64 x86_64
try mimalloc linux/arm64 aarch64
try jemalloc linux/amd64 x86_64
# a port more, which takes a minute to make
[ "${TEST_ALL:-}" != 1 ] || try jemalloc linux/arm64 aarch64
