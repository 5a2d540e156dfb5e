//! Analytical chronologies: events from sheets beside events that participants tell.

use std::path::Path;

use super::{Project, ProjectError, Selection, SheetFile};
use crate::analysis::{Chronology, Frame};
use crate::interchange::{EventWords, read_events};
use crate::model::{ChronologyEvent, Problem, Scale};
use crate::store::Change;
use crate::text::counted;

impl Project {
    /// The chronology of a case, of whose words and codings a selection admits; see [`Chronology::of`].
    ///
    /// # Errors
    /// A case that there is not, a query that cannot be read, and those of the project file.
    pub fn chronology(&self, case: &str, selection: &Selection) -> Result<Chronology, ProjectError> {
        let (snapshot, filter) = self.view(selection, true)?;
        let notes = self.store.notes_on_codings()?;
        let frame = Frame::new(&snapshot, &filter)?;
        Ok(Chronology::of(&frame, case, &notes)?)
    }

    /// Imports a sheet of events; it replaces what an earlier sheet of the same name said. Returns what changed, in words;
    /// empty when nothing did.
    ///
    /// # Errors
    /// Everything that is wrong with the sheet; then nothing has changed.
    pub fn import_events(&mut self, file: &Path, dry_run: bool) -> Result<String, ProjectError> {
        let sheet = SheetFile::open(file)?;
        let cases = self.store.cases()?.into_iter().map(|case| case.id).collect();
        let words = event_words(sheet.name(), cases, &self.store.scales()?)?;
        let rows = sheet.read("events", |name, sheet| read_events(name, sheet, &words))?;
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.change("chronology import", dry_run, |change| {
            let changed = replace_events(change, &[&name], &name, &rows.rows)?;
            let summary = if changed { counted(rows.rows.len() as u64, "event") } else { String::new() };
            Ok((summary.clone(), summary))
        })
    }
}

/// The words that a sheet of events may use. Cases are checked where some are known.
///
/// # Errors
/// When there is no scale of kinds: then nothing would say what an event is.
pub(super) fn event_words(file: &str, cases: Vec<String>, scales: &[Scale]) -> Result<EventWords, Problem> {
    let ids = |id: &str| -> Option<Vec<String>> {
        let scale = scales.iter().find(|scale| scale.id == id)?;
        Some(scale.levels.iter().map(|level| level.id.clone()).collect())
    };
    let kinds = ids("chronology_kinds").ok_or_else(|| {
        Problem::new(file, "there is a sheet of events and no scale `chronology_kinds`, which says what kinds there are")
            .hint("import it with `themeweave codebook scales`, or name it in the manifest: scales = [\"../codebooks/scales/*.toml\"]")
    })?;
    Ok(EventWords { cases: Some(cases), kinds: Some(kinds), sources: ids("chronology_sources") })
}

/// Puts the events of a sheet in the place of those of some sheets; returns whether anything was different.
pub(super) fn replace_events(
    change: &Change,
    replaced: &[&str],
    file: &str,
    rows: &[ChronologyEvent],
) -> Result<bool, ProjectError> {
    let mut events = change.events()?;
    events.retain(|event| !replaced.contains(&event.file.as_str()));
    let known: Vec<String> = events.iter().map(ChronologyEvent::key).collect();
    let new = rows.iter().filter(|row| !known.contains(&row.key()));
    let new: Vec<ChronologyEvent> = new.map(|row| ChronologyEvent { file: file.to_owned(), ..row.clone() }).collect();
    events.extend(new);
    Ok(change.put_events(&events)?)
}
