//! Equity: which PROGRESS-Plus characteristics studies and interviews speak to, and which they leave blank.

use std::collections::BTreeSet;

use super::{Joint, Layout};
use crate::model::{Level, ProgressTag};
use crate::table::{Cell, Column, Table};

/// How far a study can speak to a characteristic, the furthest first.
const LEVELS: [&str; 3] = ["targeted", "subgroup_analysed", "described"];

/// For each characteristic of the scale `progress_plus`: how many studies on each outcome domain describe it, analyse
/// subgroups by it, or target it, and of how many participants in each role it is known.
///
/// Tags of a study count for every outcome that it has effects on, tags of an effect for the effect's outcome. A study
/// counts once for a cell, at its furthest level. A participant is known where any attribute that the scale names for
/// the characteristic has a value.
///
/// Columns: `characteristic`, `letter`, `outcome` and `role` (names; one of the two), `described`, `subgroup_analysed`,
/// `targeted` (studies), `known` (participants), `of` (participants of the role). One row for each pair.
#[must_use]
pub fn equity(joint: &Joint) -> Table {
    let snapshot = joint.frame.snapshot();
    let columns = vec![
        Column::text("characteristic", "Characteristic"),
        Column::text("letter", "Letter"),
        Column::text("outcome", "Outcome"),
        Column::text("role", "Role"),
        Column::number("described", "Described").unit("studies"),
        Column::number("subgroup_analysed", "Subgroups analysed").unit("studies"),
        Column::number("targeted", "Targeted").unit("studies"),
        Column::number("known", "Known").unit("participants"),
        Column::number("of", "Of"),
    ];
    let mut table = Table::new("Who is described: PROGRESS-Plus in studies and interviews", columns);
    table.measure = String::from(
        "studies that describe a characteristic, analyse subgroups by it or target it; participants of whom it is known",
    );
    table.frame = joint.frame.describe();
    let levels = snapshot.scale("progress_plus").map(|scale| scale.levels.as_slice()).unwrap_or_default();
    let roles = roles(joint);
    for level in levels {
        for outcome in 0..joint.targets.len() {
            table.rows.push(study_row(joint, level, outcome));
        }
        for (role, name) in &roles {
            table.rows.push(people_row(joint, level, role, name));
        }
    }
    table.notes.push("Each study counts once in a cell, at the furthest of the three levels.".to_owned());
    table
        .notes
        .push("Known: an attribute of the participant that belongs to the characteristic has a value.".to_owned());
    table.notes.extend(joint.frame.notes());
    table
}

/// The display of [`equity`], blanks said aloud: what nobody describes is as much a finding as what is described.
///
/// Data columns: those of [`equity`] and `furthest`: the furthest level that a study reaches (`targeted`, `subgroup_analysed`,
/// `described`, `none`); empty for roles, whose counts say it. Reading columns: `characteristic, studies, people`, one row for
/// each characteristic.
#[must_use]
pub fn equity_display(joint: &Joint, layout: Layout) -> Table {
    let data = with_furthest(equity(joint));
    let blanks = |kind: &str, empty: &Cell| {
        let nothing = |row: usize| {
            let of_kind = data.cell(row, kind).is_some_and(|cell| *cell != Cell::Empty);
            let column = if kind == "outcome" { "furthest" } else { "known" };
            of_kind && data.cell(row, column) == Some(empty)
        };
        (0..data.rows.len()).filter(|row| nothing(*row)).count()
    };
    let (outcomes, roles) = (blanks("outcome", &Cell::words(NONE)), blanks("role", &Cell::Count(0)));
    let mut table = match layout {
        Layout::Data => data.clone(),
        Layout::Reading => in_words(&data),
    };
    table.notes.insert(0, format!(
        "Blanks: {outcomes} pairs of characteristic and outcome that no study describes; {roles} pairs of characteristic and role \
         in which it is known of nobody."
    ));
    table
}

/// What a blank is called.
const NONE: &str = "none";

fn with_furthest(mut table: Table) -> Table {
    let furthest = |row: usize| {
        if table.cell(row, "outcome").is_none_or(|cell| *cell == Cell::Empty) {
            return Cell::Empty;
        }
        let reached = |level: &&str| matches!(table.cell(row, level), Some(Cell::Count(1..)));
        Cell::words(LEVELS.into_iter().find(|level| reached(level)).unwrap_or(NONE))
    };
    let cells: Vec<Cell> = (0..table.rows.len()).map(furthest).collect();
    table.columns.push(Column::text("furthest", "Furthest"));
    for (row, cell) in table.rows.iter_mut().zip(cells) {
        row.push(cell);
    }
    table
}

