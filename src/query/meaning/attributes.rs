//! Attributes of participants and cases.

use std::collections::BTreeSet;

use super::{Asked, Named, Ordered, of_cases};
use crate::model::{Snapshot, Value};
use crate::query::ast::{Field, FieldTerm};
use crate::query::error::QueryError;
use crate::query::hint::hint;

/// An attribute that a term asks for: whose it may be, and its name as it is compared.
struct Wanted {
    of_people: bool,
    of_cases: bool,
    key: String,
}

impl Wanted {
    /// `placement` of either, `case.placement` and `participant.placement` of the one.
    fn new(name: &str) -> Self {
        let (of, name) = name.split_once('.').unwrap_or(("", name));
        match of.to_lowercase().as_str() {
            "case" => Self { of_people: false, of_cases: true, key: key(name) },
            "participant" => Self { of_people: true, of_cases: false, key: key(name) },
            "" => Self { of_people: true, of_cases: true, key: key(name) },
            other => Self { of_people: true, of_cases: true, key: format!("{other}.{}", key(name)) },
        }
    }

    /// Every value that somebody has.
    fn values<'s>(&self, snapshot: &'s Snapshot) -> Vec<&'s Value> {
        let people = snapshot.participants.iter().filter(|_| self.of_people).flat_map(|person| &person.attributes);
        let cases = snapshot.cases.iter().filter(|_| self.of_cases).flat_map(|case| &case.attributes);
        people.chain(cases).filter(|(name, _)| key(name) == self.key).map(|(_, value)| value).collect()
    }

    /// Whoever has a value that holds, with the speakers and sources of such cases.
    fn having(&self, snapshot: &Snapshot, holds: &dyn Fn(&Value) -> bool) -> Named {
        let has = |attributes: &[(String, Value)]| {
            attributes.iter().any(|(name, value)| key(name) == self.key && holds(value))
        };
        let chosen: Vec<bool> = snapshot.cases.iter().map(|case| self.of_cases && has(&case.attributes)).collect();
        let mut named = of_cases(snapshot, &chosen);
        for (seen, person) in named.people.iter_mut().zip(&snapshot.participants) {
            *seen |= self.of_people && has(&person.attributes);
        }
        named
    }
}

impl Asked<'_> {
    /// An attribute of participants, of cases, or of both.
    pub(super) fn attribute(&self, name: &str) -> Result<Named, QueryError> {
        let wanted = Wanted::new(name);
        let values = wanted.values(self.snapshot);
        if values.is_empty() {
            return Err(no_such_attribute(self.term, self.text, name, self.snapshot));
        }
        // A number that nobody has is an answer ("none"); a word that nobody has is a slip.
        let number = self.number().is_some() && values.iter().any(|value| matches!(value, Value::Number(_)));
        if !number && !values.iter().any(|value| self.holds(value)) {
            let words: BTreeSet<String> = values.iter().map(ToString::to_string).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            return Err(self.unknown(&hint(&self.pattern.text, &format!("values of `{name}`"), &words)));
        }
        Ok(wanted.having(self.snapshot, &|value| self.holds(value)))
    }

    fn holds(&self, value: &Value) -> bool {
        match (value, self.number()) {
            // Both were read from decimal text, so equal figures are equal bits.
            #[allow(clippy::float_cmp)]
            (Value::Number(number), Some(wanted)) => *number == wanted,
            _ => self.fits(&value.to_string()),
        }
    }
}

impl Ordered<'_> {
    /// An attribute that is a number or a date.
    pub(super) fn attribute(&self, name: &str) -> Result<Named, QueryError> {
        let wanted = Wanted::new(name);
        let values = wanted.values(self.snapshot);
        if values.is_empty() {
            return Err(no_such_attribute(self.term, self.text, name, self.snapshot));
        }
        let bound: Option<f64> = self.bound.parse().ok();
        let date = |text: &str| text.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
        let ordered = |value: &Value| match value {
            Value::Number(_) => bound.is_some(),
            Value::Text(text) => date(text),
        };
        if !values.iter().any(|value| ordered(value)) {
            let what = if bound.is_some() { "an attribute of numbers or dates" } else { "an attribute of dates" };
            let first = values.first().map(ToString::to_string).unwrap_or_default();
            return Err(QueryError::new(self.text, self.term.column, format!("`{name}`"), what).hint(format!(
                "`{name}` has values such as `{first}`, which cannot be compared with `{}`",
                self.bound
            )));
        }
        Ok(wanted.having(self.snapshot, &|value| match (value, bound) {
            (Value::Number(found), Some(bound)) => {
                found.partial_cmp(&bound).is_some_and(|order| self.comparison.fits(order))
            }
            (Value::Text(text), _) => date(text) && self.fits_date(text),
            (Value::Number(_), None) => false,
        }))
    }
}

fn no_such_attribute(term: &FieldTerm, text: &str, name: &str, snapshot: &Snapshot) -> QueryError {
    let of_people = snapshot.participants.iter().flat_map(|person| &person.attributes);
    let of_cases = snapshot.cases.iter().flat_map(|case| &case.attributes);
    let names: BTreeSet<&str> = of_people.chain(of_cases).map(|(name, _)| name.as_str()).collect();
    let known: Vec<&str> = Field::WORDS.iter().map(|(word, _)| *word).chain(names).collect();
    let expected = "a field or an attribute of participants or cases";
    QueryError::new(text, term.column, format!("`{name}:`"), expected).hint(hint(name, "fields and attributes", &known))
}

/// An attribute's name as it is compared: the header `Age at return` is asked for as `age_at_return`.
fn key(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}
