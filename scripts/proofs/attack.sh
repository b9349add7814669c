#!/usr/bin/env bash
# Schemathesis finds nothing in the router of any spec that its export does not say. Arguments: random requests per operation (100).
#
# The same attack as in the ordinary tests, with more requests. Needs Python with access to PyPI.
set -euo pipefail
examples=${1:-100}
reports=target/tmp/openapi
rm -f "$reports"/*-{attacked,open}.txt
CI=1 BINDERY_ATTACK_EXAMPLES=$examples cargo test --quiet -p bindery-exports --test exports attack::an_attacker

total=0
{
  echo '| spec | operations | requests | seconds of CPU |'
  echo '| --- | ---: | ---: | ---: |'
  for report in "$reports"/*-{attacked,open}.txt; do
    spec=$(basename "$report" .txt)
    requests=$(sed -nE 's/^ *([0-9]+) generated, .*/\1/p' "$report")
    total=$((total + requests))
    printf '| `%s` | %s | %s | %s |\n' "${spec/-3.[01]-*/}" "$(sed -nE 's/.*Operations: +([0-9]+) selected.*/\1/p' "$report")" \
      "$requests" "$(sed -nE 's/.* ([0-9.]+) of CPU$/\1/p' "$report")"
  done
} >"$RESULT.table"
{
  printf 'Requests in total: %s, with %s random ones for each operation besides those that are derived from the schemas.\n\n' \
    "$total" "$examples"
  cat "$RESULT.table"
} >>"$RESULT"
rm "$RESULT.table"
