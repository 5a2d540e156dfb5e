//! Who says a theme: people by role with their N, cases and sources.

use super::axis::Axis;
use super::count::{count_codings, count_participants, count_sources};
use super::rows::RowAxis;
use super::{Columns, Frame, RollUp, Rows};
use crate::table::{Cell, Column, Table};

/// How many people of a role say a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleVoices {
    /// Id of the role.
    pub role: String,
    /// Name of the role for people.
    pub name: String,
    /// Distinct participants of the role whose speech holds the theme.
    pub participants: u64,
    /// Participants of the role in the frame.
    pub of: u64,
}

/// Who says one theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voices {
    /// Position of the theme in the snapshot.
    pub theme: usize,
    /// Distinct participants whose speech holds a coding of the theme.
    pub participants: u64,
    /// Participants in the frame.
    pub of: u64,
    /// The same by role, in the order of the roles scale; roles without anybody in the frame are left out.
    pub roles: Vec<RoleVoices>,
    /// Distinct cases that those participants belong to (or, without one, speak in).
    pub cases: u64,
    /// Distinct sources with a coding of the theme.
    pub sources: u64,
    /// Codings of the theme.
    pub codings: u64,
}

/// Who says each theme, in the themes' order. A theme counts its codes and all codes below them.
#[must_use]
pub fn voices(frame: &Frame<'_>) -> Vec<Voices> {
    voices_of_rows(frame, &RowAxis::new(frame, Rows::Theme, RollUp::All))
}

/// Who says each code, in the codebook's order. A code counts itself and all codes below it; [`Voices::theme`] is the position
/// of the code.
pub(super) fn voices_of_codes(frame: &Frame<'_>) -> Vec<Voices> {
    voices_of_rows(frame, &RowAxis::new(frame, Rows::Code, RollUp::All))
}

fn voices_of_rows(frame: &Frame<'_>, rows: &RowAxis) -> Vec<Voices> {
    let roles = Axis::new(frame, &Columns::Role, false);
    let cases = Axis::new(frame, &Columns::Case, false);
    let by_role = count_participants(frame, rows, &roles);
    let by_case = count_participants(frame, rows, &cases);
    let sources = count_sources(frame, rows, &roles);
    let codings = count_codings(frame, rows, &roles);
    let voices = (0..rows.rows.len()).map(|theme| Voices {
        theme,
        participants: by_role.total(theme),
        of: frame.tally().participants,
        roles: (roles.slots.iter().enumerate())
            .map(|(column, slot)| RoleVoices {
                role: slot.key.clone(),
                name: slot.label.clone(),
                participants: by_role.get(theme, column),
                of: slot.participants,
            })
            .collect(),
        cases: (cases.slots.iter().enumerate())
            .filter(|(column, slot)| slot.is_value() && by_case.get(theme, *column) > 0)
            .count() as u64,
        sources: sources.total(theme),
        codings: codings.total(theme),
    });
    voices.collect()
}

impl Voices {
    /// `14 of 24: child 4/5, parent 5/6`: for reading on a screen. Words cannot be judged by the gate;
    /// what is published is built from counts.
    #[must_use]
    pub fn in_words(&self) -> String {
        let roles: Vec<String> =
            self.roles.iter().map(|role| format!("{} {}/{}", role.role, role.participants, role.of)).collect();
        let lead = format!("{} of {}", self.participants, self.of);
        if roles.is_empty() { lead } else { format!("{lead}: {}", roles.join(", ")) }
    }

    /// Cells under [`columns_of_voices`].
    pub(super) fn cells(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.roles.iter().map(|role| Cell::Count(role.participants)).collect();
        cells.extend([self.participants, self.cases, self.sources].map(Cell::Count));
        cells
    }
}

/// Headers for [`Voices::cells`]: one column for each role, then `participants` (over all roles),
/// `cases` and `sources`, each with its unit so that the gate knows what counts people.
pub(super) fn columns_of_voices(frame: &Frame<'_>) -> Vec<Column> {
    let roles = Axis::new(frame, &Columns::Role, false);
    let mut columns: Vec<Column> = (roles.slots.iter())
        .map(|slot| Column::number(slot.key.clone(), slot.label.clone()).unit("participants").n(slot.participants))
        .collect();
    let tally = frame.tally();
    columns.push(Column::number("participants", "All").unit("participants").n(tally.participants));
    columns.push(Column::number("cases", "Cases").unit("cases"));
    columns.push(Column::number("sources", "Sources").unit("sources").n(tally.sources));
    columns
}

/// The prevalence table: for each theme the people who say it by role and in all, cases and sources.
#[must_use]
pub fn prevalence(frame: &Frame<'_>) -> Table {
    let mut columns = vec![Column::text("theme", "Theme")];
    columns.extend(columns_of_voices(frame));
    let mut table = Table::new("Who says it: themes by role", columns);
    table.measure =
        String::from("participants: distinct people whose speech holds a coding; their cases and sources, each once");
    table.frame = frame.describe();
    for said in voices(frame) {
        let name = frame.snapshot().themes.get(said.theme).map_or(String::new(), |theme| theme.name.clone());
        let mut row = vec![Cell::words(name)];
        row.extend(said.cells());
        table.rows.push(row);
    }
    table.notes.push("A theme counts its codes and the codes below them; each person counts once.".to_owned());
    table.notes.push("The people were chosen on purpose; shares describe them and no population.".to_owned());
    table.notes.extend(frame.notes());
    table
}
