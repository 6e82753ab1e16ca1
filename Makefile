# mote. `make help` lists the targets. Nothing here calls make again for a part of the tree, but for
# toolchain/, which is of use without mote.

VERSION := 0.1.0
VARIANT ?= release
PREFIX ?= /usr/local
DESTDIR ?=
CC = gcc
CFLAGS ?= -O2 -g

# `make lint` and CI treat a warning as an error; a newer compiler of a user's must not stop a build.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(if $(CI),-Werror)
MODULES := libarchive liblzma zlib libzstd yaml-0.1 jansson libcrypto
# asked for once, and only when something is compiled: `make demo` may have to install pkg-config first
MODULE_CFLAGS = $(eval MODULE_CFLAGS := $(shell pkg-config --cflags $(MODULES)))$(MODULE_CFLAGS)
MODULE_LIBS = $(eval MODULE_LIBS := $(shell pkg-config --libs $(MODULES)))$(MODULE_LIBS)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -include src/base/banned.h -Isrc $(WARNINGS) $(MODULE_CFLAGS) \
	-DMOTE_VERSION='"$(VERSION)"' -DMOTE_PREFIX='"$(PREFIX)"'

release_CFLAGS = $(CFLAGS) -D_FORTIFY_SOURCE=2 -fstack-protector-strong
sanitize_CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
cover_CFLAGS = -O0 -g --coverage

SOURCES := $(sort $(wildcard src/*.c src/*/*.c))
TEMPLATES := $(sort $(shell find templates -type f))
UNIT_TESTS := $(sort $(wildcard tests/unit/*/test_*.c))

.PHONY: all help demo test test-unit test-cli test-interop lint format install uninstall dist clean
.SUFFIXES:
.DELETE_ON_ERROR:

all: build/$(VARIANT)/mote ## build mote: build/release/mote (VARIANT=release|sanitize|cover)

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1	/p' Makefile | awk -F'\t' '{printf "  %-14s %s\n", $$1, $$2}'

# One set of rules for each variant, side by side under build/.
define variant_rules
build/$(1)/mote: $$(SOURCES:%.c=build/$(1)/%.o) build/$(1)/templates.o
	$$(CC) $$($(1)_CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(MODULE_LIBS)

build/$(1)/%.o: %.c Makefile
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$($(1)_CFLAGS) -MMD -MP -c -o $$@ $$<

build/$(1)/templates.o: build/templates.c
	$$(CC) $$(ALL_CFLAGS) $$($(1)_CFLAGS) -c -o $$@ $$<

# a test program holds everything but main
build/$(1)/tests/%: build/$(1)/tests/%.o $$(filter-out build/$(1)/src/main.o,$$(SOURCES:%.c=build/$(1)/%.o)) build/$(1)/templates.o
	$$(CC) $$($(1)_CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(MODULE_LIBS) -lcmocka
endef
$(foreach variant,release sanitize cover,$(eval $(call variant_rules,$(variant))))
.SECONDARY:

# The templates become data of mote through the assembler, whatever they hold.
build/templates.c: $(TEMPLATES) Makefile
	@mkdir -p $(@D)
	{ echo '#include "base/template.h"'; n=0; for f in $(TEMPLATES); do n=$$((n+1)); \
	  printf '__asm__(".section .rodata\\ntemplate_%s: .incbin \\"%s\\"\\ntemplate_end_%s: .byte 0\\n.previous");\n' $$n $$f $$n; \
	  printf 'extern const char template_%s[], template_end_%s[];\n' $$n $$n; done; \
	  echo 'const struct template templates[] = {'; n=0; for f in $(TEMPLATES); do n=$$((n+1)); \
	  printf '{"%s", template_%s, sizeof_%s},\n' $${f#templates/} $$n $$n | sed "s/sizeof_$$n/$$(wc -c <$$f)/"; done; \
	  echo '{0}};'; } >$@

clean: ## remove build/
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
