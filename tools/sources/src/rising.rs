//! Detection of entries that are still in order.

/// Returns the longest increasing subsequence of a list without duplicates. Numbers outside of it have moved.
pub(crate) fn longest_rising(list: &[usize]) -> Vec<usize> {
    // For each length, the position of the smallest last number of an increasing subsequence of this length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(list.len());
    let number = |at: &usize| list.get(*at).copied().unwrap_or(0);
    for (at, wanted) in list.iter().enumerate() {
        let length = ends.partition_point(|end| number(end) < *wanted);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut rising = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(position) = at {
        rising.push(number(&position));
        at = before.get(position).copied().flatten();
    }
    rising.reverse();
    rising
}

#[cfg(test)]
mod tests {
    use super::longest_rising;

    #[test]
    fn what_is_out_of_order_is_left_out() {
        assert_eq!(longest_rising(&[0, 3, 1, 2, 4]), [0, 1, 2, 4]);
        assert_eq!(longest_rising(&[5, 4]), [4]);
        assert_eq!(longest_rising(&[]), [0_usize; 0]);
    }
}
