//! Runs every case of the bench once, with fewer records, to check that it measures what it should.

use bindery_bench::{BenchPart, cases};

#[test]
fn both_sides_of_every_case_do_the_same() {
    let cases = cases::all(50);
    assert!(cases.len() > 15);
    for case in cases {
        assert_eq!((case.check)(), Ok(()), "{}", case.name);
        for part in BenchPart::ALL {
            case.run(part, 1);
        }
    }
}
