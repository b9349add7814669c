//! Headed prose (to come).
use crate::reader::Reader;
use crate::words::Words;
/// Reads.
pub(crate) fn read(_: &mut Reader<'_>, _: &Words) {}
