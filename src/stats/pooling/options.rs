//! What can be chosen before effects are pooled, and what can go wrong.

use thiserror::Error;

/// One effect and its sampling variance, on the scale of analysis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// The effect: a difference, or the logarithm of a ratio.
    pub y: f64,
    /// Its sampling variance, the square of the standard error; above 0.
    pub v: f64,
}

/// How the variance of true effects, tau2, is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Heterogeneity {
    /// None: one common effect (also called fixed or equal effects).
    Common,
    /// By the moments of Q (`DerSimonian` & Laird 1986).
    DerSimonianLaird,
    /// The tau2 at which the generalised Q is what is expected of it (Paule & Mandel 1982).
    PauleMandel,
    /// Restricted maximum likelihood.
    Reml,
    /// Maximum likelihood; too small when effects are few.
    MaximumLikelihood,
    /// The unweighted variance less the mean sampling variance (Hedges & Olkin 1985).
    HedgesOlkin,
    /// Two steps, never 0 while effects differ (Sidik & Jonkman 2005).
    SidikJonkman,
    /// Empirical Bayes (Morris 1983); the same figure as Paule & Mandel.
    EmpiricalBayes,
    /// The weighted variance less the expected sampling variance (Hunter & Schmidt 2004); too small when effects are few.
    HunterSchmidt,
}

impl Heterogeneity {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Common,
        Self::DerSimonianLaird,
        Self::PauleMandel,
        Self::Reml,
        Self::MaximumLikelihood,
        Self::HedgesOlkin,
        Self::SidikJonkman,
        Self::EmpiricalBayes,
        Self::HunterSchmidt,
    ];

    /// The short word for settings and columns.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::DerSimonianLaird => "dl",
            Self::PauleMandel => "pm",
            Self::Reml => "reml",
            Self::MaximumLikelihood => "ml",
            Self::HedgesOlkin => "he",
            Self::SidikJonkman => "sj",
            Self::EmpiricalBayes => "eb",
            Self::HunterSchmidt => "hs",
        }
    }

    /// The name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Common => "common effect",
            Self::DerSimonianLaird => "DerSimonian-Laird",
            Self::PauleMandel => "Paule-Mandel",
            Self::Reml => "restricted maximum likelihood (REML)",
            Self::MaximumLikelihood => "maximum likelihood",
            Self::HedgesOlkin => "Hedges-Olkin",
            Self::SidikJonkman => "Sidik-Jonkman",
            Self::EmpiricalBayes => "empirical Bayes",
            Self::HunterSchmidt => "Hunter-Schmidt",
        }
    }

    /// The estimator of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|estimator| estimator.word() == word)
    }
}

/// How the standard error of a pooled effect is made, and its distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Test {
    /// From the weights alone; normal.
    Wald,
    /// Scaled by the spread of the effects, q (Hartung & Knapp 2001; Sidik & Jonkman 2002); t with k - 1 degrees of
    /// freedom. With q below 1 it is narrower than Wald's.
    KnappHartung,
    /// The same with q at least 1, so that few similar effects do not give a false precision.
    KnappHartungAdHoc,
}

impl Test {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wald, Self::KnappHartung, Self::KnappHartungAdHoc];

    /// The short word for settings and columns.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Wald => "wald",
            Self::KnappHartung => "hksj",
            Self::KnappHartungAdHoc => "hksj-adhoc",
        }
    }

    /// The name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wald => "Wald",
            Self::KnappHartung => "Hartung-Knapp-Sidik-Jonkman",
            Self::KnappHartungAdHoc => "Hartung-Knapp-Sidik-Jonkman, never narrower than Wald",
        }
    }

    /// The test of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|test| test.word() == word)
    }
}

/// The distribution of a prediction interval, estimate ± critical value × √(tau2 + se²).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PredictionDf {
    /// t with k - 2 degrees of freedom; not defined below three effects (Higgins, Thompson & Spiegelhalter 2009).
    Hts,
    /// t with k - 1 degrees of freedom.
    KMinus1,
    /// Normal.
    Normal,
}

