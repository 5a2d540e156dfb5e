//! What helps beside what hinders, by role: the table behind the diverging bars.

use super::axis::Axis;
use super::count::{Grid, count_participants};
use super::rows::{Row, RowAxis};
use super::{Columns, Frame, Measure};
use crate::model::{Code, Polarity};
use crate::table::{Cell, Column, Table};

/// People by role for the helping and hindering codes of some categories (`barrier` and `enabler`
/// unless told otherwise). Codes stand at the top of their category and count the codes below them;
/// codes without a direction are left out. Positive codes come first, each group by how many people
/// spoke of them.
///
/// Columns: `code` (its name), `polarity` (`positive` or `negative`), then one for each role.
#[must_use]
pub fn polarity(frame: &Frame<'_>, categories: &[&str]) -> Table {
    let categories = if categories.is_empty() { &["barrier", "enabler"] } else { categories };
    let codebook = &frame.snapshot().codebook;
    let families = codebook.families();
    let shown: Vec<(usize, &Code)> =
        (codebook.codes.iter().enumerate()).filter(|(_, code)| stands_at_top(frame, code, categories)).collect();
    let members: Vec<Vec<usize>> = shown.iter().map(|(at, _)| families.get(*at).cloned().unwrap_or_default()).collect();
    let rows = shown.iter().map(|(_, code)| Row { id: code.id.clone(), name: code.name.clone(), depth: 0 }).collect();
    let rows = RowAxis::from_members(frame, rows, &members);
    let roles = Axis::new(frame, &Columns::Role, false);
    let grid = count_participants(frame, &rows, &roles);

    let mut columns = vec![Column::text("code", "Code"), Column::text("polarity", "Polarity")];
    columns
        .extend((roles.slots.iter()).map(|slot| {
            Column::number(slot.key.clone(), slot.label.clone()).unit("participants").n(slot.participants)
        }));
    let mut table = Table::new("What helps and what hinders, by role", columns);
    table.measure = String::from(Measure::Participants.rule());
    table.frame = frame.describe();
    let mut order: Vec<usize> = (0..shown.len()).collect();
    order.sort_by_key(|row| (rank(shown[*row].1.polarity), std::cmp::Reverse(grid.total(*row)), *row));
    table.rows = order.into_iter().map(|row| cells(shown[row].1, row, roles.slots.len(), &grid)).collect();
    table.notes.push("A code counts itself and the codes below it; each person counts once.".to_owned());
    table.notes.extend(frame.notes());
    table
}

/// Whether a code has a direction, is of one of the categories, and no code above it is shown too.
fn stands_at_top(frame: &Frame<'_>, code: &Code, categories: &[&str]) -> bool {
    let codebook = &frame.snapshot().codebook;
    let of_these = |code: &Code| code.categories().any(|own| categories.contains(&own));
    let fits = |code: &Code| code.polarity != Polarity::Neutral && of_these(code);
    let mut above = code.parent.as_deref().and_then(|id| codebook.code(id));
    // The loader refuses cycles; the bound keeps a hand-made codebook from looping for ever.
    for _ in 0..codebook.codes.len() {
        match above {
            Some(parent) if fits(parent) => return false,
            Some(parent) => above = parent.parent.as_deref().and_then(|id| codebook.code(id)),
            None => break,
        }
    }
    fits(code)
}

fn rank(polarity: Polarity) -> usize {
    Polarity::ALL.iter().position(|known| *known == polarity).unwrap_or(Polarity::ALL.len())
}

fn cells(code: &Code, row: usize, roles: usize, grid: &Grid) -> Vec<Cell> {
    let mut cells = vec![Cell::words(code.name.clone()), Cell::words(code.polarity.word())];
    cells.extend((0..roles).map(|column| Cell::Count(grid.get(row, column))));
    cells
}
