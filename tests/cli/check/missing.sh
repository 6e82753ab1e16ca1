# A file that is not there is told last and gives 3; the others are looked at all the same.
: >empty
mote check empty nowhere
