//! What was said by those who were asked, and by those who were not: the interview guide beside the codings.

use std::collections::BTreeSet;

use super::sorter::Sorter;
use super::{CrosstabRequest, Dimension};
use crate::analysis::{AnalysisError, Frame, RollUp, Voice};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

/// For each row and column, how many participants were asked about the row's codes by the interview guide and mentioned
/// it or not, and how many mentioned it unprompted.
///
/// Columns: the row, the group, `participants`, `asked`, `mentioned` (of those asked), `not_mentioned`, `not_asked`,
/// `unprompted` (mentioned, not asked).
///
/// # Errors
/// A mask that does not fit; [`AnalysisError::NoGuide`] without an interview guide.
pub fn asked(snapshot: &Snapshot, request: &CrosstabRequest) -> Result<Table, AnalysisError> {
    if snapshot.questions.is_empty() {
        return Err(AnalysisError::NoGuide);
    }
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let groups = Sorter::new(&frame, &request.columns, RollUp::All);
    let mentioned = people_by_row(&frame, &rows);
    let asked = asked_by_row(&frame, &request.rows, &rows);
    let (row_word, group_word) = (request.rows.word(), request.columns.word());
    let mut table = Table::new(
        format!(
            "{} by {}: asked and mentioned",
            crate::text::capitalised(&request.rows.name()),
            request.columns.name()
        ),
        vec![
            Column::text(row_word.clone(), crate::text::capitalised(&row_word)),
            Column::text(group_word.clone(), crate::text::capitalised(&group_word)),
            Column::number("participants", "N"),
            Column::number("asked", "Asked"),
            Column::number("mentioned", "Mentioned").unit("of those asked"),
            Column::number("not_mentioned", "Not mentioned").unit("of those asked"),
            Column::number("not_asked", "Not asked"),
            Column::number("unprompted", "Unprompted").unit("of those not asked"),
        ],
    );
    for (at, row) in rows.slots.iter().enumerate() {
        for (group, slot) in (0u32..).zip(&groups.slots) {
            let of_group: Vec<u32> =
                people(&frame).filter(|person| groups.of_person(*person).contains(&group)).collect();
            let count = |wanted: &dyn Fn(&u32) -> bool| of_group.iter().filter(|person| wanted(person)).count() as u64;
            let (was_asked, said) = (&asked[at], &mentioned[at]);
            table.rows.push(vec![
                Cell::words(format!("{}{}", "– ".repeat(row.depth), row.label)),
                Cell::words(slot.label.clone()),
                Cell::Count(of_group.len() as u64),
                Cell::Count(count(&|person| was_asked.contains(person))),
                Cell::Count(count(&|person| was_asked.contains(person) && said.contains(person))),
                Cell::Count(count(&|person| was_asked.contains(person) && !said.contains(person))),
                Cell::Count(count(&|person| !was_asked.contains(person))),
                Cell::Count(count(&|person| !was_asked.contains(person) && said.contains(person))),
            ]);
        }
    }
    table.measure = String::from(
        "participants: distinct people, by whether the interview guide asks their role about the row's codes \
                     and whether their speech holds a coding",
    );
    table.frame = frame.describe();
    table.notes.push(
        "Asked: a question of the guide that names a code of the row is asked of the person's role. Not mentioned is no \
         denial: the code was not found in what the person said."
            .to_owned(),
    );
    table.notes.extend(frame.notes());
    Ok(table)
}

fn people<'f>(frame: &'f Frame<'_>) -> impl Iterator<Item = u32> + 'f {
    (0u32..).zip(frame.participants()).filter(|(_, inside)| **inside).map(|(person, _)| person)
}

/// Who speaks of each row.
fn people_by_row(frame: &Frame<'_>, rows: &Sorter) -> Vec<BTreeSet<u32>> {
    let mut said = vec![BTreeSet::new(); rows.slots.len()];
    let mut slots = Vec::new();
    for coding in frame.codings() {
        for turn in frame.turns(coding) {
            let Voice::Participant(person) = frame.voice(turn) else { continue };
            slots.clear();
            rows.sort(frame, coding, Some(turn), &mut slots);
            for slot in &slots {
                said[*slot as usize].insert(person);
            }
        }
    }
    said
}

/// Who was asked about each row: those of a role that a question with a code of the row is asked of.
fn asked_by_row(frame: &Frame<'_>, dimension: &Dimension, rows: &Sorter) -> Vec<BTreeSet<u32>> {
    let snapshot = frame.snapshot();
    let mut asked = vec![BTreeSet::new(); rows.slots.len()];
    for question in &snapshot.questions {
        let of_role = people(frame).filter(|person| {
            let role = snapshot.participants.get(*person as usize).map(|person| &person.role);
            role.is_some_and(|role| question.asked_of.contains(role))
        });
        let of_role: Vec<u32> = of_role.collect();
        let codes: Vec<u32> = question
            .codes
            .iter()
            .filter_map(|id| snapshot.codebook.position(id))
            .filter_map(|at| u32::try_from(at).ok())
            .collect();
        for (row, asked) in (0u32..).zip(&mut asked) {
            let of_row = match dimension {
                Dimension::Question => rows.slots[row as usize].key == question.id,
                _ => codes.iter().any(|code| rows.rows_of_code(*code).contains(&row)),
            };
            if of_row {
                asked.extend(&of_role);
            }
        }
    }
    asked
}
