//! Which part of a project a question is about: a selection in words becomes a snapshot and a filter.

use super::{Project, ProjectError};
use crate::analysis::{AnalysisError, Filter};
use crate::model::Snapshot;
use crate::query::{Evaluator, Places, Query, explain};
use crate::store::Parts;

/// Which part of a project a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// A query, such as `role:child and kind:interview`.
    pub filter: Option<String>,
    /// Codebook version to read codings with; the active one when absent.
    pub codebook: Option<String>,
    /// Coders whose codings count; all when empty.
    pub coders: Vec<String>,
}

/// What an answer needs beyond the places of codings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Needs {
    /// The texts of the sources.
    pub texts: bool,
    /// Weights of codings and the codebook versions that they were made under.
    pub details: bool,
}

impl Project {
    /// Loads a snapshot and turns the selection's query into masks.
    pub(super) fn view(&self, selection: &Selection, texts: bool) -> Result<(Snapshot, Filter), ProjectError> {
        let query = self.selecting(selection)?;
        let snapshot = self.snapshot_for(selection, query.as_slice(), Needs { texts, details: false })?;
        let filter = self.filter(selection, query.as_ref(), &snapshot)?;
        Ok((snapshot, filter))
    }

    /// The query of a selection, read.
    pub(super) fn selecting(&self, selection: &Selection) -> Result<Option<Query>, ProjectError> {
        selection.filter.as_deref().map(|text| self.query(text)).transpose()
    }

    /// A query in words: how it was read and what its operators mean.
    ///
    /// # Errors
    /// A query that cannot be read.
    pub fn explain_query(&self, text: &str) -> Result<String, ProjectError> {
        Ok(explain(&self.query(text)?))
    }

    /// The query of a selection in words, with what it narrows.
    ///
    /// # Errors
    /// A query that cannot be read.
    pub fn explain_where(&self, text: &str) -> Result<String, ProjectError> {
        let query = self.query(text)?;
        let narrowed = match query.expr.about_whom() {
            Some(whom) => format!("N is narrowed to the people and sources of: {whom}"),
            None => "N is not narrowed: the query says what is looked for, not among whom".to_owned(),
        };
        Ok(format!("{}{narrowed}\n", explain(&query)))
    }

    /// A query with the saved queries that it names.
    pub(super) fn query(&self, text: &str) -> Result<Query, ProjectError> {
        // Most queries name none, and need no look at the file.
        let saved = if text.contains('@') { self.store.saved_queries()? } else { Vec::new() };
        Ok(Query::read(text, &saved)?)
    }

    /// The project as a selection and queries need it.
    pub(super) fn snapshot_for(
        &self,
        selection: &Selection,
        queries: &[Query],
        Needs { texts, details }: Needs,
    ) -> Result<Snapshot, ProjectError> {
        let parts = Parts {
            texts: texts || queries.iter().any(|query| query.expr.needs_texts()),
            codings: true,
            details: details || queries.iter().any(|query| query.expr.needs_weights()),
        };
        self.read(selection.codebook.as_deref(), parts)
    }

    /// The masks of a selection over a snapshot; `query` is its query, read.
    pub(super) fn filter(
        &self,
        selection: &Selection,
        query: Option<&Query>,
        snapshot: &Snapshot,
    ) -> Result<Filter, ProjectError> {
        let mut filter = Filter { coders: coder_positions(snapshot, &selection.coders)?, ..Filter::default() };
        let mut label: Vec<String> = Vec::new();
        if let Some(query) = query {
            let places = self.places([query], snapshot)?;
            let evaluator = Evaluator::new(snapshot).with_places(&places);
            filter.codings = Some(evaluator.codings(query)?);
            // Who and what is asked about narrows N; what is looked for there does not.
            if let Some(expr) = query.expr.about_whom() {
                let whom = Query { expr, text: query.text.clone() };
                filter.participants = Some(evaluator.participants(&whom)?);
                filter.sources = Some(evaluator.sources(&whom)?);
            }
            label.push(format!("where {}", query.text));
        }
        if !selection.coders.is_empty() {
            label.push(format!("coder {}", selection.coders.join(", ")));
        }
        filter.label = label.join("; ");
        Ok(filter)
    }

    /// Where the words of queries stand.
    #[cfg(feature = "index")]
    pub(super) fn places<'q>(
        &self,
        queries: impl IntoIterator<Item = &'q Query>,
        snapshot: &Snapshot,
    ) -> Result<Places, ProjectError> {
        let mut places = Places::default();
        let terms: Vec<_> = queries.into_iter().flat_map(|query| query.expr.text_terms()).collect();
        if !terms.is_empty() {
            let index = self.index()?;
            for term in terms {
                places.put(term, index.places(term, |source| self.text_of(snapshot, source))?);
            }
        }
        Ok(places)
    }

    /// Without an index, words of the text are not found.
    #[cfg(not(feature = "index"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // As with an index.
    pub(super) fn places<'q>(
        &self,
        _queries: impl IntoIterator<Item = &'q Query>,
        _snapshot: &Snapshot,
    ) -> Result<Places, ProjectError> {
        Ok(Places::default())
    }
}

pub(super) fn coder_positions(snapshot: &Snapshot, names: &[String]) -> Result<Vec<u32>, ProjectError> {
    let mut positions = Vec::new();
    for name in names {
        let found = (0..).zip(&snapshot.coders).find(|(_, coder)| *coder == name).map(|(at, _)| at);
        positions.push(found.ok_or_else(|| AnalysisError::Unknown {
            what: "coder",
            found: name.clone(),
            expected: snapshot.coders.join(", "),
        })?);
    }
    Ok(positions)
}
