//! Two codebook versions of a project: what going from one to the other would touch, and what it did to a matrix.

use std::collections::BTreeSet;

use super::answers::{MatrixQuestion, request};
use super::review::REVIEW;
use super::selection::Needs;
use super::{Project, ProjectError, Selection};
use crate::analysis::{self, Layout, MatrixRequest, Stations, matrix_between};
use crate::codebook::{Fate, Lineage, versions_up_to};
use crate::model::{Codebook, Problem, Snapshot};
use crate::table::Table;

impl Project {
    /// What bringing the codings from one version to another would do, before anything happens: `from` is the version
    /// in use when absent; `to` is a stored version or one from a file, which need not be in the project.
    ///
    /// # Errors
    /// When a version is not in the project, or `to` is not later than `from`.
    pub fn impact(&self, from: Option<&str>, to: &Codebook, layout: Layout) -> Result<Table, ProjectError> {
        let snapshot = self.snapshot(from)?;
        let lineage = self.lineage(&snapshot.codebook, to)?;
        Ok(analysis::impact(&snapshot, &lineage, layout))
    }

    /// How the figures of a matrix differ between two versions, each difference told apart into changed definitions,
    /// recoding and new data. The question's own codebook version is not looked at.
    ///
    /// # Errors
    /// As [`Project::matrix`] and [`Project::impact`].
    pub fn matrix_between(
        &self,
        question: &MatrixQuestion,
        from: &str,
        to: &str,
        all: bool,
    ) -> Result<Table, ProjectError> {
        let query = self.selecting(&question.selection)?;
        let read = |version: &str| {
            let selection = Selection { codebook: Some(version.to_owned()), ..Selection::default() };
            self.snapshot_for(
                &selection,
                query.as_slice(),
                Needs { texts: question.measure == "words", details: false },
            )
        };
        let (before, after) = (read(from)?, read(to)?);
        let lineage = self.lineage(&before.codebook, &after.codebook)?;
        let stations = Stations::between(before, after, &lineage, &self.made_in_review()?);
        let ask = |snapshot: &Snapshot| -> Result<MatrixRequest, ProjectError> {
            request(question, snapshot, self.filter(&question.selection, query.as_ref(), snapshot)?)
        };
        let requests =
            [ask(&stations.before)?, ask(&stations.redefined)?, ask(&stations.recoded)?, ask(&stations.after)?];
        let mut table = matrix_between(&stations, &requests, all)?;
        let became = |fate: &&Fate| fate.target() != Some(fate.code.as_str()) || !fate.automatic;
        let fates: Vec<String> =
            lineage.fates.iter().filter(became).map(|fate| format!("{}: {}", fate.code, fate.describe())).collect();
        if !fates.is_empty() {
            table.notes.push(format!("What became of codes: {}.", fates.join("; ")));
        }
        Ok(table)
    }

    /// Rows of the codings that were made in review, where a passage was given several codes.
    fn made_in_review(&self) -> Result<BTreeSet<i64>, ProjectError> {
        let reviews = self.store.journal()?.into_iter().filter(|entry| entry.command == REVIEW);
        let reviews: BTreeSet<i64> = reviews.map(|entry| entry.id).collect();
        if reviews.is_empty() {
            return Ok(BTreeSet::new());
        }
        let made = self.store.codings()?.into_iter().filter(|coding| reviews.contains(&coding.entry));
        Ok(made.map(|coding| coding.row).collect())
    }

    /// What becomes of the codes of one version in another, by way of the stored versions in between.
    fn lineage(&self, from: &Codebook, to: &Codebook) -> Result<Lineage, ProjectError> {
        if from.name != to.name || from.version >= to.version {
            let message = format!("{} does not come after {}", to.label(), from.label());
            return Err(Problem::new("codebook", message).hint("give the earlier version first").into());
        }
        let others = self.store.versions_of(&from.name)?;
        Ok(Lineage::between(from, &versions_up_to(from, to, &others)))
    }

    /// A codebook version: the active one, or the one named by `VERSION` or `NAME VERSION`.
    ///
    /// # Errors
    /// When the version is not in the project.
    pub fn codebook(&self, version: Option<&str>) -> Result<Codebook, ProjectError> {
        Ok(self.store.codebook(version)?)
    }

    /// Every stored version of the codebook in use, earliest first.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn versions(&self) -> Result<Vec<Codebook>, ProjectError> {
        Ok(self.store.versions_of(&self.store.codebook(None)?.name)?)
    }

    /// A snapshot whose themes and questions name the codes of its own codebook version, also where they have other
    /// ids in the version in use.
    pub(super) fn in_words_of_its_version(&self, mut snapshot: Snapshot) -> Result<Snapshot, ProjectError> {
        let active = self.store.codebook(None)?;
        if active.name != snapshot.codebook.name || active.version <= snapshot.codebook.version {
            return Ok(snapshot);
        }
        let lineage = self.lineage(&snapshot.codebook, &active)?;
        let book = &snapshot.codebook;
        for theme in &mut snapshot.themes {
            theme.codes = super::migrate::as_of(&theme.codes, &lineage, book);
        }
        for question in &mut snapshot.questions {
            question.codes = super::migrate::as_of(&question.codes, &lineage, book);
        }
        Ok(snapshot)
    }
}
