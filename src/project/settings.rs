//! What the study settled about synthesis: shown, and read from a file.

use std::path::Path;

use super::{Project, ProjectError, Selection, read_text};
use crate::analysis::{self, Frame, Layout};
use crate::interchange::read_settings;
use crate::table::Table;

impl Project {
    /// The settings in force; see [`analysis::settings_table`].
    ///
    /// # Errors
    /// Those of the project file.
    pub fn settings_table(&self) -> Result<Table, ProjectError> {
        Ok(analysis::settings_table(&self.store.integration()?.settings))
    }

    /// Makes the settings of a file those of the project; what the file does not name is as usual. Returns whether anything is
    /// different.
    ///
    /// # Errors
    /// Everything that is wrong with the file; then nothing has changed.
    pub fn import_settings(&mut self, file: &Path, dry_run: bool) -> Result<bool, ProjectError> {
        let name = file.display().to_string();
        let settings = read_settings(&name, &read_text(file)?)?;
        self.change("finding settings", dry_run, |change| {
            let mut decided = change.integration()?;
            decided.settings = settings;
            let changed = change.put_integration(&decided)?;
            Ok((changed, if changed { format!("settings from {name}") } else { String::new() }))
        })
    }

    /// Who says each theme, in figures and in the study's words for shares; see [`analysis::prevalence_in_words`].
    ///
    /// # Errors
    /// A theme that is not there, a query that cannot be read, and those of the project file.
    pub fn prevalence(
        &self,
        selection: &Selection,
        theme: Option<&str>,
        interval: bool,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        let (mut snapshot, filter) = self.view(selection, false)?;
        if let Some(theme) = theme {
            let known: Vec<String> = snapshot.themes.iter().map(|theme| theme.id.clone()).collect();
            snapshot.themes.retain(|known| known.id == theme);
            if snapshot.themes.is_empty() {
                return Err(super::confidence::no_theme(theme, known.iter().map(String::as_str)).into());
            }
        }
        Ok(analysis::prevalence_in_words(&Frame::new(&snapshot, &filter)?, interval, layout))
    }
}
