//! Duval and Tweedie's trim-and-fill (2000): effects that a symmetric funnel would have on its empty side.

use super::model::count;
use super::options::{Observation, Pooling, PoolingError};
use super::pooled::{Pooled, pool};
use super::sensitivity::Brief;
use super::small_study::egger_mixed;

/// The side of the funnel on which effects are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below the pooled effect.
    Left,
    /// Above it.
    Right,
}

/// How missing effects are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingEstimator {
    /// From the sum of ranks on the fuller side.
    #[default]
    L0,
    /// From the run of extreme ranks on the fuller side; more cautious.
    R0,
}

/// Effects with those filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The side that was filled.
    pub side: Side,
    /// How many were filled in.
    pub missing: usize,
    /// The standard error of that number before it was rounded; none where its formula has no root.
    pub missing_se: Option<f64>,
    /// The mirror images that were added.
    pub added: Vec<Observation>,
    /// The pooled effect of all, given and added. Exploratory: what would be, if asymmetry came of missing studies alone.
    pub pooled: Pooled,
}

/// Trims the fuller side until the rest is symmetric, and fills the other with mirror images. Without a side, the slope of
/// [`egger_mixed`] tells it.
///
/// # Errors
/// As [`pool`]; when no side is given and the standard errors do not tell it; when trimming does not settle.
pub fn trim_and_fill(
    effects: &[Observation],
    side: Option<Side>,
    estimator: MissingEstimator,
    how: &Pooling,
) -> Result<Filled, PoolingError> {
    let pooled = pool(effects, how)?;
    let side = match side {
        Some(side) => side,
        None if egger_mixed(effects, how)?.slope < 0.0 => Side::Right,
        None => Side::Left,
    };
    // With the missing side on the left, the largest effects are trimmed.
    let sign = if side == Side::Right { -1.0 } else { 1.0 };
    let mut sorted: Vec<Observation> =
        effects.iter().map(|effect| Observation { y: sign * effect.y, v: effect.v }).collect();
    sorted.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut tried: Vec<usize> = vec![0];
    loop {
        let trimmed = tried.last().copied().unwrap_or_default();
        let kept = sorted.len().checked_sub(trimmed).filter(|kept| *kept > 0).ok_or(PoolingError::Unsettled)?;
        let centre = Brief::of(&sorted[..kept], how)?.estimate;
        let (missing, missing_se) = estimator.count(&sorted, centre);
        if missing != trimmed {
            if tried.contains(&missing) {
                return Err(PoolingError::Unsettled);
            }
            tried.push(missing);
            continue;
        }
        let mirror = |effect: &Observation| Observation { y: sign * (2.0 * centre - effect.y), v: effect.v };
        let added: Vec<Observation> = sorted[kept..].iter().map(mirror).collect();
        let pooled = if missing == 0 { pooled } else { pool(&[effects, &added].concat(), how)? };
        return Ok(Filled { side, missing, missing_se, added, pooled });
    }
}

impl MissingEstimator {
    /// How many are missing on the left of a centre among effects in order, and the standard error of that.
    fn count(self, sorted: &[Observation], centre: f64) -> (usize, Option<f64>) {
        let k = count(sorted.len());
        let mut ranked: Vec<f64> = sorted.iter().map(|effect| effect.y - centre).collect();
        ranked.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
        let ranks = |positive: bool| {
            let is = move |from: f64| if positive { from > 0.0 } else { from < 0.0 };
            ranked.iter().enumerate().filter(move |(_, from)| is(**from)).map(|(rank, _)| count(rank + 1))
        };
        let (missing, se) = match self {
            Self::L0 => {
                let missing = (4.0 * ranks(true).sum::<f64>() - k * (k + 1.0)) / (2.0 * k - 1.0);
                let cubic = 10.0 * missing.powi(3) + 27.0 * missing.powi(2) + 17.0 * missing;
                let crossed = -18.0 * k * missing.powi(2) - 18.0 * k * missing + 6.0 * k * k * missing;
                let variance = (k * (k + 1.0) * (2.0 * k + 1.0) + cubic + crossed) / 24.0;
                (missing, (variance >= 0.0).then(|| 4.0 * variance.sqrt() / (2.0 * k - 1.0)))
            }
            Self::R0 => {
                let missing = ranks(false).next_back().map_or(0.0, |last| k - last - 1.0);
                (missing, Some((2.0 * missing.max(0.0) + 2.0).sqrt()))
            }
        };
        // Between 0 and the number of effects.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        (missing.round().max(0.0) as usize, se)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Heterogeneity, Test};
    use super::*;

    fn how() -> Pooling {
        Pooling { heterogeneity: Heterogeneity::Common, test: Test::Wald, ..Pooling::default() }
    }

    #[test]
    fn a_symmetric_funnel_misses_nothing() {
        let effects = [-2.0, -1.0, 0.0, 1.0, 2.0].map(|y| Observation { y, v: 1.0 });
        for estimator in [MissingEstimator::L0, MissingEstimator::R0] {
            let filled = trim_and_fill(&effects, Some(Side::Left), estimator, &how()).expect("filled");
            assert_eq!((filled.missing, filled.pooled.k), (0, 5));
        }
    }

    /// Without the two largest of six, the precise three and one more have the mean 4 / 305; ranks 2, 4, 5 and 6 are above
    /// it, so that (4 × 17 - 42) / 11, about 2, are missing.
    #[test]
    fn the_same_is_missing_on_either_side() {
        let y = [-0.1, 0.0, 0.1, 0.8, 0.9, 1.0];
        let effects = |sign: f64| y.map(|y| Observation { y: sign * y, v: if y < 0.5 { 0.01 } else { 0.2 } });
        let fill = |sign: f64, side| trim_and_fill(&effects(sign), side, MissingEstimator::L0, &how()).expect("filled");
        let (left, right) = (fill(1.0, None), fill(-1.0, None));
        assert_eq!((left.side, left.missing, right.side, right.missing), (Side::Left, 2, Side::Right, 2));
        assert!((left.added[1].y - (8.0 / 305.0 - 1.0)).abs() < 1e-14);
        assert!((left.pooled.estimate + right.pooled.estimate).abs() < 1e-14 && left.pooled.k == 8);
        assert_eq!(fill(1.0, Some(Side::Right)).missing, 0);
    }
}
