#!/usr/bin/env bash
# tmux runs a program in a pane, sends it keys and captures what it wrote, by its control mode and in a terminal of a user's.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

# There is no shell in the image: a pane's command is a program with an argument, which tmux starts without one. The program is
# for this machine, because an emulated tmux cannot start one of its own.
trap '' PIPE
mkdir "$work/files"
cat >"$work/pane.c" <<'END'
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int
main(void)
{
	struct winsize size;
	char line[256];

	if (!isatty(0) || ioctl(1, TIOCGWINSZ, &size) != 0)
		return 1;
	printf("a pane of %dx%d\n", size.ws_col, size.ws_row);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		printf("heard: %s", line);
		fflush(stdout);
	}
	return 0;
}
END
gcc -static -o "$work/files/pane" "$work/pane.c"
# keys that come within a millisecond of others it would take for pasted text, which is for the pane
printf '%s\n' 'set-option -g assume-paste-time 0' 'bind-key s split-window -h /pane again' >"$work/files/tmux.conf"
add_files "$work/files"

equal 'the version' 'tmux 3.3a' "$(program -V)"

mkfifo "$work/commands"
compose program -f /dev/null -C new-session -x 60 -y 12 /pane please
"${command[@]}" <"$work/commands" >"$work/answers" 2>"$work/errors" &
servers+=($!)
exec 4>"$work/commands"
# captured TEXT: the pane shows it, as a line of its own
captured() {
  echo capture-pane -p >&4
  sleep 0.3
  grep -qxF "$1" "$work/answers"
}
retry "$patience" captured 'a pane of 60x12' || die "$(cat "$work/answers" "$work/errors")"
echo "send-keys 'from scratch' Enter" >&4
retry "$patience" captured 'heard: from scratch' || die "$(cat "$work/answers" "$work/errors")"
echo 'display-message -p "#{session_windows} window, #{pane_width} wide"' >&4
retry "$patience" grep -qxF '1 window, 60 wide' "$work/answers" || die "$(cat "$work/answers" "$work/errors")"
echo kill-server >&4
exec 4>&-
wait "${servers[-1]}" || true
unset 'servers[-1]'
grep -q '^%exit' "$work/answers" || die "the control mode has not ended in order: $(tail "$work/answers")"

# C-b s is bound to make a second pane beside the first, C-b d takes leave
compose program -f /tmux.conf new-session -n mine /pane please
python3 tests/corpus/_terminal.py "$patience" 'expect:a pane of 80x23' expect:0:mine 'send:typed\r' 'expect:heard: typed' \
  'send:\x02s' 'expect:a pane of 39x23' 'send:\x02d' 'expect:[detached (from session 0)]' -- "${command[@]}" ||
  die "tmux failed in a terminal"
