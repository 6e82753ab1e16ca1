#!/bin/sh
# A script for each shell, without errors of syntax where the shell is there.
for shell in bash zsh fish; do
	mote completion $shell >script || exit
	! command -v $shell >/dev/null || $shell -n script || exit
	head -n 1 script
done
mote completion
mote completion tcsh
