//! The project's history: what was done, taking it back, and where a coding comes from.

use super::{Project, ProjectError};
use crate::model::{CodingEvent, CodingState, EventKind, Origin, Problem};
use crate::store::{EntryKind, JournalEntry, ObjectKind, StoredCoding};
use crate::table::{Cell, Column, Table};
use crate::text::{Located, OffsetMap, Span, excerpt, locate};

/// Characters of a quote that a history shows.
const SHOWN: usize = 90;

impl Project {
    /// Takes back the newest change that stands; returns its journal entry.
    ///
    /// # Errors
    /// When there is nothing to take back, or it was made by a version that kept nothing for it.
    pub fn undo(&mut self) -> Result<JournalEntry, ProjectError> {
        let timestamp = self.now.timestamp.clone();
        Ok(self.store.undo(&timestamp)?)
    }

    /// Makes the change again that was taken back last; returns its journal entry.
    ///
    /// # Errors
    /// When nothing was taken back, or something else was done since.
    pub fn redo(&mut self) -> Result<JournalEntry, ProjectError> {
        let timestamp = self.now.timestamp.clone();
        Ok(self.store.redo(&timestamp)?)
    }

    /// Forgets what it takes to undo all changes so far, and the words that only undo would need: after somebody has
    /// withdrawn and the sources are removed, nothing of them is left in the file. The search index is removed too; it
    /// is made anew when it is needed. Returns how many changes cannot be undone any more.
    ///
    /// # Errors
    /// Those of the project file and the index.
    pub fn forget(&mut self) -> Result<usize, ProjectError> {
        let timestamp = self.now.timestamp.clone();
        let forgotten = self.store.forget(&timestamp)?;
        let index = self.index_folder();
        match std::fs::remove_dir_all(&index) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(ProjectError::File { path: index, cause })
            }
            _ => Ok(forgotten),
        }
    }

    /// The journal, oldest first: all of it, or the entries about a source, a code, a coding, a codebook version or a
    /// participant.
    ///
    /// # Errors
    /// When nothing of that name is in the project or its history.
    pub fn log(&self, of: Option<&str>) -> Result<Table, ProjectError> {
        let entries = match of {
            None => self.store.journal()?,
            Some(name) => self.journal_about(name)?,
        };
        let taken_back = self.store.taken_back()?;
        let columns = vec![
            Column::number("entry", "No."),
            Column::text("at", "When"),
            Column::text("command", "Command"),
            Column::text("change", "What"),
            Column::text("state", "State"),
        ];
        let title = of.map_or("History".to_owned(), |name| format!("History of {name}"));
        let mut table = Table::new(title, columns);
        for entry in entries {
            let undone = entry.kind == EntryKind::Change && taken_back.contains(&entry.id);
            table.rows.push(vec![
                Cell::Count(u64::try_from(entry.id).unwrap_or_default()),
                Cell::words(entry.at),
                Cell::words(entry.command),
                Cell::words(entry.summary),
                Cell::words(if undone { "undone" } else { "" }),
            ]);
        }
        Ok(table)
    }

    fn journal_about(&self, name: &str) -> Result<Vec<JournalEntry>, ProjectError> {
        let mut entries: Vec<JournalEntry> = Vec::new();
        for kind in [ObjectKind::Source, ObjectKind::Code, ObjectKind::Codebook, ObjectKind::Participant] {
            entries.extend(self.store.journal_of(kind, name)?);
        }
        if let Ok(coding) = self.coding(name) {
            let events = self.store.events_of(&coding)?;
            let about = |id: i64| id == coding.entry || events.iter().any(|event| event.entry == id);
            let named = |entry: &JournalEntry| about(entry.id) || entry.reverses.is_some_and(about);
            entries.extend(self.store.journal()?.into_iter().filter(named));
            entries.extend(self.store.journal_of(ObjectKind::Coding, &coding.id.to_string())?);
        } else {
            entries.extend(self.store.journal_of(ObjectKind::Coding, name)?);
        }
        entries.sort_by_key(|entry| entry.id);
        entries.dedup();
        if entries.is_empty() {
            return Err(Problem::new(name, "the history has nothing of that name")
                .hint("give the name of a source, the id of a code, coding or participant, or a codebook version")
                .into());
        }
        Ok(entries)
    }

    /// The coding whose id begins so, in whatever state.
    ///
    /// # Errors
    /// When no id begins so, or several do.
    pub fn coding(&self, id: &str) -> Result<StoredCoding, ProjectError> {
        one_of(id, self.store.codings_named(id)?)
    }

    /// Where a coding comes from: when, by whom and from which file it was made, under which definition, and what
    /// happened to it since.
    ///
    /// # Errors
    /// When there is no such coding.
    pub fn blame(&self, id: &str) -> Result<Table, ProjectError> {
        let coding = self.coding(id)?;
        self.blame_of(&coding)
    }

    /// Where the codings on some words come from, and where the words stand in their transcript.
    ///
    /// # Errors
    /// When no coding is on these words.
    pub fn blame_quote(&self, words: &str) -> Result<Table, ProjectError> {
        let bare = words.trim();
        // A quote copied from the page comes with its quotation marks.
        let bare = bare.strip_prefix('“').and_then(|words| words.strip_suffix('”')).unwrap_or(bare);
        let holds = |coding: &StoredCoding| !matches!(locate(&coding.coding.quote, bare), Located::Missing { .. });
        let found: Vec<StoredCoding> = self.store.codings()?.into_iter().filter(holds).collect();
        let mut all = Table::new(format!("Codings on “{}”", excerpt(bare, SHOWN)), Vec::new());
        for coding in &found {
            let table = self.blame_of(coding)?;
            let id = coding.id.to_string();
            if all.columns.is_empty() {
                all.columns = [vec![Column::text("coding", "Coding")], table.columns].concat();
            }
            all.rows.extend(table.rows.into_iter().map(|row| [vec![Cell::words(&id)], row].concat()));
            all.notes.extend(table.notes.into_iter().map(|note| format!("{id}: {note}")));
        }
        if found.is_empty() {
            return Err(Problem::new("blame", format!("no coding is on the words “{}”", excerpt(bare, SHOWN)))
                .hint("`themeweave search` finds words that nobody has coded")
                .into());
        }
        Ok(all)
    }

    fn blame_of(&self, stored: &StoredCoding) -> Result<Table, ProjectError> {
        let coding = &stored.coding;
        let events = self.store.events_of(stored)?;
        let journal = self.store.journal()?;
        let columns =
            vec![Column::text("at", "When"), Column::text("who", "Who"), Column::text("what", "What happened")];
        let mut table = Table::new(format!("Coding {}", stored.id), columns);
        let entry = |id: i64| journal.iter().find(|entry| entry.id == id);
        let at = |id: i64| Cell::words(entry(id).map_or(String::new(), |entry| entry.at.clone()));
        let born = events.first();
        let code = born.map_or(coding.code.as_str(), |event| event.was_code.as_str());
        let (name, now) = stored.codebook.split_once(' ').unwrap_or((stored.codebook.as_str(), ""));
        let version = born.map_or(now.to_owned(), |event| event.was_codebook.to_string());
        let how = match &coding.origin {
            Origin::Manual => "made by hand".to_owned(),
            Origin::Import(file) => format!("came in from {file}"),
        };
        let when = if coding.created.is_empty() { String::new() } else { format!(", dated {} there", coding.created) };
        let by = entry(stored.entry)
            .map_or("before the history was kept".to_owned(), |entry| format!("entry {}: {}", entry.id, entry.command));
        table.rows.push(vec![
            at(stored.entry),
            Cell::words(coding.coder.clone()),
            Cell::words(format!("{how}{when} ({by}); code {code} of {name} {version}")),
        ]);
        for (event, next) in events.iter().zip(events.iter().skip(1).map(Some).chain([None])) {
            let after = next.map_or((coding.code.as_str(), now.to_owned()), |next| {
                (next.was_code.as_str(), next.was_codebook.to_string())
            });
            table.rows.push(vec![
                at(event.entry),
                Cell::words(event.coder.clone().unwrap_or_default()),
                Cell::words(told(event, after.0, &after.1)),
            ]);
        }
        self.add_place(stored, &version, code, &mut table)?;
        Ok(table)
    }

    /// Notes on where the coding stands now, and what its code meant when it was made.
    fn add_place(
        &self,
        stored: &StoredCoding,
        version: &str,
        code: &str,
        table: &mut Table,
    ) -> Result<(), ProjectError> {
        let coding = &stored.coding;
        let text = self.store.revision_text(&coding.source, stored.revision)?.unwrap_or_default();
        let map = OffsetMap::new(&text);
        let line = |at: u32| map.line_column(at).line;
        table.notes.push(format!(
            "Source {}, revision {}, line {} (bytes {} to {}), round {}: “{}”",
            coding.source,
            stored.revision,
            line(coding.span.start),
            coding.span.start,
            coding.span.end,
            coding.round,
            excerpt(&coding.quote, SHOWN),
        ));
        if stored.state != CodingState::Current {
            table.notes.push(format!("The coding is {}.", stored.state.word()));
        }
        if !coding.memo.is_empty() {
            table.notes.push(format!("Memo: {}", coding.memo));
        }
        let book = stored.codebook.split_once(' ').map_or(String::new(), |(name, _)| format!("{name} {version}"));
        let definition = self.store.codebook(Some(&book)).ok().and_then(|book| book.code(code).cloned());
        if let Some(definition) = definition {
            table.notes.push(format!("Definition of {code} when it was made: {}", definition.definition));
        }
        let now = self.store.codebook(Some(&stored.codebook)).ok().and_then(|book| book.code(&coding.code).cloned());
        if let Some(now) = now.filter(|_| code != coding.code) {
            table.notes.push(format!("Definition of {} now: {}", now.id, now.definition));
        }
        Ok(())
    }
}

