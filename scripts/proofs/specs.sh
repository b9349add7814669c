#!/usr/bin/env bash
# What `check` accepts compiles, mounts and answers: random specs by seed. Arguments: how many (200), the first seed (0), how many in one crate (40).
set -euo pipefail
count=${1:-200} first=${2:-0} batch=${3:-40}
end=$((first + count)) log=target/proofs/specs.log
specs=0 actions=0 trips=0
for ((seed = first; seed < end; seed += batch)); do
  last=$((seed + batch < end ? seed + batch : end))
  echo "seeds $seed..$last"
  # The seeds of a failure stand in what the tests print; `cargo run -p bindery-random --example random -- SEED` shows the spec.
  BINDERY_SEEDS=$seed..$last cargo test --quiet -p bindery-random-cases --test cases -- --nocapture 2>&1 | tee "$log"
  read -r more_specs more_actions more_trips < <(
    sed -nE 's/^[.]*([0-9]+) specs, ([0-9]+) actions, ([0-9]+) round trips$/\1 \2 \3/p' "$log")
  specs=$((specs + more_specs)) actions=$((actions + more_actions)) trips=$((trips + more_trips))
done
cat >"$RESULT" <<END
Seeds $first to $((end - 1)): $specs specs, $actions actions, $trips round trips from a client through the router to a backend and back,
in process, over a socket and in every encoding that the router takes, and with every documented error.
END
