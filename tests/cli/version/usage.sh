mote --help >help
head -1 help
# the list fits a screen: a verb that few users need is "minor"
[ "$(wc -l <help)" -le 24 ] || echo "the list of verbs has more than 24 lines"
mote
echo $?
mote frobnicate
echo $?
mote version extra
echo $?
mote version --loud
echo $?
mote version --progress=fast
