//! What interventions cost: ratings beside unit costs, costs beside effects, and published costs beside each other.

use std::collections::BTreeSet;

use super::statistics::{base_in_words, cite, statistic_in_words, value_in_words, with_thousands};
use super::synthesis::{Choices, EffectFilter, EffectSet, Figure, Grouping, SetResult};
use super::synthesis::{grouped, members, one_figure, set_of, synthesise};
use super::{AnalysisError, Layout};
use crate::model::{Findings, Intervention, Level, Snapshot, Statistic};
use crate::table::{Cell, Column, Table};

/// Interventions with their cost rating, its band, the unit cost and the band that it belongs to. An intervention without a rating is
/// not rated, which is neither nought nor low.
///
/// Data columns: `intervention, name, cost_rating, rated_from, rated_to, unit_cost_gbp, cost_year, band, said`. Reading columns: `name,
/// cost_rating, unit_cost, said`.
#[must_use]
pub fn costs_table(snapshot: &Snapshot, layout: Layout) -> Table {
    let columns = match layout {
        Layout::Reading => vec![
            Column::text("name", "Intervention"),
            Column::text("cost_rating", "Cost rating"),
            Column::text("unit_cost", "Unit cost"),
            Column::text("said", "Rating and cost"),
        ],
        Layout::Data => vec![
            Column::text("intervention", "Id"),
            Column::text("name", "Intervention"),
            Column::text("cost_rating", "Cost rating"),
            Column::number("rated_from", "Band from").unit("GBP"),
            Column::number("rated_to", "Band to").unit("GBP"),
            Column::number("unit_cost_gbp", "Unit cost").unit("GBP"),
            Column::number("cost_year", "Prices of"),
            Column::text("band", "Band of the unit cost"),
            Column::text("said", "Rating and cost"),
        ],
    };
    let mut table = Table::new("Costs of interventions", columns);
    table.measure = String::from("cost rating and cost of one unit, in pounds of the year given");
    table.frame = format!("{} interventions of the review", snapshot.findings.interventions.len());
    for one in &snapshot.findings.interventions {
        let rated = rating_of(snapshot, one);
        let band = one.unit_cost_gbp.and_then(|cost| band_of(snapshot, cost));
        let said = agreement(one, rated, band);
        table.rows.push(match layout {
            Layout::Reading => {
                let name = rated.map_or(one.cost_rating.as_str(), |level| level.name.as_str());
                let year = one.cost_year.map_or_else(String::new, |year| format!(" ({year})"));
                let cost =
                    one.unit_cost_gbp.map_or_else(String::new, |cost| format!("£{}{year}", with_thousands(cost)));
                let rating = if name.is_empty() { "not rated".to_owned() } else { in_words(rated, name) };
                [one.name.clone(), rating, cost, said].map(Cell::words).to_vec()
            }
            Layout::Data => vec![
                Cell::words(one.id.clone()),
                Cell::words(one.name.clone()),
                Cell::words(one.cost_rating.clone()),
                Cell::number(rated.and_then(|level| level.lower_gbp), 0),
                Cell::number(rated.and_then(|level| level.upper_gbp), 0),
                Cell::number(one.unit_cost_gbp, 2),
                one.cost_year.map_or(Cell::Empty, |year| Cell::words(year.to_string())),
                Cell::words(band.map_or("", |level| level.id.as_str())),
                Cell::words(said),
            ],
        });
    }
    let scale = snapshot.scale("cost_rating");
    table.notes.extend(scale.map(|scale| scale.note.clone()).filter(|note| !note.is_empty()));
    let years: BTreeSet<i64> = snapshot.findings.interventions.iter().filter_map(|one| one.cost_year).collect();
    if years.len() > 1 {
        let years: Vec<String> = years.iter().map(i64::to_string).collect();
        table.notes.push(format!("Prices are of different years ({}) and not brought to one.", years.join(", ")));
    }
    with_notice(table, snapshot)
}

fn with_notice(mut table: Table, snapshot: &Snapshot) -> Table {
    if !snapshot.notice.is_empty() {
        table.notes.push(snapshot.notice.clone());
    }
    table
}

fn in_words(rated: Option<&Level>, name: &str) -> String {
    let Some(level) = rated else { return name.to_owned() };
    let band = match (level.lower_gbp, level.upper_gbp) {
        (Some(low), Some(high)) => format!(": £{} to £{}", with_thousands(low), with_thousands(high)),
        (Some(low), None) => format!(": above £{}", with_thousands(low)),
        (None, _) => String::new(),
    };
    format!("{name}{band}")
}

fn rating_of<'s>(snapshot: &'s Snapshot, one: &Intervention) -> Option<&'s Level> {
    Some(snapshot.scale("cost_rating")?.read_rating(&one.cost_rating)?.0)
}

