# Prints manual pages with the parts that they share: awk -f docs/expand.awk docs/mote-build.1, in the folder above.
# man(1) wants a page in one piece where it is installed.
/^\.so / {
	while ((status = (getline line < $2)) > 0)
		print line
	if (status < 0) {
		print FILENAME ": there is no " $2 > "/dev/stderr"
		exit 1
	}
	close($2)
	next
}
{ print }
