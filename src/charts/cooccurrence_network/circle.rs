//! Nodes on a circle, in an order that keeps strong edges short, with labels in two columns beside it.

use super::super::furniture::many;
use super::super::scene::{Area, Point};

/// An edge between two places with its strength.
pub(super) type Edge = (usize, usize, f64);

/// Nodes in the order in which they stand around the circle. Starting from the order given, stretches of the
/// circle are turned round and pairs of nodes swapped as long as that shortens the edges, each weighed by its strength:
/// the same for the same table, without any chance.
pub(super) fn order(nodes: usize, edges: &[Edge]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..nodes).collect();
    let mut least = length(&order, edges);
    // A local search: each round that goes on makes the sum smaller, so it ends; the bound is for rounding alone.
    for _ in 0..100 {
        let before = least;
        for from in 0..nodes {
            for to in from + 1..nodes {
                for turn in [true, false] {
                    let mut other = order.clone();
                    if turn {
                        other[from..=to].reverse();
                    } else {
                        other.swap(from, to);
                    }
                    let found = length(&other, edges);
                    if found < least - 1e-9 {
                        (order, least) = (other, found);
                    }
                }
            }
        }
        if least >= before {
            break;
        }
    }
    order
}

/// Sum of the lengths of all edges on a circle of diameter 1, each times its strength.
fn length(order: &[usize], edges: &[Edge]) -> f64 {
    let mut place = vec![0; order.len()];
    for (at, node) in order.iter().enumerate() {
        place[*node] = at;
    }
    let chord = |steps: usize| libm::sin(std::f64::consts::PI * many(steps) / many(order.len()));
    edges.iter().map(|(one, other, strength)| strength * chord(place[*one].abs_diff(place[*other]))).sum()
}

/// The place of each of so many nodes around a centre, clockwise; none stands at the very top.
pub(super) fn places(nodes: usize, centre: Point, radius: f64) -> Vec<Point> {
    let angle = |at: usize| std::f64::consts::TAU * (many(at) + 0.5) / many(nodes);
    (0..nodes)
        .map(|at| Point::new(centre.x + radius * libm::sin(angle(at)), centre.y - radius * libm::cos(angle(at))))
        .collect()
}

/// Upper edges of labels with these heights under one another, each as near to its wish as the others let it, all between
/// `top` and `bottom` where they fit. Wishes are middles, from the top downwards.
pub(super) fn stacked(wishes: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    let mut tops = Vec::with_capacity(wishes.len());
    let mut least = top;
    for (middle, height) in wishes {
        let here = (middle - height / 2.0).max(least);
        tops.push(here);
        least = here + height;
    }
    let mut most = bottom;
    for (at, (_, height)) in wishes.iter().enumerate().rev() {
        tops[at] = tops[at].min(most - height);
        most = tops[at];
    }
    tops
}

/// Where along an edge, from 0 to 1, the middle of a box of this size lies on no obstacle and on no other edge.
pub(super) fn free_place(
    edge: (Point, Point),
    (width, height): (f64, f64),
    obstacles: &[Area],
    others: &[(Point, Point)],
) -> Option<Area> {
    const PLACES: [f64; 11] = [0.5, 0.45, 0.55, 0.4, 0.6, 0.33, 0.67, 0.27, 0.73, 0.2, 0.8];
    let (from, to) = edge;
    PLACES.into_iter().find_map(|along| {
        let middle = Point::new(from.x + along * (to.x - from.x), from.y + along * (to.y - from.y));
        let area = Area::new(middle.x - width / 2.0, middle.y - height / 2.0, width, height);
        let free = !obstacles.iter().any(|other| area.meets(*other))
            && !others.iter().any(|(from, to)| crosses(area, *from, *to));
        free.then_some(area)
    })
}

/// Whether a straight line has a part inside a box.
fn crosses(area: Area, from: Point, to: Point) -> bool {
    // What is left of the line, from 0 to 1, after it was cut at each side of the box.
    let (mut first, mut last) = (0.0_f64, 1.0_f64);
    let sides = [
        (from.x - to.x, from.x - area.x),
        (to.x - from.x, area.right() - from.x),
        (from.y - to.y, from.y - area.y),
        (to.y - from.y, area.bottom() - from.y),
    ];
    for (step, room) in sides {
        if step == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if step < 0.0 {
            first = first.max(room / step);
        } else {
            last = last.min(room / step);
        }
    }
    first < last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_edges_join_neighbours() {
        // A ring that was shuffled: its nodes belong in the order 0 3 1 4 2 5 around the circle.
        let ring = [0, 3, 1, 4, 2, 5];
        let edges: Vec<Edge> = (0..6).map(|at| (ring[at], ring[(at + 1) % 6], 5.0)).collect();
        let found = order(6, &edges);
        let beside = |one: usize, other: usize| {
            let at = |node: usize| found.iter().position(|known| *known == node).expect("every node stands somewhere");
            matches!(at(one).abs_diff(at(other)), 1 | 5)
        };
        assert!(edges.iter().all(|(one, other, _)| beside(*one, *other)), "{found:?}");
        assert_eq!(order(3, &[]), [0, 1, 2]);
        assert!(order(0, &[]).is_empty());
    }

    #[test]
    fn labels_never_overlap_and_stay_where_they_wish_when_they_can() {
        assert_eq!(stacked(&[(10.0, 10.0), (50.0, 10.0)], 0.0, 100.0), [5.0, 45.0]);
        let crowded = stacked(&[(90.0, 20.0), (92.0, 20.0), (94.0, 30.0)], 0.0, 100.0);
        assert_eq!(crowded, [30.0, 50.0, 70.0]);
    }

    #[test]
    fn a_line_crosses_a_box_only_where_it_passes_through() {
        let area = Area::new(10.0, 10.0, 10.0, 10.0);
        let at = Point::new;
        assert!(crosses(area, at(0.0, 0.0), at(30.0, 30.0)) && crosses(area, at(15.0, 0.0), at(15.0, 40.0)));
        assert!(!crosses(area, at(0.0, 0.0), at(9.0, 9.0)) && !crosses(area, at(0.0, 25.0), at(40.0, 25.0)));
        assert!(!crosses(area, at(0.0, 12.0), at(12.0, 0.0)));
        let beside = free_place((at(0.0, 0.0), at(100.0, 0.0)), (8.0, 8.0), &[Area::new(40.0, -5.0, 20.0, 10.0)], &[]);
        assert_eq!(beside.map(|area| area.centre().x), Some(33.0));
    }
}
