//! Distribution functions and their inverses: normal, Student's t, chi-squared, F, beta, binomial.
//!
//! The special functions are those of `libm` and `statrs` (whose own `erfc` is good to eleven figures only). Quantiles are found here by bisection on the tail that the probability lies
//! in, which never fails and is exact to the last few bits; they are asked for once or twice a table.

use libm::erfc;
use statrs::function::beta::beta_reg;
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// P(Z <= x) of the standard normal distribution.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / std::f64::consts::SQRT_2)
}

/// P(Z > x) of the standard normal distribution, exact in the far tail.
#[must_use]
pub fn normal_sf(x: f64) -> f64 {
    normal_cdf(-x)
}

/// P(|Z| >= |z|) of the standard normal distribution.
#[must_use]
pub fn normal_two_sided(z: f64) -> f64 {
    (2.0 * normal_sf(z.abs())).min(1.0)
}

/// The x with P(Z <= x) = `p`; infinite at 0 and 1, not a number outside of them.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    symmetric_quantile(p, normal_sf)
}

/// The half-width in standard errors of a two-sided normal interval: 1.96 at level 0.95.
#[must_use]
pub fn normal_critical(level: f64) -> f64 {
    normal_quantile(f64::midpoint(1.0, level))
}

/// P(T > t) of Student's distribution with `df` degrees of freedom, which need not be whole.
#[must_use]
pub fn t_sf(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if t.is_infinite() {
        return if t > 0.0 { 0.0 } else { 1.0 };
    }
    let square = t * t;
    // Two forms of one function: the first loses nothing in the tail, the second nothing near the middle.
    let tail = if square > 1.0 {
        0.5 * beta_reg(df / 2.0, 0.5, df / (df + square))
    } else {
        0.5 * (1.0 - beta_reg(0.5, df / 2.0, square / (df + square)))
    };
    if t >= 0.0 { tail } else { 1.0 - tail }
}

/// P(|T| >= |t|) of Student's distribution.
#[must_use]
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    (2.0 * t_sf(t.abs(), df)).min(1.0)
}

/// The t with P(T <= t) = `p`.
#[must_use]
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    symmetric_quantile(p, |t| t_sf(t, df))
}

/// The half-width in standard errors of a two-sided interval by Student's distribution.
#[must_use]
pub fn t_critical(level: f64, df: f64) -> f64 {
    t_quantile(f64::midpoint(1.0, level), df)
}

/// P(X > x) of the chi-squared distribution.
#[must_use]
pub fn chi_squared_sf(x: f64, df: f64) -> f64 {
    if x.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 { 1.0 } else { gamma_ur(df / 2.0, x / 2.0) }
}

/// The x with P(X <= x) = `p` of the chi-squared distribution.
#[must_use]
pub fn chi_squared_quantile(p: f64, df: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    let below = |x: f64| if p <= 0.5 { gamma_lr(df / 2.0, x / 2.0) < p } else { chi_squared_sf(x, df) > 1.0 - p };
    first_not_below(below, df.max(1.0))
}

/// P(X > x) of the F distribution.
#[must_use]
pub fn f_sf(x: f64, df1: f64, df2: f64) -> f64 {
    if x.is_nan() || df1.is_nan() || df2.is_nan() || df1 <= 0.0 || df2 <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    if x.is_infinite() {
        return 0.0;
    }
    beta_reg(df2 / 2.0, df1 / 2.0, df2 / (df2 + df1 * x))
}

/// The x in 0 to 1 with P(X <= x) = `p` of the beta distribution.
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || a.is_nan() || b.is_nan() || a <= 0.0 || b <= 0.0 {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    bisect(&mut low, &mut high, |x| beta_reg(a, b, x) < p);
    f64::midpoint(low, high)
}

/// P(X = k) of the binomial distribution with `n` trials.
#[must_use]
pub fn binomial(k: u64, n: u64, p: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    // Numbers of studies and people; far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let (k, n) = (k as f64, n as f64);
    let ways = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0);
    let power = |count: f64, chance: f64| if count == 0.0 { 0.0 } else { count * chance.ln() };
    (ways + power(k, p) + power(n - k, 1.0 - p)).exp()
}

/// The quantile of a distribution that is symmetric around 0, from its upper tail.
fn symmetric_quantile(p: f64, sf: impl Fn(f64) -> f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let tail = p.min(1.0 - p);
    if tail >= 0.5 {
        return 0.0;
    }
    if tail == 0.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let x = first_not_below(|x| sf(x) > tail, 1.0);
    if p < 0.5 { -x } else { x }
}

/// Where `below` turns from true to false on the positive numbers.
fn first_not_below(below: impl Fn(f64) -> bool, start: f64) -> f64 {
    let mut high = start;
    while below(high) && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    let mut low = if high > start { high / 2.0 } else { 0.0 };
    bisect(&mut low, &mut high, below);
    f64::midpoint(low, high)
}

/// Halves until no number lies between.
fn bisect(low: &mut f64, high: &mut f64, below: impl Fn(f64) -> bool) {
    for _ in 0..1100 {
        let middle = f64::midpoint(*low, *high);
        if middle <= *low || middle >= *high {
            break;
        }
        if below(middle) {
            *low = middle;
        } else {
            *high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        let within = 1e-12 * expected.abs().max(1e-300);
        assert!((found - expected).abs() <= within.max(1e-15), "{found} instead of {expected}");
    }

    /// Printed in R's tables with all its digits (qnorm, qt, qchisq, qbeta, pt, pf).
    #[test]
    fn quantiles_and_tails_are_those_of_r() {
        close(normal_quantile(0.975), 1.959_963_984_540_054);
        close(normal_quantile(0.5), 0.0);
        close(t_quantile(0.975, 10.0), 2.228_138_851_986_273_5);
        close(t_quantile(0.025, 1.0), -12.706_204_736_174_694);
        close(chi_squared_quantile(0.95, 1.0), 3.841_458_820_694_124);
        close(chi_squared_quantile(0.025, 1.0), 0.000_982_069_117_175_256_8);
        close(normal_two_sided(10.0), 1.523_970_604_832_105e-23);
        close(f_sf(4.0, 1.0, 10.0), t_two_sided(2.0, 10.0));
        // Of normal size, with a t far below the root of its degrees of freedom: with 1e9 of them it is all but normal.
        assert!((t_two_sided(12.0, 1e9) / normal_two_sided(12.0) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn quantiles_take_tails_back() {
        for p in [1e-12, 0.01, 0.3, 0.5, 0.7, 0.99] {
            close(normal_cdf(normal_quantile(p)), p);
            close(1.0 - chi_squared_sf(chi_squared_quantile(p.max(0.01), 7.0), 7.0), p.max(0.01));
            close(beta_reg(2.5, 7.0, beta_quantile(p, 2.5, 7.0)), p);
        }
        assert!(normal_quantile(1.0).is_infinite() && normal_quantile(1.5).is_nan() && t_quantile(0.9, 0.0).is_nan());
    }

    #[test]
    fn the_binomial_sums_to_one() {
        close((0..=12).map(|k| binomial(k, 12, 0.3)).sum::<f64>(), 1.0);
        close(binomial(0, 9, 0.5), 1.0 / 512.0);
    }
}
