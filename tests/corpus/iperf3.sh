#!/usr/bin/env bash
# iperf3 sends for a second over TCP and over UDP: what the client counts is what the server counts.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

port=$(free_port)
equal 'the version' 'iperf 3.9' "$(program --version | sed -n '1s/ (.*//p')"

# measure FLAG...: the client's report
measure() { program --client 127.0.0.1 --port "$port" --time 1 --json "$@" >"$work/report"; }

start "$port" program --server --port "$port" --bind 127.0.0.1
retry "$patience" measure || die "no transfer over TCP: $(cat "$work/report")"
jq -e '.end | .sum_sent.bytes > 1000000 and .sum_received.bytes > 1000000 and .sum_received.bytes <= .sum_sent.bytes' "$work/report" >"$work/says" ||
  die "over TCP: $(jq -c .end.sum_received "$work/report")"
measure --reverse || die "no transfer the other way: $(cat "$work/report")"
jq -e '.start.test_start.reverse == 1 and .end.sum_received.bytes > 1000000' "$work/report" >"$work/says" ||
  die "the other way: $(jq -c .end.sum_received "$work/report")"
measure --udp --bitrate 4M --length 1000 || die "no transfer over UDP: $(cat "$work/report")"
jq -e '.end.sum | .bytes > 100000 and .packets > 100 and .lost_percent < 50' "$work/report" >"$work/says" ||
  die "over UDP: $(jq -c .end.sum "$work/report")"
