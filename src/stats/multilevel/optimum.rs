//! The two variances of the highest restricted likelihood.
//!
//! The likelihood is looked at on a grid that holds both axes, and climbed from every peak of the grid by Newton's method with
//! the exact derivatives; a variance that would fall below 0 stays there. The highest top is the answer.

use super::blocks::{Blocks, Inverse, Parts, count};
use crate::stats::linear::dot;
use crate::stats::pooling::PoolingError;

/// The restricted likelihood at two variances.
pub(super) struct Level {
    /// Its logarithm as metafor prints it.
    pub log_likelihood: f64,
    /// The mean effect, less the shift of the blocks.
    pub mean: f64,
    /// `1'S^-1 1`, the inverse of the variance of the mean.
    pub precision: f64,
    /// `y'Py`
    pub rss: f64,
}

impl Level {
    pub fn new(blocks: &Blocks, parts: Parts) -> Self {
        Self::of(&solve(blocks, parts), blocks.k)
    }

    fn of(studies: &[Solved], k: usize) -> Self {
        let precision: f64 = studies.iter().map(|study| study.a).sum();
        let mean = studies.iter().map(|study| study.a * study.mean).sum::<f64>() / precision;
        let spread = |study: &Solved| study.spread + study.a * (study.mean - mean).powi(2);
        let rss = studies.iter().map(spread).sum();
        let ln_determinant: f64 = studies.iter().map(|study| study.inverse.ln_determinant).sum();
        let free = (count(k) - 1.0) * (2.0 * std::f64::consts::PI).ln() - count(k).ln();
        Self { log_likelihood: -0.5 * (free + ln_determinant + precision.ln() + rss), mean, precision, rss }
    }
}

/// What one study tells before the mean of all is known.
struct Solved<'a> {
    inverse: Inverse<'a>,
    /// `1'S^-1 1`
    a: f64,
    /// The study's own mean.
    mean: f64,
    /// `R^-1 (y - mean)`, of which the sum is 0, and the squared distance that it is of.
    from_mean: Vec<f64>,
    spread: f64,
}

fn solve(blocks: &Blocks, parts: Parts) -> Vec<Solved<'_>> {
    let one = |study| {
        let inverse = Inverse::new(study, parts);
        let mean = inverse.mean(&study.y);
        let centred: Vec<f64> = study.y.iter().map(|y| y - mean).collect();
        let from_mean = inverse.within(&centred);
        Solved { a: inverse.precision(), mean, spread: dot(&centred, &from_mean), from_mean, inverse }
    };
    blocks.studies.iter().map(one).collect()
}

/// The likelihood and its slopes.
///
/// With `P = S^-1 - S^-1 1 1'S^-1 / 1'S^-1 1` and G the matrix of a variance (11' of each study, or I), the slope is
/// `(y'PGPy - tr PG) / 2`, the information `y'PGPGPy - tr PGPG / 2`, and expected `tr PGPG / 2` (Searle, Casella &
/// `McCulloch` 1992).
pub(super) struct Height {
    pub level: Level,
    /// tr P
    pub trace: f64,
    slope: [f64; 2],
    /// Cells 11, 12 and 22 of the observed and the expected information.
    observed: [f64; 3],
    expected: [f64; 3],
}

impl Height {
    pub fn new(blocks: &Blocks, parts: Parts) -> Self {
        let studies = solve(blocks, parts);
        let level = Level::of(&studies, blocks.k);
        let mut sums = Sums::default();
        for study in &studies {
            sums.add(study, level.mean);
        }
        sums.height(level)
    }
}

/// Sums over studies, with `a = 1'S^-1 1`, `t = S^-1 1`, `r = S^-1 (y - mean)` and `R = 1'r` of each.
#[derive(Default)]
struct Sums {
    a2: f64,
    a3: f64,
    tt: f64,
    att: f64,
    t_inverse_t: f64,
    trace: f64,
    trace_of_square: f64,
    rr: f64,
    big_r2: f64,
    r_inverse_r: f64,
    tr: f64,
    big_r_tr: f64,
    big_r2_a: f64,
    big_r_a: f64,
}

impl Sums {
    fn add(&mut self, study: &Solved, mean: f64) {
        let Solved { inverse, a, .. } = study;
        let t = inverse.times_ones();
        let from = study.mean - mean;
        let r: Vec<f64> = study.from_mean.iter().zip(&t).map(|(own, t)| own + from * t).collect();
        let (tt, tr, sum) = (dot(&t, &t), dot(&t, &r), from * a);
        let (trace, trace_of_square) = inverse.traces();
        self.a2 += a * a;
        self.a3 += a.powi(3);
        self.tt += tt;
        self.att += a * tt;
        self.t_inverse_t += dot(&t, &inverse.times(&t));
        self.trace += trace;
        self.trace_of_square += trace_of_square;
        self.rr += dot(&r, &r);
        self.big_r2 += sum * sum;
        self.r_inverse_r += dot(&r, &inverse.times(&r));
        self.tr += tr;
        self.big_r_tr += sum * tr;
        self.big_r2_a += sum * sum * a;
        self.big_r_a += sum * a;
    }

