//! Agreement on codes among aligned units: gamma-cat and gamma-k (Mathet 2017), as in pygamma-agreement 0.5.9, which
//! counts a unit beside a gap as fully different.

use super::{Sample, Settings};
use crate::stats::agreement::{Undefined, figure, mean};

/// Gamma-cat, or with a code gamma-k.
pub(super) fn gamma_cat(
    observed: &Sample,
    random: &[Sample],
    code: Option<usize>,
    settings: &Settings,
) -> Result<f64, Undefined> {
    let Disorder::Of(found) = disorder(observed, code, settings) else { return Err(Undefined::NothingAligned) };
    let by_chance: Vec<f64> = random.iter().map(|sample| disorder(sample, code, settings).of_random_text()).collect();
    let by_chance = mean(&by_chance).filter(|mean| *mean > 0.0).ok_or(Undefined::OneCategory)?;
    Ok(1.0 - found / by_chance)
}

/// Disorder of codes in an alignment.
enum Disorder {
    /// The mean difference of codes, 0 to 1 times the dissimilarity of a gap.
    Of(f64),
    /// No unit has the code.
    Absent,
    /// Units have the code, but none is aligned with another unit.
    Alone,
}

impl Disorder {
    /// What a random text counts.
    fn of_random_text(self) -> f64 {
        match self {
            Self::Of(disorder) => disorder,
            Self::Absent => 1.0,
            Self::Alone => 0.0,
        }
    }
}

fn disorder(sample: &Sample, code: Option<usize>, settings: &Settings) -> Disorder {
    let (mut different, mut all) = (0.0, 0.0);
    let (mut is_absent, mut is_alone) = (true, true);
    for set in &sample.alignment.sets {
        let units: Vec<_> = set.iter().zip(&sample.placed).map(|(at, units)| at.map(|at| units[at])).collect();
        let aligned = units.iter().flatten().count() as u64;
        for (second, b) in units.iter().enumerate() {
            for a in &units[..second] {
                let has_code = code.is_none_or(|code| a.iter().chain(b).any(|unit| unit.code == code));
                if !has_code {
                    continue;
                }
                match (a, b) {
                    (Some(a), Some(b)) => {
                        (is_absent, is_alone) = (false, false);
                        // Units that lie far apart tell little about codes, and so do pairs of a large set.
                        let sure = (1.0 - settings.dissimilarity_of_places(*a, *b)).max(0.0);
                        let weight = sure / figure(aligned - 1);
                        different += if a.code == b.code { 0.0 } else { settings.empty * weight };
                        all += weight;
                    }
                    (None, None) => {}
                    _ => {
                        is_absent = false;
                        different += settings.empty * settings.empty;
                        all += settings.empty;
                    }
                }
            }
        }
    }
    match (is_absent, is_alone) {
        (true, _) => Disorder::Absent,
        (_, true) => Disorder::Alone,
        _ if different > 0.0 => Disorder::Of(different / all),
        _ => Disorder::Of(0.0),
    }
}
