#!/bin/bash
# What is named and is not there gives 3, with the nearest where there is one.
echo 'int main(void) { return 0; }' >a.c
say() { "$@"; echo "$?"; }
say mote build
say mote build nowhere
say mote build b.c
say mote build -f other.yaml
printf 'targets: {server: {build: {sources: a.c}}, client: {build: {sources: a.c}}}\n' >mote.yaml
say mote build --target=sever
say mote build --target=x
say mote build
printf 'build: {sources: a.c}\n' >mote.yaml
say mote build --target=x
# shellcheck disable=SC2016 # mote expands it
printf 'build: {sources: a.c}\nimage: {labels: {r: "${git.revision}"}}\n' >mote.yaml
GIT_CEILING_DIRECTORIES=$PWD/.. mote build
echo $?
