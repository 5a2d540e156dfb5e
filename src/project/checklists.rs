//! Reporting checklists: filled in from the project, and answered by people.

use super::{Project, ProjectError};
use crate::analysis::{self, Filter, Frame, Layout};
use crate::codebook::checklists;
use crate::disclosure::{Gate, Policy};
use crate::model::{Checklist, ChecklistAnswer, Problem, Problems};
use crate::table::Table;
use crate::text::did_you_mean;

impl Project {
    /// Every checklist with how many of its items are reported and how many need a person.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn checklists_table(&self) -> Result<Table, ProjectError> {
        let snapshot = self.snapshot_with_texts(None)?;
        let quotable = Gate::new(&snapshot, Policy::default()).quotable();
        let frame = Frame::new(&snapshot, &Filter::default())?;
        Ok(analysis::checklist_overview(&frame, &checklists()?, &quotable)?)
    }

    /// A checklist, item by item; see [`analysis::checklist`].
    ///
    /// # Errors
    /// A checklist that there is not, and those of the project file.
    pub fn checklist_table(&self, id: &str, layout: Layout) -> Result<Table, ProjectError> {
        let checklist = checklist_of(id)?;
        let snapshot = self.snapshot_with_texts(None)?;
        let quotable = Gate::new(&snapshot, Policy::default()).quotable();
        let frame = Frame::new(&snapshot, &Filter::default())?;
        Ok(analysis::checklist(&frame, &checklist, &quotable, layout)?)
    }

    /// Keeps a person's answer to an item, in place of an earlier one.
    ///
    /// # Errors
    /// A checklist, item or status that there is not, an answer of nobody, and those of the project file.
    pub fn answer_checklist(&mut self, answer: &ChecklistAnswer, dry_run: bool) -> Result<String, ProjectError> {
        let checklist = checklist_of(&answer.checklist)?;
        let mut answer = ChecklistAnswer { from_file: false, ..answer.clone() };
        let mut problems = Problems::default();
        match checklist.item(&answer.item) {
            Some(item) => answer.item.clone_from(&item.id),
            None => problems.push(no_item(&checklist, &answer.item)),
        }
        if !ChecklistAnswer::STATUSES.contains(&answer.status.as_str()) {
            let problem = Problem::new("status", format!("`{}` is no status of an item", answer.status));
            problems.push(problem.hint(format!("expected {}", ChecklistAnswer::STATUSES.join(", "))));
        }
        if answer.by.trim().is_empty() {
            problems.push(Problem::new("by", "the answer does not say who gives it"));
        }
        problems.none_or(())?;
        self.change("checklist answer", dry_run, |change| {
            let mut decided = change.integration()?;
            decided.checklist.retain(|known| (&known.checklist, &known.item) != (&answer.checklist, &answer.item));
            decided.checklist.push(answer.clone());
            change.put_integration(&decided)?;
            let done = format!("{} item {}: {}", answer.checklist, answer.item, answer.status.replace('_', " "));
            Ok((done.clone(), done))
        })
    }
}

fn checklist_of(id: &str) -> Result<Checklist, ProjectError> {
    let all = checklists()?;
    let hint = did_you_mean(id, all.iter().map(|list| list.id.as_str()));
    let found = all.into_iter().find(|list| list.id == id);
    found.ok_or_else(|| Problem::new("checklist", format!("there is no checklist “{id}”")).hint(hint).into())
}

fn no_item(checklist: &Checklist, item: &str) -> Problem {
    let ids: Vec<&str> = checklist.items.iter().map(|item| item.id.as_str()).collect();
    Problem::new("item", format!("{} has no item “{item}”", checklist.name)).hint(format!("it has {}", ids.join(", ")))
}
