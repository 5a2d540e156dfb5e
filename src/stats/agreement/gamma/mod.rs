//! Gamma: agreement on where units are and which codes they have, over the best alignment of all coders' units (Mathet,
//! Widlöcher & Métivier 2015, The unified and holistic method gamma; Mathet 2017, The agreement measure gamma-cat).
//! Units of a coder may overlap.
//!
//! The best alignment is exact; disorder by chance is an average over random texts, drawn as the program
//! pygamma-agreement does, so that gamma has a random error of about a hundredth with a hundred of them. The cost grows
//! steeply with coders: meant for a few coders and some dozens of units each.

mod alignment;
mod categories;
mod chance;
mod prices;

use std::collections::BTreeSet;

use super::spans::Unit;
use super::{Undefined, figure, mean, sd};
use alignment::{Alignment, best_alignment};
use chance::ChanceModel;

/// What makes units dissimilar, and how chance is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Weight of dissimilar positions, 0 or more (alpha; 3 or 1).
    pub position: f64,
    /// Weight of different codes, 0 or more (beta; 1).
    pub code: f64,
    /// Dissimilarity of a unit and no unit, above 0 (1).
    pub empty: f64,
    /// Random texts for disorder by chance, at least 1 (30 or more).
    pub samples: usize,
    /// Where the random numbers begin.
    pub seed: u64,
}

/// Gamma and its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Gamma {
    /// The best alignment: sets of units, at most one of each coder, that hold every unit once.
    pub alignment: Vec<Vec<Option<Unit>>>,
    /// Disorder of the best alignment, 0 for none.
    pub disorder: f64,
    /// Mean disorder of the best alignments of random texts.
    pub by_chance: f64,
    /// Its standard error; nothing with one random text.
    pub by_chance_se: Option<f64>,
    /// 1 − disorder / disorder by chance, at most 1.
    pub value: f64,
    /// Gamma-cat: agreement on codes where units are aligned. Not defined where no two units are, or chance has no
    /// disorder of codes.
    pub categories: Result<f64, Undefined>,
    /// Gamma-k for each code that occurs: gamma-cat over pairs with a unit of this code. pygamma-agreement prints 1
    /// where no unit of the code is aligned; here that is not defined.
    pub by_code: Vec<(usize, Result<f64, Undefined>)>,
}

impl Gamma {
    /// Of the units of each coder; empty units and repeated ones do not count.
    ///
    /// # Errors
    /// With fewer than two coders, without units, and for settings that are out of range.
    pub fn of(coders: &[Vec<Unit>], settings: &Settings) -> Result<Self, Undefined> {
        let usable = |weight: f64| weight.is_finite() && weight >= 0.0;
        if !usable(settings.position) || !usable(settings.code) || !usable(settings.empty) || settings.empty <= 0.0 {
            return Err(Undefined::BadSetting);
        }
        if settings.samples == 0 {
            return Err(Undefined::BadSetting);
        }
        if coders.len() < 2 {
            return Err(Undefined::TooFewCoders);
        }
        let coders: Vec<Vec<Unit>> = coders.iter().map(|units| distinct(units)).collect();
        let placed: Vec<Vec<Placed>> =
            coders.iter().map(|units| units.iter().map(|unit| Placed::of(*unit)).collect()).collect();
        let mut chance = ChanceModel::of(&placed, settings.seed).ok_or(Undefined::NothingCoded)?;
        let best = best_alignment(&placed, settings);
        let random: Vec<Sample> = (0..settings.samples).map(|_| Sample::of(chance.draw(), settings)).collect();
        let disorders: Vec<f64> = random.iter().map(|sample| sample.alignment.disorder).collect();
        let by_chance = mean(&disorders).filter(|mean| *mean > 0.0).ok_or(Undefined::OneCategory)?;
        let by_chance_se = sd(&disorders).map(|sd| sd / figure(disorders.len() as u64).sqrt());
        let observed = Sample { placed, alignment: best };
        let used: BTreeSet<usize> = coders.iter().flatten().map(|unit| unit.code).collect();
        let disorder = observed.alignment.disorder;
        Ok(Self {
            disorder,
            by_chance,
            by_chance_se,
            value: 1.0 - disorder / by_chance,
            categories: categories::gamma_cat(&observed, &random, None, settings),
            by_code: used
                .into_iter()
                .map(|code| (code, categories::gamma_cat(&observed, &random, Some(code), settings)))
                .collect(),
            alignment: observed.units_of(&coders),
        })
    }
}

fn distinct(units: &[Unit]) -> Vec<Unit> {
    let mut units: Vec<Unit> = units.iter().filter(|unit| !unit.span().is_empty()).copied().collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// A unit of a real or a random text.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Placed {
    start: f64,
    end: f64,
    code: usize,
}

impl Placed {
    fn of(unit: Unit) -> Self {
        Self { start: figure(unit.start), end: figure(unit.end), code: unit.code }
    }

    /// Squared distance of both ends, relative to the mean length of the two: 0 for one place, 1 for neighbours.
    fn apart(self, other: Self) -> f64 {
        let ends = (self.start - other.start).abs() + (self.end - other.end).abs();
        (ends / (self.end - self.start + other.end - other.start)).powi(2)
    }
}

impl Settings {
    fn dissimilarity_of_places(&self, a: Placed, b: Placed) -> f64 {
        self.position * a.apart(b) * self.empty
    }

    fn dissimilarity(&self, a: Placed, b: Placed) -> f64 {
        let codes = if a.code == b.code { 0.0 } else { self.code * self.empty };
        self.dissimilarity_of_places(a, b) + codes
    }
}

/// A text with its best alignment.
struct Sample {
    placed: Vec<Vec<Placed>>,
    alignment: Alignment,
}

impl Sample {
    fn of(placed: Vec<Vec<Placed>>, settings: &Settings) -> Self {
        let alignment = best_alignment(&placed, settings);
        Self { placed, alignment }
    }

    fn units_of(&self, coders: &[Vec<Unit>]) -> Vec<Vec<Option<Unit>>> {
        let units = |set: &Vec<Option<usize>>| {
            set.iter().zip(coders).map(|(at, units)| at.and_then(|at| units.get(at).copied())).collect()
        };
        self.alignment.sets.iter().map(units).collect()
    }
}
