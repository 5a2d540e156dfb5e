//! Searching the transcripts: the index beside the project, and its concordance.

use std::sync::Arc;

use super::answers::asks_about_codings;
use super::{Project, ProjectError, Selection};
use crate::model::{Scope, Snapshot};
use crate::query::{Query, passages};
use crate::search::{Concordance, Feed, Hit, Index};
use crate::store::Parts;

/// A concordance with what is needed to print it.
#[derive(Debug)]
pub struct Found {
    /// The lines.
    pub concordance: Concordance,
    /// The project that they were found in.
    pub snapshot: Snapshot,
    /// Passages left out because their speaker does not allow analysis.
    pub barred: usize,
}

impl Project {
    /// Finds the words of a query and shows them with `context` columns on either side. Speech of
    /// participants whose consent does not allow analysis is left out. The index is made anew when the texts have changed.
    ///
    /// # Errors
    /// A query that cannot be read, and those of the project file and the index.
    pub fn search(&self, words: &str, selection: &Selection, context: usize) -> Result<Found, ProjectError> {
        let query = Query::parse(words)?;
        let filter = selection.filter.as_deref().map(Query::parse).transpose()?;
        // Codings are many, and a search for words has no use for them.
        let codings =
            [Some(&query), filter.as_ref()].into_iter().flatten().any(|query| asks_about_codings(&query.expr));
        let parts = Parts { texts: false, codings };
        let snapshot = self.read(selection.codebook.as_deref(), parts)?;
        let mut hits = self.index()?.find_in(&query, &snapshot)?;
        if let Some(filter) = &filter {
            let kept = passages(filter, &snapshot)?;
            hits.retain(|hit| kept.keeps(hit.source, hit.turn));
        }
        let before = hits.len();
        hits.retain(|hit| !is_barred(&snapshot, hit));
        let barred = before - hits.len();
        let concordance = Concordance::read(&query, &hits, context, |source| {
            let name = snapshot.sources.get(source as usize).map_or("", |source| source.name.as_str());
            let (text, _) = self.store.source_text(name)?.unwrap_or_default();
            Ok::<Arc<str>, ProjectError>(Arc::from(text))
        })?;
        Ok(Found { concordance, snapshot, barred })
    }

    /// The index of the current texts, built now if it is missing, stale or damaged.
    ///
    /// # Errors
    /// Those of the project file and the index.
    pub fn index(&self) -> Result<Index, ProjectError> {
        let stamp = self.store.texts_stamp()?;
        Index::open(&self.index_folder(), &stamp, |feed: &mut Feed| {
            self.store.each_text(|source, text, speech| feed.source(source, text, speech).map_err(ProjectError::from))
        })
    }
}

fn is_barred(snapshot: &Snapshot, hit: &Hit) -> bool {
    let turns = snapshot.turns.of_source(hit.source);
    let turn = turns.start + hit.turn as usize;
    let person = if turns.contains(&turn) { snapshot.participant_of_turn(turn) } else { None };
    person.is_some_and(|person| snapshot.allowed(person) < Scope::Analyse)
}
