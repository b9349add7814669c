#!/usr/bin/env bash
# A large OpenAPI document is imported, whole and in part. Arguments: operations (9000), which make about 40 MB.
#
# The document is made here: each operation has parameters, a body, a response of its own type, an error, and long texts.
set -euo pipefail
operations=${1:-9000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --quiet --release -p bindery
bindery=$PWD/target/release/bindery

awk -v operations="$operations" 'BEGIN {
  for (i = 0; i < 26; i++) text = text "This sentence of the documentation explains once more what the operation does. "
  printf "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Large\",\"version\":\"1\"},\"servers\":[{\"url\":\"https://large.example\"}],\n\"paths\":{\n"
  for (i = 0; i < operations; i++) {
    printf "%s\"/group%d/items%d/{id}\":{\n\"post\":{\n\"tags\":[\"group%d\"],\n\"operationId\":\"update-item-%d\",\n", (i ? "," : ""), i % 40, i, i % 40, i
    printf "\"summary\":\"Updates item %d.\",\n\"description\":\"%s\",\n", i, text
    printf "\"parameters\":[{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}},{\"name\":\"page\",\"in\":\"query\",\"description\":\"%s\",\"schema\":{\"type\":\"integer\",\"minimum\":1}}],\n", substr(text, 1, 400)
    printf "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Item%d\"}}}},\n", i
    printf "\"responses\":{\"200\":{\"description\":\"The item.\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Item%d\"}}}},\n", i
    printf "\"404\":{\"description\":\"There is no such item.\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Failure\"}}}}}}}\n"
  }
  printf "},\n\"components\":{\"schemas\":{\n\"Failure\":{\"type\":\"object\",\"required\":[\"message\"],\"properties\":{\"message\":{\"type\":\"string\"}}}\n"
  for (i = 0; i < operations; i++) {
    printf ",\"Item%d\":{\n\"type\":\"object\",\n\"required\":[\"name\"],\n\"properties\":{\n", i
    for (k = 0; k < 8; k++) printf "\"field%d\":{\"type\":\"%s\",\"description\":\"%s\"},\n", k, (k % 2 ? "string" : "integer"), substr(text, 1, 120)
    printf "\"name\":{\"type\":\"string\"},\n\"next\":{\"$ref\":\"#/components/schemas/Item%d\"}}}\n", (i + 40) % operations
  }
  printf "}}}\n"
}' >"$work/large.json"
bytes=$(stat -c %s "$work/large.json" 2>/dev/null || stat -f %z "$work/large.json")

row() { # WHAT NAME OPTIONS…
  local what=$1 name=$2
  shift 2
  echo "$what"
  (cd "$work" && command time -f '%U %S %M' -o figures "$bindery" new "$name" --from large.json "$@" >/dev/null)
  awk -v what="$what" '{ printf "| %s | %.1f | %d |\n", what, $1 + $2, $3 / 1024 }' "$work/figures" >>"$RESULT"
}
{
  printf 'A document of %d MB with %d operations in 40 tags: `bindery new`, with the generated crate and the lock.\n\n' \
    $((bytes / 1000000)) "$operations"
  echo '| read | seconds of CPU | peak memory, MiB |'
  echo '| --- | ---: | ---: |'
} >>"$RESULT"
row 'all' whole
row 'one tag (`--only group7`)' part --only group7
