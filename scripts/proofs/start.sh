#!/usr/bin/env bash
# From nothing to a called operation outside the workspace, by the commands and the program of the README, one after the other.
#
# The section "Start with your own API" is followed literally, in a new home folder: its first block of commands, its two
# files, `cargo run`, its second block. Needs the registry of cargo, and that nothing listens on port 8080.
set -euo pipefail
work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill -- "-$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# The tools stay those of the real home folder.
export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export HOME=$work CARGO_INSTALL_ROOT=$work/installed
export PATH=$CARGO_INSTALL_ROOT/bin:$PATH
mkdir "$work/projects"

block() { # LANGUAGE NUMBER: a fenced block of the section
  awk -v language="$1" -v number="$2" '
    /^## / { inside = ($0 == "## Start with your own API") }
    inside && /^```/ { open = !open; if (open && $0 == "```" language) count++; mine = open && $0 == "```" language; next }
    inside && open && mine && count == number
  ' "$readme"
}
readme=$PWD/README.md
first=$(block sh 1) second=$(block sh 2) dependencies=$(block toml 1) program=$(block rust 1)
for part in "$first" "$second" "$dependencies" "$program"; do
  [ -n "$part" ] || { echo "a block of the README is missing" >&2; exit 1; }
done

commands=0
begun=$SECONDS
say() { tee -a "$work/transcript"; }

follow() { # COMMAND: as a person types it, without its comment
  local command started
  command=$(sed -E 's/ +#.*//' <<<"$1")
  started=$(date +%s%N)
  eval "$command" >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
  commands=$((commands + 1))
  printf '$ %s    [%s s]\n' "$command" "$(awk -v n="$(($(date +%s%N) - started))" 'BEGIN { printf "%.1f", n / 1e9 }')" | say
  # What cargo compiles is left out.
  grep -vE '^ *(Compiling|Checking|Downloaded|Downloading|Locking|Adding|Updating|Installing|Replacing|Installed|Finished|Creating|note:|warning: be sure) ' \
    "$work/output" | tail -n 30 | sed "s|$work|~|g" | say || true
}

while IFS= read -r line; do follow "$line"; done <<<"$first"
follow 'cargo new hello'
cd hello
sed -i '/^\[dependencies\]/,$d' Cargo.toml
printf '%s\n' "$dependencies" >>Cargo.toml
printf '%s\n' "$program" >src/main.rs
printf '(Cargo.toml gets the dependencies, src/main.rs the program)\n' | say
started=$SECONDS
set -m
cargo run >"$work/served" 2>&1 &
server=$!
set +m
until grep -q '^1: ' "$work/served"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/served" >&2; exit 1; }
  sleep 0.5
done
commands=$((commands + 1))
printf '$ cargo run    [%s s until it serves]\n%s\n' "$((SECONDS - started))" "$(grep '^1: ' "$work/served")" | say
while IFS= read -r line; do follow "$line"; done <<<"$second"
grep -q 'Buy milk' "$work/output" || { echo 'the last command shows no note' >&2; exit 1; }
{
  printf 'A person types %s commands and copies two blocks; all of it takes %s seconds, most of which are compilation.\n\n' \
    "$commands" "$((SECONDS - begun))"
  printf '```text\n'
  cat "$work/transcript"
  printf '```\n'
} >>"$RESULT"
