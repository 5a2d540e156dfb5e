//! Rules about interventions: V09 (evidence rating), V10 (cost rating), V17 (use in the United Kingdom).

use std::collections::BTreeSet;

use super::{Finder, FindingTable, Level, Place, scale};
use crate::model::{Direction, Effect, Findings, Intervention, Scale};
use crate::text::did_you_mean;

pub(super) fn check(findings: &Findings, scales: &[Scale], finder: &mut Finder) {
    for (row, intervention) in findings.interventions.iter().enumerate() {
        let place = Place { table: FindingTable::Interventions, row, id: &intervention.id };
        if let Some(scale) = scale(scales, "evidence_rating") {
            evidence(intervention, findings, scale, place, finder);
        }
        if let Some(scale) = scale(scales, "cost_rating") {
            cost(intervention, scale, place, finder);
        }
        if intervention.uk_feasible.is_empty() {
            let message = "use in the United Kingdom has not been judged";
            finder.add(place, ("V17", Level::Warning), "uk_feasible", message, "");
        }
    }
}

/// V09. What the studies must show goes by the number that the level's id begins with.
fn evidence(intervention: &Intervention, findings: &Findings, scale: &Scale, place: Place<'_>, finder: &mut Finder) {
    let written = intervention.evidence_rating.as_str();
    if written.is_empty() {
        return;
    }
    let mut warn = |message: String, hint: String| {
        finder.add(place, ("V09", Level::Warning), "evidence_rating", message, hint);
    };
    let Some((level, mixed)) = scale.read_rating(written) else {
        let hint = did_you_mean(written, scale.levels.iter().map(|level| level.id.as_str()));
        warn(format!("`{written}` is not a level of the scale {}", scale.id), hint);
        return;
    };
    // Without a single effect the sheet is not there yet, and nothing can be said.
    if findings.effects.is_empty() {
        return;
    }
    let effects: Vec<&Effect> =
        findings.effects.iter().filter(|effect| effect.intervention == intervention.id).collect();
    if mixed && !effects.iter().any(|effect| is_null_or_harm(effect)) {
        let message = format!("rated {written}, but no effect is null or points to harm");
        warn(message, "the flag says that findings are mixed".to_owned());
    }
    let number = level.id.chars().next().and_then(|first| first.to_digit(10)).unwrap_or_default();
    let studies: BTreeSet<&str> = effects.iter().map(|effect| effect.study.as_str()).collect();
    let rigorous = findings.studies.iter().any(|study| {
        let design = study.design.to_uppercase();
        studies.contains(study.id.as_str()) && (design.contains("RCT") || design.contains("QED"))
    });
    if number >= 3 && !rigorous {
        warn(format!("rated {written} without a trial or quasi-experiment"), String::new());
    }
    if number >= 4 && studies.len() < 2 {
        let message = format!("rated {written} on {} studies; level 4 needs two", studies.len());
        warn(message, String::new());
    }
    if number >= 4 && !effects.iter().any(|effect| effect.months.is_some_and(|months| months >= 12.0)) {
        warn(format!("rated {written} without an effect after 12 months or more"), String::new());
    }
}

fn is_null_or_harm(effect: &Effect) -> bool {
    let null = effect.es_type.null();
    let holds_null = effect.ci_low.zip(effect.ci_high).is_some_and(|(low, high)| low <= null && null <= high);
    holds_null || effect.value.is_some() && effect.direction() != Direction::Benefit
}

/// V10. Bands go by their lower edge, so that no pence fall between two; a cost on the upper edge of
/// its band fits too.
fn cost(intervention: &Intervention, scale: &Scale, place: Place<'_>, finder: &mut Finder) {
    let written = intervention.cost_rating.as_str();
    if written.is_empty() {
        return;
    }
    let mut warn = |message: String, hint: String| {
        finder.add(place, ("V10", Level::Warning), "cost_rating", message, hint);
    };
    let Some((level, _)) = scale.read_rating(written) else {
        let hint = did_you_mean(written, scale.levels.iter().map(|level| level.id.as_str()));
        warn(format!("`{written}` is not a level of the scale {}", scale.id), hint);
        return;
    };
    let Some(cost) = intervention.unit_cost_gbp else { return };
    let bands = scale.levels.iter().filter(|band| band.lower_gbp.is_some_and(|lower| lower <= cost));
    let band = bands.max_by(|a, b| a.lower_gbp.partial_cmp(&b.lower_gbp).unwrap_or(std::cmp::Ordering::Equal));
    let on_upper_edge = level.upper_gbp.is_some_and(|upper| (upper - cost).abs() < 0.005);
    if let Some(band) = band
        && band.id != level.id
        && !on_upper_edge
    {
        let message = format!("rated {written}, but £{cost} belongs to band {}", band.id);
        warn(message, "mend the rating or the unit cost".to_owned());
    }
}
