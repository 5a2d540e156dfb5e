//! Hierarchical clustering of rows by their distances, and the order in which a dendrogram beside a heat map shows them.
//!
//! Whatever is closest is joined first. Ties go to the pair that comes first, so that the same distances give the same tree
//! everywhere.

use thiserror::Error;

use super::counts::figure;

/// The distance of two clusters of more than one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linkage {
    /// The mean of all distances between their rows (UPGMA, Sokal & Michener 1958).
    Average,
    /// The largest of them: all rows of a cluster are at least so close (Sørensen 1948).
    Complete,
}

/// Two clusters joined. Clusters are numbered: rows from 0, then each joined one with the next number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    /// The one joined cluster, drawn first.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// Their distance; merges come in rising order of it.
    pub height: f64,
    /// Rows of both together.
    pub size: usize,
}

/// A tree of clusters.
#[derive(Clone, Debug, PartialEq)]
pub struct Hierarchy {
    /// One merge less than rows, lowest first.
    pub merges: Vec<Merge>,
    /// The rows in the order in which the tree is drawn, with like rows beside each other and without lines that cross.
    pub order: Vec<usize>,
}

/// Why distances make no tree.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Undefined {
    /// Not as many columns as rows.
    #[error("a table of distances has as many columns as rows")]
    NotSquare,
    /// A distance below 0 or not finite (rows from 0).
    #[error("the distance of rows {} and {} is no distance", .0 + 1, .1 + 1)]
    NoDistance(usize, usize),
    /// A distance that is not the same both ways (rows from 0).
    #[error("the distance of rows {} and {} is not the same both ways", .0 + 1, .1 + 1)]
    NotSymmetric(usize, usize),
}

/// Joins rows by their distances, a square table that is the same both ways; its diagonal plays no part. Time grows with
/// the third power of the rows: hundreds of them take no time, thousands take seconds.
///
/// # Errors
/// When these are no distances.
pub fn hierarchy(distances: &[Vec<f64>], linkage: Linkage) -> Result<Hierarchy, Undefined> {
    check(distances)?;
    let mut between = distances.to_vec();
    // Places of `between` that stand for a cluster, with its number and the order of its rows.
    let mut clusters: Vec<Cluster> =
        (0..distances.len()).map(|row| Cluster { number: row, order: vec![row] }).collect();
    let mut places: Vec<usize> = (0..distances.len()).collect();
    let mut merges: Vec<Merge> = Vec::new();
    while let Some((first, second, height)) = closest(&places, &between) {
        let sizes = [first, second].map(|place| figure(clusters[place].order.len() as u64));
        for other in places.iter().copied().filter(|place| *place != first && *place != second) {
            let [a, b] = [first, second].map(|place| between[place][other]);
            let joined = match linkage {
                Linkage::Average => (sizes[0] * a + sizes[1] * b) / (sizes[0] + sizes[1]),
                Linkage::Complete => a.max(b),
            };
            between[first][other] = joined;
            between[other][first] = joined;
        }
        let number = distances.len() + merges.len();
        let absorbed = std::mem::take(&mut clusters[second]);
        let (cluster, merge) = std::mem::take(&mut clusters[first]).joined(absorbed, number, height, distances);
        clusters[first] = cluster;
        merges.push(merge);
        places.retain(|place| *place != second);
    }
    let order = places.first().map_or(Vec::new(), |place| std::mem::take(&mut clusters[*place].order));
    Ok(Hierarchy { merges, order })
}

fn check(distances: &[Vec<f64>]) -> Result<(), Undefined> {
    if distances.iter().any(|row| row.len() != distances.len()) {
        return Err(Undefined::NotSquare);
    }
    for (row, cells) in distances.iter().enumerate() {
        for (column, distance) in cells.iter().enumerate().take(row) {
            if !distance.is_finite() || *distance < 0.0 {
                return Err(Undefined::NoDistance(column, row));
            }
            if (distance - distances[column][row]).abs() > 1e-12 * distance.abs() || distances[column][row].is_nan() {
                return Err(Undefined::NotSymmetric(column, row));
            }
        }
    }
    Ok(())
}

/// The first pair of places with the smallest distance; none when fewer than two are left.
fn closest(places: &[usize], between: &[Vec<f64>]) -> Option<(usize, usize, f64)> {
    let pairs = places
        .iter()
        .enumerate()
        .flat_map(|(at, first)| places[at + 1..].iter().map(move |second| (*first, *second, between[*first][*second])));
    pairs.reduce(|best, pair| if pair.2 < best.2 { pair } else { best })
}

#[derive(Clone, Debug, Default)]
struct Cluster {
    number: usize,
    order: Vec<usize>,
}

