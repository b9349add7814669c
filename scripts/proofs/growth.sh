#!/usr/bin/env bash
# Cost of an extension: the files under `src` that change for a new scheme, location, scalar, media type, export or notation.
#
# The compiler determines the files, in a scratch copy of the committed tree in target/growth; tests/growth explains how. If the text
# after which a seed inserts code is gone, update the seed. To run one extension: `cargo run -p bindery-growth -- . target/growth scheme`.
set -euo pipefail
cat >"$RESULT" <<'END'
For each extension, a seed inserts the code that a person writes first and that the compiler would not ask for. Then every file counts in
which the compiler reports the new case as missing (`tests/growth`). Tests, examples, generated code and documentation do not count.

END
cargo run --quiet -p bindery-growth -- . target/growth | tee -a "$RESULT"
