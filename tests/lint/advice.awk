# Lists the static functions of under 12 lines that one place calls, where the caller would keep to 60 lines with them: the
# shortest first. A function is plainer in its caller unless its name says more than its lines do.
# usage: awk -f advice.awk FILE.c... | sort -n
FNR == 1 {
	finish_file()
	file = FILENAME
}
{
	line[FNR] = $0
	last = FNR
}
END { finish_file() }

function finish_file(   i, name, start, is_static, n, functions, found, caller, k) {
	for (i = 1; i <= last; i++) {
		if (line[i] ~ /^[a-z].*[^;]$/ && line[i] !~ /\(/)
			is_static = line[i] ~ /^static /
		else if (line[i] ~ /^[a-z_0-9]+\(/) {
			name = line[i]
			sub(/\(.*/, "", name)
		} else if (line[i] == "{")
			start = i
		else if (line[i] == "}" && name != "") {
			n++
			functions[n] = name
			first[n] = start
			end[n] = i
			own[n] = is_static
			name = ""
		}
	}
	for (i = 1; i <= n; i++) {
		size = end[i] - first[i] - 1
		if (!own[i] || size >= 12)
			continue
		found = caller = 0
		for (k = 1; k <= last; k++)
			if (line[k] !~ /^[a-z_0-9]+\(/ && line[k] !~ /^ ?\/?\*/ && line[k] ~ ("(^|[^a-z_0-9])" functions[i] "([^a-z_0-9]|$)")) {
				text = line[k]
				found += gsub("(^|[^a-z_0-9])" functions[i] "([^a-z_0-9]|$)", "", text)
				caller = k
				called = line[k] ~ (functions[i] "\\(")
			}
		if (found != 1 || !called)
			continue
		for (k = 1; k <= n; k++)
			if (first[k] < caller && caller < end[k] && k != i && end[k] - first[k] - 1 + size <= 60)
				printf "%2d lines: %s:%d: %s, which %s alone calls\n", size, file, first[i], functions[i], functions[k]
	}
	last = 0
}
