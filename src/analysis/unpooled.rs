//! Tables for charts that need no pooling: p values by size, and pillars of voices and findings.

use super::{AnalysisError, Joint};
use crate::model::{Direction, Effect, Fit, Meeting, Snapshot};
use crate::stats::distribution::{normal_critical, normal_two_sided};
use crate::table::{Cell, Column, Table};

/// Standardised mean differences whose contours an albatross plot has.
const CONTOURS: [f64; 3] = [0.1, 0.25, 0.5];

/// Effects with their sizes and p values, of one outcome domain (id or name) or of all: the table behind the albatross plot.
/// A p value that is not reported is worked out from the interval (normal, on the log scale for ratios). Effects without
/// size, p or direction are left out, and a note says how many.
///
/// Columns: `study` (with the measure), `n` (both groups), `p`, `direction` (`benefit` or `harm`), `effect`,
/// `control_risk`; the last rows, without a study, ask for contours of standardised mean differences.
///
/// # Errors
/// [`AnalysisError::Unknown`] when there is no such outcome.
pub fn p_values(joint: &Joint, outcome: Option<&str>) -> Result<Table, AnalysisError> {
    let mut columns = vec![Column::text("study", "Study"), Column::number("n", "n"), Column::number("p", "p")];
    columns.push(Column::text("direction", "Direction"));
    columns.extend([Column::number("effect", "Contour"), Column::number("control_risk", "Risk of the control group")]);
    let mut table = Table::new("p values by size of the study", columns);
    let wanted = outcome.map(|word| joint.target_named(word)).transpose()?;
    let snapshot = joint.frame.snapshot();
    let usable = snapshot.findings.effects.iter().filter(|effect| !joint.barred.contains(&effect.id));
    let usable = usable.filter(|effect| wanted.is_none_or(|outcome| effect.outcome == outcome.id));
    let (mut all, mut below) = (0, false);
    for effect in usable {
        all += 1;
        if let Some(row) = p_row(snapshot, effect) {
            below |= effect.p_below;
            table.rows.push(row);
        }
    }
    let left_out = all - table.rows.len();
    if !table.rows.is_empty() {
        for contour in CONTOURS {
            let mut row = vec![Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
            row.extend([Cell::number(Some(contour), 2), Cell::Empty]);
            table.rows.push(row);
        }
    }
    table.measure = String::from("two-sided p values and participants of both groups; nothing is pooled");
    table.frame = wanted.map_or_else(|| "all outcomes".to_owned(), |outcome| outcome.name.clone());
    if left_out > 0 {
        table.notes.push(format!("Effects without size, p value or direction, left out: {left_out}."));
    }
    if below {
        table.notes.push("A p value reported as below a bound stands at the bound.".to_owned());
    }
    if !snapshot.notice.is_empty() {
        table.notes.push(snapshot.notice.clone());
    }
    Ok(table)
}

fn p_row(snapshot: &Snapshot, effect: &Effect) -> Option<Vec<Cell>> {
    let study = snapshot.findings.studies.iter().find(|study| study.id == effect.study);
    // Sizes of studies stay far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let total = || study.and_then(|study| study.n_total).map(|n| n as f64);
    let n = effect.n1.zip(effect.n2).map(|(n1, n2)| n1 + n2).or_else(total)?;
    let p = effect.p.or_else(|| p_of_interval(effect)).filter(|p| *p > 0.0 && *p <= 1.0)?;
    let direction = match super::synthesis::direction(effect) {
        Direction::Benefit => "benefit",
        Direction::Harm => "harm",
        Direction::Neither => return None,
    };
    let cite = study.map_or(effect.study.as_str(), |study| if study.cite.is_empty() { &study.id } else { &study.cite });
    let name = if effect.measure.is_empty() { cite.to_owned() } else { format!("{cite}, {}", effect.measure) };
    let mut row = vec![Cell::words(name), Cell::number(Some(n), 0), Cell::number(Some(p), 4), Cell::words(direction)];
    row.extend([Cell::Empty, Cell::Empty]);
    Some(row)
}

/// The p value behind an interval: the effect in standard errors, on the scale on which the interval is even.
fn p_of_interval(effect: &Effect) -> Option<f64> {
    let even = |value: f64| if effect.es_type.is_ratio() { libm::log(value) } else { value };
    let (value, low, high) = (even(effect.value?), even(effect.ci_low?), even(effect.ci_high?));
    let level = effect.ci_level.map_or(0.95, |level| if level > 1.0 { level / 100.0 } else { level });
    let se = (high - low) / (2.0 * normal_critical(level));
    let null = even(effect.es_type.null());
    (se > 0.0 && value.is_finite()).then(|| normal_two_sided((value - null) / se))
}

/// What people say, what studies found and what both mean together, for every theme and outcome that accepted links tie
/// together, then for what has nothing to match: the table behind the pillars. The fit is what all analysts who decided
/// agree on; where they differ it is left open.
///
/// Columns: `theme`, `qual` (the theme's statement), `outcome`, `quant` (what its effects say), `fit` (a word of [`Fit`], or
/// nothing), `inference`.
#[must_use]
pub fn pillars(joint: &Joint) -> Table {
    let snapshot = joint.frame.snapshot();
    let keys = [
        ("theme", "Theme"),
        ("qual", "What people say"),
        ("outcome", "Outcome"),
        ("quant", "What studies found"),
        ("fit", "Fit"),
        ("inference", "Inference"),
    ];
    let mut table =
        Table::new("Pillars of voices and findings", keys.map(|(key, label)| Column::text(key, label)).to_vec());
    let mut differing = 0;
    for cell in &joint.cells {
        let theme = cell.theme.and_then(|at| snapshot.themes.get(at));
        let outcome = cell.target.and_then(|at| joint.targets.get(at));
        let spoken = joint.qualitative(cell).is_some_and(|said| said.participants > 0);
        let found = outcome.filter(|outcome| outcome.found.count() > 0);
        if !spoken && found.is_none() {
            continue;
        }
        let meeting = Meeting {
            theme: theme.map_or_else(String::new, |theme| theme.id.clone()),
            kind: "outcome".to_owned(),
            target: outcome.map_or_else(String::new, |outcome| outcome.id.clone()),
        };
        let decided: Vec<Fit> =
            snapshot.integration.decisions.iter().filter(|one| one.meeting == meeting).map(|one| one.fit).collect();
        let fit = decided.first().filter(|first| decided.iter().all(|fit| fit == *first));
        differing += usize::from(fit.is_none() && !decided.is_empty());
        let inference = snapshot.integration.inferences.iter().find(|one| one.meeting == meeting);
        table.rows.push(vec![
            Cell::words(theme.map_or("", |theme| theme.name.as_str())),
            Cell::words(theme.filter(|_| spoken).map_or("", |theme| theme.statement.as_str())),
            Cell::words(outcome.map_or("", |outcome| outcome.name.as_str())),
            Cell::words(found.map_or_else(String::new, |outcome| outcome.found.in_words())),
            Cell::words(fit.map_or("", |fit| fit.word())),
            Cell::words(inference.map_or("", |one| one.text.as_str())),
        ]);
    }
    table.measure = String::from("a theme beside what studies measured on an outcome linked to it; nothing is pooled");
    table.frame = joint.frame.describe();
    if differing > 0 {
        table.notes.push(format!("Analysts decided differently on the fit, which is left open: {differing}."));
    }
    table.notes.extend(joint.frame.notes());
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EffectScale;

    #[test]
    fn the_p_value_of_an_interval_is_that_of_its_effect_in_standard_errors() {
        let z = normal_critical(0.95);
        let smd =
            Effect { value: Some(0.3), ci_low: Some(0.3 - 0.1 * z), ci_high: Some(0.3 + 0.1 * z), ..Effect::default() };
        assert!(p_of_interval(&smd).is_some_and(|p| (p - normal_two_sided(3.0)).abs() < 1e-12));
        let ratio = Effect {
            es_type: EffectScale::OddsRatio,
            value: Some(0.5),
            ci_low: Some(0.25),
            ci_high: Some(1.0),
            ci_level: Some(95.0),
            ..Effect::default()
        };
        // An interval that ends at no effect has the p value of its level.
        assert!(p_of_interval(&ratio).is_some_and(|p| (p - 0.05).abs() < 1e-9));
        assert_eq!(p_of_interval(&Effect { value: Some(0.2), ..Effect::default() }), None);
    }
}
