//! A coefficient for a line of a table: the figure, its interval by formula, and its interval by drawing clusters anew.

use super::coefficient::{Coefficient, Found, Takes, Why};
use super::field::Fields;
use super::marks::{matched, matchings, of_marks};
use super::patterns::Patterns;
use super::request::AgreementRequest;
use crate::model::Codings;
use crate::stats::agreement::Undefined;
use crate::stats::agreement::bootstrap::{Bootstrap, jackknife_se, resample_clusters};
use crate::stats::agreement::sets::SetDistance;
use crate::stats::kappa::pooled_kappa;
use crate::stats::proportion::Limits;

/// What a line is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line<'l> {
    /// Any of some codes.
    Codes(&'l [usize]),
    /// Each of some codes, taken together: means of what was found and what chance gives, over codes (De Vries, Elliott,
    /// Kanouse & Teleki 2008).
    Pooled(&'l [usize]),
}

/// A figure with what is known of its uncertainty.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// The figure, or why there is none.
    pub found: Result<Found, Why>,
    /// Units that two raters rated.
    pub units: u64,
    /// Interval over resamples of clusters.
    pub drawn: Option<Limits>,
    /// Resamples without a figure.
    pub undefined: usize,
    /// Standard error from leaving out each cluster once, or else from resamples.
    pub se: Option<f64>,
}

/// Computes figures of one field.
pub(super) struct Measuring<'a> {
    /// The field.
    pub fields: &'a Fields,
    /// What is asked.
    pub request: &'a AgreementRequest,
    /// The codings, for their weights.
    pub codings: &'a Codings,
    /// Whether standard errors are wanted.
    pub errors: bool,
}

impl Measuring<'_> {
    /// A coefficient for a line.
    pub fn measure(&self, coefficient: Coefficient, line: Line<'_>) -> Measured {
        if coefficient.takes() == Takes::Marks {
            return self.of_marks(coefficient, line);
        }
        let parts: Vec<Patterns> = match line {
            // A set of codes holds all of them.
            Line::Pooled(codes) if coefficient.takes() == Takes::Presence => {
                codes.iter().map(|code| self.patterns(coefficient, &[*code])).collect()
            }
            Line::Pooled(codes) | Line::Codes(codes) => vec![self.patterns(coefficient, codes)],
        };
        let units = parts.first().map_or(0, Patterns::pairable);
        let found = match (coefficient.takes(), line) {
            (Takes::Sets, Line::Codes([_])) => Err(Why::SeveralCodes),
            (Takes::Weights, _) if units == 0 => Err(Why::NoWeights),
            _ => self.figure(coefficient, &parts, line, None),
        };
        // A code of one source alone is there or not there in a resample, and never otherwise than it is.
        let clusters = match (parts.as_slice(), line) {
            ([only], Line::Codes(_)) if coefficient.takes() == Takes::Presence && only.clusters_with(1) < 2 => 1,
            _ => self.fields.asked.clusters,
        };
        let statistic =
            |times: &[u64]| self.figure(coefficient, &parts, line, Some(times)).ok().map(|found| found.value);
        self.with_resamples(found, units, clusters, statistic)
    }

    /// Of what the raters' marks say: presence of any of some codes, sets of them, or weights.
    fn patterns(&self, coefficient: Coefficient, codes: &[usize]) -> Patterns {
        let field = &self.fields.asked;
        match coefficient.takes() {
            Takes::Sets if coefficient == Coefficient::Masi => Patterns::of_sets(field, codes, SetDistance::MASI),
            Takes::Sets => Patterns::of_sets(field, codes, SetDistance::Jaccard),
            Takes::Weights => Patterns::of_weights(field, codes, |coding| self.codings.weight_of(coding as usize)),
            Takes::Presence | Takes::Marks => Patterns::of_presence(field, codes),
        }
    }

    fn figure(
        &self,
        coefficient: Coefficient,
        parts: &[Patterns],
        line: Line<'_>,
        times: Option<&[u64]>,
    ) -> Result<Found, Why> {
        figure_of(coefficient, parts, matches!(line, Line::Pooled(_)), self.request.level, times)
    }

    fn of_marks(&self, coefficient: Coefficient, line: Line<'_>) -> Measured {
        let field = &self.fields.characters;
        let (Line::Codes(codes) | Line::Pooled(codes)) = line;
        let found = of_marks(field, coefficient, codes, self.request.overlap);
        let is_segments = matches!(coefficient, Coefficient::Segments | Coefficient::SegmentsBeyondChance);
        if !is_segments {
            // Units and ends are parts of one long text; nothing is drawn from it.
            return Measured { found, units: field.length, drawn: None, undefined: 0, se: None };
        }
        let matchings = matchings(field, codes);
        let all = matched(&matchings, self.request.overlap, |_| 1);
        let used = field.used().len() as u64;
        let statistic = |times: &[u64]| {
            let drawn = matched(&matchings, self.request.overlap, |at| times.get(at).copied().unwrap_or(0));
            match coefficient {
                Coefficient::Segments => drawn.agreement(),
                _ => drawn.brennan_prediger(used).ok(),
            }
        };
        self.with_resamples(found, all.all_first + all.all_second, matchings.len(), statistic)
    }

    fn with_resamples(
        &self,
        found: Result<Found, Why>,
        units: u64,
        clusters: usize,
        statistic: impl Fn(&[u64]) -> Option<f64>,
    ) -> Measured {
        let mut measured = Measured { found, units, drawn: None, undefined: 0, se: None };
        // One cluster drawn anew is itself: an interval without width that says nothing.
        if measured.found.is_err() || clusters < 2 {
            return measured;
        }
        let each: Vec<usize> = (0..clusters).collect();
        if self.request.resamples > 0 {
            let drawn: Bootstrap = resample_clusters(&each, self.request.resamples, self.request.seed, &statistic);
            measured.drawn = drawn.limits(self.request.level);
            measured.undefined = drawn.undefined;
            measured.se = drawn.sd();
        }
        if self.errors {
            measured.se = jackknife_se(&each, &statistic).or(measured.se);
        }
        measured
    }
}

/// A coefficient of one pattern, or pooled over those of several codes.
pub(super) fn figure_of(
    coefficient: Coefficient,
    parts: &[Patterns],
    pooled: bool,
    level: f64,
    times: Option<&[u64]>,
) -> Result<Found, Why> {
    let of_part = |patterns: &Patterns| -> Result<Found, Why> {
        let ratings = times.map_or_else(|| patterns.ratings(), |times| patterns.drawn(times))?;
        coefficient.of(&ratings, patterns, level)
    };
    if !pooled || coefficient.takes() != Takes::Presence {
        return of_part(parts.first().ok_or(Undefined::NothingCoded)?);
    }
    let mut pairs = Vec::new();
    for patterns in parts {
        match of_part(patterns) {
            Ok(found) => pairs.push(found.parts.ok_or(Why::NotPooled)?),
            // Nobody used the code in what was drawn: full agreement, and chance gives it too.
            Err(Why::Undefined(Undefined::OneCategory)) => pairs.push((1.0, 1.0)),
            Err(why) => return Err(why),
        }
    }
    let count = pairs.len().max(1) as u64;
    // Numbers of codes, far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count as f64;
    let parts = Some((mean(|pair| pair.0), mean(|pair| pair.1)));
    let value = pooled_kappa(&pairs)?;
    Ok(Found { value, parts, limits: None })
}
