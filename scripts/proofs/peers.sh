#!/usr/bin/env bash
# Crates generated from OpenAPI documents and those of other generators, side by side: peers [DOCUMENT…].
#
# DOCUMENT is a file of `corpus/openapi` in the folder that BINDERY_DOCUMENTS names, without its extension; default: all that are
# compared. A document that is not measured now keeps its last figures.
#
# Each generator makes the crate that its README shows for a client of all operations, and a crate with all that it can make.
# `cargo check` compiles the crate alone, not incrementally, with its dependencies compiled before; the figures are those of the
# better of two runs. The crates are in target/proofs/peers; the generators are installed into target/tools.
#
# Needs GNU time. Seconds are those of the processor, but a busy machine makes them longer too.
set -euo pipefail
shopt -s inherit_errexit
: "${BINDERY_DOCUMENTS:?names the folder of the documents}"
ours=bindery
large=openapi-to-rust-0.23.0
progenitors=(progenitor-0.14.0 progenitor-0.15.1)
declare -A peers=(
  [nexus]="$large ${progenitors[*]}" [github]=$large [discord]=$large [box]=$large [twilio]=$large [figma]=$large
  [paypal-orders]=$large [buildomat]=${progenitors[*]} [propolis]=${progenitors[*]}
)
documents=(nexus github discord box twilio figma paypal-orders buildomat propolis)
parts=('The client alone' 'Everything')
root=$PWD
tools=$root/target/tools
work=$root/target/proofs/peers
crates=$work/crates
rm -rf "$crates" # what an interrupted run left would be part of the workspace; compiled dependencies are kept
mkdir -p "$crates"

wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=("${documents[@]}")
for name in "${wanted[@]}"; do
  [ -n "${peers[$name]:-}" ] || { echo "Unknown document '$name'. Valid documents: ${documents[*]}." >&2; exit 2; }
done

grouped() { sed -E ':a; s/([0-9])([0-9]{3})($|[^0-9])/\1,\2\3/; ta'; }

figures() { # PART DOCUMENT: prints the rows of a document from the page
  awk -v part="### $1" -v document="$2" -F ' *[|] *' '
    /^##/ { on = $0 == "## peers" || (on && /^###/); here = on && $0 == part } here && $2 == document' docs/proofs.md
}

# Generators. Each writes the crates that it makes of $document, named $package, and prints the seconds that it took: a client with
# the last argument `client`, and with `all` a client and a server.

timed() { # COMMAND…: prints the seconds of the processor that the command takes; its output is in $work/log
  /usr/bin/time --output "$work/took" --format '%U %S' "$@" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; return 1; }
  awk '{ printf "%.2f", $1 + $2 }' "$work/took"
}

generate_bindery() { # FOLDER client|all
  timed "$target/release/bindery" new "$name" --notation openapi --from "$document" --runtime "$root/runtime" --package "$package" ||
    return
  mv "$name" "$1"
}

generate_openapi-to-rust() { # FOLDER client|all
  mkdir -p "$1/src"
  printf '[package]\nname = "%s"\nedition = "2024"\n\n' "$package" >"$1/Cargo.toml"
  {
    printf '[generator]\nspec_path = "%s"\noutput_dir = "src/generated"\nmodule_name = "api"\n' "$document"
    printf '[features]\nenable_async_client = true\n'
    if [ "$2" = all ]; then
      printf '[server]\nframework = "axum"\noperations = [\n'
      "$tools/$large/bin/openapi-to-rust" server list --spec "$document" --json |
        python3 -c 'import json, sys; [print(json.dumps(o["method"] + " " + o["path"]) + ",") for o in json.load(sys.stdin)]'
      printf ']\n'
    fi
  } >"$1/openapi-to-rust.toml"
  timed "$tools/$large/bin/openapi-to-rust" generate --quiet --config "$1/openapi-to-rust.toml" || return
  cat "$1/src/generated/REQUIRED_DEPS.toml" >>"$1/Cargo.toml"
  echo '//! The generated module.'$'\n''pub mod generated;' >"$1/src/lib.rs"
}

