//! The files that a manifest names: read, hashed and checked against one another before anything
//! is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::chronology::event_words;
use super::findings::FindingSheet;
use super::import::{ReadFile, read_transcript};
use super::{ProjectError, SheetFile, read_file, read_text, text_of};
use crate::codebook;
use crate::interchange::{
    CodingRow, FindingPaths, IntegrationFiles, Manifest, Rows, SheetContent, SourceFact, SpeakerFact,
    findings::FindingFiles, matches, read_cases, read_checklists, read_codings, read_confidence, read_events,
    read_fit_decisions, read_inferences, read_manifest, read_participants, read_queries, read_questions, read_settings,
    read_sources, read_speakers, read_themes, unknown_codes,
};
use crate::model::{
    Case, ChronologyEvent, Codebook, GuideQuestion, Participant, Problem, Problems, SavedQuery, Scale, Settings, Theme,
};
use crate::store::sha256_hex;
use crate::text::did_you_mean;

/// Everything that the files of a manifest say.
pub(super) struct Inputs {
    pub(super) manifest: Manifest,
    /// Path (relative to the manifest, with `/`) and SHA-256 of every file, sorted by path.
    pub(super) hashes: Vec<(String, String)>,
    pub(super) transcripts: Vec<ReadFile>,
    pub(super) codebook: Option<Codebook>,
    /// Versions of the codebook before that one, from files beside it.
    pub(super) earlier_codebooks: Vec<Codebook>,
    pub(super) scales: Vec<Scale>,
    pub(super) sources: Rows<SourceFact>,
    pub(super) speakers: Rows<SpeakerFact>,
    pub(super) participants: Rows<Participant>,
    pub(super) cases: Rows<Case>,
    pub(super) questions: Rows<GuideQuestion>,
    pub(super) themes: Rows<Theme>,
    pub(super) queries: Rows<SavedQuery>,
    pub(super) events: Rows<ChronologyEvent>,
    /// Codings by the path of their sheet.
    pub(super) codings: Vec<(String, Vec<CodingRow>)>,
    pub(super) findings: FindingFiles,
    pub(super) integration: IntegrationFiles,
    /// Settings of synthesis, where the manifest names a file.
    pub(super) settings: Option<Settings>,
}

/// Files of a manifest in memory, with their hashes, before they are understood.
pub(super) struct RawInputs {
    manifest: Manifest,
    folder: PathBuf,
    files: Vec<RawFile>,
}

struct RawFile {
    /// Relative to the manifest, with `/`.
    path: String,
    bytes: Vec<u8>,
    sha256: String,
}

impl RawInputs {
    /// Reads a manifest and the bytes of every file that it names.
    ///
    /// # Errors
    /// Everything wrong with the manifest; every named file that is not there.
    pub(super) fn read(manifest_path: &Path) -> Result<Self, ProjectError> {
        let text = read_text(manifest_path)?;
        let manifest = read_manifest(&manifest_path.display().to_string(), &text)?;
        let folder = match manifest_path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut problems = Problems::default();
        let mut paths = BTreeSet::new();
        for path in single_files(&manifest) {
            if folder.join(path).is_file() {
                paths.insert(path.clone());
            } else {
                problems.push(Problem::new(manifest_path.display().to_string(), format!("there is no file “{path}”")));
            }
        }
        for pattern in patterns(&manifest) {
            let found = expand(&folder, pattern);
            if found.is_empty() {
                let message = format!("no file matches “{pattern}”");
                problems.push(Problem::new(manifest_path.display().to_string(), message));
            }
            paths.extend(found);
        }
        problems.none_or(())?;
        paths.extend(manifest.files.codebook.iter().flat_map(|path| earlier_versions(&folder, path)));
        let mut files: Vec<RawFile> = paths
            .into_par_iter()
            .map(|path| {
                let bytes = read_file(&folder.join(&path))?;
                Ok(RawFile { sha256: sha256_hex(&bytes), path, bytes })
            })
            .collect::<Result<_, ProjectError>>()?;
        let name = manifest_path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        files.push(RawFile { path: name, sha256: sha256_hex(text.as_bytes()), bytes: text.into_bytes() });
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { manifest, folder, files })
    }

    /// What the manifest says.
    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where the project file of the manifest lies.
    pub(super) fn project_path(&self) -> PathBuf {
        self.folder.join(&self.manifest.project)
    }

    /// Path and SHA-256 of every file, sorted by path.
    pub(super) fn hashes(&self) -> Vec<(String, String)> {
        self.files.iter().map(|file| (file.path.clone(), file.sha256.clone())).collect()
    }

    /// Understands every file and checks them against one another.
    ///
    /// # Errors
    /// Everything that is wrong, in all files at once.
    pub(super) fn understand(self) -> Result<Inputs, ProjectError> {
        let hashes = self.hashes();
        let mut reader = Reader { inputs: &self, problems: Problems::default() };
        let paths = &self.manifest.files;
        let transcripts = reader.transcripts();
        let mut inputs = Inputs {
            hashes,
            transcripts,
            codebook: reader.one(paths.codebook.as_deref(), codebook::read),
            earlier_codebooks: reader.earlier_codebooks(),
            scales: reader.many(&paths.scales, codebook::read_scale).into_iter().map(|(_, scale)| scale).collect(),
            sources: reader.rows(paths.sources.as_ref(), "sources", |name, sheet| read_sources(name, sheet)),
            speakers: reader.rows(paths.speakers.as_ref(), "speakers", |name, sheet| read_speakers(name, sheet)),
            participants: reader
                .rows(paths.participants.as_ref(), "participants", |name, sheet| read_participants(name, sheet)),
            cases: reader.rows(paths.cases.as_ref(), "cases", |name, sheet| read_cases(name, sheet)),
            questions: reader.rows(paths.questions.as_ref(), "questions", |name, sheet| read_questions(name, sheet)),
            themes: reader.one(paths.themes.as_deref(), read_themes).unwrap_or_default(),
            queries: reader.one(paths.queries.as_deref(), read_queries).unwrap_or_default(),
            events: Rows::default(),
            codings: reader.codings(&paths.codings),
            findings: reader.findings(),
            settings: reader.one(self.manifest.findings.settings.as_deref(), read_settings),
            integration: reader.integration(),
            manifest: self.manifest.clone(),
        };
        inputs.events = reader.events(&inputs);
        let mut problems = reader.problems;
        problems.0.extend(inputs.cross_check());
        Ok(problems.none_or(inputs)?)
    }
}

