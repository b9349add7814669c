#!/usr/bin/env bash
# Crates from public OpenAPI documents: all that is said is called, client to router to backend and back: corpus [DOCUMENT…].
#
# DOCUMENT is a file of `corpus/openapi` in the folder that BINDERY_DOCUMENTS names, without its extension; default: all. A document
# that is not measured now keeps its last figures: those of an earlier run here, else those of the page.
#
# Each document becomes a crate of its own, outside of the workspace, by `bindery new`; `check` accepts it, and `cargo check` with all
# features compiles it without a warning. Then tests/corpus/cases calls every action with made values and every documented error, and
# programs that are not ours hold the messages against the document. The actions of a large document are called part by part.
#
# Needs GNU time.
set -euo pipefail
shopt -s inherit_errexit
: "${BINDERY_DOCUMENTS:?names the folder of the documents}"
export BINDERY_DOCUMENTS CI=1
whole=300 # actions that one test program can call: the whole document if it has no more
part=150 # else this number at once, because the stack is limited
root=$PWD
work=$root/target/proofs/corpus
target=${CARGO_TARGET_DIR:-$root/target}
parts=('Operations' 'Time and memory')
mapfile -t documents < <(cd "$BINDERY_DOCUMENTS/corpus/openapi" && printf '%s\n' *.* | sed 's/\..*//')
wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=("${documents[@]}")
for name in "${wanted[@]}"; do
  [[ " ${documents[*]} " == *" $name "* ]] || { echo "Unknown document '$name'. Valid documents: ${documents[*]}." >&2; exit 2; }
done

grouped() { sed -E ':a; s/([0-9])([0-9]{3})($|[^0-9])/\1,\2\3/; ta'; }

figures() { # NUMBER DOCUMENT: prints the row of a document in a part, as it was last measured
  if [ -s "$work/rows/$2-$1" ]; then cat "$work/rows/$2-$1"; return; fi
  awk -v part="### ${parts[$1]}" -v document="$2" -F ' *[|] *' '
    /^##/ { on = $0 == "## corpus" || (on && /^###/); here = on && $0 == part } here && $2 == document' "$root/docs/proofs.md"
}

timed() { # COMMAND…: prints the seconds of the processor and the peak memory in MB
  /usr/bin/time --output "$work/took" --format '%U %S %M' "$@" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; return 1; }
  awk '{ printf "%.2f | %.0f", $1 + $2, $3 / 1024 }' "$work/took"
}

check() { # [ARGS…]: the same for the compiler alone, of the crate in this folder; fails if there is a warning
  local turn
  for turn in dependencies crate; do # the first turn compiles the dependencies
    rm -f "$work/counts"
    touch src/lib.rs
    CARGO_TARGET_DIR=$work/built CARGO_INCREMENTAL=0 COUNTED=${package//-/_} COUNTS=$work/counts \
      RUSTC_WORKSPACE_WRAPPER=$root/tests/bench/timed-rustc cargo check --quiet "$@" >"$work/log" 2>&1 && [ ! -s "$work/log" ] ||
      { tail -n 40 "$work/log" >&2; echo "$name: no clean check of the $turn" >&2; return 1; }
  done
  awk '{ printf "%.2f | %.0f", $1 + $2, $3 / 1024 }' "$work/counts"
}

trips() { # FILE ACTIONS: calls the actions; prints how many, and how many round trips
  local first=0 called=0 trips=0 more_called more_trips
  while [ "$first" -lt "$2" ]; do
    local actions=(BINDERY_ACTIONS="$first..$((first + part))")
    [ "$2" -gt "$whole" ] || { actions=(); part=$2; } # a whole document has all of its known differences
    (cd "$root" && env RUST_MIN_STACK=$((64 << 20)) BINDERY_CASES="$1" "${actions[@]}" \
      cargo test --quiet -p bindery-corpus-cases --test trips -- --nocapture) >"$work/log" 2>&1 || { grep -v '^ *[0-9]*: \|^ *at ' "$work/log" | cut -c 1-300 >&2; return 1; }
    read -r more_called more_trips < <(sed -nE "s/^$1: ([0-9]+) actions, ([0-9]+) round trips\$/\1 \2/p" "$work/log")
    called=$((called + more_called)) trips=$((trips + more_trips)) first=$((first + part))
  done
  [ "$called" = "$2" ] || { echo "$1: $called of $2 actions were called" >&2; return 1; }
  echo "$called | $trips"
}

measure() { # writes the rows of $name
  local file package=corpus-$name made read accepted generated client all actions called
  file=$(basename "$BINDERY_DOCUMENTS/corpus/openapi/$name".*)
  rm -rf "${work:?}/crates/$name"
  cd "$work/crates"
  made=$(timed "$bindery" new "$name" --from "$BINDERY_DOCUMENTS/corpus/openapi/$file" --runtime "$root/runtime" --package "$package")
  cd "$name"
  accepted=$(timed "$bindery" check)
  generated=$(timed "$bindery" generate --check)
  client=$(check)
  all=$(check --all-features)
  actions=$(cat src/*.rs | grep -c '^impl rt::Action for ')
  cd "$root"
  read=$(cargo run --quiet --release -p bindery-corpus -- --import "$file" |
    awk -v file="$file" '$1 == file { print $2 " | " $3 " | " $4 " | " $5 }')
  echo "| $name | $made | $accepted | $generated | $client | $all |" | tee "$work/rows/$name-1"
  if called=$(trips "$file" "$actions"); then
    grouped <<<"| $name | $read | $called |" | tee "$work/rows/$name-0"
  else
    failed+=("$name")
  fi
}

failed=() # documents with an action that did not come back as it was sent
cargo build --quiet --release -p bindery -p bindery-corpus
bindery=$target/release/bindery
mkdir -p "$work/crates" "$work/rows"
printf '[workspace]\nresolver = "3"\nmembers = ["*"]\n' >"$work/crates/Cargo.toml" # one of their own
cp Cargo.lock "$work/crates/Cargo.lock"
for name in "${wanted[@]}"; do
  echo "$name"
  measure
done

rows() { local name; for name in "${documents[@]}"; do figures "$1" "$name"; done; } # NUMBER
[ ${#failed[@]} -eq 0 ] || { echo "Failed: ${failed[*]}." >&2; exit 1; }
{
  cat <<'END'
Operations of each document: those that a client can call, those that lack a part, and those that are only reported. Every crate passes
`check`, and `cargo check` with all features, without a warning. Every action is called, callbacks included, with made values that
satisfy the document, and with every documented error.
END
  printf '\n### %s\n\n' "${parts[0]}"
  echo '| document | operations | callable | in part | reported | actions called | round trips |'
  echo '| --- | ---: | ---: | ---: | ---: | ---: | ---: |'
  rows 0
  rows 0 | tr -d ',' | awk -F ' *[|] *' '
    { for (at = 3; at <= 8; at++) sum[at] += $at }
    END {
      printf "| all |"; for (at = 3; at <= 8; at++) printf " %d |", sum[at]
      printf "\n\nOf all operations, %.1f %% can be called.\n", sum[4] * 100 / sum[3]
    }' | grouped
  printf '\n### %s\n\n' "${parts[1]}"
  cat <<'END'
Seconds of the processor and peak memory in MB: of the command, and of the compiler for the crate alone, not incremental, with its
dependencies compiled before. `new` reads the document, writes the spec and generates the code; `generate` is `generate --check`.

END
  echo '| document | new | MB | check | MB | generate | MB | cargo check, client | MB | all features | MB |'
  echo '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |'
  rows 1
} >"$RESULT"
