//! The coefficients by name: what each of them takes, and how it is computed from patterns.

use super::super::AnalysisError;
use crate::stats::agreement::Undefined;
use crate::stats::agreement::coefficients::{Method, coefficient};
use crate::stats::agreement::krippendorff::{Coincidences, Metric};
use crate::stats::agreement::ratings::Ratings;
use crate::stats::agreement::weighting::Weighting;
use crate::stats::kappa::{cohen_kappa, light_kappa, weighted_kappa};
use crate::stats::proportion::Limits;

use super::patterns::Patterns;

/// A coefficient of agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coefficient {
    /// Share of units on which pairs of raters agree.
    Percent,
    /// Cohen's kappa; of more than two raters Light's, the mean over pairs.
    Cohen,
    /// Scott's pi, of two raters.
    Scott,
    /// The kappa of Fleiss.
    Fleiss,
    /// Conger's kappa.
    Conger,
    /// Krippendorff's alpha, nominal.
    Alpha,
    /// Gwet's AC1.
    Ac1,
    /// Brennan and Prediger's kappa: all categories as likely.
    BrennanPrediger,
    /// Krippendorff's alpha of weights, ordinal.
    AlphaOrdinal,
    /// Krippendorff's alpha of weights, interval.
    AlphaInterval,
    /// Krippendorff's alpha of weights, ratio.
    AlphaRatio,
    /// Gwet's AC2 of weights, with quadratic weights of agreement.
    Ac2,
    /// Weighted kappa of weights, quadratic, of two raters.
    WeightedKappa,
    /// Krippendorff's alpha of sets of codes by Jaccard's distance.
    Jaccard,
    /// Krippendorff's alpha of sets of codes by the MASI distance.
    Masi,
    /// Krippendorff's u-alpha: units, gaps and codes.
    UAlpha,
    /// Krippendorff's binary alpha: what is coded at all.
    BinaryAlpha,
    /// Krippendorff's cu-alpha: codes where two raters coded.
    CuAlpha,
    /// Krippendorff's ku-alpha: one code where two raters coded.
    KuAlpha,
    /// Segments with a partner of the same code, as a share of all.
    Segments,
    /// The same beyond the chance of 1 / number of codes.
    SegmentsBeyondChance,
    /// Boundary similarity B over ends of marks.
    Boundaries,
    /// The same beyond chance.
    BoundariesBeyondChance,
}

/// What a coefficient is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Whether units are marked.
    Presence,
    /// Weights that coders gave.
    Weights,
    /// Sets of codes.
    Sets,
    /// Marks in the text, by character.
    Marks,
}

impl Coefficient {
    /// Every coefficient with its word on the command line and its name.
    const NAMES: [(Self, &'static str, &'static str); 23] = [
        (Self::Percent, "percent", "Agreement"),
        (Self::Cohen, "cohen", "Cohen kappa"),
        (Self::Scott, "scott", "Scott pi"),
        (Self::Fleiss, "fleiss", "Fleiss kappa"),
        (Self::Conger, "conger", "Conger kappa"),
        (Self::Alpha, "alpha", "Alpha"),
        (Self::Ac1, "ac1", "Gwet AC1"),
        (Self::BrennanPrediger, "brennan-prediger", "Brennan-Prediger"),
        (Self::AlphaOrdinal, "alpha-ordinal", "Alpha, ordinal"),
        (Self::AlphaInterval, "alpha-interval", "Alpha, interval"),
        (Self::AlphaRatio, "alpha-ratio", "Alpha, ratio"),
        (Self::Ac2, "ac2", "Gwet AC2"),
        (Self::WeightedKappa, "weighted-kappa", "Weighted kappa"),
        (Self::Jaccard, "jaccard", "Alpha of sets, Jaccard"),
        (Self::Masi, "masi", "Alpha of sets, MASI"),
        (Self::UAlpha, "u-alpha", "u-alpha"),
        (Self::BinaryAlpha, "binary-alpha", "|u-alpha (provisional)"),
        (Self::CuAlpha, "cu-alpha", "cu-alpha (provisional)"),
        (Self::KuAlpha, "ku-alpha", "ku-alpha (provisional)"),
        (Self::Segments, "segments", "Segments that match"),
        (Self::SegmentsBeyondChance, "segments-bp", "Segments, Brennan-Prediger"),
        (Self::Boundaries, "boundaries", "Boundary similarity"),
        (Self::BoundariesBeyondChance, "boundaries-pi", "Boundary similarity, pi"),
    ];