/// Reads files one by one, collecting what is wrong with each.
struct Reader<'i> {
    inputs: &'i RawInputs,
    problems: Problems,
}

impl Reader<'_> {
    /// A text file.
    fn one<T>(&mut self, path: Option<&str>, read: impl FnOnce(&str, &str) -> Result<T, Problems>) -> Option<T> {
        self.file(path?, |shown, bytes| Ok(read(&shown, &text_of(&shown, bytes)?)?))
    }

    /// A sheet: a CSV file, or the sheet of this kind in a workbook.
    fn sheet<T>(
        &mut self,
        path: Option<&str>,
        kind: &str,
        read: impl FnOnce(&str, SheetContent<'_>) -> Result<T, Problems>,
    ) -> Option<T> {
        self.file(path?, |shown, bytes| Ok(SheetFile::of(shown, bytes)?.read(kind, read)?))
    }

    /// The rows of a sheet that may not be named.
    fn rows<T: Default>(
        &mut self,
        path: Option<&String>,
        kind: &str,
        read: impl FnOnce(&str, SheetContent<'_>) -> Result<T, Problems>,
    ) -> T {
        self.sheet(path.map(String::as_str), kind, read).unwrap_or_default()
    }

    fn file<T>(&mut self, path: &str, read: impl FnOnce(String, Vec<u8>) -> Result<T, ProjectError>) -> Option<T> {
        let file = self.inputs.files.iter().find(|file| file.path == path)?;
        let shown = self.inputs.folder.join(path).display().to_string();
        match read(shown.clone(), file.bytes.clone()) {
            Ok(value) => return Some(value),
            Err(ProjectError::Input(problems)) => self.problems.0.extend(problems.0),
            Err(other) => self.problems.push(Problem::new(shown, other.to_string())),
        }
        None
    }

    fn many<T>(&mut self, patterns: &[String], read: impl Fn(&str, &str) -> Result<T, Problems>) -> Vec<(String, T)> {
        let paths: Vec<String> = self.matching(patterns).map(|file| file.path.clone()).collect();
        paths.into_iter().filter_map(|path| self.one(Some(&path), &read).map(|value| (path, value))).collect()
    }

    fn codings(&mut self, patterns: &[String]) -> Vec<(String, Vec<CodingRow>)> {
        let paths: Vec<String> = self.matching(patterns).map(|file| file.path.clone()).collect();
        let read = |path: String| {
            let rows = self.sheet(Some(&path), "codings", |name, sheet| read_codings(name, sheet))?;
            Some((path, rows))
        };
        paths.into_iter().filter_map(read).collect()
    }

    fn matching<'p>(&'p self, patterns: &'p [String]) -> impl Iterator<Item = &'p RawFile> {
        self.inputs.files.iter().filter(|file| patterns.iter().any(|pattern| matches(pattern, &file.path)))
    }

    fn transcripts(&mut self) -> Vec<ReadFile> {
        let files: Vec<&RawFile> = self.matching(&self.inputs.manifest.files.transcripts).collect();
        let folder = &self.inputs.folder;
        let read: Vec<ReadFile> =
            files.par_iter().map(|file| read_transcript(&folder.join(&file.path), &file.bytes)).collect();
        self.problems.0.extend(read.iter().filter_map(|file| file.source.as_ref().err().cloned()));
        read
    }

    fn earlier_codebooks(&mut self) -> Vec<Codebook> {
        let Some(path) = self.inputs.manifest.files.codebook.clone() else { return Vec::new() };
        let paths = earlier_versions(&self.inputs.folder, &path);
        paths.iter().filter_map(|path| self.one(Some(path), codebook::read)).collect()
    }

    /// The events, whose rows name cases and levels of scales.
    fn events(&mut self, inputs: &Inputs) -> Rows<ChronologyEvent> {
        let Some(path) = self.inputs.manifest.files.events.clone() else { return Rows::default() };
        let cases: Vec<String> = inputs.cases.rows.iter().map(|case| case.id.clone()).collect();
        let shown = self.inputs.folder.join(&path).display().to_string();
        let words = event_words(&shown, cases, &inputs.scales);
        let words = words.map_err(|problem| self.problems.push(problem)).unwrap_or_default();
        self.rows(Some(&path), "events", |name, sheet| read_events(name, sheet, &words))
    }

    fn integration(&mut self) -> IntegrationFiles {
        let paths = &self.inputs.manifest.joint;
        IntegrationFiles {
            decisions: self
                .rows(paths.decisions.as_ref(), "fit_decisions", |name, sheet| read_fit_decisions(name, sheet)),
            inferences: self.rows(paths.inferences.as_ref(), "inferences", |name, sheet| read_inferences(name, sheet)),
            confidence: self.rows(paths.confidence.as_ref(), "confidence", |name, sheet| read_confidence(name, sheet)),
            checklists: self.rows(paths.checklists.as_ref(), "checklists", |name, sheet| read_checklists(name, sheet)),
        }
    }

    fn findings(&mut self) -> FindingFiles {
        let mut rows = FindingFiles::default();
        for (sheet, path) in named(&self.inputs.manifest.findings) {
            self.sheet(path.as_deref(), sheet.word(), |file, content| sheet.read_into(&mut rows, file, content));
        }
        rows
    }
}

impl Inputs {
    /// References between files that lead nowhere.
    fn cross_check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(codebook) = &self.codebook {
            let named =
                self.themes.iter().flat_map(|(line, theme)| theme.codes.iter().map(move |c| (line, c.as_str())));
            problems.extend(unknown_codes(&self.themes.file, "codes", codebook, named));
            let named = self.questions.iter().flat_map(|(line, q)| q.codes.iter().map(move |c| (line, c.as_str())));
            problems.extend(unknown_codes(&self.questions.file, "codes", codebook, named));
        }
        let people: Vec<&str> = self.participants.rows.iter().map(|person| person.name.as_str()).collect();
        let cases: Vec<&str> = self.cases.rows.iter().map(|case| case.id.as_str()).collect();
        let sources: Vec<String> = self.transcripts.iter().map(ReadFile::stem).collect();
        let roles = self.scales.iter().find(|scale| scale.id == "roles");
        if roles.is_none() && !self.participants.rows.is_empty() {
            let message =
                "there is a sheet of participants and no scale `roles`, which says for whom a guardian must agree";
            problems.push(
                Problem::new(&self.participants.file, message)
                    .hint("name the scale files in the manifest: scales = [\"../codebooks/scales/*.toml\"]"),
            );
        }
        let mut unknown = |file: &str, line: usize, field: &str, what: &str, word: &str, known: &[&str]| {
            if !known.contains(&word) {
                let message = format!("there is no {what} “{word}”");
                let hint = did_you_mean(word, known.iter().copied());
                problems.push(Problem::new(file, message).at_line(line).field(field).hint(hint));
            }
        };
        for (line, person) in self.participants.iter() {
            for case in &person.cases {
                unknown(&self.participants.file, line, "cases", "case", case, &cases);
            }
            if let Some(roles) = &roles {
                let known: Vec<&str> = roles.levels.iter().map(|level| level.id.as_str()).collect();
                unknown(&self.participants.file, line, "role", "role", &person.role, &known);
            }
        }
        let source_names: Vec<&str> = sources.iter().map(String::as_str).collect();
        for (line, fact) in self.sources.iter() {
            unknown(&self.sources.file, line, "source", "transcript", &fact.source, &source_names);
            if let Some(case) = &fact.case {
                unknown(&self.sources.file, line, "case", "case", case, &cases);
            }
        }
        let themes: Vec<&str> = self.themes.rows.iter().map(|theme| theme.id.as_str()).collect();
        for (file, line, theme) in self.integration.themes() {
            unknown(file, line, "theme", "theme", theme, &themes);
        }
        for (line, fact) in self.speakers.iter() {
            unknown(&self.speakers.file, line, "source", "transcript", &fact.source, &source_names);
            if let Some(person) = &fact.participant {
                unknown(&self.speakers.file, line, "participant", "participant", person, &people);
            }
        }
        problems
    }
}