    fn height(&self, level: Level) -> Height {
        let p = level.precision;
        // tr PG and tr PGPG of (between, between), (between, within), (within, within).
        let trace = [p - self.a2 / p, self.trace - self.tt / p];
        let squares = [
            self.a2 - 2.0 * self.a3 / p + (self.a2 / p).powi(2),
            self.tt - 2.0 * self.att / p + self.tt * self.a2 / (p * p),
            self.trace_of_square - 2.0 * self.t_inverse_t / p + (self.tt / p).powi(2),
        ];
        // y'PGPGPy
        let forms = [
            self.big_r2_a - self.big_r_a.powi(2) / p,
            self.big_r_tr - self.big_r_a * self.tr / p,
            self.r_inverse_r - self.tr.powi(2) / p,
        ];
        Height {
            level,
            trace: trace[1],
            slope: [0.5 * (self.big_r2 - trace[0]), 0.5 * (self.rr - trace[1])],
            observed: [0, 1, 2].map(|at| forms[at] - 0.5 * squares[at]),
            expected: squares.map(|square| 0.5 * square),
        }
    }
}

/// The variances between and within studies at the highest restricted likelihood.
///
/// # Errors
/// When figures leave the range of floating point numbers, or no climb comes to an end.
pub(super) fn highest(blocks: &Blocks, rho: f64) -> Result<(Parts, Height), PoolingError> {
    let axis = axis(blocks);
    let parts = |row: usize, column: usize| Parts { between: axis[row], within: axis[column], rho };
    let size = axis.len();
    let mut heights = vec![0.0; size * size];
    for row in 0..size {
        for column in 0..size {
            heights[row * size + column] = Level::new(blocks, parts(row, column)).log_likelihood;
        }
    }
    let mut best: Option<(Parts, Height)> = None;
    for row in 0..size {
        for column in 0..size {
            let here = heights[row * size + column];
            let mut near = (row.saturating_sub(1)..(row + 2).min(size))
                .flat_map(|row| (column.saturating_sub(1)..(column + 2).min(size)).map(move |column| (row, column)));
            if !here.is_finite() || near.any(|(row, column)| heights[row * size + column] > here) {
                continue;
            }
            let top = climb(blocks, parts(row, column))?;
            if best.as_ref().is_none_or(|(_, highest)| top.1.level.log_likelihood > highest.level.log_likelihood) {
                best = Some(top);
            }
        }
    }
    best.ok_or(PoolingError::OutOfRange)
}

/// 0, and ten variances from a tenth of the least sampling variance to four times that of the effects.
fn axis(blocks: &Blocks) -> Vec<f64> {
    const STEPS: usize = 10;
    let least = blocks.studies.iter().flat_map(|study| &study.v).copied().fold(f64::INFINITY, f64::min);
    let squares: f64 = blocks.studies.iter().flat_map(|study| &study.y).map(|y| y * y).sum();
    let low = 0.1 * least;
    let high = (4.0 * squares / count(blocks.k)).max(10.0 * least);
    let step = (high / low).powf(1.0 / count(STEPS - 1));
    std::iter::successors(Some(low), |last| Some(last * step)).take(STEPS).fold(vec![0.0], |mut axis, at| {
        axis.push(at);
        axis
    })
}

/// Climbs to the top of the likelihood from a place.
fn climb(blocks: &Blocks, from: Parts) -> Result<(Parts, Height), PoolingError> {
    // Newton's method doubles its digits each step once it is near; hundreds of steps mean that something is wrong.
    const ENOUGH: usize = 500;
    let (mut here, mut height) = (from, Height::new(blocks, from));
    for _ in 0..ENOUGH {
        let step = height.step(here);
        let mut share = 1.0;
        let next = loop {
            if share < 1e-12 {
                return Ok((here, height));
            }
            let to = Parts {
                between: (here.between + share * step[0]).max(0.0),
                within: (here.within + share * step[1]).max(0.0),
                ..here
            };
            if same(to, here) {
                return Ok((here, height));
            }
            let reached = Height::new(blocks, to);
            if reached.is_better(&height, to, here) {
                break (to, reached);
            }
            share *= 0.5;
        };
        (here, height) = next;
    }
    Err(PoolingError::NotConverged)
}

