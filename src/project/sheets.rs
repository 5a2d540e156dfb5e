//! Reference data from sheets: who speaks, what the codes are, what the review found. The same
//! steps serve single imports and a whole build.

use std::path::{Path, PathBuf};

use super::import::files_of;
use super::{Project, ProjectError, SheetFile, read_text};
use crate::codebook;
use crate::interchange::{
    Rows, SourceFact, SpeakerFact, read_cases, read_participants, read_questions, read_sources, read_speakers,
    read_themes, unknown_codes,
};
use crate::model::{Problem, Problems};
use crate::store::{Change, StoreError};
use crate::text::did_you_mean;

/// Kinds of sheets that can be imported one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
    /// Participants with their attributes and consent.
    Participants,
    /// Cases.
    Cases,
    /// Kind, date and case of sources.
    Sources,
    /// Who stands behind a label.
    Speakers,
    /// The interview guide.
    Questions,
    /// Themes (TOML).
    Themes,
}

impl SheetKind {
    /// The command that imports such sheets.
    fn command(self) -> &'static str {
        match self {
            Self::Participants | Self::Cases => "participant import",
            Self::Sources | Self::Speakers => "source describe",
            Self::Questions | Self::Themes => "theme import",
        }
    }
}

impl Project {
    /// Imports one sheet; what the project knew of its kind becomes what the sheet says. Returns
    /// what changed, in words; empty when nothing did.
    ///
    /// # Errors
    /// Everything that is wrong with the sheet; then nothing has changed.
    pub fn import_sheet(&mut self, kind: SheetKind, file: &Path, dry_run: bool) -> Result<String, ProjectError> {
        Ok(self.import_sheets(&[(kind, file)], dry_run)?.join(""))
    }

    /// [`Project::import_sheet`] for several sheets, in the order given and in one change: all of them come in or none.
    /// Returns what changed by each.
    ///
    /// # Errors
    /// As [`Project::import_sheet`].
    pub fn import_sheets(&mut self, sheets: &[(SheetKind, &Path)], dry_run: bool) -> Result<Vec<String>, ProjectError> {
        let mut read: Vec<(SheetKind, SheetFile)> = Vec::new();
        for (kind, file) in sheets {
            read.push((*kind, SheetFile::open(file)?));
        }
        let command = sheets.first().map_or("sheet import", |(kind, _)| kind.command());
        self.change(command, dry_run, |change| {
            let mut summaries = Vec::new();
            for (kind, file) in &read {
                summaries.push(import_one(change, *kind, file)?);
            }
            let all: Vec<&str> = summaries.iter().map(String::as_str).filter(|summary| !summary.is_empty()).collect();
            let all = all.join("; ");
            Ok((summaries, all))
        })
    }

    /// Imports scale files (folders stand for the files in them); returns how many scales the project has now.
    ///
    /// # Errors
    /// Everything that is wrong with the files.
    pub fn import_scales(&mut self, files: &[PathBuf]) -> Result<usize, ProjectError> {
        let mut problems = Problems::default();
        let mut scales = self.store.scales()?;
        for file in files_of(files) {
            match codebook::read_scale(&file.display().to_string(), &read_text(&file)?) {
                Ok(scale) => {
                    scales.retain(|known| known.id != scale.id);
                    scales.push(scale);
                }
                Err(found) => problems.0.extend(found.0),
            }
        }
        problems.none_or(())?;
        scales.sort_by(|a, b| a.id.cmp(&b.id));
        self.change("codebook scales", false, |change| {
            let changed = change.put_scales(&scales)?;
            Ok((scales.len(), if changed { format!("{} scales", scales.len()) } else { String::new() }))
        })
    }
}

