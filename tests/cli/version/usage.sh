mote --help >help
head -1 help
mote
echo $?
mote frobnicate
echo $?
mote version extra
echo $?
mote version --loud
echo $?
mote version --progress=fast
