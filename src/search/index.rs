//! The index that is asked: passages as sorted hits, counts, whole sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::{ReloadPolicy, Searcher};

use super::Concordance;
use super::build::{self, Feed, Fields, PLACE, SPAN, unpack};
use super::error::SearchError;
use super::folder;
use super::passage::Hit;
use super::plan::{Plan, Planner};
use super::words::Wanted;
use crate::model::Snapshot;
use crate::query::{Evaluator, Expr, Query, Segment, TextTerm};
use crate::text::Span;

/// The full-text index of a project, ready to be asked.
pub struct Index {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) path: PathBuf,
}

impl Index {
    /// Opens the index in the folder `dir`, beside the project. `stamp` names the state of the texts,
    /// such as a hash of all revisions: when the folder holds no sound index of that state, it is
    /// built from what `passages` feeds; until then `passages` is not called and no text is read.
    ///
    /// The new index appears all at once. A process that is killed leaves the one before; of several
    /// processes that find none, one builds and the others wait for it.
    ///
    /// # Errors
    /// The folder cannot be written, or what `passages` fails with; the folder then holds no index
    /// of this state, and the next call tries again. Where the medium cannot be written or locked,
    /// [`Index::in_memory`] still answers.
    pub fn open<E: From<SearchError>>(
        dir: &Path,
        stamp: &str,
        passages: impl FnOnce(&mut Feed<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let (index, fields) = folder::open_or_build(dir, stamp, passages)?;
        Ok(Self::of(&index, fields, dir)?)
    }

    /// An index that lies nowhere, for a project on a medium that cannot be written.
    ///
    /// # Errors
    /// What `passages` fails with.
    pub fn in_memory<E: From<SearchError>>(passages: impl FnOnce(&mut Feed<'_>) -> Result<(), E>) -> Result<Self, E> {
        let (index, fields) = build::write(None, passages)?;
        Ok(Self::of(&index, fields, Path::new(""))?)
    }

    fn of(index: &tantivy::Index, fields: Fields, path: &Path) -> Result<Self, SearchError> {
        // An index never changes once it is written, so there is nothing to watch for.
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: tantivy::IndexReader = reader.map_err(SearchError::engine(path))?;
        Ok(Self { searcher: reader.searcher(), fields, path: path.to_owned() })
    }

    /// Number of passages in the index.
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Whether no passage is in the index.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The passages that meet a query of words, all of them, sorted by source and position.
    ///
    /// # Errors
    /// The query asks for a field, which only [`Index::find_in`] can answer, or the index fails.
    pub fn find(&self, query: &Query) -> Result<Vec<Hit>, SearchError> {
        self.hits(&self.plan(query, None)?)
    }

    /// The passages that meet a query of words and fields, sorted by source and position.
    ///
    /// # Errors
    /// A value that nothing in the project has, or the index fails.
    pub fn find_in(&self, query: &Query, snapshot: &Snapshot) -> Result<Vec<Hit>, SearchError> {
        self.hits(&self.plan(query, Some(snapshot))?)
    }

    /// How many passages of each source meet a query of words: positions of sources with at least
    /// one, in order, each with its number.
    ///
    /// # Errors
    /// As [`Index::find`].
    pub fn count_by_source(&self, query: &Query) -> Result<Vec<(u32, u64)>, SearchError> {
        let mut found = self.sources_of(&self.plan(query, None)?)?;
        found.sort_unstable();
        let chunks = found.chunk_by(|a, b| a == b);
        Ok(chunks.filter_map(|chunk| Some((*chunk.first()?, chunk.len() as u64))).collect())
    }

    /// The sources that meet a query as a whole: its words may stand in different passages. Positions
    /// in order; a source without any passage is not in the index and meets nothing.
    ///
    /// # Errors
    /// As [`Index::find_in`].
    pub fn sources_in(&self, query: &Query, snapshot: &Snapshot) -> Result<Vec<u32>, SearchError> {
        let failed = SearchError::engine(&self.path);
        let whole = Whole { index: self, planner: self.planner(query, None, &failed), snapshot };
        whole.sources(&query.expr)
    }

    /// The words of the index that a bare word of a query stands for: `settle`, `settled`, `settling`.
    /// Sorted, as they are compared; empty for a term that is quoted or has a star.
    ///
    /// # Errors
    /// The index fails.
    pub fn forms(&self, term: &TextTerm) -> Result<Vec<String>, SearchError> {
        let Wanted::Stem(stem) = Wanted::of(term) else { return Ok(Vec::new()) };
        let query = Query { expr: Expr::Text(term.clone()), text: term.words.clone() };
        let failed = SearchError::engine(&self.path);
        let forms = self.planner(&query, None, &failed).forms(&stem).map_err(&failed)?;
        Ok(forms.into_iter().collect())
    }

    /// The places of the words of a term in all texts, sorted. `text_of` gives the text of a source that has some.
    ///
    /// # Errors
    /// The index fails, or `text_of` does.
    pub fn places<E: From<SearchError>>(
        &self,
        term: &TextTerm,
        text_of: impl FnMut(u32) -> Result<Arc<str>, E>,
    ) -> Result<Vec<Segment>, E> {
        let query = Query { expr: Expr::Text(term.clone()), text: term.to_string() };
        let hits = self.find(&query)?;
        let found = Concordance::read(&query, &hits, 0, text_of)?;
        Ok(found.lines.iter().map(|line| Segment::new(line.source, line.span)).collect())
    }

    fn plan(&self, query: &Query, snapshot: Option<&Snapshot>) -> Result<Plan, SearchError> {
        let failed = SearchError::engine(&self.path);
        self.planner(query, snapshot, &failed).plan(&query.expr)
    }

    pub(super) fn planner<'a>(
        &'a self,
        query: &'a Query,
        snapshot: Option<&'a Snapshot>,
        failed: &'a dyn Fn(tantivy::TantivyError) -> SearchError,
    ) -> Planner<'a> {
        Planner { searcher: &self.searcher, fields: self.fields, query, snapshot, failed }
    }