/// Paths of the manifest that name one file.
fn single_files(manifest: &Manifest) -> Vec<&String> {
    let files = &manifest.files;
    let own = [
        &files.codebook,
        &files.sources,
        &files.speakers,
        &files.participants,
        &files.cases,
        &files.questions,
        &files.themes,
        &files.queries,
        &files.events,
    ];
    let review = named(&manifest.findings).into_iter().filter_map(|(_, path)| path.as_ref());
    let joint = &manifest.joint;
    let decided =
        [&joint.decisions, &joint.inferences, &joint.confidence, &joint.checklists, &manifest.findings.settings];
    own.into_iter().flatten().chain(review).chain(decided.into_iter().flatten()).collect()
}

/// Paths of the manifest that may name several.
fn patterns(manifest: &Manifest) -> Vec<&String> {
    let files = &manifest.files;
    files.transcripts.iter().chain(&files.scales).chain(&files.codings).collect()
}

/// The files below `folder` that match a pattern, as the pattern would write them, sorted. Hidden
/// files are left out.
fn expand(folder: &Path, pattern: &str) -> Vec<String> {
    // The part before the first wildcard is walked literally, so `../codebooks/*.toml` works.
    let fixed = match pattern.find(['*', '?']) {
        None => return if folder.join(pattern).is_file() { vec![pattern.to_owned()] } else { Vec::new() },
        Some(at) => &pattern[..pattern[..at].rfind('/').map_or(0, |slash| slash + 1)],
    };
    let mut found = Vec::new();
    walk(&folder.join(fixed), fixed, pattern.contains("**"), &mut found);
    found.retain(|path| matches(pattern, path));
    found.sort();
    found
}

