# Images by mote(1) from a Makefile of GNU make 4.2 or later: include this file, and `make image`.
#
# Without a word more it builds what mote.yaml says, into build/NAME.tar, when something that the image is made of changed.
# What can be set before the include:
#
#   IMAGE            the image's name (that in mote.yaml, or the folder's); several names are several images
#   IMAGE_SOURCES    C sources to compile instead of what mote.yaml says; NAME_SOURCES for one of several
#   IMAGE_DIRECTORY  where mote.yaml is (.)
#   IMAGE_DEPENDS    files that have to be made before the image
#   IMAGE_FOLDER     where the results go (build); it should hold no sources
#   IMAGE_OUTPUT     as in --output, "%" stands for the name (archive:build/%.tar)
#   IMAGE_PLATFORMS  as in --platform
#   MOTE             the program (mote)
#   MOTEFLAGS        more flags; NAME_MOTEFLAGS for one of several: server_MOTEFLAGS := --target server
#
# Targets: image, clean-image, and $(IMAGE_FOLDER)/NAME.digest, the stamp: one line with the digest, written last. Beside it NAME.d
# says what the image was made of and NAME.flags what it was asked for. The default goal stays what it was.

mote_goal := $(.DEFAULT_GOAL)

MOTE ?= mote
IMAGE_DIRECTORY ?= .
IMAGE_FOLDER ?= build
IMAGE_OUTPUT ?= archive:$(IMAGE_FOLDER)/%.tar
ifndef IMAGE
IMAGE := $(shell sed -n 's/^name: *["'\'']\{0,1\}\([a-z0-9._\/-]*\).*/\1/p' $(IMAGE_DIRECTORY)/mote.yaml 2>/dev/null)
IMAGE := $(or $(firstword $(IMAGE)),$(notdir $(abspath $(IMAGE_DIRECTORY))))
endif

# Each takes an image's name.
mote_sources = $(or $($(1)_SOURCES),$(IMAGE_SOURCES))
mote_outputs = $(subst %,$(1),$(IMAGE_OUTPUT))
mote_command = $(strip $(MOTE) build --name $(1) $(IMAGE_PLATFORMS:%=--platform %) \
  $(patsubst %,--output %,$(call mote_outputs,$(1))) $(MOTEFLAGS) $($(1)_MOTEFLAGS) \
  --depfile $(IMAGE_FOLDER)/$(1).d --digest-file $(IMAGE_FOLDER)/$(1).digest -- $(or $(call mote_sources,$(1)),$(IMAGE_DIRECTORY)))

# A result that somebody removed, and a command that is not the last one, are reasons to build.
mote_place = $(word 2,$(subst :, ,$(1)))
mote_missing = $(foreach output,$(call mote_outputs,$(1)),$(if $(wildcard $(call mote_place,$(output))),,mote.again))
# make 4.3 may leave the line break at the end
mote_said = $(strip $(file <$(IMAGE_FOLDER)/$(1).flags))
mote_changed = $(if $(and $(findstring x$(call mote_said,$(1))x,x$(call mote_command,$(1))x), \
  $(findstring x$(call mote_command,$(1))x,x$(call mote_said,$(1))x)),,mote.again)

# "+" hands make's jobserver to mote, but would run it under `make -n`, -q and -t as well.
mote_plus = $(if $(strip $(foreach flag,n q t,$(findstring $(flag),$(filter-out --%,$(firstword -$(MAKEFLAGS)))))),,+)

define mote_rules
$(IMAGE_FOLDER)/$(1).flags: $(call mote_changed,$(1))
	@mkdir -p $$(@D)
	@printf '%s\n' '$$(subst ','\'',$$(call mote_command,$(1)))' >$$@

$(IMAGE_FOLDER)/$(1).digest: $(IMAGE_FOLDER)/$(1).flags $(IMAGE_DEPENDS) $(call mote_sources,$(1)) $(call mote_missing,$(1))
	$$(mote_plus)$$(call mote_command,$(1))
endef

.PHONY: image clean-image mote.again
image: $(IMAGE:%=$(IMAGE_FOLDER)/%.digest)
$(foreach name,$(IMAGE),$(eval $(call mote_rules,$(name))))
include $(wildcard $(IMAGE:%=$(IMAGE_FOLDER)/%.d))

clean-image:
	rm -f $(foreach ending,digest flags d,$(IMAGE:%=$(IMAGE_FOLDER)/%.$(ending))) \
	  $(foreach name,$(IMAGE),$(foreach output,$(filter archive:%,$(call mote_outputs,$(name))),$(call mote_place,$(output))))

.DEFAULT_GOAL := $(mote_goal)
