//! How a query is answered on one segment of the index: each term gives a set of documents, and the
//! connectives join the sets.
//!
//! The engine has connectives of its own. They are made to rank the ten best documents; here all are
//! wanted and none is ranked, and with sets of bits `not` costs nothing and needs no special case.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::columnar::Column;
use tantivy::query::{
    EnableScoring, InvertedIndexRangeQuery, PhrasePrefixQuery, PhraseQuery, Query as EngineQuery, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader, Term};

use super::bits::Bits;
use super::build::{Fields, PLACE, unpack};
use super::error::SearchError;
use super::words::{Stems, Wanted, beginning};
use crate::model::Snapshot;
use crate::query::{Evaluator, Expr, Passages, Query, TextTerm};

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
            return Ok(Plan::Fields(Evaluator::new(snapshot).passages(&fields_only)?));
        }
        let all = |parts: &[Expr]| parts.iter().map(|part| self.plan(part)).collect::<Result<Vec<_>, _>>();
        Ok(match expr {
            Expr::Field(term) => return Err(self.query.words_only(term).into()),
            Expr::Text(term) => self.words(term).map_err(self.failed)?,
            Expr::Saved(term) => match &term.meaning {
                Some(query) => Planner { query, ..*self }.plan(&query.expr)?,
                None => return Err(SearchError::Unanswerable(term.to_string())),
            },
            Expr::Relation(_) | Expr::AtLeast(_) => return Err(SearchError::Unanswerable(expr.to_string())),
            Expr::Not(inner) => Plan::Not(Box::new(self.plan(inner)?)),
            Expr::And(parts) => Plan::And(all(parts)?),
            Expr::Or(parts) => Plan::Or(all(parts)?),
        })
    }

    /// The plan of one term.
    pub(super) fn words(&self, term: &TextTerm) -> tantivy::Result<Plan> {
        let word = |word: &str| Term::from_field_text(self.fields.words, word);
        let single = |text: &str| TermQuery::new(word(text), IndexRecordOption::Basic);
        match Wanted::of(term) {
            Wanted::Stem(stem) => {
                let forms = self.forms(&stem)?;
                Ok(Plan::Or(forms.iter().map(|form| self.ready(&single(form))).collect::<Result<_, _>>()?))
            }
            wanted @ (Wanted::Like { .. } | Wanted::Pattern(_)) => {
                let known = self.known_words("", |word| wanted.fits_word(word))?;
                Ok(Plan::Or(known.iter().map(|word| self.ready(&single(word))).collect::<Result<_, _>>()?))
            }
            Wanted::Words { words, any_ending } => match (words.as_slice(), any_ending) {
                ([], _) => Ok(Plan::Or(Vec::new())),
                ([only], false) => self.ready(&single(only)),
                ([only], true) => {
                    let (from, to) = (Bound::Included(word(only)), Bound::Excluded(word(&after_all_with(only))));
                    self.ready(&InvertedIndexRangeQuery::new(from, to))
                }
                (words, false) => self.ready(&PhraseQuery::new(words.iter().map(|text| word(text)).collect())),
                (words @ [.., last], true) => {
                    let mut phrase = PhrasePrefixQuery::new(words.iter().map(|text| word(text)).collect());
                    // The engine sets memory aside for as many endings as it is told.
                    let endings = self.known_words(last, |_| true)?.len();
                    phrase.set_max_expansions(u32::try_from(endings).unwrap_or(u32::MAX).max(1));
                    self.ready(&phrase)
                }
            },
        }
    }

    fn ready(&self, query: &dyn EngineQuery) -> tantivy::Result<Plan> {
        Ok(Plan::Words(query.weight(EnableScoring::disabled_from_searcher(self.searcher))?))
    }

    /// The words of the index that have a stem.
    pub(super) fn forms(&self, stem: &str) -> tantivy::Result<BTreeSet<String>> {
        let mut stems = Stems::english();
        self.known_words(&beginning(stem), |word| stems.of(word) == stem)
    }

    /// The words of the index that begin so and are wanted.
    fn known_words(&self, prefix: &str, mut wanted: impl FnMut(&str) -> bool) -> tantivy::Result<BTreeSet<String>> {
        let mut known = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.words)?;
            let mut words = index.terms().range().ge(prefix).lt(after_all_with(prefix)).into_stream()?;
            while words.advance() {
                if let Ok(word) = std::str::from_utf8(words.key())
                    && wanted(word)
                {
                    known.insert(word.to_owned());
                }
            }
        }
        Ok(known)
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
