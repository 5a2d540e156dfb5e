//! Searching the transcripts: the index beside the project, and its concordance.

use std::sync::Arc;

use super::{Project, ProjectError, Selection};
use crate::model::{Scope, Snapshot};
use crate::query::{Evaluator, Query, Segment};
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
        let query = self.query(words)?;
        let filter = self.selecting(selection)?;
        let asked: Vec<&Query> = [Some(&query), filter.as_ref()].into_iter().flatten().collect();
        // Codings are many, and a search for words has no use for them.
        let parts = Parts {
            texts: asked.iter().any(|query| query.expr.needs_texts()),
            codings: asked.iter().any(|query| query.expr.has_codings()),
            details: asked.iter().any(|query| query.expr.needs_weights()),
        };
        let snapshot = self.read(selection.codebook.as_deref(), parts)?;
        if query.expr.has_positions() {
            return self.search_places(&query, filter.as_ref(), snapshot, context);
        }
        let mut hits = self.index()?.find_in(&query, &snapshot)?;
        if let Some(filter) = &filter {
            let places = self.places([filter], &snapshot)?;
            let kept = Evaluator::new(&snapshot).with_places(&places).passages(filter)?;
            hits.retain(|hit| kept.keeps(hit.source, hit.turn));
        }
        let before = hits.len();
        hits.retain(|hit| !is_barred(&snapshot, hit));
        let barred = before - hits.len();
        let concordance = Concordance::read(&query, &hits, context, |source| self.text_of(&snapshot, source))?;
        Ok(Found { concordance, snapshot, barred })
    }

    /// The text that positions give back, as lines.
    fn search_places(
        &self,
        query: &Query,
        filter: Option<&Query>,
        snapshot: Snapshot,
        context: usize,
    ) -> Result<Found, ProjectError> {
        let places = self.places(std::iter::once(query).chain(filter), &snapshot)?;
        let evaluator = Evaluator::new(&snapshot).with_places(&places);
        let mut segments = evaluator.segments(query)?;
        if let Some(filter) = filter {
            let kept = evaluator.passages(filter)?;
            segments.retain(|segment| {
                let first = snapshot.turns.of_source(segment.source).start;
                let mut turns = snapshot.turns.touching(segment.source, segment.span);
                turns.any(|turn| u32::try_from(turn - first).is_ok_and(|turn| kept.keeps(segment.source, turn)))
            });
        }
        // One piece of text is one line, however many codings it has.
        segments.dedup_by_key(|segment| (segment.source, segment.span));
        let before = segments.len();
        segments.retain(|segment| !touches_barred(&snapshot, segment));
        let barred = before - segments.len();
        let text_of = |source| self.text_of(&snapshot, source);
        let concordance = Concordance::of_segments(query, &segments, &snapshot, context, text_of)?;
        Ok(Found { concordance, snapshot, barred })
    }

    /// The text of a source of a snapshot.
    pub(super) fn text_of(&self, snapshot: &Snapshot, source: u32) -> Result<Arc<str>, ProjectError> {
        let name = snapshot.sources.get(source as usize).map_or("", |source| source.name.as_str());
        let (text, _) = self.store.source_text(name)?.unwrap_or_default();
        Ok(Arc::from(text))
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

/// Whether text holds speech of somebody who does not allow analysis.
fn touches_barred(snapshot: &Snapshot, segment: &Segment) -> bool {
    let people = snapshot.participants_in(segment.source, segment.span);
    people.into_iter().any(|person| snapshot.allowed(person) < Scope::Analyse)
}

fn is_barred(snapshot: &Snapshot, hit: &Hit) -> bool {
    let turns = snapshot.turns.of_source(hit.source);
    let turn = turns.start + hit.turn as usize;
    let person = if turns.contains(&turn) { snapshot.participant_of_turn(turn) } else { None };
    person.is_some_and(|person| snapshot.allowed(person) < Scope::Analyse)
}