    /// Every coefficient, those of weights too.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Self::NAMES.iter().map(|(coefficient, ..)| *coefficient).collect()
    }

    /// Those of marks without weights, or those of weights.
    #[must_use]
    pub fn all_of(weights: bool) -> Vec<Self> {
        Self::all().into_iter().filter(|one| (one.takes() == Takes::Weights) == weights).collect()
    }

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.names().1
    }

    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.names().2
    }

    fn names(self) -> (Self, &'static str, &'static str) {
        Self::NAMES.into_iter().find(|(one, ..)| *one == self).unwrap_or(Self::NAMES[0])
    }

    /// Reads [`Coefficient::word`]s, divided by commas.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(words: &str) -> Result<Vec<Self>, AnalysisError> {
        let one = |word: &str| {
            let wanted = word.trim().to_lowercase().replace([' ', '_'], "-");
            let found = Self::NAMES.iter().find(|(_, known, _)| *known == wanted).map(|(one, ..)| *one);
            found.ok_or_else(|| AnalysisError::Unknown {
                what: "coefficient",
                found: word.trim().to_owned(),
                expected: Self::NAMES.iter().map(|(_, word, _)| *word).collect::<Vec<_>>().join(", "),
            })
        };
        words.split(',').map(one).collect()
    }

    pub(super) fn takes(self) -> Takes {
        match self {
            Self::AlphaOrdinal | Self::AlphaInterval | Self::AlphaRatio | Self::Ac2 | Self::WeightedKappa => {
                Takes::Weights
            }
            Self::Jaccard | Self::Masi => Takes::Sets,
            Self::UAlpha
            | Self::BinaryAlpha
            | Self::CuAlpha
            | Self::KuAlpha
            | Self::Segments
            | Self::SegmentsBeyondChance
            | Self::Boundaries
            | Self::BoundariesBeyondChance => Takes::Marks,
            _ => Takes::Presence,
        }
    }
}

/// A figure of agreement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// The coefficient, at most 1.
    pub value: f64,
    /// Agreement that was found and that to be expected by chance, where the coefficient has them.
    pub parts: Option<(f64, f64)>,
    /// Interval by formula, units being the sample.
    pub limits: Option<Limits>,
}

impl Found {
    /// A figure without parts and interval.
    pub fn plain(value: f64) -> Self {
        Self { value, parts: None, limits: None }
    }
}

/// Why there is no figure.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Why {
    /// The mathematics has none.
    #[error(transparent)]
    Undefined(#[from] Undefined),
    /// It is of two raters.
    #[error("it is of two coders")]
    TwoRaters,
    /// It is of several codes.
    #[error("it is of several codes together: --by category or --by overall")]
    SeveralCodes,
    /// It is of one code.
    #[error("it is of one code: --by code")]
    OneCode,
    /// It has no parts that could be pooled.
    #[error("it cannot be pooled over codes")]
    NotPooled,
    /// Codings without weights.
    #[error("the coders gave no weights to the same text")]
    NoWeights,
}

impl Coefficient {
    /// The coefficient of ratings; `patterns` are those that they come from.
    pub(super) fn of(self, ratings: &Ratings, patterns: &Patterns, level: f64) -> Result<Found, Why> {
        let by_method = |method, weighting| -> Result<Found, Why> {
            let found = coefficient(ratings, method, weighting, level)?;
            let limits = found.sampling.map(|sampling| sampling.limits);
            Ok(Found { value: found.value, parts: Some((found.observed, found.by_chance)), limits })
        };
        let two = ratings.coders() == 2;
        match self {
            Self::Percent => by_method(Method::Percent, Weighting::Identity),
            Self::Cohen if two => {
                let found = cohen_kappa(&ratings.table_of(0, 1), level)?;
                let parts = Some((found.agreement, found.by_chance));
                Ok(Found { value: found.kappa, parts, limits: Some(found.limits) })
            }
            Self::Cohen => Ok(Found::plain(light_kappa(ratings)?)),
            Self::Scott | Self::WeightedKappa if !two => Err(Why::TwoRaters),
            Self::Scott | Self::Fleiss => by_method(Method::Fleiss, Weighting::Identity),
            Self::Conger => by_method(Method::Conger, Weighting::Identity),
            Self::Ac1 => by_method(Method::GwetAc, Weighting::Identity),
            Self::BrennanPrediger => by_method(Method::BrennanPrediger, Weighting::Identity),
            Self::Ac2 => by_method(Method::GwetAc, Weighting::Quadratic),
            Self::WeightedKappa => {
                let weights = Weighting::Quadratic.matrix(ratings.values())?;
                let found = weighted_kappa(&ratings.table_of(0, 1), &weights, level)?;
                let parts = Some((found.agreement, found.by_chance));
                Ok(Found { value: found.kappa, parts, limits: Some(found.limits) })
            }
            Self::Alpha => {
                // Gwet's form is the same figure, and has a standard error.
                let by_formula = by_method(Method::Alpha, Weighting::Identity).ok();
                Ok(Found { limits: by_formula.and_then(|found| found.limits), ..alpha(ratings, Metric::Nominal)? })
            }
            Self::AlphaOrdinal => alpha(ratings, Metric::Ordinal),
            Self::AlphaInterval => alpha(ratings, Metric::Interval),
            Self::AlphaRatio => alpha(ratings, Metric::Ratio),
            Self::Jaccard | Self::Masi => of_sets(ratings, patterns),
            _ => Err(Why::NotPooled),
        }
    }
}

fn alpha(ratings: &Ratings, metric: Metric) -> Result<Found, Why> {
    let found = Coincidences::of(ratings).alpha(metric)?;
    // Squared distances of weights are no shares.
    let is_share = metric == Metric::Nominal;
    Ok(Found {
        value: found.value,
        parts: is_share.then_some((1.0 - found.observed, 1.0 - found.expected)),
        limits: None,
    })
}

fn of_sets(ratings: &Ratings, patterns: &Patterns) -> Result<Found, Why> {
    let found = Coincidences::of(ratings).alpha_by(|a, b| patterns.apart(a, b))?;
    Ok(Found { value: found.value, parts: Some((1.0 - found.observed, 1.0 - found.expected)), limits: None })
}
