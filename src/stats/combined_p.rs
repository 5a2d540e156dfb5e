//! Combining one-sided p values of independent tests: the last resort where neither effects nor directions are
//! reported. A small combined value says that at least one test has an effect, not how large it is or in how many.

use super::distribution::{chi_squared_sf, normal_quantile, normal_sf};

/// Fisher's combination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fisher {
    /// −2 Σ ln p.
    pub chi_squared: f64,
    /// Degrees of freedom: twice the number of tests.
    pub df: u64,
    /// P of so large a sum, if no test has an effect.
    pub p: f64,
}

/// Stouffer's combination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stouffer {
    /// Σ wz / √Σw².
    pub z: f64,
    /// One-sided P of so large a z.
    pub p: f64,
}

/// Fisher (1932): −2 Σ ln p is chi-squared with 2k degrees of freedom. None without p values, and when one is not
/// between 0 and 1.
#[must_use]
pub fn fisher(one_sided: &[f64]) -> Option<Fisher> {
    if !are_probabilities(one_sided) {
        return None;
    }
    // Taken from 0, so that tests that all have p = 1 sum to 0 and not to -0.
    let chi_squared = 0.0 - 2.0 * one_sided.iter().map(|p| p.ln()).sum::<f64>();
    let df = 2 * one_sided.len() as u64;
    // Numbers of tests; far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let p = if chi_squared.is_infinite() { 0.0 } else { chi_squared_sf(chi_squared, df as f64) };
    Some(Fisher { chi_squared, df, p })
}

/// Stouffer (1949), with weights Lipták (1958): weighted z values are summed; `weights` are usually √n, and all 1 when
/// absent.
///
/// None without p values, when one is not between 0 and 1, when there are not as many weights as p values, all of them
/// positive, and when 0 and 1 are both among the p values, whose z values are infinite and opposite.
#[must_use]
pub fn stouffer(one_sided: &[f64], weights: Option<&[f64]>) -> Option<Stouffer> {
    let sound = weights.is_none_or(|w| w.len() == one_sided.len() && w.iter().all(|w| w.is_finite() && *w > 0.0));
    if !are_probabilities(one_sided) || !sound {
        return None;
    }
    let weight = |at: usize| weights.and_then(|w| w.get(at)).copied().unwrap_or(1.0);
    let (mut sum, mut squares) = (0.0, 0.0);
    for (at, p) in one_sided.iter().enumerate() {
        // From the lower tail, where small p values keep all their digits.
        sum -= weight(at) * normal_quantile(*p);
        squares += weight(at) * weight(at);
    }
    let z = sum / squares.sqrt();
    (!z.is_nan()).then(|| Stouffer { z, p: normal_sf(z) })
}

fn are_probabilities(values: &[f64]) -> bool {
    !values.is_empty() && values.iter().all(|p| (0.0..=1.0).contains(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_test_alone_keeps_its_p() {
        for p in [1e-20, 0.03, 0.5, 0.97] {
            let near = |found: f64| (found - p).abs() <= 1e-12 * p;
            assert!(fisher(&[p]).is_some_and(|f| near(f.p)), "{p}");
            assert!(stouffer(&[p], None).is_some_and(|s| near(s.p)), "{p}");
        }
    }

    #[test]
    fn equal_weights_change_nothing_and_a_heavy_test_decides() {
        let values = [0.01, 0.2, 0.6];
        let close = |a: Option<Stouffer>, b: Option<Stouffer>| a.zip(b).is_some_and(|(a, b)| (a.z - b.z).abs() < 1e-12);
        assert!(close(stouffer(&values, None), stouffer(&values, Some(&[3.0, 3.0, 3.0]))));
        assert!(stouffer(&values, Some(&[1e9, 1.0, 1.0])).is_some_and(|s| (s.p - 0.01).abs() < 1e-6));
    }

    #[test]
    fn the_ends_and_the_impossible() {
        assert_eq!(fisher(&[0.0, 0.5]).map(|f| f.p), Some(0.0));
        assert_eq!(fisher(&[1.0, 1.0]).map(|f| (f.chi_squared, f.p)), Some((0.0, 1.0)));
        assert_eq!(stouffer(&[0.0, 1.0], None), None);
        for wrong in [&[][..], &[1.2], &[-0.1], &[f64::NAN]] {
            assert_eq!((fisher(wrong), stouffer(wrong, None)), (None, None));
        }
        assert_eq!(stouffer(&[0.1, 0.2], Some(&[1.0])), None);
        assert_eq!(stouffer(&[0.1], Some(&[0.0])), None);
    }
}
