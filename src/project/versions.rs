//! The codebook versions of a project, and which of them a code is of.

use semver::Version;

use super::ProjectError;
use crate::model::{Codebook, Problem};
use crate::store::Change;
use crate::text::did_you_mean;

/// The versions of the active codebook in a project.
#[derive(Debug)]
pub(super) struct Versions {
    active: Codebook,
    /// All of them, earliest first.
    all: Vec<Codebook>,
}

impl Versions {
    /// The versions that a change sees.
    pub(super) fn of(change: &Change) -> Result<Self, ProjectError> {
        let active = change.active_codebook()?;
        let all = change.versions_of(&active.name)?;
        Ok(Self { active, all })
    }

    /// The version that codings are made with.
    pub(super) fn active(&self) -> &Codebook {
        &self.active
    }

    /// The versions after `from` up to the active one, earliest first.
    pub(super) fn path_from(&self, from: &Version) -> Vec<&Codebook> {
        self.all.iter().filter(|book| book.version > *from && book.version <= self.active.version).collect()
    }

    /// A version by its number.
    pub(super) fn get(&self, version: &Version) -> Option<&Codebook> {
        self.all.iter().find(|book| book.version == *version)
    }

    /// The version that a code is of: the one that is named; else the active one; else the latest earlier one that
    /// has the code.
    pub(super) fn of_code(&self, code: &str, named: Option<&Version>) -> Result<&Version, Problem> {
        let problem = |message: String| Problem::new("", message).field("code");
        let has = |book: &&Codebook| book.code(code).is_some();
        let Some(named) = named else {
            let earlier = self.all.iter().rev().filter(|book| book.version <= self.active.version);
            return earlier.chain([&self.active]).find(has).map(|book| &book.version).ok_or_else(|| {
                let known = self.active.codes.iter().map(|code| code.id.as_str());
                problem(format!("code “{code}” is not in codebook {}", self.active.label()))
                    .hint(did_you_mean(code, known))
            });
        };
        let Some(book) = self.get(named) else {
            let known: Vec<String> = self.all.iter().map(|book| book.version.to_string()).collect();
            return Err(problem(format!("the project has no codebook version {named}"))
                .field("codebook")
                .hint(format!("it has {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") })));
        };
        if *named > self.active.version {
            return Err(problem(format!("codebook {named} is later than {}, which is in use", self.active.version))
                .field("codebook")
                .hint(format!("`themeweave codebook migrate --to {named}` brings the project there")));
        }
        if has(&book) {
            return Ok(&book.version);
        }
        let known = book.codes.iter().map(|code| code.id.as_str());
        Err(problem(format!("code “{code}” is not in codebook {}", book.label())).hint(did_you_mean(code, known)))
    }
}
