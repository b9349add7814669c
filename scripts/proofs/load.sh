#!/usr/bin/env bash
# 2,000 connections at once, half of them slow or silent: the rest is served, memory has a bound, and then all is freed.
#
# [CONNECTIONS [REQUESTS]]: 2,000 and 50 unless said otherwise. Client and server are two processes on 127.0.0.1; the server
# has the default limits of `rt::server::serve`, so the last of the slow ones is closed after a minute or so.
set -euo pipefail
connections=${1:-2000}
# The client has as many sockets as the server.
if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt $((connections + 100)) ]; then
  ulimit -n $((connections + 100))
fi
# Nothing here is about speed, so the tests' own build will do.
cargo build --quiet -p bindery-tests --bin load
"${CARGO_TARGET_DIR:-target}/debug/load" "$connections" "${2:-50}" >"$RESULT"
cat "$RESULT"
