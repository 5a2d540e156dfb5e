//! The use cases: what a user of the library holds is a [`Project`].

mod adjudicate;
mod agreement;
mod answers;
mod balance;
#[cfg(feature = "charts")]
mod build;
mod checklists;
mod chronology;
mod code;
mod compare;
mod confidence;
mod configurations;
mod displays;
mod edit;
#[cfg(feature = "charts")]
mod figures;
mod findings;
mod fit;
mod framework;
mod history;
mod import;
#[cfg(feature = "charts")]
mod inputs;
mod links;
mod matrices;
mod memos;
mod migrate;
mod places;
mod pooling;
mod queries;
mod review;
mod revise;
mod revision;
mod saturation;
#[cfg(feature = "index")]
mod search;
mod selection;
mod settings;
mod sheet_file;
mod sheets;
#[cfg(feature = "charts")]
mod sync;
#[cfg(feature = "index")]
mod text_bench;
mod text_form;
mod together;
mod versions;

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::analysis::AnalysisError;
use crate::disclosure::Refusal;
use crate::model::{CodingState, Problem, Problems, Snapshot};
use crate::query::QueryError;
use crate::store::{Change, Failure, Fault, JournalEntry, Parts, SourceSummary, SpeakerRow, Store, StoreError};

pub use adjudicate::Adjudicated;
pub use agreement::{AgreementQuestion, RatingsQuestion, ratings_table};
pub use answers::MatrixQuestion;
pub use balance::{BalanceReport, CONTRARY_TAG};
#[cfg(feature = "charts")]
pub use build::{BuildReport, BuildStep, build, check};
pub use code::CodingImport;
pub use configurations::{ConfigurationQuestion, ConfigurationTable};
pub use displays::QuoteQuestion;
pub use findings::{
    FindingExport, FindingForm, FindingImport, FindingImportOptions, FindingKind, FindingSheet, barred_effects,
};
pub use fit::Pair;
pub use framework::{FrameworkForm, FrameworkImport, FrameworkQuestion, SummaryDraft};
pub use import::{FileOutcome, FileReport, ImportReport};
pub use matrices::MatrixAnswer;
pub use memos::MemoDraft;
pub use migrate::{CodebookImport, Migrated};
pub use pooling::PoolQuestion;
pub use queries::{QuerySaved, QueryShown};
pub use revision::{CodingFate, Revision};
pub use saturation::SaturationQuestion;
#[cfg(feature = "index")]
pub use search::Found;
pub use selection::Selection;
pub use sheet_file::SheetFile;
pub use sheets::SheetKind;
pub use text_form::TextExport;
pub use together::TogetherQuestion;

/// The moment of a call. The library owns no clock; whoever calls it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// Day on which consent is judged. It decides what may be counted and quoted, and is never printed.
    pub today: Date,
    /// Time for the journal, ISO 8601 in UTC.
    pub timestamp: String,
}

