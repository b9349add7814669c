#!/usr/bin/env bash
# What a change costs: the files under `src` that have to follow a new scheme, place, scalar, media type, export or notation.
#
# The compiler counts, in a scratch copy of the tree as it is committed, in target/growth; tests/growth says how. Where the text is
# gone behind which a seed puts something, the seed has to follow. One change alone: `cargo run -p bindery-growth -- . target/growth scheme`.
set -euo pipefail
cat >"$RESULT" <<'END'
A seed writes what a person writes first, and what the compiler would not ask for; then every file counts in which the compiler finds the
new case missing (`tests/growth`). Tests, examples, generated code and documentation do not count.

END
cargo run --quiet -p bindery-growth -- . target/growth | tee -a "$RESULT"