generate_progenitor() { # FOLDER client
  timed "$tools/$generator/bin/cargo-progenitor" progenitor --input "$document" --output "$1" --name "$package" --version 0.1.0
}

operations() { # FOLDER: prints the number of operations that the client can call; some have several methods
  case $generator in
    "$ours") cat "$1"/src/*.rs | grep -c '^impl rt::Action for ' ;;
    "$large") # from its metadata; the generator runs again, because that is no part of what others generate
      rm -rf "$work/described"
      "$tools/$large/bin/openapi-to-rust" generate --quiet --bindings-metadata bindings.json --output-dir "$work/described" "$document"
      python3 - "$work/described/bindings.json" <<'END'
import json, sys
symbols = json.load(open(sys.argv[1]))["symbols"]
called = [symbol["operation"] for symbol in symbols if symbol.get("operation")]
print(len({operation["source_operation_id"] or operation["operation_id"] for operation in called}))
END
      ;;
    *) grep -cE '^ */// ?Sends a `[A-Z]+` request to' "$1/src/lib.rs" ;;
  esac
}

# Measurements.

check() { # FOLDER [ARGS…]: prints the seconds and the MB that rustc takes for the crate of a folder, dependencies aside
  local folder=$1 turn
  shift
  rm -f "$work/counts"
  for turn in first second; do # the first one compiles the dependencies too
    touch "$folder/src/lib.rs"
    CARGO_TARGET_DIR=$work/built CARGO_INCREMENTAL=0 COUNTED=${package//-/_} COUNTS=$work/counts \
      RUSTC_WORKSPACE_WRAPPER=$root/tests/bench/timed-rustc \
      cargo check --quiet --manifest-path "$folder/Cargo.toml" "$@" >"$work/log" 2>&1 ||
      { tail -n 40 "$work/log" >&2; echo "the $turn check of $package failed" >&2; return 1; }
  done
  awk '{ printf "%.2f %.0f\n", $1 + $2, $3 / 1024 }' "$work/counts" | sort -n | head -n 1
}

row() { # FOLDER client|all SECONDS [ARGS…]: measures a crate and prints its row
  local folder=$1 off=() lines tokens cpu memory
  [ "$generator $2" != "$ours client" ] || off=(blocking server)
  read -r lines tokens < <("$root/tests/bench/formatted-size" "$folder/src" "${off[@]}")
  read -r cpu memory < <(check "$folder" "${@:4}" || echo '– –')
  grouped <<<"| $name | $generator | $(operations "$folder") | $3 | $lines | $tokens | $cpu | $memory |"
}

measure() { # writes the rows of $name and $generator to $work/rows-client and $work/rows-all
  local folder=$crates/$name-$generator seconds=
  package=peer-$name-${generator//./-}
  rm -rf "$folder" "$folder-all"
  echo "$name: $generator"
  generated "$folder" client
  case $generator in
    "$ours") row "$folder" all "$seconds" --all-features | tee -a "$work/rows-all" ;;
    "$large")
      package=$package-all
      generated "$folder-all" all
      ;;
  esac
}

generated() { # FOLDER client|all: generates a crate, and measures it; sets $seconds
  if seconds=$("generate_${generator%-[0-9]*}" "$1" "$2"); then
    row "$1" "$2" "$seconds"
  else
    rm -rf "$1" # it would not be a member of the workspace
    echo "| $name | $generator | 0 | – | – | – | – | – |"
  fi >"$work/row" # not a pipe, which would lose $seconds
  tee -a "$work/rows-$2" <"$work/row"
}

