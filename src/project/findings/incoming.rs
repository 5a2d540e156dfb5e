//! Findings come in: sheets and workbooks replace what the project knew of their kind, other files add to it.

use std::path::{Path, PathBuf};

use super::FindingSheet;
use crate::codebook::slug;
use crate::interchange::eppi::read_eppi;
use crate::interchange::findings::{FindingFiles, FlatRows, overlay, read_flat};
use crate::interchange::revman::{read_revman, read_revman_map, revman_findings};
use crate::interchange::ris::{RisReference, read_ris, tie_studies};
use crate::interchange::{Rows, SheetContent, Workbook, Worksheet};
use crate::model::{Cited, Effect, Findings, Intervention, Problem, Problems, Study};
use crate::project::{Project, ProjectError, SheetFile, read_file, read_text};
use crate::table::Table;
use crate::text::did_you_mean;

/// What a file of findings holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// One sheet of the normal form.
    Sheet(FindingSheet),
    /// The flat import sheet: a row for each effect with its study and intervention.
    Flat,
}

impl FindingKind {
    /// The word for the flat import sheet.
    pub const FLAT: &'static str = "import";

    /// Every word that [`FindingKind::from_word`] is meant to be asked with.
    #[must_use]
    pub fn words() -> Vec<&'static str> {
        FindingSheet::ALL.iter().map(|(_, word)| *word).chain([Self::FLAT]).collect()
    }

    /// Whether both cannot come from one workbook: they say the same things.
    fn excludes(self, other: Self) -> bool {
        let has_effects = |kind| matches!(kind, Self::Flat | Self::Sheet(FindingSheet::Effects));
        self == other || has_effects(self) && has_effects(other)
    }

    /// The kind of this word, as a file or a sheet of a workbook may be called.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let folded = super::folded(word);
        if matches!(folded.as_str(), "import" | "flat" | "extraction" | "dataextraction" | "flatimport" | "importsheet")
        {
            return Some(Self::Flat);
        }
        FindingSheet::from_word(word).map(Self::Sheet)
    }
}

/// How an import of findings is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingImportOptions {
    /// What the files hold, where their names do not tell.
    pub kind: Option<FindingKind>,
    /// For RevMan reviews: the sheet that says which intervention, outcome domain and direction each outcome has.
    pub map: Option<PathBuf>,
    /// Only rehearse.
    pub dry_run: bool,
}

/// What an import of findings did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FindingImport {
    /// What changed, in words; empty when nothing did.
    pub summary: String,
    /// What a person should know: sheets that were not read, ids that were made.
    pub notes: Vec<String>,
    /// What became of each part of a file that has another form than ours, and what needs a person.
    pub mapped: Vec<Table>,
}

/// What one file or sheet says.
enum Part {
    /// Replaces what the project knew of the kind.
    Sheet(FindingSheet, Box<FindingFiles>),
    /// Replaces the effects, and adds to what is known of studies and interventions.
    Flat(FlatRows),
    /// Adds to what is known; rows with ids that are known say what is new of them.
    More(Box<Findings>),
    /// Adds cited sources, and ties studies to them.
    References(Vec<RisReference>),
}

impl Part {
    /// Brings the part into what is known; returns what a person should know.
    fn apply(&self, findings: &mut Findings) -> Vec<String> {
        match self {
            Self::Sheet(sheet, rows) => sheet.take(rows, findings),
            Self::Flat(flat) => {
                findings.effects.clone_from(&flat.effects.rows);
                add(&mut findings.studies, &flat.studies, |study| &study.id, overlay::<Study>);
                add(
                    &mut findings.interventions,
                    &flat.interventions,
                    |intervention| &intervention.id,
                    overlay::<Intervention>,
                );
                for intervention in findings.interventions.iter_mut().filter(|known| known.name.is_empty()) {
                    intervention.name.clone_from(&intervention.id);
                }
            }
            Self::More(more) => {
                add(&mut findings.studies, &more.studies, |study| &study.id, overlay::<Study>);
                // What people wrote of an intervention is better than a label of a group.
                let known_first = |known: &Intervention, new: &Intervention| overlay(new, known);
                add(&mut findings.interventions, &more.interventions, |intervention| &intervention.id, known_first);
                add(&mut findings.effects, &more.effects, |effect| &effect.id, joined_effect);
            }
            Self::References(references) => {
                let cited: Vec<Cited> = references.iter().map(RisReference::cited).collect();
                add(&mut findings.cited, &cited, |cited| &cited.id, overlay::<Cited>);
                return tie_studies(&mut findings.studies, references);
            }
        }
        Vec::new()
    }
}

