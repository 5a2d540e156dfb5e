//! Large-sample tests with variances between participants, and how alike passages of one participant are.

use super::groups::{Difference, Nested, Participant};
use crate::stats::counts::{figure, length};
use crate::stats::distribution::normal_two_sided;

/// The test of a difference of pooled shares with linearised variances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linearised {
    /// The shares of the first and of the second group.
    pub shares: [f64; 2],
    /// Their variances.
    pub variances: [f64; 2],
    /// The difference, second less first, in standard errors.
    pub z: f64,
    /// Its two-sided p value.
    pub p: f64,
}

/// The logarithm of the odds of a coded passage, group by group, with standard errors that let passages of one participant
/// be alike in any way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// In the first group.
    pub first: f64,
    /// In the second group less the first: the logarithm of the odds ratio.
    pub difference: f64,
    /// Sandwich standard errors of both, those of GEE with independence as working correlation (Liang & Zeger 1986).
    pub se: [f64; 2],
    /// The same times √(G / (G - 1) · (N - 1) / (N - 2)), for G participants with N passages: those of a logistic
    /// regression with clusters in Stata and statsmodels.
    pub se_corrected: [f64; 2],
    /// Two-sided p values by the standard errors without correction.
    pub p: [f64; 2],
}

/// How alike passages of one participant are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustering {
    /// The intraclass correlation by analysis of variance (Donner 1986), at most 1; below 0 when participants differ less
    /// than chance makes them.
    pub icc: f64,
    /// Passages per participant, in the mean.
    pub mean_passages: f64,
    /// 1 + (mean - 1) icc (Kish 1965): how many times the variance of a share is that of as many independent passages.
    pub design_effect: f64,
}

impl Nested {
    /// The test of a difference of pooled shares. A share is a ratio of two sums over participants; its variance is
    /// n / (n - 1) Σ (coded - share · passages)² / (Σ passages)² (Cochran 1977, chapter 6). Reliable with some twenty
    /// participants a group; else see [`Nested::permutation`].
    ///
    /// None when a group has one participant, or nobody differs from the group's share.
    #[must_use]
    pub fn linearised(&self) -> Option<Linearised> {
        let [first, second] = [false, true].map(|second| self.spread(second));
        let (first, second) = (first?, second?);
        let [v0, v1] =
            [first, second].map(|g| g.participants / (g.participants - 1.0) * g.squares / g.passages.powi(2));
        let variance = v0 + v1;
        let z = (second.share - first.share) / variance.sqrt();
        (variance > 0.0).then(|| Linearised {
            shares: [first.share, second.share],
            variances: [v0, v1],
            z,
            p: normal_two_sided(z),
        })
    }

    /// Logarithms of odds with standard errors between participants. None when a group has one participant, all or none of
    /// its passages are coded, or nobody differs from the group's share.
    #[must_use]
    pub fn log_odds(&self) -> Option<LogOdds> {
        let [first, second] = [false, true].map(|second| self.spread(second));
        let (first, second) = (first?, second?);
        let information = |g: &Spread| g.passages * g.share * (1.0 - g.share);
        let [v0, v1] = [first, second].map(|g| g.squares / information(&g).powi(2));
        if !v0.is_finite() || !v1.is_finite() || v0 <= 0.0 || v1 <= 0.0 {
            return None;
        }
        let logit = |share: f64| (share / (1.0 - share)).ln();
        let (intercept, difference) = (logit(first.share), logit(second.share) - logit(first.share));
        let se = [v0.sqrt(), (v0 + v1).sqrt()];
        let (participants, passages) = (length(&self.participants), first.passages + second.passages);
        let correction = participants / (participants - 1.0) * (passages - 1.0) / (passages - 2.0);
        Some(LogOdds {
            first: intercept,
            difference,
            se,
            se_corrected: se.map(|se| se * correction.sqrt()),
            p: [normal_two_sided(intercept / se[0]), normal_two_sided(difference / se[1])],
        })
    }

