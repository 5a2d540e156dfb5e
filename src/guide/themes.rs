//! What the page says of each theme: who says it, in their words, what the review found, what is missing.

use std::collections::BTreeSet;

use super::GuideError;
use super::quotes::ThemeQuotes;
use crate::analysis::{Convergence, Gap, Joint, statistic_in_words};
use crate::disclosure::{Gate, Released, TableKind};
use crate::model::{LinkStatus, Snapshot, Theme};
use crate::table::{Cell, Column, Table};

/// One theme of the page; everything in it has passed the gate.
pub(super) struct ThemePage<'q> {
    pub(super) id: String,
    pub(super) name: Released<String>,
    pub(super) statement: Released<String>,
    /// Research questions, in a line.
    pub(super) questions: String,
    pub(super) voices: Released<Table>,
    pub(super) quotes: &'q ThemeQuotes,
    pub(super) outcomes: Released<Table>,
    pub(super) interventions: Released<Table>,
    pub(super) statistics: Vec<Released<String>>,
    pub(super) gap: Released<String>,
    /// Confidence with its reason; empty when nobody judged.
    pub(super) confidence: Released<String>,
    pub(super) implication: Released<String>,
}

/// The pages of all themes, in their order.
pub(super) fn pages<'q>(
    gate: &Gate,
    joint: &Joint,
    quotes: &'q [ThemeQuotes],
) -> Result<Vec<ThemePage<'q>>, GuideError> {
    let snapshot = joint.frame.snapshot();
    let all = snapshot.themes.iter().enumerate().zip(quotes);
    all.map(|((at, theme), quotes)| {
        let figures = joint.statistics.get(at).into_iter().flatten();
        let figures = figures.filter_map(|figure| snapshot.findings.statistics.get(*figure));
        let voices = gate.table(voices(joint, at), TableKind::People)?;
        Ok(ThemePage {
            id: theme.id.clone(),
            name: gate.text(theme.name.clone())?,
            statement: gate.text(theme.statement.clone())?,
            questions: questions_in_words(snapshot, theme),
            quotes,
            outcomes: gate.table(outcomes(joint, at), TableKind::Findings)?,
            interventions: gate.table(interventions_of(joint, theme), TableKind::Findings)?,
            statistics: figures
                .map(|figure| gate.text(statistic_in_words(&snapshot.findings, figure)))
                .collect::<Result<_, _>>()?,
            confidence: gate.text(confidence_in_words(snapshot, theme))?,
            gap: gate.text(gap_in_words(joint, at, voices.get()))?,
            voices,
            implication: gate.text(theme.implication.clone())?,
        })
    })
    .collect()
}

fn questions_in_words(snapshot: &Snapshot, theme: &Theme) -> String {
    let scale = snapshot.scale("research_questions");
    let named = theme.questions.iter().map(|id| match scale.and_then(|scale| scale.level(id)) {
        Some(level) => format!("{id} {}", level.name),
        None => id.clone(),
    });
    named.collect::<Vec<_>>().join(" · ")
}

/// Participants of each role who raise the theme, of those in the frame.
fn voices(joint: &Joint, theme: usize) -> Table {
    let mut columns = vec![Column::text("measure", "Who")];
    let mut row = vec![Cell::words("Participants who raise it")];
    let Some(said) = joint.voices.get(theme) else { return Table::new("Who says it", columns) };
    for role in &said.roles {
        columns.push(Column::number(role.role.clone(), role.name.clone()).unit("participants").n(role.of));
        row.push(Cell::Count(role.participants));
    }
    columns.push(Column::number("total", "All").unit("participants").n(said.of));
    row.push(Cell::Count(said.participants));
    let mut table = Table::new("Participants who raise the theme, by role", columns);
    table.rows.push(row);
    table
}

/// Each outcome tied to the theme: what studies measured, how that fits, what both say together.
fn outcomes(joint: &Joint, theme: usize) -> Table {
    let columns = vec![
        Column::text("outcome", "Outcome"),
        Column::number("studies", "Studies"),
        Column::text("found", "What they found, benefit up"),
        Column::text("fit", "Fit with what people say"),
        Column::text("inference", "What both say together"),
    ];
    let mut table = Table::new("Outcomes linked to this theme", columns);
    for (cell, fit) in joint.cells.iter().zip(joint.convergence()).filter(|(cell, _)| cell.theme == Some(theme)) {
        let Some(target) = cell.target.and_then(|at| joint.targets.get(at)) else { continue };
        table.rows.push(vec![
            Cell::words(target.name.clone()),
            Cell::Count(target.found.studies),
            Cell::words(target.in_words()),
            Cell::words(fit.as_ref().map_or_else(String::new, Convergence::in_words)),
            Cell::words(fit.and_then(|fit| fit.inference).map_or("", |inference| inference.text.as_str())),
        ]);
    }
    table
}

