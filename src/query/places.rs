//! Where the words of a query stand: what an index knows and a snapshot does not.

use std::collections::BTreeMap;

use super::ast::TextTerm;
use super::segments::Segment;

/// Where words stand in the texts, by term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    of_term: BTreeMap<String, Vec<Segment>>,
}

impl Places {
    /// Notes where the words of a term stand, sorted by source and place.
    pub fn put(&mut self, term: &TextTerm, places: Vec<Segment>) {
        self.of_term.insert(term.to_string(), places);
    }

    /// Where the words of a term stand; nothing when that was not noted.
    #[must_use]
    pub fn of(&self, term: &TextTerm) -> Option<&[Segment]> {
        self.of_term.get(&term.to_string()).map(Vec::as_slice)
    }
}
