//! From themes through outcomes to what effects say: the table behind the alluvial plot.

use super::{AnalysisError, Joint};
use crate::model::Effect;
use crate::table::{Cell, Column, Table};

/// What an effect with its interval says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Benefit,
    Unclear,
    Harm,
}

impl Class {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Benefit, "benefit"), (Self::Unclear, "unclear"), (Self::Harm, "harm")];

    /// Benefit or harm where the whole interval lies on one side of no effect; unclear where it does not, or where interval or
    /// direction are not reported.
    fn of(effect: &Effect) -> Self {
        let (Some(low), Some(high), Some(higher_is_better)) = (effect.ci_low, effect.ci_high, effect.higher_is_better)
        else {
            return Self::Unclear;
        };
        let null = effect.es_type.null();
        match (low > null, high < null) {
            (true, false) if higher_is_better => Self::Benefit,
            (false, true) if !higher_is_better => Self::Benefit,
            (true, false) | (false, true) => Self::Harm,
            _ => Self::Unclear,
        }
    }
}

/// Accepted links from themes to outcomes, and the effects on each outcome by what they say. An effect counts once for each
/// theme that is linked to its outcome; a link to an outcome without effects counts as one flow into `none`. `highlight`
/// is the id or name of a theme; without one the theme with the largest flow is highlighted.
///
/// Columns: `theme`, `outcome`, `effect_class` (`benefit`, `unclear`, `harm` or `none`), `flow` (how many), `highlighted`
/// (`yes` or nothing).
///
/// # Errors
/// [`AnalysisError::Unknown`] when there is no such theme.
pub fn flows(joint: &Joint, highlight: Option<&str>) -> Result<Table, AnalysisError> {
    let themes = &joint.frame.snapshot().themes;
    let columns = vec![
        Column::text("theme", "Theme"),
        Column::text("outcome", "Outcome"),
        Column::text("effect_class", "What effects say"),
        Column::number("flow", "Effects"),
        Column::text("highlighted", "Highlighted"),
    ];
    let mut table = Table::new("From themes through outcomes to effects", columns);
    let lit = match highlight {
        Some(wanted) => {
            let found = themes.iter().position(|theme| theme.id == wanted || theme.name == wanted);
            Some(found.ok_or_else(|| AnalysisError::Unknown {
                what: "theme",
                found: wanted.to_owned(),
                expected: themes.iter().map(|theme| theme.id.as_str()).collect::<Vec<_>>().join(", "),
            })?)
        }
        None => largest(joint),
    };
    for (at, theme) in themes.iter().enumerate() {
        for outcome in joint.links.get(at).into_iter().flatten().filter_map(|outcome| joint.targets.get(*outcome)) {
            for (class, flow) in classes(joint, &outcome.found.effects) {
                table.rows.push(vec![
                    Cell::words(theme.name.clone()),
                    Cell::words(outcome.name.clone()),
                    Cell::words(class),
                    Cell::Count(flow),
                    Cell::words(if lit == Some(at) { "yes" } else { "" }),
                ]);
            }
        }
    }
    table.measure = String::from("effects of the review, each counted once for every theme linked to its outcome");
    table.frame = joint.frame.describe();
    table.notes.push(
        "Benefit or harm: the whole interval lies on that side of no effect; unclear: it does not, or is not reported. None: \
         a link to an outcome that no study measured, as wide as one effect."
            .to_owned(),
    );
    if !joint.barred.is_empty() {
        table.notes.push(format!("Effects left out because their rows have errors: {}.", joint.barred.len()));
    }
    table.notes.extend(joint.frame.notes());
    Ok(table)
}

fn classes(joint: &Joint, ids: &[String]) -> Vec<(&'static str, u64)> {
    if ids.is_empty() {
        return vec![("none", 1)];
    }
    let effects = joint.frame.snapshot().findings.effects.iter().filter(|effect| ids.contains(&effect.id));
    let found: Vec<Class> = effects.map(Class::of).collect();
    let counted = Class::ALL.map(|(class, word)| (word, found.iter().filter(|one| **one == class).count() as u64));
    counted.into_iter().filter(|(_, flow)| *flow > 0).collect()
}

/// The theme whose links lead to most effects; the first of equals.
fn largest(joint: &Joint) -> Option<usize> {
    let size = |theme: &usize| -> usize {
        let outcomes = joint.links.get(*theme).into_iter().flatten().filter_map(|at| joint.targets.get(*at));
        outcomes.map(|outcome| outcome.found.effects.len()).sum()
    };
    (0..joint.links.len()).rev().max_by_key(size).filter(|theme| size(theme) > 0)
}
