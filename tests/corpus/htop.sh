#!/usr/bin/env bash
# htop draws its screen in a terminal, with the process of its own that is there, shows its help, and ends when it is told.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

equal 'the version' 'htop 3.2.2' "$(program --version)"
compose program
python3 tests/corpus/_terminal.py "$patience" 'expect:Load average' expect:Uptime expect:Tasks expect:Command expect:nonroot expect:Quit \
  send:h 'expect:(C) 2020' 'send: ' expect:Tasks 'send:\e[21~' -- "${command[@]}" || die "htop failed"
run_flags=(-e TERM=vt100)
compose program --no-color --sort-key PID
python3 tests/corpus/_terminal.py "$patience" expect:Tasks expect:Quit send:q -- "${command[@]}" || die "htop failed on a VT100"