/// Adds rows; one whose id is known is joined with what is known.
fn add<T: Clone>(known: &mut Vec<T>, new: &[T], id: fn(&T) -> &String, join: fn(&T, &T) -> T) {
    for row in new {
        match known.iter_mut().find(|known| id(known) == id(row)) {
            Some(known) => *known = join(known, row),
            None => known.push(row.clone()),
        }
    }
}

/// What is new of an effect over what is known of it. An outcome that only has its name is no news.
fn joined_effect(known: &Effect, new: &Effect) -> Effect {
    let mut joined = overlay(known, new);
    if new.outcome == new.measure && !known.outcome.is_empty() {
        joined.outcome.clone_from(&known.outcome);
    }
    joined
}

/// Reads files one after another, collecting what they say and what is wrong with them.
struct Reader<'o> {
    options: &'o FindingImportOptions,
    parts: Vec<Part>,
    problems: Problems,
    done: FindingImport,
}

impl Reader<'_> {
    fn file(&mut self, path: &Path) -> Result<(), ProjectError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("rm5") => self.revman(path),
            Some("json") => self.eppi(path),
            Some("ris") => self.ris(path),
            _ => self.sheets(path),
        }
    }

    fn revman(&mut self, path: &Path) -> Result<(), ProjectError> {
        let name = path.display().to_string();
        let bytes = read_file(path)?;
        let map = match &self.options.map {
            Some(map) => SheetFile::open(map)?.read("revman-map", |name, sheet| read_revman_map(name, sheet)),
            None => Ok(Rows::default()),
        };
        let stem = path.file_stem().map_or_else(String::new, |stem| slug(&stem.to_string_lossy()));
        let read = map.and_then(|map| {
            let (review, notes) = read_revman(&name, &bytes)?;
            Ok((revman_findings(&review, &stem, &map)?, notes))
        });
        match read {
            Ok((found, notes)) => {
                self.done.notes.extend(notes.into_iter().map(|note| format!("{name}: {note}")));
                self.done.mapped.push(found.mapped);
                self.parts.push(Part::More(Box::new(found.findings)));
            }
            Err(found) => self.problems.0.extend(found.0),
        }
        Ok(())
    }

    fn eppi(&mut self, path: &Path) -> Result<(), ProjectError> {
        let name = path.display().to_string();
        let read = match read_text(path) {
            Ok(text) => read_eppi(&name, &text),
            Err(ProjectError::Input(problems)) => Err(problems),
            Err(other) => return Err(other),
        };
        match read {
            Ok(found) => {
                self.done.notes.extend(found.notes.into_iter().map(|note| format!("{name}: {note}")));
                self.parts.push(Part::More(Box::new(found.findings)));
            }
            Err(found) => self.problems.0.extend(found.0),
        }
        Ok(())
    }

    fn ris(&mut self, path: &Path) -> Result<(), ProjectError> {
        let name = path.display().to_string();
        match read_ris(&name, &read_file(path)?) {
            Ok(found) => {
                self.done.notes.extend(found.notes.iter().map(|note| format!("{name}: {note}")));
                self.parts.push(Part::References(found.references));
            }
            Err(problem) => self.problems.push(problem),
        }
        Ok(())
    }

    fn sheets(&mut self, path: &Path) -> Result<(), ProjectError> {
        let file = match SheetFile::open(path) {
            Ok(file) => file,
            Err(ProjectError::Input(problems)) => {
                self.problems.0.extend(problems.0);
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        let kind = self.options.kind.or_else(|| FindingKind::from_word(&path.file_stem()?.to_string_lossy()));
        match (file.workbook(), kind) {
            (Some(workbook), kind) => self.workbook(file.name(), workbook, kind),
            (None, Some(kind)) => self.sheet(file.name(), kind, file.text().map_err(ProjectError::from)?.into()),
            (None, None) => self.problems.push(unknown_file(path)),
        }
        Ok(())
    }

    fn workbook(&mut self, file: &str, workbook: &Workbook, of_file: Option<FindingKind>) {
        let sheets: Vec<&Worksheet> =
            workbook.sheets.iter().filter(|sheet| !sheet.is_dictionary() && !sheet.is_empty()).collect();
        let mut known: Vec<(FindingKind, &Worksheet)> = Vec::new();
        for sheet in &sheets {
            // The only sheet of a workbook may be called anything.
            let only = of_file.filter(|_| sheets.len() == 1);
            match FindingKind::from_word(&sheet.name).or(only) {
                Some(kind) => match known.iter().find(|(other, _)| kind.excludes(*other)) {
                    Some((_, first)) => {
                        let message = format!("sheets {} and {} are of the same kind", first.name, sheet.name);
                        self.problems.push(Problem::new(file, message).hint("keep one of them, or rename it"));
                    }
                    None => known.push((kind, sheet)),
                },
                None => self.done.notes.push(format!("{}: not read; {}", sheet.place, known_sheets(&sheet.name))),
            }
        }
        if known.is_empty() {
            let message = "the workbook has no sheet of findings";
            self.problems.push(Problem::new(file, message).hint(known_sheets("")));
        }
        for (kind, sheet) in known {
            self.sheet(&sheet.place, kind, sheet.into());
        }
    }

    fn sheet(&mut self, name: &str, kind: FindingKind, content: SheetContent<'_>) {
        let read = match kind {
            FindingKind::Sheet(sheet) => {
                let mut rows = Box::<FindingFiles>::default();
                sheet.read_into(&mut rows, name, content).map(|()| Part::Sheet(sheet, rows))
            }
            FindingKind::Flat => read_flat(name, content).map(Part::Flat),
        };
        match read {
            Ok(part) => {
                if let Part::Flat(FlatRows { ids_made: made @ 1.., .. }) = part {
                    let note = format!("{name}: {made} effects had no id and got one made of their study and a number");
                    self.done.notes.push(note);
                }
                self.parts.push(part);
            }
            Err(found) => self.problems.0.extend(found.0),
        }
    }
}

/// The sheets that are known, the nearest to a name first.
fn known_sheets(name: &str) -> String {
    let words = FindingKind::words();
    let known = format!("sheets are called {}", words.join(", "));
    match did_you_mean(name, words) {
        hint if hint.is_empty() => known,
        hint => format!("{hint}; {known}"),
    }
}

/// How many rows each sheet has.
fn row_counts(findings: &Findings) -> [(&'static str, usize); 13] {
    [
        ("studies", findings.studies.len()),
        ("interventions", findings.interventions.len()),
        ("effects", findings.effects.len()),
        ("elements", findings.elements.len()),
        ("elements of interventions", findings.intervention_elements.len()),
        ("statistics", findings.statistics.len()),
        ("cited sources", findings.cited.len()),
        ("recommendations", findings.recommendations.len()),
        ("implementation factors", findings.factors.len()),
        ("PROGRESS-Plus characteristics", findings.progress.len()),
        ("views", findings.views.len()),
        ("matches of views", findings.view_matches.len()),
        ("links", findings.links.len()),
    ]
}

fn unknown_file(file: &Path) -> Problem {
    let words = FindingKind::words();
    let stem = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let known = format!("name the kind with --kind ({})", words.join(", "));
    let hint = match did_you_mean(&stem, words) {
        hint if hint.is_empty() => known,
        hint => format!("{hint}; or {known}"),
    };
    Problem::new(file.display().to_string(), "the file's name does not tell which sheet it is").hint(hint)
}

impl Project {
    /// Imports files of findings, all of them or none. Sheets (CSV, or those of a workbook) replace what the project
    /// knew of their kind; the kind is told by the name of the file or the sheet, or by the options. The flat import
    /// sheet replaces the effects and adds to what is known of their studies and interventions. RevMan 5 reviews (.rm5)
    /// and exports of EPPI-Reviewer (.json) add studies, interventions and effects to what is known; references (.ris) add
    /// cited sources.
    ///
    /// # Errors
    /// Everything that is wrong with the files; then nothing has changed.
    pub fn import_findings(
        &mut self,
        files: &[PathBuf],
        options: &FindingImportOptions,
    ) -> Result<FindingImport, ProjectError> {
        let mut reader =
            Reader { options, parts: Vec::new(), problems: Problems::default(), done: FindingImport::default() };
        for file in files {
            reader.file(file)?;
        }
        let Reader { parts, problems, mut done, .. } = reader;
        problems.none_or(())?;
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let (summary, notes) = self.change("finding import", options.dry_run, |change| {
            let mut findings = change.findings()?;
            let before = row_counts(&findings);
            let notes: Vec<String> = parts.iter().flat_map(|part| part.apply(&mut findings)).collect();
            let changed = change.put_findings(&findings)?;
            // Sheets replace what was there: rows that are fewer or more than before must not go unnoticed.
            let moved = before.iter().zip(row_counts(&findings)).filter(|((_, before), (_, now))| before != now);
            let moved: Vec<String> =
                moved.map(|((what, before), (_, now))| format!("; {what}: {before} before, {now} now")).collect();
            let moved = moved.concat();
            let summary = if changed { format!("findings from {}{moved}", names.join(", ")) } else { String::new() };
            Ok(((summary.clone(), notes), summary))
        })?;
        done.summary = summary;
        done.notes.extend(notes);
        Ok(done)
    }
}
