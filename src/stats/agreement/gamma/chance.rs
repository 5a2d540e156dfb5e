//! Random texts for disorder by chance: coders who cut out and code units at random, with as many units, gaps and
//! lengths as the real ones on average, and codes as often (the statistical sampler of pygamma-agreement).

use super::Placed;
use crate::stats::agreement::{figure, mean};
use crate::stats::shuffle::SplitMix64;

/// What random coders share with the real ones.
pub(super) struct ChanceModel {
    coders: usize,
    units: Normal,
    gap: Normal,
    length: Normal,
    /// The code of every real unit, to draw from.
    codes: Vec<usize>,
    random: SplitMix64,
}

impl ChanceModel {
    /// Nothing without units.
    pub(super) fn of(coders: &[Vec<Placed>], seed: u64) -> Option<Self> {
        let counts: Vec<f64> = coders.iter().map(|units| figure(units.len() as u64)).collect();
        let lengths: Vec<f64> = coders.iter().flatten().map(|unit| unit.end - unit.start).collect();
        // A gap of 0 stands in where there is but one unit.
        let mut gaps = vec![0.0];
        for units in coders {
            gaps.extend(units.windows(2).map(|pair| pair[1].start - pair[0].end));
            gaps.extend(units.first().map(|unit| unit.start).filter(|start| *start > 0.0));
        }
        Some(Self {
            coders: coders.len(),
            units: Normal::of(&counts)?,
            gap: Normal::of(&gaps)?,
            length: Normal::of(&lengths)?,
            codes: coders.iter().flatten().map(|unit| unit.code).collect(),
            random: SplitMix64::new(seed),
        })
    }

    /// The units of each coder of a random text, with at least one unit.
    pub(super) fn draw(&mut self) -> Vec<Vec<Placed>> {
        let mut drawn: Vec<Vec<Placed>> = Vec::new();
        for _ in 0..self.coders {
            let is_empty = drawn.iter().all(Vec::is_empty);
            // A number of units: small, and whole after cutting off.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let count = (self.units.draw(&mut self.random).abs() as usize).max(usize::from(is_empty));
            let mut end = 0.0;
            drawn.push((0..count).map(|_| self.unit_after(&mut end)).collect());
        }
        drawn
    }

    fn unit_after(&mut self, end: &mut f64) -> Placed {
        let start = *end + self.gap.draw(&mut self.random);
        // Real units have a length, so that one above 0 comes soon.
        let mut length = 0.0;
        while length < 1e-6 {
            length = self.length.draw(&mut self.random).abs();
        }
        *end = start + length;
        let code = usize::try_from(self.random.below(self.codes.len() as u64)).unwrap_or(0);
        Placed { start, end: *end, code: self.codes[code] }
    }
}

/// A normal distribution.
struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// With the mean and the standard deviation (of a population) of some figures; nothing without any.
    fn of(figures: &[f64]) -> Option<Self> {
        let centre = mean(figures)?;
        let squares: Vec<f64> = figures.iter().map(|figure| (figure - centre).powi(2)).collect();
        Some(Self { mean: centre, sd: mean(&squares)?.sqrt() })
    }

    /// A draw, by the method of Box & Muller (1958).
    fn draw(&self, random: &mut SplitMix64) -> f64 {
        let radius = (-2.0 * (1.0 - uniform(random)).ln()).sqrt();
        self.mean + self.sd * radius * (std::f64::consts::TAU * uniform(random)).cos()
    }
}

/// From 0 to below 1, in steps of 2^-53.
fn uniform(random: &mut SplitMix64) -> f64 {
    figure(random.next_bits() >> 11) / figure(1 << 53)
}
