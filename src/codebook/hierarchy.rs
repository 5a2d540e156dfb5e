//! Circles among parents.

use std::collections::BTreeMap;

/// Every circle of a hierarchy, given each member's parent as a position. A circle is the positions
/// from its earliest member upwards; circles come in the order of their earliest members.
pub(super) fn circles(parents: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut settled = vec![false; parents.len()];
    for start in 0..parents.len() {
        let mut path: Vec<usize> = Vec::new();
        let mut at = Some(start);
        while let Some(here) = at {
            if settled.get(here).copied().unwrap_or(true) {
                break;
            }
            if let Some(first) = path.iter().position(|seen| *seen == here) {
                let mut circle = path.split_off(first);
                let earliest = circle.iter().enumerate().min_by_key(|(_, member)| **member).map_or(0, |(i, _)| i);
                circle.rotate_left(earliest);
                settle(&mut settled, &circle);
                found.entry(circle.first().copied().unwrap_or(here)).or_insert(circle);
                break;
            }
            path.push(here);
            at = parents.get(here).copied().flatten();
        }
        settle(&mut settled, &path);
    }
    found.into_values().collect()
}

fn settle(settled: &mut [bool], members: &[usize]) {
    for member in members {
        if let Some(done) = settled.get_mut(*member) {
            *done = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn each_circle_once_and_those_that_only_lead_into_one_are_not_members() {
        // 0 -> 1 -> 2 -> 1, 3 -> 3, 4 -> none, 5 -> 4
        let parents = [Some(1), Some(2), Some(1), Some(3), None, Some(4)];
        assert_eq!(circles(&parents), [vec![1, 2], vec![3]]);
        assert!(circles(&[None, Some(0), Some(1)]).is_empty());
    }
}
