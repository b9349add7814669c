#!/usr/bin/env bash
# An upload and a download of 1 GiB through generated client and router take less than 16 MiB of memory: streams [MIB].
#
# Both sides run in one process and are counted together: the peak of the heap on top of what an empty body takes. The ordinary
# tests do the same with 64 MiB (`tests/language/tests/memory.rs`).
set -euo pipefail
mebibytes=${1:-1024}
output=$(BINDERY_STREAM_MIB=$mebibytes cargo test --release -p bindery-language --test memory -- --nocapture)
printf '%s\n' "$output"
figures=$(sed -n 's/^.*\([0-9][0-9]* MiB: upload [0-9]* KiB, download [0-9]* KiB\).*$/\1/p' <<<"$output")
[ -n "$figures" ] || { echo "the test printed no figures" >&2; exit 1; }
{
  echo "| body | peak of an upload | peak of a download |"
  echo "| --- | ---: | ---: |"
  sed -nE 's/^.*upload ([0-9]+) KiB, download ([0-9]+) KiB$/\1 \2/p' <<<"$figures" |
    while read -r up down; do echo "| $mebibytes MiB | $up KiB | $down KiB |"; done
} >"$RESULT"
