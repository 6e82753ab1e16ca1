# For each line whose first word is a name: how unlike the name is the pattern, how long is the name, and the name.
# usage: awk -v pattern=TEXT -f nearest.awk FILE | sort -n
BEGIN { gsub(/[*?]/, "", pattern) }
{ print distance($1), length($1), $1 }

# How many letters differ; the pattern may begin and end anywhere in the name.
function distance(name,   above, row, i, k, best) {
	for (k = 0; k <= length(name); k++)
		above[k] = 0
	for (i = 1; i <= length(pattern); i++) {
		row[0] = i
		for (k = 1; k <= length(name); k++)
			row[k] = least(least(above[k], row[k - 1]) + 1, above[k - 1] + (substr(pattern, i, 1) != substr(name, k, 1)))
		for (k = 0; k <= length(name); k++)
			above[k] = row[k]
	}
	best = length(pattern)
	for (k = 0; k <= length(name); k++)
		best = least(best, above[k])
	return best
}

function least(a, b) {
	return a < b ? a : b
}