impl Cluster {
    /// Joins two clusters, each turned so that the rows that meet are as close as they can be (Gruvaeus & Wainer 1972). Where
    /// that leaves a choice, nothing is turned; and the cluster with the smallest row comes first.
    fn joined(self, other: Self, number: usize, height: f64, distances: &[Vec<f64>]) -> (Self, Merge) {
        let smallest = |cluster: &Self| cluster.order.iter().copied().min();
        let (mut first, mut second) = if smallest(&other) < smallest(&self) { (other, self) } else { (self, other) };
        let ends = |cluster: &Self| (cluster.order.first().copied(), cluster.order.last().copied());
        if let ((Some(a), Some(b)), (Some(c), Some(d))) = (ends(&first), ends(&second)) {
            let turns = [(b, c, false, false), (a, c, true, false), (b, d, false, true), (a, d, true, true)];
            let closest = turns
                .into_iter()
                .reduce(|best, turn| if distances[turn.0][turn.1] < distances[best.0][best.1] { turn } else { best });
            if let Some((_, _, turn_first, turn_second)) = closest {
                if turn_first {
                    first.order.reverse();
                }
                if turn_second {
                    second.order.reverse();
                }
            }
        }
        let merge =
            Merge { first: first.number, second: second.number, height, size: first.order.len() + second.order.len() };
        first.order.append(&mut second.order);
        (Self { number, order: first.order }, merge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distances of points on a line.
    fn line(points: &[f64]) -> Vec<Vec<f64>> {
        points.iter().map(|a| points.iter().map(|b| (a - b).abs()).collect()).collect()
    }

    fn of(distances: &[Vec<f64>], linkage: Linkage) -> Hierarchy {
        hierarchy(distances, linkage).expect("distances")
    }

    fn heights(tree: &Hierarchy) -> Vec<f64> {
        tree.merges.iter().map(|merge| merge.height).collect()
    }

    #[test]
    fn four_points_joined_by_hand() {
        // 0 and 1 are 1 apart, 4 and 6 are 2 apart; between these pairs distances are 4, 6, 3, 5.
        let distances = line(&[0.0, 6.0, 1.0, 4.0]);
        let average = of(&distances, Linkage::Average);
        assert_eq!(heights(&average), [1.0, 2.0, 4.5]);
        assert_eq!(heights(&of(&distances, Linkage::Complete)), [1.0, 2.0, 6.0]);
        let joined: Vec<(usize, usize, usize)> = average.merges.iter().map(|m| (m.first, m.second, m.size)).collect();
        assert_eq!(joined, [(0, 2, 2), (1, 3, 2), (4, 5, 4)]);
        // Turned so that 1 and 4 meet.
        assert_eq!(average.order, [0, 2, 3, 1]);
    }

    /// The example of Sokal & Michener's method that textbooks work through: 5S ribosomal RNA of five bacteria.
    #[test]
    fn upgma_of_five_bacteria() {
        let distances = [
            [0.0, 17.0, 21.0, 31.0, 23.0],
            [17.0, 0.0, 30.0, 34.0, 21.0],
            [21.0, 30.0, 0.0, 28.0, 39.0],
            [31.0, 34.0, 28.0, 0.0, 43.0],
            [23.0, 21.0, 39.0, 43.0, 0.0],
        ]
        .map(|row| row.to_vec());
        assert_eq!(heights(&of(&distances, Linkage::Average)), [17.0, 22.0, 28.0, 33.0]);
        assert_eq!(heights(&of(&distances, Linkage::Complete)), [17.0, 23.0, 28.0, 43.0]);
    }

    #[test]
    fn points_on_a_line_keep_their_order_and_ties_are_settled() {
        let shuffled = [5.0, 1.0, 9.0, 3.1, 7.3, 2.2];
        let order = of(&line(&shuffled), Linkage::Average).order;
        let along: Vec<f64> = order.iter().map(|row| shuffled[*row]).collect();
        assert!(along.is_sorted() || along.iter().rev().is_sorted(), "{along:?}");
        let equal = vec![vec![1.0; 4]; 4];
        let tied = of(&equal, Linkage::Complete);
        assert_eq!((tied.order, tied.merges[0].second, tied.merges[2].first), (vec![0, 1, 2, 3], 1, 5));
    }

    #[test]
    fn what_makes_no_tree() {
        assert_eq!(of(&[], Linkage::Average), Hierarchy { merges: vec![], order: vec![] });
        assert_eq!(of(&[vec![0.0]], Linkage::Average).order, [0]);
        let undefined = |distances: &[Vec<f64>]| hierarchy(distances, Linkage::Average).err();
        assert_eq!(undefined(&[vec![0.0, 1.0]]), Some(Undefined::NotSquare));
        assert_eq!(undefined(&[vec![0.0, 1.0], vec![2.0, 0.0]]), Some(Undefined::NotSymmetric(0, 1)));
        assert_eq!(undefined(&[vec![0.0, 1.0], vec![f64::NAN, 0.0]]), Some(Undefined::NoDistance(0, 1)));
        assert_eq!(undefined(&[vec![0.0, f64::NAN], vec![1.0, 0.0]]), Some(Undefined::NotSymmetric(0, 1)));
        assert_eq!(undefined(&[vec![0.0, -1.0], vec![-1.0, 0.0]]), Some(Undefined::NoDistance(0, 1)));
    }
}