/// One row for each characteristic, outcomes and roles as lists.
fn in_words(data: &Table) -> Table {
    let columns = vec![
        Column::text("characteristic", "Characteristic"),
        Column::text("studies", "Studies, by outcome"),
        Column::text("people", "People of whom it is known").unit("participants"),
    ];
    let mut table = Table { columns, rows: Vec::new(), ..data.clone() };
    let words = |row: usize, key: &str| data.cell(row, key).map(Cell::display).unwrap_or_default();
    let mut rows = 0..data.rows.len();
    while let Some(first) = rows.next() {
        let characteristic = words(first, "characteristic");
        let last = (first..data.rows.len()).take_while(|row| words(*row, "characteristic") == characteristic).count();
        let (mut studies, mut people) = (Vec::new(), Vec::new());
        for row in first..first + last {
            let (outcome, role) = (words(row, "outcome"), words(row, "role"));
            if outcome.is_empty() {
                let known = words(row, "known");
                let known = if known == "0" { NONE.to_owned() } else { known };
                people.push(format!("{role} {known} of {}", words(row, "of")));
                continue;
            }
            let counts = LEVELS.iter().filter(|level| words(row, level) != "0");
            let counts: Vec<String> =
                counts.map(|level| format!("{} {}", words(row, level), level.replace('_', " "))).collect();
            let counts = if counts.is_empty() { NONE.to_owned() } else { counts.join(", ") };
            studies.push(format!("{outcome}: {counts}"));
        }
        table.rows.push(vec![
            Cell::words(characteristic),
            Cell::words(studies.join("; ")),
            Cell::words(people.join("; ")),
        ]);
        rows = first + last..data.rows.len();
    }
    table
}

/// Roles with people in the frame: id and name.
fn roles(joint: &Joint) -> Vec<(String, String)> {
    let snapshot = joint.frame.snapshot();
    let inside = |role: &String| people(joint, role).next().is_some();
    let name = |role: String| {
        let level = snapshot.scale("roles").and_then(|roles| roles.level(&role));
        let name = level.map_or_else(|| role.clone(), |level| level.name.clone());
        (role, name)
    };
    snapshot.roles().into_iter().filter(inside).map(name).collect()
}

fn people<'j>(joint: &'j Joint, role: &'j str) -> impl Iterator<Item = &'j crate::model::Participant> {
    let inside = joint.frame.snapshot().participants.iter().zip(joint.frame.participants());
    inside.filter(move |(person, inside)| **inside && person.role == role).map(|(person, _)| person)
}

fn characteristic(level: &Level) -> [Cell; 2] {
    [Cell::words(level.name.clone()), Cell::words(level.letter.clone())]
}

fn study_row(joint: &Joint, level: &Level, outcome: usize) -> Vec<Cell> {
    let findings = &joint.frame.snapshot().findings;
    let Some(outcome) = joint.targets.get(outcome) else { return Vec::new() };
    let ids: BTreeSet<&str> = outcome.found.effects.iter().map(String::as_str).collect();
    let effects: Vec<_> = findings.effects.iter().filter(|effect| ids.contains(effect.id.as_str())).collect();
    let about = |tag: &&ProgressTag, study: &str| match tag.about.as_str() {
        "study" => tag.id == study,
        "effect" => effects.iter().any(|effect| effect.id == tag.id && effect.study == study),
        _ => false,
    };
    let mut counts = [0_u64; 3];
    let studies: BTreeSet<&str> = effects.iter().map(|effect| effect.study.as_str()).collect();
    for study in studies {
        let tags = findings.progress.iter().filter(|tag| tag.characteristic == level.id && about(tag, study));
        let furthest = tags.filter_map(|tag| LEVELS.iter().position(|known| *known == tag.level)).min();
        if let Some(count) = furthest.and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let [targeted, subgroups, described] = counts.map(Cell::Count);
    let mut row = characteristic(level).to_vec();
    row.extend([Cell::words(outcome.name.clone()), Cell::Empty, described, subgroups, targeted]);
    row.extend([Cell::Empty, Cell::Empty]);
    row
}

fn people_row(joint: &Joint, level: &Level, role: &str, name: &str) -> Vec<Cell> {
    let known = people(joint, role)
        .filter(|person| level.attributes.iter().any(|attribute| person.attribute(attribute).is_some()));
    let mut row = characteristic(level).to_vec();
    row.extend([Cell::Empty, Cell::words(name), Cell::Empty, Cell::Empty, Cell::Empty]);
    row.extend([Cell::Count(known.count() as u64), Cell::Count(people(joint, role).count() as u64)]);
    row
}
