//! Agreement where a coder may give a unit several codes: alpha with a distance of sets.

use std::collections::BTreeSet;

use super::Undefined;
use super::krippendorff::{Alpha, Coincidences};
use super::ratings::Ratings;

/// How far two sets of codes are from each other, 0 to 1. Two empty sets are equal; an empty one is at 1 from any
/// other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SetDistance {
    /// Equal or not, as wholes.
    Whole,
    /// 1 − shared codes / all codes (Jaccard 1901).
    Jaccard,
    /// 1 − Jaccard similarity × a weight for how the sets lie to each other (Passonneau 2006): 1 if equal, `subset`
    /// if one holds the other, `overlap` if they share some, 0 if none.
    Masi {
        /// Weight of a set and a part of it.
        subset: f64,
        /// Weight of sets that share some codes and not others.
        overlap: f64,
    },
}

impl SetDistance {
    /// MASI with the weights of Passonneau (2006), 2/3 and 1/3.
    pub const MASI: Self = Self::Masi { subset: 2.0 / 3.0, overlap: 1.0 / 3.0 };
    /// MASI as older versions of NLTK have it, with 0.67 and 0.33.
    pub const MASI_ROUNDED: Self = Self::Masi { subset: 0.67, overlap: 0.33 };

    /// The distance of two sets.
    #[must_use]
    pub fn between<T: Ord>(self, a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
        if a == b {
            return 0.0;
        }
        let shared = a.intersection(b).count();
        // Numbers of codes; far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let jaccard = shared as f64 / (a.len() + b.len() - shared) as f64;
        let weight = match self {
            Self::Whole => 0.0,
            Self::Jaccard => 1.0,
            Self::Masi { subset, .. } if shared == a.len().min(b.len()) => subset,
            Self::Masi { overlap, .. } => overlap,
        };
        1.0 - weight * jaccard
    }
}

/// Alpha over units to which each coder gave a set of codes, or none at all (a gap; the empty set is a rating). The
/// distance is taken as it is, not squared.
///
/// # Errors
/// [`Undefined`] says why there is none.
pub fn alpha_of_sets<T: Ord>(units: &[Vec<Option<BTreeSet<T>>>], distance: SetDistance) -> Result<Alpha, Undefined> {
    let borrowed: Vec<Vec<Option<&BTreeSet<T>>>> =
        units.iter().map(|unit| unit.iter().map(Option::as_ref).collect()).collect();
    let (sets, ratings) = Ratings::from_names(&borrowed)?;
    Coincidences::of(&ratings).alpha_by(|a, b| distance.between(sets[a], sets[b]))
}