/// The band with the highest lower edge not above a cost.
fn band_of(snapshot: &Snapshot, cost: f64) -> Option<&Level> {
    let bands =
        snapshot.scale("cost_rating")?.levels.iter().filter(|level| level.lower_gbp.is_some_and(|low| low <= cost));
    bands.max_by(|a, b| a.lower_gbp.unwrap_or(0.0).total_cmp(&b.lower_gbp.unwrap_or(0.0)))
}

fn agreement(one: &Intervention, rated: Option<&Level>, band: Option<&Level>) -> String {
    let Some(level) = rated.filter(|level| level.lower_gbp.is_some()) else {
        return "not rated: neither nought nor low".to_owned();
    };
    let (Some(cost), Some(band)) = (one.unit_cost_gbp, band) else { return "no unit cost to compare".to_owned() };
    // An amount on the upper edge may belong to either band.
    let on_edge = level.upper_gbp.is_some_and(|upper| (upper - cost).abs() < 0.005);
    if band.id == level.id || on_edge {
        "agree".to_owned()
    } else {
        format!("differ: the cost is in band {}", band.name)
    }
}

/// Published costs in pounds, newest vintage first to last as the sheet has them, then for each pair `A/B` how many times B is A. A
/// figure that a newer one supersedes is marked, in the list and in a ratio. Where a source says that a figure is a lower
/// bound, so is what is made of it.
///
/// Data columns: `statistic, label, value, bound, base, as_of, source, vintage`; the rows of ratios have the pair as `statistic` and
/// the ratio in words as `value`. Reading columns: `statistic, label` (with figure, base, time and source), `bound, vintage`.
///
/// # Errors
/// [`AnalysisError::Unknown`] for a pair of which one is no statistic in pounds above 0.
pub fn consequences_table(snapshot: &Snapshot, pairs: &[String], layout: Layout) -> Result<Table, AnalysisError> {
    let keys: &[(&str, &str)] = match layout {
        Layout::Reading => {
            &[("statistic", "Id"), ("label", "What it says"), ("bound", "Bound"), ("vintage", "Vintage")]
        }
        Layout::Data => &[
            ("statistic", "Id"),
            ("label", "What it says"),
            ("value", "Figure"),
            ("bound", "Bound"),
            ("base", "Of whom or what"),
            ("as_of", "As of"),
            ("source", "Source"),
            ("vintage", "Vintage"),
        ],
    };
    let mut table = Table::new("Published costs", keys.iter().map(|(key, label)| Column::text(*key, *label)).collect());
    let findings = &snapshot.findings;
    let costs = || findings.statistics.iter().filter(|one| one.unit == "GBP" && one.value.is_some());
    for one in costs() {
        let bound = if is_least(one) { "at least" } else { "" };
        if layout == Layout::Reading {
            let said = statistic_in_words(findings, one);
            table.rows.push([one.id.clone(), said, bound.to_owned(), vintage(findings, one)].map(Cell::words).to_vec());
            continue;
        }
        let cells = [
            one.id.clone(),
            one.label.clone(),
            value_in_words(one),
            bound.to_owned(),
            base_in_words(one),
            one.as_of.clone(),
            cite(findings, &one.source),
            vintage(findings, one),
        ];
        table.rows.push(cells.map(Cell::words).to_vec());
    }
    let unknown = |pair: &str| AnalysisError::Unknown {
        what: "pair of costs",
        found: pair.to_owned(),
        expected: format!(
            "two of {} with / between",
            costs().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ")
        ),
    };
    for pair in pairs {
        let (above, below) = pair.split_once('/').ok_or_else(|| unknown(pair))?;
        let found = |id: &str| costs().find(|one| one.id == id.trim() && one.value.is_some_and(|value| value > 0.0));
        let (above, below) = found(above).zip(found(below)).ok_or_else(|| unknown(pair))?;
        let mut row = ratio(findings, pair, above, below, &mut table.notes);
        if layout == Layout::Reading {
            let [label, value] = [1, 2].map(|at| row.get(at).map(Cell::display).unwrap_or_default());
            let bound = row.get(3).cloned().unwrap_or(Cell::Empty);
            row =
                vec![Cell::words(pair.clone()), Cell::words(format!("{value}: {label}")), bound, Cell::words("ratio")];
        }
        table.rows.push(row);
    }
    table.measure = String::from("costs as published, in pounds of their time; no prices are brought to one year");
    table.frame = String::from("statistics in pounds");
    table
        .notes
        .push("A bound is read from a figure’s note: “over this”, “at least”, “lower bound”, “lower end”.".to_owned());
    Ok(with_notice(table, snapshot))
}

