#!/usr/bin/env bash
# Instruction counts: generated code compared with handwritten code, compilation of a generated crate, and generation during the build.
#
# [PART…] is `run`, `check`, `content` or `making`; default: all of them. A part that is not measured now keeps its last figures. To run one
# side or a few cases of `run`: `cargo run --release -p bindery-bench -- run decode`.
#
# Needs valgrind. Instruction counts hardly depend on the load of the machine. Seconds do; they are CPU seconds.
set -euo pipefail
shopt -s inherit_errexit
parts=(run check content making)
declare -A titles=([run]='Running' [check]='Compiling' [content]='Streams, multipart and events' [making]='Generation during the build')
wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=("${parts[@]}")
root=$PWD
work=$PWD/target/proofs/speed
mkdir -p "$work"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
commit=$(git rev-parse --short HEAD)
[ -z "$(git status --porcelain --untracked-files=no -- . ':!docs/proofs.md')" ] || commit="$commit with changes"

bench() { cargo run --quiet --release -p bindery-bench -- "$@"; }

grouped() { sed -E ':a; s/([0-9])([0-9]{3})($|[^0-9])/\1,\2\3/; ta'; }

millions() { awk -v count="$1" 'BEGIN { printf "%.0f", count / 1e6 }' | grouped; }

crate() { # FOLDER NAME: creates a crate outside of the workspace; the rest of its manifest is read from stdin
  mkdir -p "$1/src"
  {
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n\n[workspace]\n\n' "$2"
    sed -n '/^\[profile.dev\]/,$p' Cargo.toml # as in the workspace, so that the dependencies are the same
    echo
    cat
  } >"$1/Cargo.toml"
  cp Cargo.lock "$1/Cargo.lock"
}

check() { # FOLDER [ARGS…]: runs `cargo check`; prints nothing unless it fails
  CARGO_INCREMENTAL=0 cargo check --quiet --manifest-path "$1/Cargo.toml" "${@:2}" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; exit 1; }
}

instructions() { # FOLDER NAME [ARGS…]: prints the instructions of checking the crate alone
  local folder=$1 name=$2
  shift 2
  check "$folder" "$@" # compiles the dependencies
  touch "$folder/src/lib.rs"
  rm -f "$work/counts"
  COUNTED=$name COUNTS=$work/counts RUSTC_WORKSPACE_WRAPPER=$root/tests/bench/counting-rustc check "$folder" "$@"
  awk '/^summary:/ { print $2 }' "$work/counts"
}

seconds() { # COMMAND…: prints the CPU seconds of all its processes
  local TIMEFORMAT=%U
  { time "$@" >/dev/null; } 2>&1
}

size() { "$root/tests/bench/formatted-size" "$1"; } # FOLDER: prints lines and tokens of its Rust code

part_run() {
  cat <<'END'
One round of each job, in generated code and in handwritten code (`tests/bench/src/hand`: serde derive, exact amounts, an axum router). The
results of both are compared before anything is counted. Each figure is the difference of two run lengths, so startup does not count.

END
  bench run
}

synthetic() { # ACTIONS: creates a crate of a synthetic API, with its own name, because cargo distinguishes the crates of a target folder by name
  rm -rf "$work/spec-$1" "$work/crates-$1"
  cargo run --quiet -p bindery-model --example synthetic -- "$1" "$work/spec-$1/synthetic" >&2
  cargo run --quiet -- --quiet --spec "$work/spec-$1" generate --out "$work/crates-$1" >&2
  rm "$work/crates-$1/synthetic/Cargo.toml"
  crate "$work/crates-$1/synthetic" "synthetic_$1" <<END
[features]
default = ["client", "blocking", "server"]
client = ["bindery-runtime/client"]
blocking = ["bindery-runtime/blocking"]
server = ["bindery-runtime/server"]

[dependencies]
bindery-runtime = { path = "$root/runtime" }
END
}

