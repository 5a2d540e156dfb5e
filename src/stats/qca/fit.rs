//! How well a set of cases is part of another: consistency, PRI, coverage, relevance.
//!
//! X is membership in a condition, term or solution, Y membership in the outcome; sums are over all cases.

/// How far X is a subset of Y: "where X, there Y".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sufficiency {
    /// Σmin(X,Y) / ΣX (inclS); none where no case has any X.
    pub consistency: Option<f64>,
    /// Proportional reduction in inconsistency, (Σmin(X,Y) − Σmin(X,Y,1−Y)) / (ΣX − Σmin(X,Y,1−Y)): how much of the
    /// consistency is not with the absence of the outcome as well; none where X is as much part of both.
    pub pri: Option<f64>,
    /// Σmin(X,Y) / ΣY (covS): how much of the outcome X accounts for; none where no case has any Y.
    pub coverage: Option<f64>,
}

/// How far Y is a subset of X: "no Y without X".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Necessity {
    /// Σmin(X,Y) / ΣY (inclN); none where no case has any Y.
    pub consistency: Option<f64>,
    /// Relevance of necessity, Σ(1−X) / Σ(1−min(X,Y)): low where X is trivial because nearly every case has it; none
    /// where every case has X and Y.
    pub relevance: Option<f64>,
    /// Σmin(X,Y) / ΣX (covN); none where no case has any X.
    pub coverage: Option<f64>,
}

/// How sufficient X is for Y, case by case.
#[must_use]
pub fn sufficiency(x: &[f64], y: &[f64]) -> Sufficiency {
    let (all_x, all_y) = (x.iter().sum::<f64>(), y.iter().sum::<f64>());
    let both = shared(x, y);
    let contradicting: f64 = x.iter().zip(y).map(|(x, y)| x.min(*y).min(1.0 - y)).sum();
    Sufficiency {
        consistency: ratio(both, all_x),
        pri: ratio(both - contradicting, all_x - contradicting),
        coverage: ratio(both, all_y),
    }
}

/// How necessary X is for Y, case by case.
#[must_use]
pub fn necessity(x: &[f64], y: &[f64]) -> Necessity {
    let both = shared(x, y);
    let without_x: f64 = x.iter().map(|x| 1.0 - x).sum();
    let not_both: f64 = x.iter().zip(y).map(|(x, y)| 1.0 - x.min(*y)).sum();
    Necessity {
        consistency: ratio(both, y.iter().sum()),
        relevance: ratio(without_x, not_both),
        coverage: ratio(both, x.iter().sum()),
    }
}

/// Memberships in the absence of a set.
#[must_use]
pub fn negated(memberships: &[f64]) -> Vec<f64> {
    memberships.iter().map(|membership| 1.0 - membership).collect()
}

/// Σmin(X,Y).
pub(super) fn shared(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x.min(*y)).sum()
}

/// A quotient, where there is something to divide by; sums of memberships are 0 or well above rounding.
pub(super) fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 1e-12).then(|| part / whole)
}