fn ratio(findings: &Findings, pair: &str, above: &Statistic, below: &Statistic, notes: &mut Vec<String>) -> Vec<Cell> {
    let times = above.value.unwrap_or(0.0) / below.value.unwrap_or(1.0);
    // A lower bound above the line gives one; below it, it gives an upper one.
    let bound = match (is_least(above), is_least(below)) {
        (true, false) => "at least",
        (false, true) => "at most",
        (true, true) => "not known: both are lower bounds",
        (false, false) => "",
    };
    if above.as_of != below.as_of {
        notes.push(format!("{pair}: the two figures hold for different times ({} and {}).", above.as_of, below.as_of));
    }
    for one in [above, below] {
        let vintage = vintage(findings, one);
        if vintage.starts_with("superseded") {
            notes.push(format!("{pair}: {} is {vintage}.", one.id));
        }
    }
    let cells = [
        pair.to_owned(),
        format!("{} for each pound of: {}", above.label, below.label),
        format!("{times:.1} times"),
        bound.to_owned(),
        format!("{}; {}", base_in_words(above), base_in_words(below)),
        String::new(),
        String::new(),
        "ratio".to_owned(),
    ];
    cells.map(Cell::words).to_vec()
}

fn is_least(one: &Statistic) -> bool {
    let note = format!("{} {}", one.note, one.label).to_lowercase();
    ["over this", "at least", "lower bound", "lower end"].iter().any(|mark| note.contains(mark))
}

fn vintage(findings: &Findings, one: &Statistic) -> String {
    let newer = findings.statistics.iter().find(|newer| !one.id.is_empty() && newer.supersedes == one.id);
    match newer {
        Some(newer) => format!("superseded by {} ({})", newer.id, newer.as_of),
        None if one.supersedes.is_empty() => String::new(),
        None => format!("supersedes {}", one.supersedes),
    }
}

/// Interventions by cost rating and by their effect on one outcome (id or name; the one with the most effects where none is named):
/// the table behind the plot of cost and effect. Several studies of an intervention are pooled by the project's settings;
/// of a single study its effect stands (several averaged), and a note says so.
///
/// Columns: `intervention`, `cost` (`1` to `5`, or `na`), `effect, ci_low, ci_high` (turned so that higher is better; ratios as ratios),
/// `rating`, `unit` (a word of [`EffectScale`](crate::model::EffectScale)).
///
/// # Errors
/// [`AnalysisError::Unknown`] when there is no such outcome.
pub fn cost_effect(
    snapshot: &Snapshot,
    outcome: Option<&str>,
    barred: &BTreeSet<String>,
) -> Result<Table, AnalysisError> {
    let mut columns = vec![Column::text("intervention", "Intervention"), Column::text("cost", "Cost rating")];
    columns.extend(
        [("effect", "Effect"), ("ci_low", "CI low"), ("ci_high", "CI high")].map(|(k, l)| Column::number(k, l)),
    );
    columns.extend([Column::text("rating", "Evidence rating"), Column::text("unit", "Scale")]);
    let mut table = Table::new("Cost and effect", columns);
    let choices = Choices::from(&snapshot.integration.settings.pooling);
    let members = members(snapshot, &EffectFilter::default(), barred);
    let outcomes = grouped(snapshot, &members, &[Grouping::Outcome]);
    let Some(chosen) = set_of(&outcomes, outcome)? else { return Ok(table) };
    table.frame = chosen.labels.join(", ");
    table.notes.push(format!("Outcome: {}.", table.frame));
    table.measure = format!("effects turned so that higher is better; {}", choices.describe());
    let mut single = Vec::new();
    for set in grouped(snapshot, &chosen.members, &[Grouping::Intervention]) {
        let one = snapshot.findings.interventions.iter().find(|one| set.keys.first() == Some(&one.id));
        let cost = one.and_then(|one| rating_of(snapshot, one)).map_or("na", |level| level.id.as_str());
        let name = set.labels.join(", ");
        let figure = figure_of(&set, &choices, &mut single, &mut table.notes);
        let mut cells = vec![Cell::words(name), Cell::words(cost)];
        let shown = |of: fn(&Figure) -> f64| figure.as_ref().map(|figure| figure.scale.shown(of(figure)));
        let values = [shown(|figure| figure.estimate), shown(|figure| figure.ci.0), shown(|figure| figure.ci.1)];
        cells.extend(values.map(|value| Cell::number(value, 3)));
        cells.push(Cell::words(one.map_or("", |one| one.evidence_rating.as_str())));
        let reported = set.members.first().map_or("", |member| member.effect.es_type.word());
        cells.push(Cell::words(figure.map_or(reported, |figure| figure.scale.word())));
        table.rows.push(cells);
    }
    if !single.is_empty() {
        table.notes.push(format!("A single study each, not pooled: {}.", single.join(", ")));
    }
    Ok(with_notice(table, snapshot))
}

/// What is pooled of an intervention, or the effect of its only study.
fn figure_of(
    set: &EffectSet<'_>,
    choices: &Choices,
    single: &mut Vec<String>,
    notes: &mut Vec<String>,
) -> Option<Figure> {
    let name = set.labels.join(", ");
    let result = synthesise(&set.members, choices);
    match one_figure(&set.members, &result, choices) {
        Ok(figure) => {
            if matches!(result, SetResult::SingleStudy { .. }) {
                single.push(name);
            }
            Some(figure)
        }
        Err(why) => {
            notes.push(format!("{name}: {why}."));
            None
        }
    }
}
