#!/usr/bin/env bash
# The published packages are complete: from them alone, the command is installed and starts a crate, and dependents compile.
#
# `cargo package` makes the packages. They are unpacked into a source of packages that takes the place of crates.io, together with
# the other packages of Cargo.lock, as cargo has downloaded them. Nothing of the checkout is used after that.
set -euo pipefail
root=$PWD
work=$root/target/packages
rm -rf "$work" && mkdir -p "$work/source" "$work/users"
cargo fetch --quiet --locked # for every platform: a package has all of them in its Cargo.lock
export CARGO_NET_OFFLINE=true

names=$(cargo metadata --no-deps --format-version 1 | tr '{' '\n' | sed -n 's/^"name":"\([^"]*\)","version":.*/\1/p' | sort -u)
published=()
for name in $names; do
  manifest=$(cargo pkgid -p "$name" 2>/dev/null | sed 's|^path+file://||; s|#.*||') || continue
  if [ -e "$manifest/Cargo.toml" ] && ! grep -q '^publish = false' "$manifest/Cargo.toml"; then
    published+=("$name")
  fi
done
cargo package --quiet --no-verify --allow-dirty --target-dir "$work" $(printf -- '-p %s ' "${published[@]}")

add() { # FOLDER CHECKSUM: completes a package of the source
  printf '{"files":{},"package":"%s"}' "$2" >"$1/.cargo-checksum.json"
}
for package in "$work"/package/*.crate; do
  tar -xzf "$package" -C "$work/source"
  add "$work/source/$(basename "$package" .crate)" "$(sha256sum "$package" | cut -d' ' -f1)"
done
awk '/^name/ {n=$3} /^version/ {v=$3} /^checksum/ {print n, v, $3}' Cargo.lock | tr -d '"' |
  while read -r name version checksum; do
    for found in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$name-$version"; do
      [ -e "$found" ] || continue # a package of another platform
      cp -rs "$found" "$work/source/"
      add "$work/source/$name-$version" "$checksum"
      break
    done
  done

mkdir -p "$work/users/.cargo"
cat >"$work/users/.cargo/config.toml" <<END
[source.crates-io]
replace-with = "packages"
[source.packages]
directory = "$work/source"
[build]
target-dir = "$work/built"
END
cd "$work/users" # outside of the workspace, as far as cargo is concerned: each crate is a workspace of its own

echo "Installing the command."
# `install` looks for no configuration in the folder.
cargo install --quiet --debug --config .cargo/config.toml --root "$work/installed" bindery
mkdir new && cd new
printf '[workspace]\nresolver = "3"\nmembers = ["*"]\n' >Cargo.toml
"$work/installed/bin/bindery" new notes --quiet
grep -q '^bindery-runtime = { version = ' notes/Cargo.toml # the checkout is not beside it
echo "Checking a new crate."
cargo check --quiet --all-features
cd ..

for name in "${published[@]}"; do
  [ "$name" != bindery ] || continue # no library
  echo "Checking a dependent of $name."
  mkdir -p "$name/src" && : >"$name/src/lib.rs"
  # The runtime and the generated crates with all that they have.
  all=$(sed -n '/^\[features\]/,/^\[[^f]/p' "$work/source/$name"-[0-9]*/Cargo.toml | sed -n 's/^\([a-z-]*\) = .*/"\1"/p' | paste -sd,)
  printf '[package]\nname = "user"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\n%s = { version = "*", features = [%s] }\n[workspace]\n' \
    "$name" "$all" >"$name/Cargo.toml"
  (cd "$name" && cargo check --quiet)
done

{
  echo "From the packages alone, in place of crates.io:"
  echo
  echo "- ${#published[@]} packages: $(printf '`%s`, ' "${published[@]}" | sed 's/, $//')."
  echo "- \`cargo install bindery\`; \`bindery new notes\` starts a crate that names the runtime by version; it compiles with all features."
  echo "- For each library, a crate that depends on it with all its features compiles."
  echo "- Size of all packages: $(du -cbs "$work"/package/*.crate | awk 'END {printf "%.1f", $1 / 1048576}') MiB, compressed."
} >"$RESULT"
