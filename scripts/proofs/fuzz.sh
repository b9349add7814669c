#!/usr/bin/env bash
# No input makes a target panic, take longer than a second, or take more than 512 MiB: fuzz [SECONDS] [TARGET…].
#
# Each target of `fuzz/` runs for so many seconds (600 unless given), or for 1,000,000 executions, whichever comes first; those
# of the wire run for 10,000,000 executions in all, and that of the index for as many, however long that takes. Corpora grow in target/proofs/fuzz and are kept
# between runs; where BINDERY_DOCUMENTS names the vendors' documents, those are inputs, too. What a target fails on stands in
# fuzz/artifacts: `cargo fuzz tmin TARGET FILE` makes it small, and what is left belongs into fuzz/inputs/TARGET.
#
# Needs cargo-fuzz (`cargo install cargo-fuzz`). Its flags are of nightly Rust; a stable one takes them with RUSTC_BOOTSTRAP=1.
set -euo pipefail
seconds=600
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi
wire=(json form multipart dates decimals json-in-text)
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)

rustc --version | grep -q nightly || export RUSTC_BOOTSTRAP=1
# Optimised, with debug assertions and checks for overflow, which is what cargo-fuzz builds unless told otherwise. No sanitizer:
# there is no unsafe code.
build=(--sanitizer none --no-cfg-fuzzing)
work=$PWD/target/proofs/fuzz
commit=$(git rev-parse --short HEAD)

is_wire() { [[ " ${wire[*]} " == *" $1 "* ]]; }

# The specs of the repository and the documents of vendors, as inputs that are not kept in fuzz/inputs.
more() { # TARGET FOLDER
  local spec file
  case $1 in
    spec | diff | export | site)
      for spec in spec/*/; do
        for file in "$spec"*.yaml; do
          printf '=== %s\n' "$(basename "$file")"
          cat "$file"
        done >"$2/$(basename "$spec")"
      done
      ;;
    documents-reference | documents-outline | documents-prose)
      [ -z "${BINDERY_DOCUMENTS:-}" ] || cp "$BINDERY_DOCUMENTS"/seeds/* "$2"
      ;;
  esac
}

grouped() { sed -E ':a; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; ta'; }

run() { # TARGET
  local target=$1 limit figure took
  local corpus=$work/corpus/$1 given=$work/given/$1 log=$work/$1.log
  mkdir -p "$corpus" "$given"
  more "$target" "$given"
  if [ "$target" = index ]; then
    limit=(-runs=10000000)
  elif is_wire "$target"; then
    limit=(-runs=$((10000000 / ${#wire[@]} + 1)))
  else
    limit=(-runs=1000000 "-max_total_time=$seconds")
  fi
  echo "$target"
  if ! cargo fuzz run "${build[@]}" "$target" "$corpus" "fuzz/inputs/$target" "$given" -- \
    -timeout=1 -rss_limit_mb=512 -max_len=65536 -print_final_stats=1 "${limit[@]}" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    return 1
  fi
  took=$(sed -nE 's/^Done .* runs in ([0-9]+) second.*/\1/p' "$log") # building it is no part of that
  figure() { sed -n "s/^stat::$1: *//p" "$log"; }
  printf '| `%s` | %s | %s | %s | %s, %s |\n' "$target" "$(figure number_of_executed_units | grouped)" \
    "$took" "$(figure peak_rss_mb)" "$(date -u +%F)" "$commit" >>"$rows"
}

mkdir -p "$work"
rows=$(mktemp)
failed=()
for target in "${targets[@]}"; do
  run "$target" || failed+=("$target")
  # Those that were not run now keep their last figures.
  {
    echo '| target | executions | seconds | peak memory, MiB | run |'
    echo '| --- | ---: | ---: | ---: | --- |'
    while read -r name; do
      grep -h "^| \`$name\` " "$rows" docs/proofs.md | head -n 1 || true
    done < <(cargo fuzz list)
  } >"$RESULT"
done
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