/// Why a call could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something is wrong with input files; nothing was changed.
    #[error("{0}")]
    Input(#[from] Problems),
    /// A file could not be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A question that cannot be asked of this project.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// A query that cannot be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The disclosure gate refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The search index.
    #[cfg(feature = "index")]
    #[error(transparent)]
    Search(#[from] crate::search::SearchError),
    /// A chart or the pack could not be drawn.
    #[cfg(feature = "charts")]
    #[error(transparent)]
    Guide(#[from] crate::guide::GuideError),
}

impl From<Problem> for ProjectError {
    fn from(problem: Problem) -> Self {
        Self::Input(problem.into())
    }
}

impl Failure for ProjectError {
    fn of_store(&mut self) -> Option<&mut StoreError> {
        if let Self::Store(error) = self { Some(error) } else { None }
    }
}

/// An open project.
#[derive(Debug)]
pub struct Project {
    store: Store,
    now: Now,
}

impl Project {
    /// Makes a new, empty project file.
    ///
    /// # Errors
    /// When a file is there already or cannot be made.
    pub fn create(path: &Path, title: &str, notice: &str, now: Now) -> Result<Self, ProjectError> {
        Ok(Self { store: Store::create(path, title, notice)?, now })
    }

    /// Opens a project file.
    ///
    /// # Errors
    /// When there is none, or it is none of ours, damaged, or newer than this program.
    pub fn open(path: &Path, now: Now) -> Result<Self, ProjectError> {
        Ok(Self { store: Store::open(path)?, now })
    }

    /// Opens a project file, or makes an empty one where there is none.
    ///
    /// # Errors
    /// As [`Project::open`] and [`Project::create`].
    pub fn open_or_create(path: &Path, title: &str, now: Now) -> Result<Self, ProjectError> {
        if path.exists() { Self::open(path, now) } else { Self::create(path, title, "", now) }
    }

    /// Does `work` as one change with one journal entry, or only rehearses it.
    fn change<T>(
        &mut self,
        command: &str,
        dry_run: bool,
        work: impl FnOnce(&Change) -> Result<(T, String), ProjectError>,
    ) -> Result<T, ProjectError> {
        let timestamp = self.now.timestamp.clone();
        if dry_run { self.store.rehearse(work) } else { self.store.change(&timestamp, command, work) }
    }

    /// Where the project file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// `NAME.tw.index`, beside the project.
    fn index_folder(&self) -> PathBuf {
        let mut name = self.path().as_os_str().to_owned();
        name.push(".index");
        PathBuf::from(name)
    }

    /// Title and notice of the study.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn heading(&self) -> Result<(String, String), ProjectError> {
        Ok(self.store.heading()?)
    }

    /// The project as columns in memory, without its texts; read with a codebook version, or the
    /// active one.
    ///
    /// # Errors
    /// When the version is not in the project or the file cannot be read.
    pub fn snapshot(&self, codebook: Option<&str>) -> Result<Snapshot, ProjectError> {
        self.read(codebook, Parts { texts: false, codings: true, details: false })
    }

    /// [`Project::snapshot`] with the text of every source.
    ///
    /// # Errors
    /// As [`Project::snapshot`].
    pub fn snapshot_with_texts(&self, codebook: Option<&str>) -> Result<Snapshot, ProjectError> {
        self.read(codebook, Parts { texts: true, codings: true, details: false })
    }

    fn read(&self, codebook: Option<&str>, parts: Parts) -> Result<Snapshot, ProjectError> {
        let snapshot = self.store.snapshot(self.now.today, codebook, parts)?;
        if codebook.is_some() { self.in_words_of_its_version(snapshot) } else { Ok(snapshot) }
    }

    /// Everything in the project that does not hold; empty when all is well.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub fn verify(&self) -> Result<Vec<Fault>, ProjectError> {
        Ok(self.store.verify()?)
    }

    /// The journal, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn journal(&self) -> Result<Vec<JournalEntry>, ProjectError> {
        Ok(self.store.journal()?)
    }

    /// How many codings are current, stale, orphaned and set aside.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn codings_by_state(&self) -> Result<Vec<(CodingState, u64)>, ProjectError> {
        Ok(self.store.codings_by_state()?)
    }

    /// How many sources, participants, cases, codings and coders there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counts(&self) -> Result<Vec<(&'static str, u64)>, ProjectError> {
        Ok(self.store.counts()?)
    }

    /// Codebook versions in the project as `(name, version)`, the active one first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn codebook_versions(&self) -> Result<Vec<(String, String)>, ProjectError> {
        Ok(self.store.codebook_versions()?)
    }

    /// What `source list` tells of each source.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceSummary>, ProjectError> {
        Ok(self.store.source_summaries()?)
    }

    /// The labels of a source and who stands behind them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn speakers_of(&self, source: &str) -> Result<Vec<SpeakerRow>, ProjectError> {
        Ok(self.store.speakers_of(source)?)
    }
}

/// Reads a file, naming it when that fails.
fn read_file(path: &Path) -> Result<Vec<u8>, ProjectError> {
    std::fs::read(path).map_err(|cause| ProjectError::File { path: path.to_owned(), cause })
}

/// Reads a text file of ours (a sheet, a codebook, a manifest), which must be UTF-8.
///
/// # Errors
/// When it cannot be read or is not UTF-8, with what to do about it.
pub fn read_text(path: &Path) -> Result<String, ProjectError> {
    text_of(&path.display().to_string(), read_file(path)?)
}

fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, ProjectError> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Problem::new(name, format!("byte {at} is not UTF-8"))
            .hint("save the file as UTF-8 (in Excel: “CSV UTF-8 (Comma delimited)”)")
            .into()
    })
}
