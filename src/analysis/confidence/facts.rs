//! The facts that a judgement of confidence rests on, as tables.

use super::ADAPTED;
use crate::analysis::voices::columns_of_voices;
use crate::analysis::{Frame, Largest, Layout, ThemeFacts};
use crate::model::Theme;
use crate::table::{Cell, Column, Table};

/// The facts of every theme.
///
/// Data columns: `theme` (id), `name`, one for each role, `participants, cases, sources` (as
/// [`voices`](crate::analysis::voices)), `sites, codings, words, coders, double_coded, stale, helping_codings,
/// hindering_codings, questions, asked_of, largest_case, largest_source,
/// largest_participant` (shares of the theme's codings). Reading columns: `theme`, then the most telling of these.
#[must_use]
pub fn confidence_facts(frame: &Frame<'_>, facts: &[ThemeFacts], layout: Layout) -> Table {
    let mut table = Table::new("Facts behind confidence in themes (GRADE-CERQual, adapted)", columns(frame, layout));
    table.measure =
        String::from("participants who say a theme, their cases, sources and sites; its codings and coded words");
    table.frame = frame.describe();
    for of_theme in facts {
        let Some(theme) = frame.snapshot().themes.get(of_theme.voices.theme) else { continue };
        table.rows.push(match layout {
            Layout::Reading => reading_row(theme, of_theme),
            Layout::Data => data_row(theme, of_theme),
        });
    }
    if layout == Layout::Reading {
        table.notes.push(
            "Against: codings that point the other way than most people who speak of the theme. One case: share of the \
             theme’s codings from the case that has most."
                .to_owned(),
        );
        table
            .notes
            .push("One theme with its roles and what was asked: `themeweave confidence facts THEME`.".to_owned());
    }
    finish(table, frame)
}

fn columns(frame: &Frame<'_>, layout: Layout) -> Vec<Column> {
    if layout == Layout::Reading {
        return vec![
            Column::text("theme", "Theme"),
            Column::number("participants", "People").unit("participants").n(frame.tally().participants),
            Column::number("cases", "Cases").unit("cases"),
            Column::number("sources", "Sources").unit("sources").n(frame.tally().sources),
            Column::number("sites", "Sites"),
            Column::number("codings", "Codings").unit("codings"),
            Column::number("words", "Words").unit("words"),
            Column::number("against", "Against"),
            Column::number("largest_case", "One case").unit("% of codings"),
        ];
    }
    let mut columns = vec![Column::text("theme", "Theme"), Column::text("name", "Name")];
    columns.extend(columns_of_voices(frame));
    columns.extend([
        Column::number("sites", "Sites").unit("sites"),
        Column::number("codings", "Codings").unit("codings"),
        Column::number("words", "Coded words of speech").unit("words"),
        Column::number("coders", "Coders").unit("coders"),
        Column::number("double_coded", "Sources coded by two or more").unit("sources"),
        Column::number("stale", "Codings to be looked at").unit("codings"),
        Column::number("helping_codings", "Helping codings").unit("codings"),
        Column::number("hindering_codings", "Hindering codings").unit("codings"),
        Column::text("questions", "Guide questions"),
        Column::text("asked_of", "Roles asked"),
        Column::number("largest_case", "From the largest case").unit("% of codings"),
        Column::number("largest_source", "From the largest source").unit("% of codings"),
        Column::number("largest_participant", "From the largest participant").unit("% of codings"),
    ]);
    columns
}

fn reading_row(theme: &Theme, facts: &ThemeFacts) -> Vec<Cell> {
    let said = &facts.voices;
    vec![
        Cell::words(theme.name.clone()),
        Cell::Count(said.participants),
        Cell::Count(said.cases),
        Cell::Count(said.sources),
        optional(facts.sites),
        Cell::Count(said.codings),
        optional(facts.words),
        Cell::Count(facts.contrary().map_or(0, |side| side.codings)),
        share(facts.largest_case.as_ref(), facts),
    ]
}

fn data_row(theme: &Theme, facts: &ThemeFacts) -> Vec<Cell> {
    let mut row = vec![Cell::words(theme.id.clone()), Cell::words(theme.name.clone())];
    row.extend(facts.voices.cells());
    row.extend([optional(facts.sites), Cell::Count(facts.voices.codings), optional(facts.words)]);
    row.extend([facts.coders, facts.double_coded, facts.stale].map(Cell::Count));
    row.extend([facts.helping.codings, facts.hindering.codings].map(Cell::Count));
    row.extend([Cell::words(facts.questions.join("; ")), Cell::words(facts.asked_of.join("; "))]);
    let largest = [&facts.largest_case, &facts.largest_source, &facts.largest_participant];
    row.extend(largest.map(|largest| share(largest.as_ref(), facts)));
    row
}

