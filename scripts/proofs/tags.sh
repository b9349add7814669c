#!/usr/bin/env bash
# A user of one tag of an imported API compiles that tag and its types only. Arguments: a document, one of its modules.
#
# Without arguments, the largest document of the corpus below BINDERY_DOCUMENTS is imported.
set -euo pipefail
document=${1:-${BINDERY_DOCUMENTS:?names the folder with the corpus}/corpus/openapi/github.json}
tag=${2:-git}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --quiet -p bindery
bindery=$PWD/target/debug/bindery
cp Cargo.lock "$work"
(cd "$work" && "$bindery" new imported --quiet --from "$document" >/dev/null && cp Cargo.lock imported)
export CARGO_TARGET_DIR=$PWD/target/proofs/tags CARGO_INCREMENTAL=0
cd "$work/imported"

seconds() { # FLAGS…: seconds of the processor for the crate itself
  cargo check --quiet "$@"
  touch src/lib.rs
  { TIMEFORMAT='%U %S'; time cargo check --quiet "$@"; } 2>&1 | awk '{printf "%.2f", $1 + $2}'
}

row() { # WHAT FLAGS…
  local what=$1
  shift
  echo "$what"
  printf '| %s | `%s` | %s |\n' "$what" "$*" "$(seconds "$@")" >>"$RESULT"
}

actions=$("$bindery" list imported --json | grep -c '"methods"' || true)
{
  printf 'The crate of %s, with %s actions in %s modules: `cargo check` of the crate itself.\n\n' \
    "$(basename "$document")" "$actions" "$(find src -name '*.rs' | grep -vc -e lib.rs -e types.rs)"
  echo '| compiled | flags | seconds of CPU |'
  echo '| --- | --- | ---: |'
} >>"$RESULT"
row 'the client of one tag' --no-default-features --features "client,$tag"
row 'client, blocking client and server of one tag' --no-default-features --features "client,blocking,server,$tag"
row 'the client of all tags' --no-default-features --features default
row 'client, blocking client and server of all tags' --all-features
