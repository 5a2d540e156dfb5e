//! Each role's share of people, turns, words, codings and passages that may be quoted.

use crate::analysis::axis::Axis;
use crate::analysis::count::count_codings;
use crate::analysis::quotes::Passages;
use crate::analysis::rows::RowAxis;
use crate::analysis::{AnalysisError, Columns, Frame, RollUp, Rows, Voice};
use crate::table::{Cell, Column, Table};

/// What a role has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RoleShare {
    /// Id of the role.
    role: String,
    /// Its name for people.
    pub name: String,
    pub participants: u64,
    pub turns: u64,
    pub words: u64,
    pub codings: u64,
    /// Distinct passages that may be quoted; none where nobody asked.
    pub passages: Option<u64>,
}

/// How much a role has of something.
pub(super) type Measure = fn(&RoleShare) -> u64;

/// The shares of every role, in the order of the roles scale. Codings are those of any code; what several roles say
/// together counts in each. Passages are counted where `quotable` says who may be quoted.
pub(super) fn roles(frame: &Frame<'_>, quotable: Option<&[bool]>) -> Result<Vec<RoleShare>, AnalysisError> {
    let snapshot = frame.snapshot();
    let axis = Axis::new(frame, &Columns::Role, false);
    let rows = RowAxis::new(frame, Rows::Code, RollUp::Direct);
    let codings = count_codings(frame, &rows, &axis);
    let mut roles: Vec<RoleShare> = axis
        .slots
        .iter()
        .enumerate()
        .map(|(column, slot)| RoleShare {
            role: slot.key.clone(),
            name: slot.label.clone(),
            participants: slot.participants,
            codings: codings.everything(column),
            passages: quotable.map(|_| 0),
            ..RoleShare::default()
        })
        .collect();
    let columns_of = |person: u32| axis.of_participant.as_ref().map(|columns| columns.of(person)).unwrap_or_default();
    for turn in 0..snapshot.turns.speaker.len() {
        let Voice::Participant(person) = frame.voice(turn) else { continue };
        let words = snapshot.turns.words.get(turn).copied().unwrap_or_default();
        for column in columns_of(person) {
            let role = &mut roles[*column as usize];
            role.turns += 1;
            role.words += u64::from(words);
        }
    }
    if let Some(quotable) = quotable {
        for person in speakers_of_passages(frame, quotable)? {
            for column in columns_of(person) {
                let passages = &mut roles[*column as usize].passages;
                *passages = passages.map(|passages| passages + 1);
            }
        }
    }
    Ok(roles)
}

/// Who speaks in each distinct passage of a theme that may be quoted.
fn speakers_of_passages(frame: &Frame<'_>, quotable: &[bool]) -> Result<Vec<u32>, AnalysisError> {
    let passages = Passages::new(frame)?.quotable(frame, quotable)?;
    Ok(passages.into_iter().map(|(_, _, person)| person).collect())
}

/// Each role's share of participants, turns, words, codings and quotable passages. `quotable` says for each participant
/// whether quotes of the person may be published.
///
/// Columns: `role` (id), `name`, `participants, turns, words, codings, quotes`, each a share of the column's N.
///
/// # Errors
/// [`AnalysisError::TextsMissing`] for a snapshot without texts, [`AnalysisError::MaskLength`] for a mask of another
/// number of participants.
pub fn voice_shares(frame: &Frame<'_>, quotable: &[bool]) -> Result<Table, AnalysisError> {
    let roles = roles(frame, Some(quotable))?;
    let measures: [(&str, &str, &str, Measure); 5] = [
        ("share_of_participants", "People", "% of participants", |role| role.participants),
        ("turns", "Turns", "% of turns", |role| role.turns),
        ("words", "Words", "% of words", |role| role.words),
        ("codings", "Codings", "% of codings", |role| role.codings),
        ("quotes", "Quotable", "% of quotable passages", |role| role.passages.unwrap_or_default()),
    ];
    let mut columns = vec![Column::text("role", "Role id"), Column::text("name", "Role")];
    let mut wholes = Vec::new();
    for (key, label, unit, of) in measures {
        let whole: u64 = roles.iter().map(of).sum();
        columns.push(Column::number(key, label).unit(unit).n(whole));
        wholes.push((of, whole));
    }
    let mut table = Table::new("Whose voices: shares of each role", columns);
    table.measure = String::from(
        "share of participants, of their turns and words, of codings of their words, and of coded passages that may be \
         quoted in publication",
    );
    table.frame = frame.describe();
    for role in &roles {
        let mut row = vec![Cell::words(role.role.clone()), Cell::words(role.name.clone())];
        row.extend(wholes.iter().map(|(of, whole)| Cell::Share { part: of(role), whole: *whole }));
        table.rows.push(row);
    }
    table
        .notes
        .push("Quotable: coded passages that one person speaks alone and has agreed to see published.".to_owned());
    table.notes.push("What two roles say in one passage counts in both; N is the sum over the roles.".to_owned());
    table.notes.extend(frame.notes());
    Ok(table)
}
