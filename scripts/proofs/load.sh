#!/usr/bin/env bash
# With 2,000 connections at once, half of them slow or silent, the others are served, memory is bounded, and all of it is freed afterwards.
#
# [CONNECTIONS [REQUESTS]]: default 2,000 and 50. Client and server are two processes on 127.0.0.1. The server has the default
# limits of `rt::server::serve`, so the last slow connection is closed after about a minute.
set -euo pipefail
connections=${1:-2000}
# The client opens as many sockets as the server.
if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt $((connections + 100)) ]; then
  ulimit -n $((connections + 100))
fi
# Speed does not matter here, so the build of the tests is enough.
cargo build --quiet -p bindery-tests --bin load
"${CARGO_TARGET_DIR:-target}/debug/load" "$connections" "${2:-50}" >"$RESULT"
cat "$RESULT"
