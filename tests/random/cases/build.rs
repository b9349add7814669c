//! Generates the specs of some seeds and their code. `BINDERY_SEEDS=FIRST..END` selects the seeds.

use std::ops::Range;
use std::path::Path;

/// Seeds of every test run.
const SEEDS: Range<u64> = 0..32;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=BINDERY_SEEDS");
    let seeds = match std::env::var("BINDERY_SEEDS") {
        Ok(text) => parse(&text).expect("BINDERY_SEEDS is FIRST..END"),
        Err(_) => SEEDS,
    };
    let out = std::env::var_os("OUT_DIR").expect("cargo says where to write");
    let features = bindery_random::cases::write(seeds, Path::new(&out)).expect("the folder takes files");
    println!("cargo::rustc-check-cfg=cfg(feature, values(\"left-out\"))");
    for feature in features {
        println!("cargo::rustc-check-cfg=cfg(feature, values(\"{feature}\"))");
        println!("cargo::rustc-cfg=feature=\"{feature}\"");
    }
}

fn parse(text: &str) -> Option<Range<u64>> {
    let (first, end) = text.split_once("..")?;
    Some(first.parse().ok()?..end.parse().ok()?)
}
