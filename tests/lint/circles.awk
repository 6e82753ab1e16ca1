# Refuses circles of files: files of which each one uses, directly or through others, a function or an object of each
# other one. A circle that stays has a row in src/layers, with the reason:  circle a.c b.c: reason
# A row of a circle that is dissolved, or has other files by now, is refused too.
# usage: nm -A -P OBJECT... | awk -f circles.awk src/layers -
FNR == NR {
	if ($1 == "circle") {
		reason = $0
		if (!sub(/^[^:]*:[ \t]*/, "", reason) || reason == "") {
			printf "%s:%d: a circle without a reason\n", FILENAME, FNR
			bad = 1
		}
		files = $0
		sub(/:.*/, "", files)
		sub(/^circle[ \t]+/, "", files)
		listed[sorted(files)] = FILENAME ":" FNR
	}
	next
}
{
	file = $1
	sub(/:$/, "", file)
	sub(/^.*\//, "", file)
	sub(/\.o$/, ".c", file)
	if ($3 == "U")
		wanted[file, $2] = 1
	else if ($3 ~ /^[A-Z]$/)
		home[$2] = file
}
END {
	for (pair in wanted) {
		split(pair, part, SUBSEP)
		if (part[2] in home && home[part[2]] != part[1])
			add_use(part[1], home[part[2]], part[2])
	}
	for (file in uses)
		find_circle(file)
	for (files in listed)
		if (!(files in found)) {
			printf "%s: these files are no circle any more: %s\n", listed[files], files
			bad = 1
		}
	exit bad
}

# One symbol for each pair of files, always the same one.
function add_use(from, to, symbol) {
	if (!((from, to) in example))
		uses[from] = uses[from] " " to
	if (!((from, to) in example) || symbol < example[from, to])
		example[from, to] = symbol
}

# Prints the circle that the file belongs to, once, unless src/layers lists it.
function find_circle(file,   there, back, other, files, count) {
	reach(file, there)
	for (other in there) {
		delete back
		reach(other, back)
		if (file in back) {
			files = files " " other
			count++
		}
	}
	files = sorted(files)
	if (count < 2 || files in found)
		return
	found[files] = 1
	if (!(files in listed))
		print_circle(files)
}

# Every file that the file uses, directly or through others.
function reach(file, seen,   next_files, n, i) {
	n = split(uses[file], next_files, " ")
	for (i = 1; i <= n; i++)
		if (!(next_files[i] in seen)) {
			seen[next_files[i]] = 1
			reach(next_files[i], seen)
		}
}

function print_circle(files,   name, n, i, k) {
	n = split(files, name, " ")
	printf "circle: %s\n", files
	for (i = 1; i <= n; i++)
		for (k = 1; k <= n; k++)
			if ((name[i], name[k]) in example)
				printf "\t%s uses %s of %s\n", name[i], example[name[i], name[k]], name[k]
	bad = 1
}

function sorted(words,   word, n, i, k, least) {
	n = split(words, word, " ")
	words = ""
	for (i = 1; i <= n; i++) {
		for (k = i + 1; k <= n; k++)
			if (word[k] < word[i]) {
				least = word[k]
				word[k] = word[i]
				word[i] = least
			}
		words = words (i > 1 ? " " : "") word[i]
	}
	return words
}
