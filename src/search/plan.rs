//! How a query is answered on one segment of the index: each term gives a set of documents, and the
//! connectives join the sets.
//!
//! The engine has connectives of its own. They are made to rank the ten best documents; here all are
//! wanted and none is ranked, and with sets of bits `not` costs nothing and needs no special case.

use std::ops::Bound;

use tantivy::columnar::Column;
use tantivy::query::{
    EmptyQuery, EnableScoring, InvertedIndexRangeQuery, PhrasePrefixQuery, PhraseQuery, Query as EngineQuery,
    TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, Term};

use super::bits::Bits;
use super::build::{Fields, PLACE, unpack};
use super::error::SearchError;
use super::words::Wanted;
use crate::model::Snapshot;
use crate::query::{Expr, Passages, Query, TextTerm, passages};

/// A query, ready to be run on each segment.
pub(super) enum Plan {
    /// Every passage.
    All,
    /// Passages with the words of a term.
    Words(Box<dyn Weight>),
    /// Passages that the fields select.
    Fields(Passages),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
}

/// What a plan is made with.
pub(super) struct Planner<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: Fields,
    /// The query that the expressions are of.
    pub(super) query: &'a Query,
    /// Where fields look up what they mean; without it they are an error.
    pub(super) snapshot: Option<&'a Snapshot>,
    /// An error of the engine as the index tells it.
    pub(super) failed: &'a dyn Fn(tantivy::TantivyError) -> SearchError,
}

impl Planner<'_> {
    /// The plan of an expression.
    pub(super) fn plan(&self, expr: &Expr) -> Result<Plan, SearchError> {
        if let Some(snapshot) = self.snapshot
            && !expr.has_text()
        {
            let fields_only = Query { expr: expr.clone(), text: self.query.text.clone() };
            return Ok(Plan::Fields(passages(&fields_only, snapshot)?));
        }
        let all = |parts: &[Expr]| parts.iter().map(|part| self.plan(part)).collect::<Result<Vec<_>, _>>();
        Ok(match expr {
            Expr::Field(term) => return Err(self.query.words_only(term).into()),
            Expr::Text(term) => self.words(term).map_err(self.failed)?,
            Expr::Not(inner) => Plan::Not(Box::new(self.plan(inner)?)),
            Expr::And(parts) => Plan::And(all(parts)?),
            Expr::Or(parts) => Plan::Or(all(parts)?),
        })
    }

    /// The plan of one term.
    pub(super) fn words(&self, term: &TextTerm) -> tantivy::Result<Plan> {
        let Fields { words: exact, stems, .. } = self.fields;
        let single = |field: Field, word: &str| -> Box<dyn EngineQuery> {
            Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::Basic))
        };
        let query: Box<dyn EngineQuery> = match Wanted::of(term) {
            Wanted::Stem(stem) => single(stems, &stem),
            Wanted::Words { words, any_ending } => {
                let terms = words.iter().map(|word| Term::from_field_text(exact, word)).collect();
                match (words.as_slice(), any_ending) {
                    ([], _) => Box::new(EmptyQuery),
                    ([word], false) => single(exact, word),
                    ([word], true) => {
                        let from = Bound::Included(Term::from_field_text(exact, word));
                        let to = Bound::Excluded(Term::from_field_text(exact, &after_all_with(word)));
                        Box::new(InvertedIndexRangeQuery::new(from, to))
                    }
                    (_, false) => Box::new(PhraseQuery::new(terms)),
                    ([.., last], true) => {
                        let mut phrase = PhrasePrefixQuery::new(terms);
                        phrase.set_max_expansions(self.endings(last)?);
                        Box::new(phrase)
                    }
                }
            }
        };
        Ok(Plan::Words(query.weight(EnableScoring::disabled_from_searcher(self.searcher))?))
    }

    /// How many words begin with `prefix`, in the segment that has most of them. The engine sets
    /// memory aside for as many as it is told, so it is told the number and not "all".
    fn endings(&self, prefix: &str) -> tantivy::Result<u32> {
        let mut most = 1;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.words)?;
            let mut words = index.terms().range().ge(prefix).lt(after_all_with(prefix)).into_stream()?;
            let mut count = 0;
            while words.advance() {
                count += 1;
            }
            most = most.max(count);
        }
        Ok(most)
    }
}

/// What sorts behind every word with this beginning: no word has the last character of Unicode.
fn after_all_with(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

impl Plan {
    /// The documents of a segment that meet the plan.
    pub(super) fn documents(&self, segment: &SegmentReader) -> tantivy::Result<Bits> {
        let bound = segment.max_doc();
        match self {
            Self::All => Ok(Bits::all(bound)),
            Self::Words(weight) => {
                let mut found = Bits::none(bound);
                weight.for_each_no_score(segment, &mut |documents| {
                    for document in documents {
                        found.add(*document);
                    }
                })?;
                Ok(found)
            }
            Self::Fields(kept) => {
                let places: Column<u64> = segment.fast_fields().u64(PLACE)?;
                let mut found = Bits::none(bound);
                for document in 0..bound {
                    let (source, turn) = unpack(places.values.get_val(document));
                    if kept.keeps(source, turn) {
                        found.add(document);
                    }
                }
                Ok(found)
            }
            Self::Not(inner) => {
                let mut found = inner.documents(segment)?;
                found.invert();
                Ok(found)
            }
            Self::And(parts) => {
                let mut found = Bits::all(bound);
                for part in parts {
                    found.intersect(&part.documents(segment)?);
                }
                Ok(found)
            }
            Self::Or(parts) => {
                let mut found = Bits::none(bound);
                for part in parts {
                    found.unite(&part.documents(segment)?);
                }
                Ok(found)
            }
        }
    }
}