    /// The intraclass correlation over all participants, whatever their group. None when every participant has one passage,
    /// or all passages are coded, or none.
    #[must_use]
    pub fn clustering(&self) -> Option<Clustering> {
        let sum = |of: &dyn Fn(&Participant) -> f64| self.participants.iter().map(of).sum::<f64>();
        let (k, n) = (length(&self.participants), sum(&|p| figure(p.passages)));
        let share = |p: &Participant| figure(p.coded) / figure(p.passages);
        let overall = sum(&|p| figure(p.coded)) / n;
        let between = sum(&|p| figure(p.passages) * (share(p) - overall).powi(2)) / (k - 1.0);
        let within = sum(&|p| figure(p.coded) * (1.0 - share(p))) / (n - k);
        // The size that clusters of one size would have to have.
        let size = (n - sum(&|p| figure(p.passages).powi(2)) / n) / (k - 1.0);
        let icc = (between - within) / (between + (size - 1.0) * within);
        let mean_passages = n / k;
        // Unlike `effect_size::design_effect`, which takes a correlation as published, also of a negative estimate.
        let design_effect = 1.0 + (mean_passages - 1.0) * icc;
        icc.is_finite().then_some(Clustering { icc, mean_passages, design_effect })
    }

    /// A group's share and how participants spread around it; none for one participant.
    fn spread(&self, second: bool) -> Option<Spread> {
        let sums = self.sums(Difference::Pooled, second);
        // Sums are whole numbers: someone who has the group's share is not away from it by a speck.
        let away = |p: &Participant| (figure(p.coded) * sums.weight - sums.coded * figure(p.passages)) / sums.weight;
        let participants = figure(self.group(second).count() as u64);
        (participants > 1.0).then(|| Spread {
            participants,
            passages: sums.weight,
            share: sums.share(),
            squares: self.group(second).map(|participant| away(participant).powi(2)).sum(),
        })
    }
}

#[derive(Clone, Copy)]
struct Spread {
    participants: f64,
    passages: f64,
    share: f64,
    /// Σ (coded - share · passages)²
    squares: f64,
}

#[cfg(test)]
mod tests {
    use super::super::groups::nested;

    /// With as many passages each, shares are means, and their variances those of means.
    #[test]
    fn equal_participants_are_a_mean() {
        let found = nested(&[(false, 10, 2), (false, 10, 4), (false, 10, 6), (true, 10, 5), (true, 10, 9)]);
        let test = found.linearised().expect("spread");
        // Variance of 0.2, 0.4, 0.6 is 0.04, of 0.5 and 0.9 it is 0.08.
        assert!((test.variances[0] - 0.04 / 3.0).abs() < 1e-12 && (test.variances[1] - 0.08 / 2.0).abs() < 1e-12);
        assert!((test.z - 0.3 / (0.04_f64 / 3.0 + 0.04).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn passages_wholly_alike_and_not_alike_at_all() {
        let alike = nested(&[(false, 6, 6), (false, 6, 0), (true, 6, 6), (true, 6, 0)]).clustering().expect("defined");
        assert!((alike.icc - 1.0).abs() < 1e-12 && (alike.design_effect - 6.0).abs() < 1e-12);
        let apart = nested(&[(false, 6, 3), (true, 6, 3), (true, 6, 3)]).clustering().expect("defined");
        assert!((apart.icc + 0.2).abs() < 1e-12 && apart.design_effect.abs() < 1e-12);
    }

    #[test]
    fn where_nobody_differs_there_is_no_test() {
        let flat = nested(&[(false, 10, 2), (false, 10, 2), (true, 10, 5), (true, 10, 5)]);
        assert_eq!((flat.linearised(), flat.log_odds()), (None, None));
        let lone = nested(&[(false, 10, 2), (true, 10, 5), (true, 10, 3)]);
        assert_eq!((lone.linearised(), lone.log_odds()), (None, None));
        let all = nested(&[(false, 10, 10), (false, 9, 9), (true, 10, 5), (true, 10, 3)]);
        assert!(all.log_odds().is_none() && all.linearised().is_some());
        let single = nested(&[(false, 1, 1), (true, 1, 0)]);
        assert_eq!(single.clustering(), None);
    }
}
