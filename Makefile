# mote. `make help` lists the targets. Nothing here calls make again for a part of the tree, but for
# toolchain/, which is of use without mote.

# as many jobs as processors, unless somebody says a number or an outer make hands out the jobs
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

VERSION = $(shell sed -n 's/^\#define MOTE_VERSION "\(.*\)"/\1/p' src/base/version.h)
VARIANT ?= release
PREFIX ?= /usr/local
DESTDIR ?=
CC = gcc
CFLAGS ?= -O2 -g

# `make lint` and CI treat a warning as an error; a newer compiler of a user's must not stop a build.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(if $(CI),-Werror)
MODULES := libarchive liblzma libdeflate libzstd yaml-0.1 jansson libcrypto
# asked for once, and only when something is compiled: `make demo` may have to install pkg-config first
# libcurl and the thirty libraries that it names are loaded when a registry is spoken to: src/http/curl_library.c.
# It is asked for alone: where it requires what is not installed, pkg-config says nothing of the others either.
MODULE_CFLAGS = $(eval MODULE_CFLAGS := $(shell pkg-config --cflags $(MODULES); pkg-config --cflags libcurl 2>/dev/null))$(MODULE_CFLAGS)
MODULE_LIBS = $(eval MODULE_LIBS := $(shell pkg-config --libs $(MODULES)))$(MODULE_LIBS)
# To load these libraries, and the sixteen that they name, would take longer than most commands: mote holds them itself
# where their archives are installed (zlib is libarchive's). LIBRARIES=shared leaves them outside.
LIBRARIES ?= static
ARCHIVE_LIBS = $(MODULE_LIBS) -lz
MISSING_ARCHIVES = $(eval MISSING_ARCHIVES := $(shell for l in $(patsubst -l%,%,$(filter -l%,$(ARCHIVE_LIBS))); do \
	[ -f "$$($(CC) -print-file-name=lib$$l.a)" ] || echo $$l; done))$(MISSING_ARCHIVES)
release_LIBS = $(if $(filter-out static,$(LIBRARIES))$(MISSING_ARCHIVES),$(MODULE_LIBS),-Wl,-Bstatic $(ARCHIVE_LIBS) -Wl,-Bdynamic)
sanitize_LIBS = $(MODULE_LIBS)
cover_LIBS = $(MODULE_LIBS)
fuzz_LIBS = $(MODULE_LIBS)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -include src/base/banned.h -Isrc $(WARNINGS) $(MODULE_CFLAGS) \
	-DMOTE_PREFIX='"$(PREFIX)"'

LINT_CFLAGS = -std=c11 -D_GNU_SOURCE -include src/base/banned.h -Isrc $(MODULE_CFLAGS) -DMOTE_PREFIX=""

release_CFLAGS = $(CFLAGS) -D_FORTIFY_SOURCE=2 -fstack-protector-strong
sanitize_CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
# gnu11: only then gcc writes down what a child did before it becomes another program
cover_CFLAGS = -O0 -g --coverage -std=gnu11
fuzz_CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz_CC = clang-19
variant_cc = $(or $($(1)_CC),$(CC))