sums() { # ROWS: prints the sums of all documents of each generator beside ours, and where ours is worse
  awk -F ' *[|] *' -v ours=$ours '
    function ratio(at) { return sprintf("%.2f", mine[at] / its[at]) }
    { for (at = 4; at <= 9; at++) { gsub(",", "", $at); cell[$2, $3, at] = $at } }
    !(($3) in known) && $3 != ours { known[$3]; order[++peers] = $3 }
    $3 != ours { at_document[$3] = at_document[$3] "|" $2 }
    END {
      split("lines tokens seconds memory", measure, " ")
      print "| generator | documents | lines, ours | theirs | ratio | tokens, ours | theirs | ratio | check, ours | theirs | ratio |"
      print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
      for (peer = 1; peer <= peers; peer++) {
        name = order[peer]; count = split(substr(at_document[name], 2), list, "|"); compiled = 0
        split("", mine); split("", its)
        for (one = 1; one <= count; one++) {
          document = list[one]
          if (cell[document, name, 6] == "–") { broken = broken "- " name " refuses `" document "`.\n"; continue }
          if (cell[document, name, 8] == "–") { broken = broken "- What " name " makes of `" document "` does not compile.\n"; continue }
          compiled++
          for (at = 6; at <= 9; at++) {
            mine[at] += cell[document, ours, at]; its[at] += cell[document, name, at]
            if (cell[document, ours, at] + 0 > cell[document, name, at] + 0)
              worse = worse sprintf("- `%s`, %s: %s against %s of %s.\n", document, measure[at - 5],
                cell[document, ours, at], cell[document, name, at], name)
          }
        }
        if (compiled) printf "| %s | %d | %d | %d | %s | %d | %d | %s | %.2f | %.2f | %s |\n", name, compiled, mine[6], its[6], ratio(6),
          mine[7], its[7], ratio(7), mine[8], its[8], ratio(8)
      }
      if (broken) printf "\n%s", broken
      printf "\n%s", worse ? "Where ours is worse:\n\n" worse : "Ours is worse on no document.\n"
    }' "$1" | grouped
}

# The generators.
target=${CARGO_TARGET_DIR:-$root/target}
cargo build --quiet --release -p bindery
install() { # PACKAGE VERSION NAME; has no effect if it is installed
  CARGO_TARGET_DIR=$work/installed cargo install --quiet --locked --root "$tools/$3" --version "$2" "$1"
}
install openapi-to-rust "${large##*-}" "$large"
for generator in "${progenitors[@]}"; do install cargo-progenitor "${generator##*-}" "$generator"; done

# One workspace for all crates, outside of ours; cargo's usual profiles; our versions of dependencies where they are the same.
printf '[workspace]\nresolver = "3"\nmembers = ["*"]\n' >"$crates/Cargo.toml"
cp Cargo.lock "$crates/Cargo.lock"
cd "$crates"
: >"$work/rows-client"
: >"$work/rows-all"
for name in "${documents[@]}"; do
  if [[ " ${wanted[*]} " == *" $name "* ]]; then
    document=$(echo "$BINDERY_DOCUMENTS/corpus/openapi/$name".*)
    for generator in $ours ${peers[$name]}; do measure; done
  else
    (cd "$root" && figures "${parts[0]}" "$name") >>"$work/rows-client"
    (cd "$root" && figures "${parts[1]}" "$name") >>"$work/rows-all"
  fi
done

{
  cat <<'END'
Public OpenAPI documents. Lines and tokens are those after rustfmt, without blank lines and comments; `check` is `cargo check` of the crate
alone, with its dependencies compiled before, not incremental: seconds of the processor and peak memory of the compiler in MB, the better of
two runs. `generate` is in seconds of the processor. Operations are those that the client can call. A ratio is ours to theirs, so less is
better for ours. The aim for the client alone, in sum over the documents: 0.4 of the lines, and 0.3 of the seconds.
END
  for part in client all; do
    if [ $part = client ]; then
      printf '\n### %s\n\nThe async client; of our crate, lines and tokens are without the blocking client and the server.\n\n' "${parts[0]}"
    else
      printf '\n### %s\n\nOurs: client, blocking client and server. Theirs: client and server.\n\n' "${parts[1]}"
    fi
    sums "$work/rows-$part"
    echo
    echo '| document | generator | operations | generate | lines | tokens | check | memory |'
    echo '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |'
    cat "$work/rows-$part"
  done
} >"$RESULT"
