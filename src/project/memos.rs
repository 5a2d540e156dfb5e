//! Memos: notes on the study, its sources and their passages, people, codes, themes and codings.

use super::review::only_place;
use super::{Project, ProjectError};
use crate::model::{CodingId, Memo, MemoPlace, MemoSubject, Problem};
use crate::store::Change;
use crate::table::{Cell, Column, Table};
use crate::text::{OffsetMap, Span, did_you_mean};

/// A memo to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoDraft {
    /// What it is about.
    pub subject: MemoSubject,
    /// Name or id of what it is about; empty for the project.
    pub name: String,
    /// Words of the source that it is about; they must stand there once.
    pub quote: Option<String>,
    /// Who writes it.
    pub author: String,
    /// What it says.
    pub text: String,
}

impl Project {
    /// Writes a memo; returns its id.
    ///
    /// # Errors
    /// When there is nothing of that name, the words do not stand there once, or the memo is there already.
    pub fn add_memo(&mut self, draft: &MemoDraft) -> Result<String, ProjectError> {
        let created = self.now.timestamp.clone();
        let name = match draft.subject {
            MemoSubject::Coding => self.coding(&draft.name)?.id.to_string(),
            _ => draft.name.clone(),
        };
        if draft.text.trim().is_empty() {
            return Err(Problem::new("memo", "the memo says nothing").into());
        }
        self.change("memo add", false, |change| {
            is_known(change, draft.subject, &name)?;
            let place = passage(change, draft)?;
            let span = place.as_ref().map(|place| place.span).unwrap_or_default();
            let born = format!("memo {} {name} {}", draft.subject.word(), draft.text);
            let id = CodingId::of_birth(&born, span, &created, &draft.author, 0, 0);
            let memo = Memo {
                id,
                subject: draft.subject,
                name: name.clone(),
                place,
                author: draft.author.clone(),
                created: created.clone(),
                text: draft.text.clone(),
            };
            if !change.add_memo(&memo)? {
                return Err(Problem::new("memo", "the same memo is there already").into());
            }
            Ok((id.to_string(), format!("memo on {} {name}", draft.subject.word()).trim_end().to_owned()))
        })
    }

    /// The memos, all of them or those about something, with where their passages stand now.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn memos_table(&self, of: Option<&str>) -> Result<Table, ProjectError> {
        let columns = vec![
            Column::text("memo", "Memo"),
            Column::text("about", "About"),
            Column::text("name", "Name"),
            Column::number("line", "Line"),
            Column::text("author", "By"),
            Column::text("created", "When"),
            Column::text("text", "Text"),
        ];
        let mut table = Table::new("Memos", columns);
        let mut orphans = 0;
        for memo in self.store.memos()?.into_iter().filter(|memo| of.is_none_or(|name| memo.name == name)) {
            let line = match &memo.place {
                None => Cell::Empty,
                Some(place) => {
                    orphans += u64::from(place.orphaned);
                    let text = self.store.revision_text(&memo.name, place.revision)?.unwrap_or_default();
                    Cell::Count(u64::from(OffsetMap::new(&text).line_column(place.span.start).line))
                }
            };
            let gone = memo.place.as_ref().is_some_and(|place| place.orphaned);
            table.rows.push(vec![
                Cell::words(memo.id.to_string()),
                Cell::words(memo.subject.word()),
                Cell::words(memo.name),
                line,
                Cell::words(memo.author),
                Cell::words(memo.created),
                Cell::words(if gone { format!("{} (its words are gone)", memo.text) } else { memo.text }),
            ]);
        }
        if orphans > 0 {
            table.notes.push("Where the words are gone, the line is that of the last text that has them.".to_owned());
        }
        Ok(table)
    }

    /// Removes a memo, named by its id or how it begins.
    ///
    /// # Errors
    /// When no memo's id begins so, or several do.
    pub fn remove_memo(&mut self, id: &str) -> Result<String, ProjectError> {
        let begins = |memo: &Memo| memo.id.to_string().starts_with(&id.trim().to_lowercase());
        let mut found: Vec<Memo> = self.store.memos()?.into_iter().filter(begins).collect();
        let memo = match (found.pop(), found.is_empty()) {
            (Some(memo), true) => memo,
            (Some(_), false) => return Err(Problem::new(format!("memo {id}"), "several ids begin so").into()),
            (None, _) => {
                return Err(Problem::new(format!("memo {id}"), "there is no memo whose id begins so")
                    .hint("`themeweave memo list` shows the ids")
                    .into());
            }
        };
        self.change("memo remove", false, |change| {
            change.remove_memo(&memo)?;
            let done = format!("memo {} on {} {} removed", memo.id, memo.subject.word(), memo.name);
            Ok((done.clone(), done))
        })
    }
}

/// The passage of a memo, on the current text of its source.
fn passage(change: &Change, draft: &MemoDraft) -> Result<Option<MemoPlace>, ProjectError> {
    let Some(words) = &draft.quote else { return Ok(None) };
    let text = change.current_text(&draft.name)?.unwrap_or_default();
    let span: Span = only_place(&text, &draft.name, words)?;
    let quote = span.of(&text).unwrap_or_default().to_owned();
    // The revision is the store's to say: a new memo stands on the current one.
    Ok(Some(MemoPlace { revision: 0, span, quote, orphaned: false }))
}

fn is_known(change: &Change, subject: MemoSubject, name: &str) -> Result<(), ProjectError> {
    let known: Vec<String> = match subject {
        MemoSubject::Project | MemoSubject::Coding => return Ok(()),
        MemoSubject::Source => change.source_names()?,
        MemoSubject::Participant => change.participant_names()?,
        MemoSubject::Code => change.active_codebook()?.codes.into_iter().map(|code| code.id).collect(),
        MemoSubject::Theme => change.themes()?.into_iter().map(|theme| theme.id).collect(),
    };
    if known.iter().any(|known| known == name) {
        return Ok(());
    }
    let message = format!("there is no {} “{name}” in the project", subject.word());
    Err(Problem::new("memo", message).hint(did_you_mean(name, known.iter().map(String::as_str))).into())
}