impl PredictionDf {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Hts, Self::KMinus1, Self::Normal];

    /// The short word for settings and columns.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hts => "hts",
            Self::KMinus1 => "k-1",
            Self::Normal => "normal",
        }
    }

    /// The name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hts => "t with k - 2 degrees of freedom (Higgins-Thompson-Spiegelhalter)",
            Self::KMinus1 => "t with k - 1 degrees of freedom",
            Self::Normal => "normal",
        }
    }

    /// The distribution of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|df| df.word() == word)
    }
}

/// How effects are pooled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooling {
    /// The estimator of tau2.
    pub heterogeneity: Heterogeneity,
    /// The test and interval of the estimate.
    pub test: Test,
    /// The distribution of the prediction interval.
    pub prediction: PredictionDf,
    /// The level of every interval, between 0 and 1.
    pub level: f64,
}

impl Default for Pooling {
    /// Cochrane's choice since January 2025, with the correction where it would mislead.
    fn default() -> Self {
        Self {
            heterogeneity: Heterogeneity::Reml,
            test: Test::KnappHartungAdHoc,
            prediction: PredictionDf::Hts,
            level: 0.95,
        }
    }
}

/// Why effects cannot be pooled. Positions count from 0.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum PoolingError {
    /// Nothing to pool.
    #[error("no effect to pool")]
    Empty,
    /// One effect is not a synthesis.
    #[error("a single study: at least two effects are needed to pool")]
    SingleStudy,
    /// More coefficients than the effects can bear.
    #[error("{found} effects, and at least {needed} are needed")]
    TooFew {
        /// Effects there are.
        found: usize,
        /// Effects that are needed.
        needed: usize,
    },
    /// An effect that is not a number.
    #[error("effect {position} is {found}, not a finite number")]
    Effect {
        /// Which effect.
        position: usize,
        /// What it is.
        found: f64,
    },
    /// A variance that is not a positive number.
    #[error("the variance of effect {position} is {found}, not a finite number above 0")]
    Variance {
        /// Which effect.
        position: usize,
        /// What it is.
        found: f64,
    },
    /// A level outside of 0 to 1.
    #[error("the level of intervals is {0}, not between 0 and 1")]
    Level(f64),
    /// A list that does not belong to the effects.
    #[error("{what} for {found} effects where there are {expected}")]
    Length {
        /// What the list holds.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The number of effects.
        expected: usize,
    },
    /// A value of a moderator that is not a number.
    #[error("moderator {moderator} is {found} for effect {position}, not a finite number")]
    Moderator {
        /// Which moderator.
        moderator: usize,
        /// Which effect.
        position: usize,
        /// What it is.
        found: f64,
    },
    /// Moderators that cannot be told apart.
    #[error("the moderators say the same as each other, or are the same for all effects")]
    Dependent,
    /// A correlation of effects in a study that cannot be.
    #[error("the correlation of a study's effects is {0}, not from 0 to below 1")]
    Rho(f64),
    /// A search for variances that did not end.
    #[error("the variances of the model were not found")]
    NotConverged,
    /// Groups that cannot be compared.
    #[error("a comparison needs at least two groups, numbered from 0, with an effect in each")]
    Groups,
    /// A test that has nothing to go by.
    #[error("all {0} are equal, which leaves this test nothing to go by")]
    Equal(&'static str),
    /// Trimming that goes round in circles.
    #[error("trimming does not settle on a number of missing effects")]
    Unsettled,
    /// Knapp and Hartung's standard error would be 0.
    #[error("all effects are equal, so that the Knapp-Hartung standard error is 0; take its ad hoc form or Wald's")]
    NoSpread,
    /// The tables of events hold no event, or nothing else.
    #[error("the tables hold too few events, or too few people without one, for this measure")]
    NoEvents,
    /// Figures that leave the range of floating point numbers.
    #[error("the effects or variances are too large, too small or too far apart to compute with")]
    OutOfRange,
}
