//! What went wrong, whose fault it is, what helps, and the exit status that says so.

use std::io::ErrorKind;
use std::path::Path;

use crate::analysis::AnalysisError;
use crate::project::ProjectError;
use crate::store::{Obstacle, StoreError};
use crate::text::nearest_word;

/// Whose fault an error is; each kind has its exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A check did not hold.
    Check,
    /// The command was used wrongly.
    Usage,
    /// Something is wrong with the input.
    Input,
    /// The disclosure gate refused.
    Refused,
    /// The project is busy or damaged.
    Project,
}

impl Kind {
    /// The exit status of the program.
    #[must_use]
    pub fn status(self) -> u8 {
        match self {
            Self::Check => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Refused => 4,
            Self::Project => 5,
        }
    }
}

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// An answer of the library.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// Something that only the command line can get wrong.
    #[error("{message}")]
    Other {
        /// Whose fault it is.
        kind: Kind,
        /// What was found.
        message: String,
        /// How to mend it, or empty.
        hint: String,
    },
    /// Whoever read our output has stopped reading, which is no error.
    #[error("the reader of the output is gone")]
    PipeClosed,
}

impl CliError {
    /// A command that was used wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Other { kind: Kind::Usage, message: message.into(), hint: String::new() }
    }

    /// A file that could not be used.
    pub fn file(path: &Path, cause: std::io::Error) -> Self {
        ProjectError::File { path: path.to_owned(), cause }.into()
    }

    /// The same error with a remedy.
    pub fn hint(self, text: impl Into<String>) -> Self {
        match self {
            Self::Other { kind, message, .. } => Self::Other { kind, message, hint: text.into() },
            other => other,
        }
    }

    /// Whose fault it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Other { kind, .. } => *kind,
            Self::PipeClosed => Kind::Usage,
            Self::Project(error) => match error {
                ProjectError::File { cause, .. } if is_full(cause.kind()) => Kind::Project,
                ProjectError::Input(_) | ProjectError::File { .. } => Kind::Input,
                ProjectError::Refused(_) => Kind::Refused,
                ProjectError::Store(
                    StoreError::NoSuchCodebook { .. }
                    | StoreError::Missing(_)
                    | StoreError::Folder(_)
                    | StoreError::Exists(_)
                    | StoreError::NothingTo(_)
                    | StoreError::CannotUndo(_),
                )
                | ProjectError::Analysis(_)
                | ProjectError::Query(_) => Kind::Usage,
                ProjectError::Store(StoreError::NotAProject(_) | StoreError::Frozen(_)) => Kind::Input,
                #[cfg(feature = "charts")]
                ProjectError::Guide(error) if error.is_refusal() => Kind::Refused,
                #[cfg(feature = "charts")]
                ProjectError::Guide(crate::guide::GuideError::NotFinal(_)) => Kind::Check,
                _ => Kind::Project,
            },
        }
    }

    /// What helps, where the message itself does not say.
    #[must_use]
    pub fn remedy(&self) -> Option<String> {
        match self {
            Self::Other { hint, .. } if !hint.is_empty() => Some(hint.clone()),
            Self::Project(ProjectError::Store(error)) => remedy_of_store(error),
            Self::Project(ProjectError::Analysis(AnalysisError::Unknown { found, expected, .. })) => {
                nearest_word(found, expected.split(", ")).map(|word| format!("did you mean `{word}`?"))
            }
            #[cfg(feature = "charts")]
            Self::Project(ProjectError::Guide(crate::guide::GuideError::NotFinal(_))) => Some(
                "write each with `themeweave joint infer THEME FINDING TEXT` or in the sheet of inferences, or set status = \"draft\"; \
                 an earlier pack in the folder is left as it was"
                    .to_owned(),
            ),
            Self::Project(ProjectError::File { cause, .. }) if is_full(cause.kind()) => Some(
                "the disk, a quota or a limit on the size of files is full; make room and run the command again: it \
                 completes what is there"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

/// Whether a file could not be written because the system takes no more bytes.
fn is_full(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded)
}

/// What helps against an error of the project file.
fn remedy_of_store(error: &StoreError) -> Option<String> {
    Some(match error {
        StoreError::Missing(_) => "make one with `themeweave init FILE` or `themeweave build project.toml`".to_owned(),
        StoreError::Exists(_) => "give another name, or use the project that is there".to_owned(),
        StoreError::Folder(_) => "name a file in it, which usually ends in .tw".to_owned(),
        StoreError::Damaged(_) => {
            "`themeweave verify` lists what does not hold; restore the file from a copy".to_owned()
        }
        StoreError::Unwritable { obstacle, .. } => match obstacle {
            Obstacle::DiskFull | Obstacle::Limit => "make room and run the command again",
            Obstacle::ReadOnly => {
                "ask for permission to write the file and its folder, or copy the project to where you may"
            }
            Obstacle::NoFolder => "make the folder first, or give another name",
            Obstacle::NoSharing => "copy the project to a disk of this machine",
        }
        .to_owned(),
        StoreError::StillRead(_) => "run it again when nobody else has the project open".to_owned(),
        StoreError::Unreadable { .. } => "ask for permission to read the file".to_owned(),
        StoreError::OldAndReadOnly { .. } => {
            "copy it to where you may write and use the copy; the first command upgrades it".to_owned()
        }
        StoreError::Unfinished { beside, .. } => format!(
            "whoever may write there runs `themeweave status` once; or copy the project together with {} to where you may write",
            beside.display()
        ),
        StoreError::LeftBehind { path, beside } => format!(
            "if you still have the earlier {}, put it back; if nothing of it is wanted, delete {}",
            path.display(),
            beside.display()
        ),
        _ => return None,
    })
}
