//! A review -> studies and effects of ours, and a table of what became of each outcome.

use std::collections::{BTreeMap, BTreeSet};

use super::repool::{Repooled, repool};
use super::{PoolingMethod, RevManComparison, RevManMapping, RevManOutcome, RevManReview, RevManRow, RevManStudy};
use crate::interchange::rows::Rows;
use crate::model::{Effect, Findings, Intervention, Problem, Problems, Study};
use crate::table::{Cell, Column, Table};
use crate::text::did_you_mean;

/// What a review holds for us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevManFindings {
    /// Its studies, effects, and the interventions that the map names.
    pub findings: Findings,
    /// A row for each outcome: what was taken, what needs a person. Filled in, it is a map.
    pub mapped: Table,
    /// Every stored pooled figure beside ours.
    pub repooled: Vec<Repooled>,
}

/// Takes studies and effects over. Ids of effects begin with `prefix`, so that two reviews do not share any, and go on with the
/// number of the outcome and the study. Without a map, `outcome` is the outcome's name as the review has it, and the
/// intervention and the direction of benefit are left open.
///
/// # Errors
/// Rows of the map that speak of nothing in the review.
pub fn revman_findings(
    review: &RevManReview,
    prefix: &str,
    map: &Rows<RevManMapping>,
) -> Result<RevManFindings, Problems> {
    check_map(review, map)?;
    let mut out = RevManFindings { mapped: empty_table(review), ..RevManFindings::default() };
    out.findings.studies = review.studies.iter().map(study).collect();
    let mut ids = BTreeSet::new();
    for comparison in &review.comparisons {
        for outcome in &comparison.outcomes {
            let said = said_of(map, comparison, outcome);
            let pools = repool(outcome);
            out.mapped.rows.push(cells(comparison, outcome, &said, &pools));
            out.repooled.extend(pools);
            if outcome.scale.is_none() {
                continue;
            }
            if !said.intervention.is_empty()
                && !out.findings.interventions.iter().any(|known| known.id == said.intervention)
            {
                let [name, _] = &outcome.groups;
                let name = if name.is_empty() { &said.intervention } else { name };
                let id = said.intervention.clone();
                out.findings.interventions.push(Intervention { id, name: name.clone(), ..Intervention::default() });
            }
            for row in &outcome.rows {
                let group = row.subgroup.and_then(|at| outcome.subgroups.get(at));
                let number = group.map_or(&outcome.number, |group| &group.number);
                let id = unused(&mut ids, format!("{prefix}-{number}-{}", row.study));
                let population = group.map_or_else(String::new, |group| group.name.clone());
                out.findings.effects.push(Effect { id, population, ..effect(comparison, outcome, row, &said) });
            }
        }
    }
    out.mapped.notes.extend(notes(&out));
    Ok(out)
}

/// An id that is taken gets a number behind it: a study may be there several times with several arms.
fn unused(ids: &mut BTreeSet<String>, id: String) -> String {
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let free = std::iter::once(id.clone()).chain(numbered).find(|id| !ids.contains(id)).unwrap_or(id);
    ids.insert(free.clone());
    free
}

fn check_map(review: &RevManReview, map: &Rows<RevManMapping>) -> Result<(), Problems> {
    let outcomes: Vec<(&RevManComparison, &RevManOutcome)> = review
        .comparisons
        .iter()
        .flat_map(|comparison| comparison.outcomes.iter().map(move |outcome| (comparison, outcome)))
        .collect();
    let mut problems = Problems::default();
    for (line, mapping) in map.iter() {
        if outcomes.iter().any(|(comparison, outcome)| is_about(mapping, comparison, outcome)) {
            continue;
        }
        let message =
            format!("the review has no outcome `{}` in a comparison `{}`", mapping.outcome, mapping.comparison);
        let names = outcomes.iter().flat_map(|(comparison, outcome)| [comparison.name.as_str(), outcome.name.as_str()]);
        let wanted = if mapping.outcome.is_empty() { &mapping.comparison } else { &mapping.outcome };
        problems
            .push(Problem::new(&map.file, message).at_line(line).field("outcome").hint(did_you_mean(wanted, names)));
    }
    problems.none_or(())
}

fn is_about(mapping: &RevManMapping, comparison: &RevManComparison, outcome: &RevManOutcome) -> bool {
    mapping.is_about((&comparison.number, &comparison.name), (&outcome.number, &outcome.name))
}

/// What the map says of an outcome: its own row first, then that of the comparison.
fn said_of(map: &Rows<RevManMapping>, comparison: &RevManComparison, outcome: &RevManOutcome) -> RevManMapping {
    let mut rows: Vec<&RevManMapping> = map.rows.iter().filter(|row| is_about(row, comparison, outcome)).collect();
    rows.sort_by_key(|row| row.outcome.is_empty());
    let mut said = RevManMapping::default();
    for row in rows {
        if said.intervention.is_empty() {
            said.intervention.clone_from(&row.intervention);
        }
        if said.domain.is_empty() {
            said.domain.clone_from(&row.domain);
        }
        said.higher_is_better = said.higher_is_better.or(row.higher_is_better);
    }
    said
}

fn study(study: &RevManStudy) -> Study {
    let cite = match study.year {
        Some(year) if !study.name.contains(&year.to_string()) => format!("{} {year}", study.name),
        _ => study.name.clone(),
    };
    Study {
        id: study.id.clone(),
        cite,
        year: study.year,
        design_detail: study.methods.clone(),
        doi: study.doi.clone(),
        rob_tool: if study.bias.is_empty() { String::new() } else { "Cochrane risk of bias (RevMan 5)".to_owned() },
        rob_domains: study.bias.clone(),
        ..Study::default()
    }
}

