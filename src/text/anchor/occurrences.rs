//! Where a row of tokens occurs in a text.

use std::ops::Range;

use super::tokens::Token;

/// Tokens that are compared at most before a row counts as frequent.
const MOST_LOOKS: usize = 50_000;

/// The places of every token in a text.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Where the places of a token begin in `places`.
    starts: Vec<usize>,
    places: Vec<usize>,
}

impl Places {
    pub(super) fn new(tokens: &[Token], distinct: u32) -> Self {
        let mut starts = vec![0; distinct as usize + 1];
        for token in tokens {
            if let Some(count) = starts.get_mut(token.id as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut places = vec![0; tokens.len()];
        for (at, token) in tokens.iter().enumerate() {
            if let Some(slot) = next.get_mut(token.id as usize) {
                if let Some(place) = places.get_mut(*slot) {
                    *place = at;
                }
                *slot += 1;
            }
        }
        Self { starts, places }
    }

    fn of(&self, id: u32) -> &[usize] {
        let start = self.starts.get(id as usize).copied().unwrap_or_default();
        let end = self.starts.get(id as usize + 1).copied().unwrap_or_default();
        self.places.get(start..end).unwrap_or_default()
    }

    /// Where `row` begins in `tokens`, which must be the tokens that the places are of: the first `most` that
    /// `fits` accepts. Nothing is known of a row whose every token is very frequent.
    pub(super) fn find(
        &self,
        tokens: &[Token],
        row: &[Token],
        most: usize,
        fits: impl Fn(Range<usize>) -> bool,
    ) -> Option<Vec<usize>> {
        let rarest = row.iter().enumerate().min_by_key(|(_, token)| self.of(token.id).len());
        let Some((offset, rarest)) = rarest else { return Some(Vec::new()) };
        let looks = self.of(rarest.id);
        if looks.len().saturating_mul(row.len()) > MOST_LOOKS {
            return None;
        }
        let starts = looks.iter().filter_map(|place| place.checked_sub(offset));
        let found = starts.filter(|start| {
            let there = tokens.get(*start..start + row.len()).unwrap_or_default();
            there.len() == row.len()
                && there.iter().zip(row).all(|(a, b)| a.id == b.id)
                && fits(*start..start + row.len())
        });
        Some(found.take(most).collect())
    }
}
