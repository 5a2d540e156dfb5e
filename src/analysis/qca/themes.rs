//! Cases of the study as cases, themes as conditions.

use super::{Candidate, Candidates, Conditions, Named};
use crate::analysis::axis::Axis;
use crate::analysis::count::count_participants;
use crate::analysis::rows::RowAxis;
use crate::analysis::{Columns, Frame, RollUp, Rows};

/// Every case of which somebody is in the frame, with the themes that its people speak of.
pub(super) fn candidates(frame: &Frame<'_>) -> Candidates {
    let rows = RowAxis::new(frame, Rows::Theme, RollUp::All);
    let axis = Axis::new(frame, &Columns::Case, false);
    let grid = count_participants(frame, &rows, &axis);
    let slots = axis.slots.iter().enumerate().filter(|(_, slot)| slot.is_value() && slot.participants > 0);
    let cases: Vec<Candidate> = slots
        .map(|(column, slot)| Candidate {
            case: Named::new(&slot.key, &slot.label),
            presence: (0..rows.rows.len()).map(|theme| Some(grid.get(theme, column) > 0)).collect(),
        })
        .collect();
    let all = &frame.snapshot().cases;
    let silent = all.iter().filter(|case| !cases.iter().any(|candidate| candidate.case.id == case.id));
    let silent: Vec<String> = silent.map(|case| Named::new(&case.id, &case.name).name).collect();
    let mut notes = Vec::new();
    if !silent.is_empty() {
        notes.push(format!("Left out because nobody of the case is in the frame: {}.", silent.join("; ")));
    }
    notes.push(
        "A case has a theme when at least one of its people speaks of it; themes count the codes below theirs."
            .to_owned(),
    );
    notes.extend(rows.notes.iter().cloned());
    notes.extend(frame.notes());
    Candidates {
        kind: Conditions::Themes,
        conditions: rows.rows.iter().map(|theme| Named::new(&theme.id, &theme.name)).collect(),
        cases,
        frame: frame.describe(),
        notes,
    }
}