/// The facts of one theme, one in a row, under the component of GRADE-CERQual that each speaks to: for reading.
///
/// Columns: `component, fact, count, of, detail`.
#[must_use]
pub fn confidence_facts_of(frame: &Frame<'_>, facts: &ThemeFacts) -> Table {
    let columns = vec![
        Column::text("component", "Component"),
        Column::text("fact", "Fact"),
        Column::number("count", "Count"),
        Column::number("of", "Of"),
        Column::text("detail", "Detail"),
    ];
    let theme = frame.snapshot().themes.get(facts.voices.theme);
    let name = theme.map_or(String::new(), |theme| theme.name.clone());
    let mut table = Table::new(format!("{name}: facts behind confidence (GRADE-CERQual, adapted)"), columns);
    table.frame = frame.describe();
    let mut above = "";
    for (component, fact, count, of, detail) in lines(frame, facts) {
        let shown = if component == above { "" } else { component };
        above = component;
        let of = of.map_or(Cell::Empty, Cell::Count);
        table.rows.push(vec![Cell::words(shown), Cell::words(fact), optional(count), of, Cell::words(detail)]);
    }
    if let Some(theme) = theme.filter(|theme| !theme.statement.is_empty()) {
        table.measure.clone_from(&theme.statement);
    }
    finish(table, frame)
}

type Line = (&'static str, String, Option<u64>, Option<u64>, String);

const LIMITATIONS: &str = "Limitations";
const COHERENCE: &str = "Coherence";
const ADEQUACY: &str = "Adequacy";
const RELEVANCE: &str = "Relevance";

fn lines(frame: &Frame<'_>, facts: &ThemeFacts) -> Vec<Line> {
    let said = &facts.voices;
    let line = |component, fact: &str, count: u64, of: Option<u64>, detail: String| -> Line {
        (component, fact.to_owned(), Some(count), of, detail)
    };
    let none = String::new;
    let mut lines = vec![
        line(LIMITATIONS, "coders of the theme", facts.coders, None, none()),
        line(LIMITATIONS, "its sources coded by two or more", facts.double_coded, Some(said.sources), none()),
        line(LIMITATIONS, "its codings to be looked at (stale)", facts.stale, Some(said.codings), none()),
        line(COHERENCE, "people who say that it helps", facts.helping.participants, Some(said.participants), {
            of_codings(facts.helping.codings)
        }),
        line(COHERENCE, "people who say that it hinders", facts.hindering.participants, Some(said.participants), {
            of_codings(facts.hindering.codings)
        }),
        line(ADEQUACY, "codings", said.codings, None, none()),
        (ADEQUACY, "coded words of speech".to_owned(), facts.words, None, none()),
        line(
            ADEQUACY,
            "sources",
            said.sources,
            Some(frame.tally().sources),
            from_one(facts.largest_source.as_ref(), said.codings),
        ),
        line(ADEQUACY, "cases", said.cases, None, from_one(facts.largest_case.as_ref(), said.codings)),
        line(ADEQUACY, "participants", said.participants, Some(said.of), {
            from_one(facts.largest_participant.as_ref(), said.codings)
        }),
    ];
    lines.extend(said.roles.iter().map(|role| {
        let asked = if facts.asked_of.contains(&role.role) { "asked" } else { "not asked" };
        line(RELEVANCE, &role.name, role.participants, Some(role.of), asked.to_owned())
    }));
    if let Some(sites) = facts.sites {
        lines.push(line(RELEVANCE, "sites", sites, None, none()));
    }
    let questions =
        if facts.questions.is_empty() { "no question asks about it".to_owned() } else { facts.questions.join(", ") };
    lines.push(line(RELEVANCE, "questions of the guide that ask", facts.questions.len() as u64, None, questions));
    lines
}

fn of_codings(codings: u64) -> String {
    crate::text::counted(codings, "coding")
}

/// `23% of the codings from F1`.
fn from_one(largest: Option<&Largest>, codings: u64) -> String {
    largest.map_or(String::new(), |one| {
        let share = Cell::Share { part: one.codings, whole: codings }.display();
        format!("{share} of the codings from {}", one.key)
    })
}

fn share(largest: Option<&Largest>, facts: &ThemeFacts) -> Cell {
    largest.map_or(Cell::Empty, |one| Cell::Share { part: one.codings, whole: facts.voices.codings })
}

fn optional(count: Option<u64>) -> Cell {
    count.map_or(Cell::Empty, Cell::Count)
}

fn finish(mut table: Table, frame: &Frame<'_>) -> Table {
    table.notes.push(
        "Counted by the program; a person judges. Words of coded speech stand for richness as far as length can."
            .to_owned(),
    );
    table.notes.push(ADAPTED.to_owned());
    table.notes.extend(frame.notes());
    table
}
