# A call without files, and numbers that are none.
mote check
mote check --symbols many x
mote check --help