part_check() {
  local half=100 whole=200 few many lines_few tokens_few lines_many tokens_many best took
  synthetic $half
  synthetic $whole
  read -r lines_few tokens_few < <(size "$work/crates-$half/synthetic/src")
  read -r lines_many tokens_many < <(size "$work/crates-$whole/synthetic/src")
  few=$(instructions "$work/crates-$half/synthetic" synthetic_$half)
  many=$(instructions "$work/crates-$whole/synthetic" synthetic_$whole)
  best=
  for _ in 1 2 3; do
    touch "$work/crates-$whole/synthetic/src/lib.rs"
    took=$(seconds check "$work/crates-$whole/synthetic")
    best=$(printf '%s\n' "$took" ${best:+"$best"} | sort -n | head -n 1)
  done
  cat <<END
\`cargo check\` of the generated crate alone, with client, blocking client and server: a synthetic API of $whole actions and $((2 * whole))
types (three parameters per action, five fields per type). The figures of an action are the difference to an API of $half actions. Lines and
tokens are counted after rustfmt, without blank lines and comments.

| what | whole | an action |
| --- | ---: | ---: |
| millions of instructions | $(millions "$many") | $(awk -v all="$((many - few))" -v n=$((whole - half)) 'BEGIN { printf "%.1f", all / n / 1e6 }') |
| seconds of the processor, best of three | $best | |
| lines | $(grouped <<<"$lines_many") | $(awk -v all="$((lines_many - lines_few))" -v n=$((whole - half)) 'BEGIN { printf "%.1f", all / n }') |
| tokens | $(grouped <<<"$tokens_many") | $(awk -v all="$((tokens_many - tokens_few))" -v n=$((whole - half)) 'BEGIN { printf "%.0f", all / n }') |

END
  part_modules
}

part_modules() { # measures the largest API of the repository, whole and with one module
  local crate=$work/modules what features lines tokens count
  rm -rf "$crate"
  crate "$crate" modules <<END
[features]
$(sed -n '/^\[features\]/,/^$/p' generated/coriunder/Cargo.toml | tail -n +2)
[dependencies]
bindery-runtime = { path = "$root/runtime" }
END
  cp generated/coriunder/src/*.rs "$crate/src"
  echo "The largest API of the repository (\`generated/coriunder\`), with the client:"
  echo
  echo "| what | lines | tokens | millions of instructions |"
  echo "| --- | ---: | ---: | ---: |"
  for what in whole balance; do
    rm -rf "$work/chosen"
    mkdir "$work/chosen"
    if [ "$what" = whole ]; then
      features=client,$(sed -n 's/^default = \[\(.*\)\]$/\1/p' generated/coriunder/Cargo.toml | tr -d '" ')
      cp "$crate"/src/*.rs "$work/chosen"
    else
      features=client,$what
      # Compiled files: the root, the errors, the module, and the shared types that it uses.
      cp "$crate"/src/{lib,errors,types,$what}.rs "$work/chosen"
    fi
    read -r lines tokens < <(size "$work/chosen")
    count=$(instructions "$crate" modules --no-default-features --features "$features")
    [ "$what" = whole ] || what="the module \`$what\` alone"
    echo "| $what | $(grouped <<<"$lines") | $(grouped <<<"$tokens") | $(millions "$count") |"
  done
}

part_content() { # the same code with and without the runtime's feature `content`
  local whole=200 with without
  synthetic $whole
  bench run call server decode encode >"$work/without"
  cargo run --quiet --release -p bindery-bench --features content -- run call server decode encode >"$work/with"
  without=$(instructions "$work/crates-$whole/synthetic" synthetic_$whole)
  with=$(instructions "$work/crates-$whole/synthetic" synthetic_$whole --features bindery-runtime/content)
  cat <<END
The feature \`content\` of the runtime has the code for streams, multipart and events. A crate enables it only if its API has such an action.
Instructions of the same code, which has none, without and with the feature; \`cargo check\` is that of the synthetic API of $whole actions.

| what | without | with | ratio |
| --- | ---: | ---: | ---: |
$(paste -d'|' "$work/without" "$work/with" | awk -F'|' 'NR > 2 {
    without = $3; with = $13; gsub(/[ ,]/, "", without); gsub(/[ ,]/, "", with)
    printf "|%s|%s|%s| %.3f |\n", $2, $3, $13, with / without }')
| \`cargo check\`, in millions | $(millions "$without") | $(millions "$with") | $(awk -v a="$with" -v b="$without" 'BEGIN { printf "%.3f", a / b }') |
END
}

part_making() {
  local -x CARGO_TARGET_DIR=$work/target-cold
  local way committed=0 all own cold first=
  crate "$work/committed" committed <<END
[features]
default = ["client"]
client = []
blocking = []
server = []

[dependencies]
bindery-runtime = { path = "$root/runtime", features = ["client"] }
END
  cp generated/backpack/src/*.rs "$work/committed/src"
  crate "$work/by_macro" by_macro <<END
[dependencies]
bindery-macros = { path = "$root/macros" }
bindery-runtime = { path = "$root/runtime", features = ["client"] }
END
  echo "bindery_macros::api!(\"$root/spec/backpack\");" >"$work/by_macro/src/lib.rs"
  crate "$work/by_script" by_script <<END
[dependencies]
bindery-runtime = { path = "$root/runtime", features = ["client"] }

[build-dependencies]
bindery-codegen = { path = "$root/codegen", default-features = false }
END
  echo "fn main() { bindery_codegen::build::compile(\"$root/spec/backpack\").expect(\"the spec is right\"); }" >"$work/by_script/build.rs"
  echo 'include!(concat!(env!("OUT_DIR"), "/backpack.rs"));' >"$work/by_script/src/lib.rs"
  cat <<'END'
`cargo check` of a crate with the bindings of `spec/backpack`: committed, generated by the macro, or generated by a build script; its own
run is counted too. A cold check compiles everything; the compiler's output is removed before.

| bindings | millions of instructions | more than committed | cold check, seconds of the processor | more |
| --- | ---: | ---: | ---: | ---: |
END
  for way in committed by_macro by_script; do
    rm -rf "$CARGO_TARGET_DIR"
    cargo fetch --quiet --manifest-path "$work/$way/Cargo.toml"
    cold=$(seconds check "$work/$way")
    first=${first:-$cold}
    all=$(instructions "$work/$way" $way)
    if [ $way = by_script ]; then
      mkdir -p "$work/out"
      OUT_DIR=$work/out valgrind --quiet --tool=cachegrind --cache-sim=no --cachegrind-out-file="$work/counts" \
        "$(find "$CARGO_TARGET_DIR/debug/build" -name build-script-build -path '*/by_script-*' -print -quit)" >/dev/null
      own=$(awk '/^summary:/ { print $2 }' "$work/counts")
      all=$((all + own))
    fi
    [ $way = committed ] && committed=$all
    echo "| ${way/_/ } | $(millions $all) | $(millions $((all - committed))) | $cold | $(
      awk -v cold="$cold" -v first="$first" 'BEGIN { printf "%.1f", cold - first }') |"
  done
  rm -rf "$work/target-cold"
}

for part in "${wanted[@]}"; do
  [[ " ${parts[*]} " == *" $part "* ]] || { echo "Unknown part '$part'. Valid parts: ${parts[*]}." >&2; exit 2; }
done
for part in "${parts[@]}"; do
  if [[ " ${wanted[*]} " == *" $part "* ]]; then
    echo "$part"
    printf '### %s\n\nMeasured %s, commit %s.\n\n' "${titles[$part]}" "$(date -u +%F)" "$commit" >"$work/$part.md"
    "part_$part" >>"$work/$part.md"
    echo >>"$work/$part.md"
  else
    awk -v heading="### ${titles[$part]}" '/^##/ { on = ($0 == heading) } on' docs/proofs.md >"$work/$part.md"
  fi
done
for part in "${parts[@]}"; do cat "$work/$part.md"; done >"$RESULT"
