#!/usr/bin/env bash
# From nothing to a called operation, outside of the workspace, by the commands, dependencies and program of the README.
#
# The section "Start with your own API" is followed to the letter in an empty home folder: its blocks of commands, of dependencies and
# of code, in their order. Then the same is done with a document of the corpus in the folder that BINDERY_DOCUMENTS names.
set -euo pipefail
: "${BINDERY_DOCUMENTS:?names the folder of the documents}"
root=$PWD
work=$(mktemp -d)/start # outside of this workspace, as a user's projects are
mkdir -p "$work/home/projects"
document=$(echo "$BINDERY_DOCUMENTS"/corpus/openapi/propolis.*)
transcript=$work/transcript
: >"$transcript"
# Only the folders of the toolchain are those of the user.
export CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
export CARGO_INSTALL_ROOT=$work/installed HOME=$work/home PATH=$work/installed/bin:$PATH
unset CARGO_TARGET_DIR

block() { # LANGUAGE NUMBER: prints a block of the section
  awk -v opening='```'"$1" -v wanted="$2" '
    /^## / { section = $0 == "## Start with your own API" }
    section && $0 == opening { number++; inside = number == wanted; next }
    $0 == "```" { inside = 0 }
    inside' "$root/README.md"
}

step() { # COMMAND: runs a line in the current folder, and adds it to the transcript with its time and its last lines
  local from=$EPOCHREALTIME took
  echo "$1"
  eval "$1" >"$work/output" 2>&1 || { cat "$work/output" >&2; return 1; }
  took=$(awk -v from="$from" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }')
  commands=$((commands + 1))
  {
    printf '%-74s # %s s\n' "\$ $1" "$took"
    { grep -vE '^ +(Compiling|Checking|Downloaded|Downloading|Locking|Adding|Updating|Installing|Blocking)|^ *$' "$work/output" || true; } |
      sed "s|$work/home|~|g; s|$root|…|g" | tail -n 6 | cut -c 1-118
  } >>"$transcript"
}

commands=0
started=$EPOCHREALTIME
while read -r line; do
  line=${line%%  #*}
  [ -z "$line" ] || step "$line"
done < <(block sh 1)

echo '# the dependencies and the program of the README' >>"$transcript"
step 'cargo new hello'
block toml 1 >"$work/dependencies"
[ -s "$work/dependencies" ]
sed -i '/^\[dependencies\]$/d' hello/Cargo.toml # as `cargo new` writes it, without dependencies
cat "$work/dependencies" >>hello/Cargo.toml
block rust 1 >hello/src/main.rs
[ -s hello/src/main.rs ]
step 'cargo build --manifest-path hello/Cargo.toml'
"$HOME/projects/hello/target/debug/hello" >"$work/hello" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$(dirname "$work")"' EXIT
for _ in $(seq 100); do [ -s "$work/hello" ] || sleep 0.1; done
grep -qx '1: Buy milk' "$work/hello" # as the README says
printf '%s\n' '$ cargo run --manifest-path hello/Cargo.toml &' "$(cat "$work/hello")" >>"$transcript"
while read -r line; do [ -z "$line" ] || step "$line"; done < <(block sh 2)
grep -q 'Buy milk' "$work/output"
kill "$server"
total=$(awk -v from="$started" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.0f", to - from }')
first=$commands

echo '# the same with a document of the corpus' >>"$transcript"
cd "$HOME/projects"
cp "$document" .
step "bindery new machines --from $(basename "$document")"
step 'cd machines'
step 'cargo check --all-features'
step 'bindery list machines'
step 'bindery call machines instance/instance-get --server-url main=http://localhost:12400 --dry-run'

{
  echo "From an empty folder to an operation that the command has called: $first commands, two files to paste, and $total s of the"
  echo "machine, most of it for the compiler. Outputs are shortened to their last lines."
  printf '\n```text\n'
  cat "$transcript"
  printf '```\n'
} >"$RESULT"