fn effect(comparison: &RevManComparison, outcome: &RevManOutcome, row: &RevManRow, said: &RevManMapping) -> Effect {
    let ([e1, e2], [n1, n2], [m1, m2], [sd1, sd2]) = (row.events, row.totals, row.means, row.sds);
    // Where the analysis counts those without the event, the effect is theirs.
    let counted = |events: Option<f64>, n: Option<f64>| {
        if outcome.swap_events { events.zip(n).map(|(events, n)| n - events) } else { events }
    };
    let reported = |figure: Option<f64>| figure.filter(|_| row.estimable);
    let [low, high] = row.ci;
    let [first, second] = &outcome.groups;
    let mut notes = vec![format!("RevMan {} {}: {first} against {second}", outcome.number, outcome.name)];
    if outcome.method == PoolingMethod::Peto {
        notes.push("by Peto's method".to_owned());
    }
    if outcome.swap_events {
        notes.push("counts those without the event".to_owned());
    }
    if !row.estimable {
        notes.push("not estimable in RevMan".to_owned());
    }
    Effect {
        study: row.study.clone(),
        intervention: said.intervention.clone(),
        comparator: if second.is_empty() { comparison.name.clone() } else { second.clone() },
        outcome: if said.domain.is_empty() { outcome.name.clone() } else { said.domain.clone() },
        measure: outcome.name.clone(),
        es_type: outcome.scale.unwrap_or_default(),
        value: reported(row.estimate),
        ci_low: reported(low),
        ci_high: reported(high),
        ci_level: Some(outcome.level),
        se: reported(row.se).filter(|se| *se > 0.0),
        n1: n1.filter(|n| *n > 0.0),
        n2: n2.filter(|n| *n > 0.0),
        m1,
        sd1: sd1.filter(|sd| *sd > 0.0),
        m2,
        sd2: sd2.filter(|sd| *sd > 0.0),
        e1: counted(e1, n1),
        e2: counted(e2, n2),
        higher_is_better: said.higher_is_better,
        notes: notes.join("; "),
        ..Effect::default()
    }
}

fn empty_table(review: &RevManReview) -> Table {
    let columns = ["comparison", "outcome", "intervention", "outcome_domain", "higher_is_better"];
    let told = ["_name", "_groups", "_favours", "_effects", "_pooled", "_needs"];
    let columns =
        columns.iter().chain(&told).map(|key| Column::text(*key, key.trim_start_matches('_').replace('_', " ")));
    Table::new(
        format!("Outcomes of {}", if review.title.is_empty() { "the review" } else { &review.title }),
        columns.collect(),
    )
}

fn cells(
    comparison: &RevManComparison,
    outcome: &RevManOutcome,
    said: &RevManMapping,
    pools: &[Repooled],
) -> Vec<Cell> {
    let pair = |[first, second]: &[String; 2]| {
        let words = [first.as_str(), second.as_str()];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    let effects = match outcome.scale {
        Some(scale) => format!("{} {}", outcome.rows.len(), scale.word()),
        None => format!("none: measure `{}` is not known", outcome.measure),
    };
    let differs = pools.iter().filter(|pool| !pool.agrees());
    let differs: Vec<String> = differs
        .map(|pool| format!("{}: {:.4}, stored {:.4}", pool.number, pool.estimate, pool.stored.estimate))
        .collect();
    let pooled = match (pools.is_empty(), differs.is_empty()) {
        (true, _) => "nothing stored to compare".to_owned(),
        (false, true) => "as stored".to_owned(),
        (false, false) => differs.join("; "),
    };
    let needs = [
        ("intervention", said.intervention.is_empty()),
        ("outcome_domain", said.domain.is_empty()),
        ("higher_is_better", said.higher_is_better.is_none()),
    ];
    let needs: Vec<&str> = needs.into_iter().filter(|(_, needed)| *needed).map(|(what, _)| what).collect();
    let better = said.higher_is_better.map_or("", |better| if better { "yes" } else { "no" });
    [
        comparison.number.as_str(),
        &outcome.number,
        &said.intervention,
        &said.domain,
        better,
        &format!("{}: {}", comparison.name, outcome.name),
        &pair(&outcome.groups),
        &pair(&outcome.graph),
        &effects,
        &pooled,
        &needs.join(", "),
    ]
    .into_iter()
    .map(Cell::words)
    .collect()
}

fn notes(out: &RevManFindings) -> Vec<String> {
    let mut notes =
        vec![format!("{} studies and {} effects were read.", out.findings.studies.len(), out.findings.effects.len())];
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    for effect in &out.findings.effects {
        *missing.entry("intervention").or_default() += usize::from(effect.intervention.is_empty());
        *missing.entry("higher_is_better").or_default() += usize::from(effect.higher_is_better.is_none());
    }
    if missing.values().any(|count| *count > 0) {
        notes.push(
            "What `needs` lists is not in the file: save this table as CSV (--csv -o map.csv), fill the columns in, and import again \
             with --map map.csv. Until then the effects stand in no display."
                .to_owned(),
        );
    }
    let differ = out.repooled.iter().filter(|pool| !pool.agrees()).count();
    if differ > 0 {
        notes.push(format!(
            "{differ} of {} stored pooled figures differ from the rows pooled again.",
            out.repooled.len()
        ));
    } else if !out.repooled.is_empty() {
        notes.push(format!(
            "Stored pooled figures that the rows pooled again give too: {0} of {0}.",
            out.repooled.len()
        ));
    }
    notes
}