fn import_one(change: &Change, kind: SheetKind, file: &SheetFile) -> Result<String, ProjectError> {
    Ok(match kind {
        SheetKind::Participants => import_participants(change, file)?,
        SheetKind::Cases => {
            let cases = file.read("cases", |name, sheet| read_cases(name, sheet))?;
            counted(change.put_cases(&cases.rows)?, "cases")
        }
        SheetKind::Sources => {
            let facts = file.read("sources", |name, sheet| read_sources(name, sheet))?;
            counted(describe_sources(change, &facts)?, "sources")
        }
        SheetKind::Speakers => {
            let facts = file.read("speakers", |name, sheet| read_speakers(name, sheet))?;
            counted(set_speakers(change, &facts)?, "speakers")
        }
        SheetKind::Questions => {
            let questions = file.read("questions", |name, sheet| read_questions(name, sheet))?;
            if change.put_questions(&questions.rows)? { "questions".to_owned() } else { String::new() }
        }
        SheetKind::Themes => {
            let name = file.name();
            let themes = read_themes(name, file.text()?)?;
            let named = themes.iter().flat_map(|(line, t)| t.codes.iter().map(move |c| (line, c.as_str())));
            Problems(unknown_codes(name, "codes", &change.active_codebook()?, named)).none_or(())?;
            if change.put_themes(&themes.rows)? { "themes".to_owned() } else { String::new() }
        }
    })
}

fn import_participants(change: &Change, file: &SheetFile) -> Result<String, ProjectError> {
    let before = change.participant_names()?;
    let people = file.read("participants", |name, sheet| read_participants(name, sheet))?;
    let changed = change.put_participants(&people.rows)?;
    change.match_speakers_by_label()?;
    let now = change.participant_names()?;
    let gone: Vec<&str> = before.iter().filter(|n| !now.contains(n)).map(String::as_str).collect();
    let mut summary = counted(changed, "participants changed");
    if !gone.is_empty() {
        summary.push_str(&format!("; no longer in the sheet and removed: {}", gone.join(", ")));
    }
    Ok(summary)
}

fn counted(count: u64, what: &str) -> String {
    if count == 0 { String::new() } else { format!("{count} {what}") }
}

/// Sets kind, date and case of sources; returns how many were different.
pub(super) fn describe_sources(change: &Change, facts: &Rows<SourceFact>) -> Result<u64, ProjectError> {
    let mut problems = Problems::default();
    let mut changed = 0;
    for (line, fact) in facts.iter() {
        match change.describe_source(&fact.source, &fact.kind, fact.date, fact.case.as_deref())? {
            Some(different) => changed += u64::from(different),
            None => problems.push(no_source(&facts.file, line, &fact.source)),
        }
    }
    Ok(problems.none_or(changed)?)
}

/// Says who stands behind labels; returns how many were different.
pub(super) fn set_speakers(change: &Change, facts: &Rows<SpeakerFact>) -> Result<u64, ProjectError> {
    let mut problems = Problems::default();
    let mut changed = 0;
    let people = change.participant_names()?;
    for (line, fact) in facts.iter() {
        if let Some(name) = fact.participant.as_ref().filter(|name| !people.contains(name)) {
            let message = format!("there is no participant “{name}” in the project");
            let hint = match did_you_mean(name, people.iter().map(String::as_str)) {
                hint if hint.is_empty() => "import the participants first".to_owned(),
                hint => hint,
            };
            problems.push(Problem::new(&facts.file, message).at_line(line).field("participant").hint(hint));
            continue;
        }
        match change.set_speaker(&fact.source, &fact.label, fact.part, fact.participant.as_deref())? {
            Some(different) => changed += u64::from(different),
            None => problems.push(no_label(change, &facts.file, line, fact)?),
        }
    }
    Ok(problems.none_or(changed)?)
}

fn no_source(file: &str, line: usize, source: &str) -> Problem {
    Problem::new(file, format!("there is no source “{source}” in the project"))
        .at_line(line)
        .field("source")
        .hint("`themeweave source list` shows the names")
}

fn no_label(change: &Change, file: &str, line: usize, fact: &SpeakerFact) -> Result<Problem, StoreError> {
    let labels = change.labels_of(&fact.source)?;
    if labels.is_empty() {
        return Ok(no_source(file, line, &fact.source));
    }
    let known: Vec<String> = labels.iter().map(|label| format!("“{label}”")).collect();
    let message = format!("source “{}” has no label “{}”", fact.source, fact.label);
    Ok(Problem::new(file, message).at_line(line).field("label").hint(format!("it has {}", known.join(", "))))
}