    fn hits(&self, plan: &Plan) -> Result<Vec<Hit>, SearchError> {
        let mut hits = Vec::new();
        self.each_segment(plan, &[PLACE, SPAN], &mut |columns, document| {
            let [(source, turn), (start, end)] = [0, 1].map(|at: usize| value(columns, at, document));
            hits.push(Hit { source, turn, span: Span::new(start, end) });
        })?;
        hits.sort_unstable();
        Ok(hits)
    }

    /// The source of each document that meets a plan, in no order.
    fn sources_of(&self, plan: &Plan) -> Result<Vec<u32>, SearchError> {
        let mut found = Vec::new();
        self.each_segment(plan, &[PLACE], &mut |columns, document| found.push(value(columns, 0, document).0))?;
        Ok(found)
    }

    /// Visits the documents that meet a plan, with the columns that are asked for. Nothing else of a
    /// document is read; there is no stored text to read.
    fn each_segment(
        &self,
        plan: &Plan,
        names: &[&str],
        visit: &mut dyn FnMut(&[Column<u64>], u32),
    ) -> Result<(), SearchError> {
        let visited: tantivy::Result<()> = self.searcher.segment_readers().iter().try_for_each(|segment| {
            let columns: Vec<Column<u64>> =
                names.iter().map(|name| segment.fast_fields().u64(name)).collect::<tantivy::Result<_>>()?;
            plan.documents(segment)?.documents().for_each(|document| visit(&columns, document));
            Ok(())
        });
        visited.map_err(SearchError::engine(&self.path))
    }
}

/// The two numbers that a column holds for a document.
pub(super) fn value(columns: &[Column<u64>], at: usize, document: u32) -> (u32, u32) {
    columns.get(at).map_or((0, 0), |column| unpack(column.values.get_val(document)))
}

/// Answers a query on sources as a whole: each term looks for its words anywhere in the source.
struct Whole<'a> {
    index: &'a Index,
    planner: Planner<'a>,
    snapshot: &'a Snapshot,
}

impl Whole<'_> {
    fn sources(&self, expr: &Expr) -> Result<Vec<u32>, SearchError> {
        if !expr.has_text() {
            let fields_only = Query { expr: expr.clone(), text: self.planner.query.text.clone() };
            let kept = Evaluator::new(self.snapshot).sources(&fields_only)?;
            return Ok(self
                .found(&Plan::All)?
                .into_iter()
                .filter(|at| kept.get(*at as usize) == Some(&true))
                .collect());
        }
        match expr {
            Expr::Text(term) => self.found(&self.planner.words(term).map_err(self.planner.failed)?),
            Expr::Saved(term) => match &term.meaning {
                Some(query) => self.sources(&query.expr),
                None => Err(SearchError::Unanswerable(term.to_string())),
            },
            Expr::Field(_) | Expr::Relation(_) | Expr::AtLeast(_) => Err(SearchError::Unanswerable(expr.to_string())),
            Expr::Not(inner) => {
                let without = self.sources(inner)?;
                let mut rest = self.found(&Plan::All)?;
                rest.retain(|source| without.binary_search(source).is_err());
                Ok(rest)
            }
            Expr::And(parts) => {
                let mut common = self.found(&Plan::All)?;
                for part in parts {
                    let found = self.sources(part)?;
                    common.retain(|source| found.binary_search(source).is_ok());
                }
                Ok(common)
            }
            Expr::Or(parts) => {
                let mut any: Vec<u32> = Vec::new();
                for part in parts {
                    any.extend(self.sources(part)?);
                }
                any.sort_unstable();
                any.dedup();
                Ok(any)
            }
        }
    }

    /// The sources of the documents that meet a plan, in order, each once.
    fn found(&self, plan: &Plan) -> Result<Vec<u32>, SearchError> {
        let mut found = self.index.sources_of(plan)?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}
