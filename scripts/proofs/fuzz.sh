#!/usr/bin/env bash
# No input makes a fuzz target panic, run longer than a second, or use more than 512 MiB: fuzz [SECONDS] [TARGET…].
#
# Each target of `fuzz/` runs for SECONDS (default: 600) or 1,000,000 executions, whichever comes first. The wire targets run for
# 10,000,000 executions in total, and the index target for as many, without a time limit. Corpora grow in target/proofs/fuzz and
# are kept between runs. If BINDERY_DOCUMENTS names the folder of the vendors' documents, those are inputs too. Failing inputs are
# written to fuzz/artifacts: minimize one with `cargo fuzz tmin TARGET FILE` and add the result to fuzz/inputs/TARGET.
#
# Needs cargo-fuzz (`cargo install cargo-fuzz`). Its flags require nightly Rust, or stable Rust with RUSTC_BOOTSTRAP=1.
set -euo pipefail
seconds=600
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi
wire=(json form multipart dates decimals json-in-text events lines headers links failures)
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)

rustc --version | grep -q nightly || export RUSTC_BOOTSTRAP=1
# Optimized, with debug assertions and overflow checks, the default of cargo-fuzz. No sanitizer, because there is no unsafe code.
build=(--sanitizer none --no-cfg-fuzzing)
work=$PWD/target/proofs/fuzz
commit=$(git rev-parse --short HEAD)

is_wire() { [[ " ${wire[*]} " == *" $1 "* ]]; }

# Adds the repository's specs and the vendors' documents as inputs; they are not kept in fuzz/inputs.
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
  took=$(sed -nE 's/^Done .* runs in ([0-9]+) second.*/\1/p' "$log") # without the build
  figure() { sed -n "s/^stat::$1: *//p" "$log"; }
  printf '| `%s` | %s | %s | %s | %s, %s |\n' "$target" "$(figure number_of_executed_units | grouped)" \
    "$took" "$(figure peak_rss_mb)" "$(date -u +%F)" "$commit" >>"$rows"
}

mkdir -p "$work"
rows=$(mktemp)
failed=()
for target in "${targets[@]}"; do
  run "$target" || failed+=("$target")
  # Targets that did not run now keep their last figures.
  {
    echo '| target | executions | seconds | peak memory, MiB | run |'
    echo '| --- | ---: | ---: | ---: | --- |'
    while read -r name; do
      grep -h "^| \`$name\` " "$rows" docs/proofs.md | head -n 1 || true
    done < <(cargo fuzz list)
  } >"$RESULT"
done
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