/// How confident a person is in the theme, and why.
fn confidence_in_words(snapshot: &Snapshot, theme: &Theme) -> String {
    let judged = snapshot.integration.confidence.iter().find(|judged| judged.theme == theme.id);
    judged.map_or_else(String::new, |judged| format!("{}. {}", judged.overall.replace('_', " "), judged.why))
}

/// The interventions that accepted links tie to the theme or one of its codes.
fn interventions_of(joint: &Joint, theme: &Theme) -> Table {
    let snapshot = joint.frame.snapshot();
    let codes: Vec<&str> = snapshot
        .codes_of(theme)
        .into_iter()
        .filter_map(|code| snapshot.codebook.codes.get(code))
        .map(|code| code.id.as_str())
        .collect();
    let tied: BTreeSet<&str> = snapshot
        .findings
        .links
        .iter()
        .filter(|link| link.status == LinkStatus::Accepted && link.to_kind == "intervention")
        .filter(|link| match link.from_kind.as_str() {
            "theme" => link.from == theme.id,
            _ => codes.contains(&link.from.as_str()),
        })
        .map(|link| link.to.as_str())
        .collect();
    let mut table = intervention_table(snapshot, |id| tied.contains(id));
    "Interventions linked to this theme".clone_into(&mut table.title);
    table
}

/// All interventions with their ratings.
pub(super) fn interventions(snapshot: &Snapshot) -> Table {
    intervention_table(snapshot, |_| true)
}

fn intervention_table(snapshot: &Snapshot, wanted: impl Fn(&str) -> bool) -> Table {
    let columns = vec![
        Column::text("intervention", "Intervention"),
        Column::text("phase", "Before or after return"),
        Column::text("evidence_rating", "Evidence rating"),
        Column::text("cost_rating", "Cost rating"),
        Column::text("uk_feasible", "Use in the UK"),
    ];
    let mut table = Table::new("Interventions", columns);
    let level = |scale: &str, id: &str| {
        let level = snapshot.scale(scale).and_then(|scale| scale.read_rating(id).map(|(level, _)| level.name.clone()));
        level.map_or_else(|| id.to_owned(), |name| if id == "na" { name } else { format!("{id} ({name})") })
    };
    for one in snapshot.findings.interventions.iter().filter(|one| wanted(&one.id)) {
        table.rows.push(vec![
            Cell::words(one.name.clone()),
            Cell::words(level("phases", &one.phase).split(" (").last().unwrap_or_default().trim_end_matches(')')),
            Cell::words(one.evidence_rating.clone()),
            Cell::words(level("cost_rating", &one.cost_rating)),
            Cell::words(one.uk_feasible.clone()),
        ]);
    }
    let rating = table.column("evidence_rating");
    if let Some(scale) = snapshot.scale("evidence_rating")
        && !scale.flag.is_empty()
        && table.rows.iter().filter_map(|row| row.get(rating?)).any(|cell| cell.display().ends_with(&scale.flag))
    {
        table.notes.push(format!("{} after a rating: {}.", scale.flag, scale.flag_name));
    }
    table
}

/// What is missing on either side. Only roles whose zero is printed are called silent: a zero that is withheld hides
/// another count.
fn gap_in_words(joint: &Joint, theme: usize, voices: &Table) -> String {
    let names = |wanted: bool| {
        let tied = joint.links.get(theme).into_iter().flatten().filter_map(|at| joint.targets.get(*at));
        let names: Vec<&str> =
            tied.filter(|o| (o.found.count() > 0) == wanted).map(|outcome| outcome.name.as_str()).collect();
        names.join(", ")
    };
    let untested = names(false);
    let mut text = match joint.gap_of_theme(theme) {
        Gap::Both => format!("People speak of this and studies measured linked outcomes ({}).", names(true)),
        Gap::QualOnly => "People speak of this; no study in the review measured an outcome linked to it.".to_owned(),
        Gap::QuantOnly => "Studies measured linked outcomes; nobody in these interviews spoke of it.".to_owned(),
        Gap::Neither => "Nobody spoke of this, and no study measured an outcome linked to it.".to_owned(),
    };
    if !untested.is_empty() {
        text.push_str(&format!(" Linked and not measured by any study: {untested}."));
    }
    let counts = voices.rows.first().into_iter().flat_map(|row| voices.columns.iter().zip(row));
    let silent: Vec<String> = counts
        .filter(|(column, cell)| column.key != "total" && **cell == Cell::Count(0))
        .map(|(column, _)| column.label.to_lowercase())
        .collect();
    if !silent.is_empty() {
        text.push_str(&format!(" Not raised by anybody in the role of {}.", silent.join(" or ")));
    }
    text
}