SOURCES := $(sort $(wildcard src/*.c src/*/*.c))
# GitHub and GitLab look for the last two there; mote never writes them
TEMPLATES := $(sort $(shell find -L templates -type f ! -name action.yml ! -name template.yml))
# what mote alone makes ports with, see src/toolchain/port_recipes.h
PORT_RECIPES := toolchain/port toolchain/recipe toolchain/headers toolchain/fetch toolchain/unpack toolchain/places toolchain/sources \
	$(sort $(wildcard toolchain/ports/*))
PACKED_RECIPES := build/templates/toolchain/port-recipes.tar.xz
UNIT_TESTS := $(sort $(wildcard tests/unit/*/test_*.c))
MANUALS := $(patsubst docs/%.1,build/man/man1/%.1,$(sort $(wildcard docs/*.1))) build/man/man5/mote.yaml.5
FUZZ_TARGETS := $(sort $(wildcard tests/fuzz/fuzz_*.c))
HEADERS := $(sort $(wildcard src/*.h src/*/*.h))
C_FILES = $(sort $(SOURCES) $(HEADERS) $(wildcard tests/unit/*.c tests/unit/*/*.[ch] tests/fuzz/*.c tests/bench/*.c examples/hello/*.c examples/httpd/src/*.[ch] toolchain/compiler/*.[ch]))

.PHONY: all help demo static image check test test-all test-unit test-cli test-interop test-sanitize test-valgrind test-static corpus cover bench fuzz lint lint-advice format \
	site install uninstall dist release clean setup-demo setup-test setup-unit setup-check setup-bench setup-static toolchain toolchain-cxx check-programs
.SUFFIXES:
.DELETE_ON_ERROR:

all: build/$(VARIANT)/mote $(MANUALS) ## build mote: build/release/mote (VARIANT=release|sanitize|cover)

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1	/p' Makefile | awk -F'\t' '{printf "  %-14s %s\n", $$1, $$2}'

# `make -n` and its like make nothing: a line with $(RUNS) before it, which calls a make or mote, runs only otherwise.
RUNS := $(if $(strip $(foreach f,n q t,$(findstring $f,$(filter-out --%,$(firstword -$(MAKEFLAGS)))))),,+)
sub_make = $(MAKE) --no-print-directory -s -C $(1)

# V=1 shows whole commands, make -s nothing; otherwise a line for each file that is made.
SILENT := $(findstring s,$(firstword -$(MAKEFLAGS)))
quiet = $(if $(V),,@$(if $(SILENT),,echo '  $(1)  $@';))

# One set of rules for each variant, side by side under build/.
define variant_rules
build/$(1)/mote: $$(SOURCES:%.c=build/$(1)/%.o) build/$(1)/templates.o build/$(1)/step_crew.o
	$$(call quiet,LD)$(call variant_cc,$(1)) $$($(1)_CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$($(1)_LIBS)

build/$(1)/%.o: %.c Makefile | build/templates.c
	@mkdir -p $$(@D)
	$$(call quiet,CC)$(call variant_cc,$(1)) $$(ALL_CFLAGS) $$($(1)_CFLAGS) -MMD -MP -c -o $$@ $$<

build/$(1)/templates.o: build/templates.c
	$$(call quiet,CC)$(call variant_cc,$(1)) $$(ALL_CFLAGS) $$($(1)_CFLAGS) -c -o $$@ $$<

# The part of mote that a mote which is not static shows to its stages (src/steps/steps.h): a static program, held as data.
build/$(1)/step-crew: src/steps/step_crew.c src/steps/steps.h Makefile | build/templates.c
	@mkdir -p $$(@D)
	$$(call quiet,LD)$(CC) -std=c11 -D_GNU_SOURCE -include src/base/banned.h -Isrc $$(WARNINGS) -Os -static -s -Dstep_crew_main=main -o $$@ $$<

build/$(1)/step_crew.o: build/$(1)/step-crew
	$$(call quiet,GEN)printf '.section .rodata\n.globl step_crew_bytes, step_crew_size\n.balign 8\nstep_crew_size: .quad step_crew_end - step_crew_bytes\nstep_crew_bytes: .incbin "$$<"\nstep_crew_end:\n.section .note.GNU-stack\n' | $(CC) -x assembler -c -o $$@ -

# a test program holds everything but main; a fuzz target is replayed over its corpus
build/$(1)/tests/unit/%: build/$(1)/tests/unit/%.o build/$(1)/tests/unit/failure_without_leaks.o $$(filter-out build/$(1)/src/main.o,$$(SOURCES:%.c=build/$(1)/%.o)) build/$(1)/templates.o build/$(1)/step_crew.o
	$$(call quiet,LD)$(call variant_cc,$(1)) $$($(1)_CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$($(1)_LIBS) -lcmocka

build/$(1)/tests/fuzz/fuzz_%: build/$(1)/tests/fuzz/fuzz_%.o build/$(1)/tests/fuzz/replay.o $$(filter-out build/$(1)/src/main.o,$$(SOURCES:%.c=build/$(1)/%.o)) build/$(1)/templates.o build/$(1)/step_crew.o
	$$(call quiet,LD)$(call variant_cc,$(1)) $$($(1)_CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$($(1)_LIBS)
endef
$(foreach variant,release sanitize cover fuzz,$(eval $(call variant_rules,$(variant))))
.SECONDARY:

# libFuzzer brings the main; a program of `make fuzz` looks for new inputs instead of replaying the known ones
build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o $(filter-out build/fuzz/src/main.o,$(SOURCES:%.c=build/fuzz/%.o)) build/fuzz/templates.o
	$(call quiet,LD)$(fuzz_CC) $(fuzz_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(fuzz_LIBS)

# The templates become data of mote through the assembler, whatever they hold. Their digests stand there for who caches
# objects by the text that they are compiled from, as mote does.
build/templates.c: $(TEMPLATES) $(PORT_RECIPES) Makefile
	@mkdir -p $(dir $(PACKED_RECIPES))
	@tar --sort=name --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -C toolchain \
	  -cf $(PACKED_RECIPES:.xz=) $(PORT_RECIPES:toolchain/%=%)
	@xz -f -9 -T1 $(PACKED_RECIPES:.xz=)
	$(call quiet,GEN){ echo '#include "base/template.h"'; n=0; for f in $(TEMPLATES) $(PACKED_RECIPES); do n=$$((n+1)); \
	  printf '__asm__(".section .rodata\\ntemplate_%s: .incbin \\"%s\\"\\ntemplate_end_%s: .byte 0\\n.previous");\n' $$n $$f $$n; \
	  printf 'extern const char template_%s[], template_end_%s[];\n' $$n $$n; done; \
	  sha256sum $(TEMPLATES) $(PACKED_RECIPES) | sed 's,.*,/* & */,'; \
	  echo 'const struct template templates[] = {'; n=0; for f in $(TEMPLATES) $(PACKED_RECIPES); do n=$$((n+1)); \
	  printf '{"%s", template_%s, sizeof_%s},\n' $${f#*templates/} $$n $$n | sed "s/sizeof_$$n/$$(wc -c <$$f)/"; done; \
	  echo '{0}};'; } >$@

# What a newcomer's machine lacks is installed first; the packages are listed in toolchain/packages. Nothing is compiled before
# build/templates.c is there, and so nothing before the packages are.
setup-demo:
	@toolchain/install-packages toolchain demo

# a peer that cannot be installed is a word in the table
setup-bench:
	@toolchain/install-packages peers bench || echo 'bench: goes on without them' >&2

setup-unit:
	@toolchain/install-packages unit

setup-check:
	@toolchain/install-packages toolchain demo lint unit check

setup-test:
	@toolchain/install-packages toolchain demo lint unit check test peers

setup-static:
	@toolchain/install-packages toolchain demo

ifneq ($(filter demo,$(MAKECMDGOALS)),)
build/templates.c: | setup-demo
toolchain: | setup-demo
endif
ifneq ($(filter static image release,$(MAKECMDGOALS)),)
build/templates.c: | setup-static
toolchain: | setup-static
endif
ifneq ($(filter corpus cover fuzz,$(MAKECMDGOALS)),)
build/templates.c: | setup-test
toolchain: | setup-test
endif
ifneq ($(filter check,$(MAKECMDGOALS)),)
build/templates.c: | setup-check
toolchain: | setup-check
endif
ifneq ($(filter test-unit,$(MAKECMDGOALS)),)
build/templates.c: | setup-unit
endif
# Toolchains and mote's ports, which take longest, need few packages: those of the tests are installed meanwhile.
ifneq ($(filter test test-all test-cli test-interop test-sanitize test-valgrind test-static check-programs,$(MAKECMDGOALS)),)
build/templates.c: | setup-static
toolchain: | setup-static
setup-test: | setup-static
$(UNIT_TESTS:%.c=build/sanitize/%.o): | setup-test
# what mote has built is built again where a toolchain has changed: for the tests C++ is there from the beginning
static: | toolchain-cxx
endif

toolchain:
	$(RUNS)@$(call sub_make,toolchain)

demo: setup-demo toolchain build/release/mote ## set up, build mote, build, show and run an example
	@PATH="$(CURDIR)/build/release:$$PATH" sh examples/demo.sh

# mote knows better than make what is up to date. An executable is the one in the image.
STATIC_PROCESSORS := amd64 arm64
STATIC_MOTE = build/static/$(shell uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')/mote
take_static = for p in $(STATIC_PROCESSORS); do mkdir -p $(2)/$$p && \
	  build/release/mote copy -q -p $$p archive:$(1) rootfs:$(2)/$$p/rootfs.tar >/dev/null && \
	  tar -xOf $(2)/$$p/rootfs.tar $(3) >$(2)/$$p/new && rm $(2)/$$p/rootfs.tar && chmod 755 $(2)/$$p/new && \
	  mv $(2)/$$p/new $(2)/$$p/$(notdir $(3)) || exit; done
static: toolchain build/release/mote build/templates.c ## mote by mote, for amd64 and arm64: build/static/PROCESSOR/mote
	@mkdir -p build/static
	$(RUNS)@build/release/mote build -f src/mote.yaml --target latest -o archive:build/static/mote.tar >/dev/null
	@$(call take_static,build/static/mote.tar,build/static,usr/local/bin/mote)

image: static ## mote packed by itself, for both: build/mote.tar, and with busybox build/mote-debug.tar
	$(RUNS)@$(call sub_make,examples/busybox) src
	$(RUNS)@$(STATIC_MOTE) build -p linux/amd64,linux/arm64 -o archive:build/static/busybox.tar examples/busybox >/dev/null
	@$(call take_static,build/static/busybox.tar,build/static/busybox,bin/busybox)
	@$(STATIC_MOTE) pack -f src/mote.yaml --target latest --label org.opencontainers.image.version=$(VERSION) \
	  -o archive:build/mote.tar $(STATIC_PROCESSORS:%=build/static/%/mote)
	@$(STATIC_MOTE) pack -f src/mote.yaml --target debug --label org.opencontainers.image.version=$(VERSION) \
	  -o archive:build/mote-debug.tar $(foreach p,$(STATIC_PROCESSORS),build/static/$(p)/mote build/static/busybox/$(p)/busybox)

toolchain-cxx: toolchain
	$(RUNS)@$(call sub_make,toolchain) TARGET="$(STATIC_PROCESSORS)" LANGUAGE=c++

UNIT_PROGRAMS := $(UNIT_TESTS:%.c=build/sanitize/%) $(FUZZ_TARGETS:%.c=build/sanitize/%)
check-programs: setup-test build/release/mote image $(UNIT_PROGRAMS)

check: setup-check toolchain build/release/mote $(UNIT_PROGRAMS) ## the tests of some minutes: lint, unit tests, fuzz corpora, the quick cases of the command line
	@tests/run --quick lint unit fuzz cli

test: check-programs ## set up and run every test; prints the counts last
	@tests/run
test-all: check-programs ## every test, with every port and every program of the corpus, which CI takes in turns
	@TEST_ALL=1 tests/run
test-unit: setup-unit $(UNIT_PROGRAMS) ## unit tests and fuzz corpora, under ASan and UBSan
	@tests/run unit fuzz
test-cli: check-programs ## the command line, case by case
	@tests/run cli
test-interop: check-programs ## toolchains, libraries, examples and real peers: skopeo, umoci, podman, dockerd, docker-registry
	@tests/run toolchain ports examples corpus interop registry

corpus: setup-test toolchain build/release/mote ## build and try the twenty programs that nobody here wrote; UPDATE=1 writes docs/corpus.md
	@PATH="$(CURDIR)/build/release:$$PATH" tests/corpus/_all

bench: build/release/mote toolchain setup-bench ## time mote beside its peers, never a test; UPDATE=1 writes docs/benchmarks.md and docs/malloc.md
	@tests/bench/bench.py $(BENCH)

test-sanitize: check-programs build/sanitize/mote ## the command line once more, mote under ASan and UBSan
	@tests/run --sanitize cli
test-static: check-programs ## the command line once more, mote made by mote, and that for the other processor under qemu-user
	@tests/run --static cli
	@tests/run --emulated cli
test-valgrind: check-programs ## the command line once more, mote under valgrind's memcheck
	@tests/run --valgrind cli

cover: setup-test toolchain build/release/mote $(UNIT_TESTS:%.c=build/cover/%) build/cover/mote ## line coverage of src/ by the unit tests, a table; COVER=cli adds the command line
	@tests/coverage $(COVER)

FUZZ ?= $(FUZZ_TARGETS:tests/fuzz/fuzz_%.c=%)
FUZZ_TIME ?= 60
fuzz: setup-test $(FUZZ:%=build/fuzz/fuzz_%) ## fuzz each parser for FUZZ_TIME seconds (60); FUZZ="elf spec" picks some
	@for target in $(FUZZ); do tests/fuzz/fuzz "$$target" $(FUZZ_TIME) || exit; done

lint: setup-check $(SOURCES:%.c=build/release/%.o) $(MANUALS) ## include order, circles, sizes, names, examples, mentions, clang-format, clang-tidy, cppcheck, shellcheck, links, mandoc; QUICK=1 without clang's analyzer
	@SOURCES='$(SOURCES)' HEADERS='$(HEADERS)' C_FILES='$(C_FILES)' MANUALS='$(MANUALS)' \
	  LINT_CFLAGS='$(LINT_CFLAGS)' QUICK='$(QUICK)' tests/lint/_tree.sh

# A page of docs/ names the parts that it shares with others; here it is whole: `man -M build/man mote-build`.
whole_page = @mkdir -p $(@D) && awk -f docs/expand.awk $< >$@
build/man/man1/%.1: docs/%.1 docs/expand.awk $(wildcard docs/shared/*.mdoc)
	$(whole_page)
build/man/man5/%.5: docs/%.5 docs/expand.awk
	$(whole_page)

# the programs that it wants are a group of toolchain/packages
site: $(MANUALS) build/release/mote ## the documents as static pages: build/site/index.html
	@toolchain/install-packages site
	@rm -rf build/site
	@python3 -B docs/site/site.py build/man build/site
	@build/release/mote schema >build/site/mote.yaml.schema.json

lint-advice: ## list short functions that one other function calls, and that may be plainer within it; refuses nothing
	@awk -f tests/lint/advice.awk $(SOURCES) | sort -n

format: ## let clang-format decide
	@clang-format-19 -i $(C_FILES)

install: build/release/mote $(MANUALS) ## install under DESTDIR and PREFIX (/usr/local)
	install -Dm755 build/release/mote $(DESTDIR)$(PREFIX)/bin/mote
	@for page in $(MANUALS:build/man/%=%); do install -vDm644 build/man/$$page $(DESTDIR)$(PREFIX)/share/man/$$page || exit; done
	install -Dm644 templates/completion/mote.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mote
	install -Dm644 templates/completion/mote.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mote
	install -Dm644 templates/completion/mote.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mote.fish
	install -Dm644 templates/mote.mk $(DESTDIR)$(PREFIX)/share/mote/mote.mk
	build/release/mote schema >$(DESTDIR)$(PREFIX)/share/mote/mote.yaml.schema.json
	rm -rf $(DESTDIR)$(PREFIX)/share/mote/toolchain
	cp -R toolchain $(DESTDIR)$(PREFIX)/share/mote/toolchain
	rm -rf $(DESTDIR)$(PREFIX)/share/mote/toolchain/release $(DESTDIR)$(PREFIX)/share/mote/toolchain/packed
	chmod -R u+w,go-w,a+rX $(DESTDIR)$(PREFIX)/share/mote/toolchain

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/mote $(MANUALS:build/man/%=$(DESTDIR)$(PREFIX)/share/man/%)
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mote $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mote \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mote.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/mote

dist: ## mote-VERSION.tar.xz of the last commit, the same bytes everywhere
	@mkdir -p build
	git archive --prefix=mote-$(VERSION)/ HEAD | xz -9 >build/mote-$(VERSION).tar.xz

# With HOSTS, TARGETS and LEVEL a trial is smaller: toolchain/release/release.
RELEASE ?= build/release-$(VERSION)
release: image $(MANUALS) ## all files of a release, with SHA256SUMS: build/release-VERSION, or RELEASE=FOLDER
	$(RUNS)@$(call sub_make,toolchain) TARGET="$(or $(TARGETS),$(notdir $(wildcard toolchain/targets/*)))" LANGUAGE=c++
	@toolchain/release/release "$(RELEASE)"

clean: ## remove build/
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
