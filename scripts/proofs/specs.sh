#!/usr/bin/env bash
# Random specs that `check` accepts compile, mount and respond. Arguments: number of specs (200), first seed (0), specs per crate (40).
set -euo pipefail
count=${1:-200} first=${2:-0} batch=${3:-40}
end=$((first + count)) log=target/proofs/specs.log
specs=0 actions=0 trips=0
for ((seed = first; seed < end; seed += batch)); do
  last=$((seed + batch < end ? seed + batch : end))
  echo "seeds $seed..$last"
  # On failure, the tests print the seeds; `cargo run -p bindery-random --example random -- SEED` shows the spec of one.
  BINDERY_SEEDS=$seed..$last cargo test --quiet -p bindery-random-cases --test cases -- --nocapture 2>&1 | tee "$log"
  read -r more_specs more_actions more_trips < <(
    sed -nE 's/^[.]*([0-9]+) specs, ([0-9]+) actions, ([0-9]+) round trips$/\1 \2 \3/p' "$log")
  specs=$((specs + more_specs)) actions=$((actions + more_actions)) trips=$((trips + more_trips))
done
cat >"$RESULT" <<END
Seeds $first to $((end - 1)): $specs specs, $actions actions, $trips round trips from a client through the router to a backend and back,
in process, over a socket, in every body format that the router accepts, and with every documented error.
END
