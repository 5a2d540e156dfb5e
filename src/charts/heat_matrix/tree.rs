//! A small dendrogram beside what it orders: legs from its members, bridges where two are joined.

use super::super::palette::CHARCOAL;
use super::super::scene::{Mark, Point, Stroke};
use crate::stats::hierarchy::Hierarchy;

/// Where a cluster stands: along its members and how deep, 0 to 1 of the deepest join.
#[derive(Clone, Copy)]
struct Node {
    along: f64,
    depth: f64,
}

/// The lines of a tree. `members` are the places of the members along the drawing, in the drawing's order; `at` makes a point of
/// a place along and a depth from 0 (the members) to 1 (the last join).
pub(super) fn lines(tree: &Hierarchy, members: &[f64], at: impl Fn(f64, f64) -> Point) -> Vec<Mark> {
    let mut nodes = vec![Node { along: 0.0, depth: 0.0 }; members.len()];
    for (member, along) in tree.order.iter().zip(members) {
        nodes[*member].along = *along;
    }
    let deepest = tree.merges.iter().map(|merge| merge.height).fold(0.0, f64::max);
    let stroke = Stroke::new(CHARCOAL, 1.0);
    let mut marks = Vec::new();
    for merge in &tree.merges {
        // Where all are alike the tree is flat.
        let depth = if deepest > 0.0 { merge.height / deepest } else { 0.0 };
        let [one, other] = [nodes[merge.first], nodes[merge.second]];
        let corners =
            [at(one.along, one.depth), at(one.along, depth), at(other.along, depth), at(other.along, other.depth)];
        marks.extend(corners.windows(2).map(|ends| Mark::Line { from: ends[0], to: ends[1], stroke }));
        nodes.push(Node { along: f64::midpoint(one.along, other.along), depth });
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::hierarchy::{Linkage, hierarchy};

    #[test]
    fn bridges_join_neighbours_at_the_depth_of_their_distance() {
        let points = [0.0_f64, 8.0, 1.0];
        let distances: Vec<Vec<f64>> = points.iter().map(|a| points.iter().map(|b| (a - b).abs()).collect()).collect();
        let tree = hierarchy(&distances, Linkage::Average).expect("distances");
        let drawn = lines(&tree, &[10.0, 20.0, 30.0], |along, depth| Point::new(depth, along));
        let bridges: Vec<(f64, f64, f64)> = drawn
            .chunks(3)
            .map(|join| match join[1] {
                Mark::Line { from, to, .. } => (from.x, from.y.min(to.y), from.y.max(to.y)),
                ref other => panic!("{other:?}"),
            })
            .collect();
        // 0 and 1 are 1 apart, both together 7.5 from 8.
        assert_eq!(bridges, [(1.0 / 7.5, 10.0, 20.0), (1.0, 15.0, 30.0)]);
    }
}
