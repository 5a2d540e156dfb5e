//! Guesses at what became of codes where no step says it. A guess is always called one.

use std::collections::BTreeMap;

use crate::codebook::field::Field;
use crate::model::{Code, StepKind};

/// Two definitions that share this part of their words are taken for one meaning in two versions.
const ALIKE: f64 = 0.75;

/// Codes that are gone with the new codes that they most likely became: those with the same name or
/// definition first, then those whose definitions share most words. Each code is in one pair at most.
pub(super) fn alike<'b>(gone: &[&'b Code], added: &[&'b Code]) -> Vec<(&'b Code, &'b Code)> {
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    for (i, old) in gone.iter().enumerate() {
        for (j, new) in added.iter().enumerate() {
            let score = likeness(old, new);
            if score >= ALIKE {
                candidates.push((score, i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in candidates {
        if !pairs.iter().any(|(old, new)| *old == i || *new == j) {
            pairs.push((i, j));
        }
    }
    pairs.sort_unstable();
    pairs.into_iter().filter_map(|(i, j)| Some((*gone.get(i)?, *added.get(j)?))).collect()
}

/// From 0 to 2: 2 for the same definition, 1.5 for the same name, else the shared part of the
/// definitions' words (Dice).
fn likeness(old: &Code, new: &Code) -> f64 {
    if old.definition == new.definition {
        return 2.0;
    }
    if old.name.to_lowercase() == new.name.to_lowercase() {
        return 1.5;
    }
    let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
    let (mut words, mut shared) = (0_u32, 0_u32);
    for word in old.definition.split_whitespace() {
        *counts.entry(word).or_default() += 1;
        words += 1;
    }
    for word in new.definition.split_whitespace() {
        words += 1;
        if let Some(left) = counts.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            shared += 1;
        }
    }
    if words == 0 { 0.0 } else { f64::from(2 * shared) / f64::from(words) }
}

/// What a change of wording most likely does to what a code covers: when boundaries only grew it says so,
/// else it is called a `reword`.
pub(super) fn likely(old: &Code, new: &Code) -> StepKind {
    let changed = Field::differing(&Field::MEANING, old, new);
    let grew = |before: &[String], after: &[String]| before.iter().all(|item| after.contains(item));
    match changed.as_slice() {
        [Field::Include] if grew(&old.include, &new.include) => StepKind::Broaden,
        [Field::Include] if grew(&new.include, &old.include) => StepKind::Narrow,
        [Field::Exclude] if grew(&old.exclude, &new.exclude) => StepKind::Narrow,
        [Field::Exclude] if grew(&new.exclude, &old.exclude) => StepKind::Broaden,
        _ => StepKind::Reword,
    }
}