/// The only one of several; else what to do.
fn one_of(id: &str, mut found: Vec<StoredCoding>) -> Result<StoredCoding, ProjectError> {
    if found.len() > 1 {
        let ids: Vec<String> = found.iter().take(5).map(|coding| coding.id.to_string()).collect();
        let message = format!("{} codings have ids that begin so: {}", found.len(), ids.join(", "));
        return Err(Problem::new(format!("coding {id}"), message).hint("give more letters").into());
    }
    found.pop().ok_or_else(|| {
        Problem::new(format!("coding {id}"), "there is no coding whose id begins so")
            .hint("`themeweave coding list --ids` shows the ids")
            .into()
    })
}

/// An event in words: what the coding said before and after.
fn told(event: &CodingEvent, code: &str, version: &str) -> String {
    let mut text = event.kind.meaning().to_owned();
    if matches!(event.kind, EventKind::Migrated | EventKind::Recoded | EventKind::Kept | EventKind::Retired) {
        text.push_str(&format!(" ({} of {} to {code} of {version})", event.was_code, event.was_codebook));
    }
    if !event.method.is_empty() {
        let Span { start, end } = event.was_span;
        text.push_str(&format!("; was at bytes {start} to {end} of revision {}", event.was_revision));
        // A lost place was found by nothing, and one that a person gave needs no finding.
        if !matches!(event.kind, EventKind::Orphaned | EventKind::Reanchored) {
            let score = event.score.map_or(String::new(), |score| format!(", score {score:.2}"));
            text.push_str(&format!("; found by {}{score}", event.method));
        }
    }
    if let Some(quote) = &event.was_quote {
        text.push_str(&format!("; the words were “{}”", excerpt(quote, SHOWN)));
    }
    if !event.note.is_empty() {
        text.push_str(&format!("; {}", event.note));
    }
    text
}