/// Files beside a codebook file `VERSION.toml` whose names say that they are earlier versions, sorted. Their codings and
/// steps are what brings older codings to the version in use.
fn earlier_versions(folder: &Path, codebook: &str) -> Vec<String> {
    let version =
        |path: &str| -> Option<semver::Version> { path.rsplit('/').next()?.strip_suffix(".toml")?.parse().ok() };
    let Some(current) = version(codebook) else { return Vec::new() };
    let beside = codebook.rfind('/').map_or("", |slash| codebook.get(..=slash).unwrap_or_default());
    let mut found = expand(folder, &format!("{beside}*.toml"));
    found.retain(|path| version(path).is_some_and(|version| version < current));
    found
}

fn walk(folder: &Path, prefix: &str, deep: bool, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() && deep {
            walk(&path, &format!("{prefix}{name}/"), deep, found);
        } else if path.is_file() {
            found.push(format!("{prefix}{name}"));
        }
    }
}

/// The sheets that a manifest names, in the order of [`FindingSheet::ALL`].
fn named(paths: &FindingPaths) -> [(FindingSheet, &Option<String>); 13] {
    [
        (FindingSheet::Studies, &paths.studies),
        (FindingSheet::Interventions, &paths.interventions),
        (FindingSheet::Effects, &paths.effects),
        (FindingSheet::Elements, &paths.elements),
        (FindingSheet::InterventionElements, &paths.intervention_elements),
        (FindingSheet::Statistics, &paths.statistics),
        (FindingSheet::Cited, &paths.cited),
        (FindingSheet::Recommendations, &paths.recommendations),
        (FindingSheet::Factors, &paths.implementation_factors),
        (FindingSheet::Progress, &paths.progress),
        (FindingSheet::Views, &paths.views),
        (FindingSheet::ViewMatches, &paths.view_matches),
        (FindingSheet::Links, &paths.links),
    ]
}
