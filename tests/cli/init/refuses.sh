#!/bin/sh
# A mote.yaml that is there stays, unless --force; what is no folder has none.
echo 'name: mine' >mote.yaml
mote init
echo "$?"
cat mote.yaml
mote init --force
head -n 1 mote.yaml
mote init nowhere
echo "$?"
mote init mote.yaml
echo "$?"
mote init a b