/// No further apart than rounding.
fn same(a: Parts, b: Parts) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 4.0 * f64::EPSILON * b.abs();
    near(a.between, b.between) && near(a.within, b.within)
}

impl Height {
    /// The slopes that count: a variance of 0 that wants to fall is held.
    fn free(&self, at: Parts) -> [bool; 2] {
        [at.between > 0.0 || self.slope[0] > 0.0, at.within > 0.0 || self.slope[1] > 0.0]
    }

    /// Newton's step; by the expected information where the observed has no top to offer.
    fn step(&self, at: Parts) -> [f64; 2] {
        let free = self.free(at);
        newton(self.slope, self.observed, free).or_else(|| self.scored(free)).unwrap_or([0.0; 2])
    }

    /// The step by the expected information; a little shorter where that cannot tell the two variances apart, as with one
    /// effect in every study.
    fn scored(&self, free: [bool; 2]) -> Option<[f64; 2]> {
        let [a, b, c] = self.expected;
        newton(self.slope, self.expected, free).or_else(|| newton(self.slope, [1.001 * a, b, 1.001 * c], free))
    }

    /// How much higher the top is by the expected information, twice; without a unit.
    fn decrement(&self, at: Parts) -> f64 {
        self.scored(self.free(at)).map_or(f64::INFINITY, |step| dot(&step, &self.slope))
    }

    /// Higher; or as high as rounding lets tell, and flatter.
    fn is_better(&self, other: &Self, at: Parts, was: Parts) -> bool {
        let gained = self.level.log_likelihood - other.level.log_likelihood;
        let noise = 1e-12 * (1.0 + other.level.log_likelihood.abs());
        gained > noise || (gained >= -noise && self.decrement(at) < other.decrement(was))
    }
}

/// The solution of a two by two system on its free rows; none where the matrix is not positive definite.
fn newton(slope: [f64; 2], information: [f64; 3], free: [bool; 2]) -> Option<[f64; 2]> {
    let [a, b, c] = information;
    match free {
        [false, false] => Some([0.0, 0.0]),
        [true, false] => (a > 0.0).then(|| [slope[0] / a, 0.0]),
        [false, true] => (c > 0.0).then(|| [0.0, slope[1] / c]),
        [true, true] => {
            let determinant = a * c - b * b;
            (a > 0.0 && determinant > 1e-12 * a * c)
                .then(|| [(c * slope[0] - b * slope[1]) / determinant, (a * slope[1] - b * slope[0]) / determinant])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::pooling::Observation;

    fn blocks() -> Blocks {
        let y = [0.1, 0.5, -0.2, 0.9, 1.2, 0.4, 0.3, 0.8];
        let effects: Vec<Observation> =
            y.iter().enumerate().map(|(at, y)| Observation { y: *y, v: 0.02 + 0.01 * count(at) }).collect();
        Blocks::new(&effects, &[0, 0, 0, 1, 1, 2, 2, 3]).expect("four studies")
    }

    /// Slopes and information are what differences of the height and of the slopes say.
    #[test]
    fn derivatives_are_those_of_the_likelihood() {
        let blocks = blocks();
        let at = |between, within| Height::new(&blocks, Parts { between, within, rho: 0.4 });
        let (b, w, h) = (0.07, 0.05, 1e-5);
        let here = at(b, w);
        let pairs = [(at(b + h, w), at(b - h, w)), (at(b, w + h), at(b, w - h))];
        for (which, (up, down)) in pairs.iter().enumerate() {
            let slope = (up.level.log_likelihood - down.level.log_likelihood) / (2.0 * h);
            assert!((here.slope[which] - slope).abs() < 1e-6, "{} and {slope}", here.slope[which]);
            let bend = [0, 1].map(|of| (down.slope[of] - up.slope[of]) / (2.0 * h));
            let found = [here.observed[which], here.observed[which + 1]];
            assert!((0..2).all(|of| (found[of] - bend[of]).abs() < 1e-6 * bend[of].abs()), "{found:?} and {bend:?}");
        }
    }

    #[test]
    fn the_top_is_higher_than_all_around() {
        let blocks = blocks();
        for rho in [0.0, 0.5, 0.9] {
            let (top, height) = highest(&blocks, rho).expect("a top");
            for (b, w) in [(1.0, 1.01), (1.0, 0.99), (1.01, 1.0), (0.99, 1.0), (0.0, 1.0), (1.0, 0.0), (3.0, 3.0)] {
                for more in [0.0, 1e-4] {
                    let parts = Parts { between: top.between * b + more, within: top.within * w + more, rho };
                    assert!(Level::new(&blocks, parts).log_likelihood <= height.level.log_likelihood + 1e-12);
                }
            }
        }
    }
}
