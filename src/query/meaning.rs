//! What a field term means in one project: the people, sources and codings that it names.

use std::collections::BTreeSet;

use super::ast::{Field, FieldTerm, Pattern};
use super::error::QueryError;
use super::hint::hint;
use crate::model::{Part, Snapshot, Value};

/// Role word of those who ask the questions; they are participants of no study.
const INTERVIEWER: &str = "interviewer";

/// What a field term names, before any unit is looked at. Each list is a mask over the snapshot's
/// own; an empty list names none.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Participants.
    pub(super) people: Vec<bool>,
    /// Whether interviewers and facilitators are named.
    pub(super) interviewers: bool,
    /// Sources.
    pub(super) sources: Vec<bool>,
    /// Codings.
    pub(super) codings: Vec<bool>,
}

/// Finds out what a term names.
///
/// # Errors
/// A value that nothing in the project has, with the nearest that something has.
pub(super) fn named(term: &FieldTerm, text: &str, snapshot: &Snapshot) -> Result<Named, QueryError> {
    let asked = Asked { term, text, snapshot };
    match &term.field {
        Field::Role => asked.role(),
        Field::Kind => {
            let kinds = snapshot.sources.iter().map(|source| source.kind.as_str());
            asked.known(kinds, "kinds of source")?;
            Ok(Named { sources: asked.sources(|source| asked.fits(&source.kind)), ..Named::default() })
        }
        Field::Source => {
            asked.known(snapshot.sources.iter().map(|source| source.name.as_str()), "sources")?;
            Ok(Named { sources: asked.sources(|source| asked.fits(&source.name)), ..Named::default() })
        }
        Field::Participant => {
            let names = snapshot.participants.iter().flat_map(|person| [person.name.as_str(), &person.pseudonym]);
            asked.known(names, "participants")?;
            let people = snapshot.participants.iter();
            let people = people.map(|person| asked.fits(&person.name) || asked.fits(&person.pseudonym)).collect();
            Ok(Named { people, ..Named::default() })
        }
        Field::Case => asked.case(),
        Field::Code => asked.code(),
        Field::Theme => asked.theme(),
        Field::Coder => {
            asked.known(snapshot.coders.iter().map(String::as_str), "coders")?;
            let coders: Vec<bool> = snapshot.coders.iter().map(|coder| asked.fits(coder)).collect();
            Ok(Named { codings: mask_of(&snapshot.codings.coder, &coders), ..Named::default() })
        }
        Field::Attribute(name) => asked.attribute(name),
    }
}

/// For each position in a column, whether what it points at is chosen.
fn mask_of(column: &[u32], chosen: &[bool]) -> Vec<bool> {
    column.iter().map(|&at| chosen.get(at as usize).copied().unwrap_or(false)).collect()
}

struct Asked<'a> {
    term: &'a FieldTerm,
    text: &'a str,
    snapshot: &'a Snapshot,
}

impl<'a> Asked<'a> {
    fn pattern(&self) -> &'a Pattern {
        &self.term.value
    }

    fn fits(&self, value: &str) -> bool {
        !value.is_empty() && self.pattern().fits(value)
    }

    fn sources(&self, wanted: impl Fn(&crate::model::Source) -> bool) -> Vec<bool> {
        self.snapshot.sources.iter().map(wanted).collect()
    }

    /// An error unless the value is one of those in use.
    fn known<'v>(&self, values: impl IntoIterator<Item = &'v str>, what: &str) -> Result<(), QueryError> {
        let values: BTreeSet<&str> = values.into_iter().filter(|value| !value.is_empty()).collect();
        if values.iter().any(|value| self.fits(value)) {
            return Ok(());
        }
        let values: Vec<&str> = values.into_iter().collect();
        Err(self.unknown(&hint(&self.pattern().text, what, &values)))
    }

    fn unknown(&self, hint: &str) -> QueryError {
        let word = self.term.field.word();
        let expected = match &self.term.field {
            Field::Attribute(_) => format!("a value that `{word}` has somewhere in this project"),
            _ => format!("a {word} of this project"),
        };
        QueryError::new(self.text, self.term.value_column, format!("`{}`", self.pattern()), expected).hint(hint)
    }

    fn role(&self) -> Result<Named, QueryError> {
        let present = self.snapshot.speakers.iter().any(|speaker| speaker.part == Part::Interviewer);
        let roles = self.snapshot.participants.iter().map(|person| person.role.as_str());
        self.known(roles.chain(present.then_some(INTERVIEWER)), "roles")?;
        let people = self.snapshot.participants.iter().map(|person| self.fits(&person.role)).collect();
        // `role:*` asks for those who have a role in the study, which interviewers have not.
        let interviewers = present && !self.pattern().text.is_empty() && self.fits(INTERVIEWER);
        Ok(Named { people, interviewers, ..Named::default() })
    }

    fn case(&self) -> Result<Named, QueryError> {
        let Snapshot { cases, participants, .. } = self.snapshot;
        let of_people = participants.iter().flat_map(|person| person.cases.iter().map(String::as_str));
        let in_use = cases.iter().flat_map(|case| [case.id.as_str(), &case.name]).chain(of_people);
        self.known(in_use, "cases")?;
        let chosen: Vec<bool> = cases.iter().map(|case| self.fits(&case.id) || self.fits(&case.name)).collect();
        let people = participants.iter().map(|person| person.cases.iter().any(|id| self.fits(id)));
        let mut named = self.of_cases(&chosen);
        for (seen, also) in named.people.iter_mut().zip(people) {
            *seen |= also;
        }
        Ok(named)
    }

    /// The participants and sources that belong to chosen cases.
    fn of_cases(&self, chosen: &[bool]) -> Named {
        let Snapshot { cases, participants, .. } = self.snapshot;
        let ids: BTreeSet<&str> =
            cases.iter().zip(chosen).filter(|(_, chosen)| **chosen).map(|(case, _)| case.id.as_str()).collect();
        let people = participants.iter().map(|person| person.cases.iter().any(|id| ids.contains(id.as_str())));
        let of_chosen = |case: Option<u32>| case.and_then(|at| chosen.get(at as usize).copied()).unwrap_or(false);
        Named { people: people.collect(), sources: self.sources(|source| of_chosen(source.case)), ..Named::default() }
    }

    /// `code:x` and the codes below it, `code:x*` all that begin so, `code:category/*` a category's.
    fn code(&self) -> Result<Named, QueryError> {
        let book = &self.snapshot.codebook;
        let pattern = self.pattern();
        let families = book.families();
        let mut chosen = vec![false; book.codes.len()];
        let mut choose = |family: &[usize]| family.iter().for_each(|&code| chosen[code] = true);
        let group = pattern.text.strip_suffix('/').filter(|_| pattern.any_ending);
        let mut found = false;
        if let Some(group) = group {
            let wanted = Pattern { text: group.to_owned(), any_ending: false };
            let fits = |id: &str, name: &str| wanted.fits(id) || wanted.fits(name);
            let category = book.categories.iter().find(|category| fits(&category.id, &category.name));
            let id = category.map_or(group, |category| category.id.as_str());
            for (at, code) in book.codes.iter().enumerate() {
                if code.categories().any(|own| wanted.fits(own) || own == id) {
                    found = true;
                    choose(&[at]);
                }
                if fits(&code.id, &code.name) {
                    found = true;
                    choose(&families[at]);
                }
            }
            found |= category.is_some();
        } else {
            for (at, code) in book.codes.iter().enumerate() {
                if self.fits(&code.id) || self.fits(&code.name) {
                    found = true;
                    choose(&families[at]);
                }
            }
        }
        if !found {
            return Err(self.unknown(&self.code_hint(group)));
        }
        Ok(Named { codings: mask_of(&self.snapshot.codings.code, &chosen), ..Named::default() })
    }

    fn code_hint(&self, group: Option<&str>) -> String {
        let book = &self.snapshot.codebook;
        let codes = book.codes.iter().map(|code| code.id.as_str());
        let categories: Vec<&str> = book.categories.iter().map(|category| category.id.as_str()).collect();
        if let Some(group) = group {
            let known: Vec<&str> = categories.iter().copied().chain(codes).collect();
            return hint(group, "categories and codes", &known);
        }
        let text = &self.pattern().text;
        match categories.iter().find(|id| id.to_lowercase() == text.to_lowercase()) {
            Some(id) => format!("`{id}` is a category; for its codes, write code:{id}/*"),
            None => hint(text, "codes", &codes.collect::<Vec<_>>()),
        }
    }

    fn theme(&self) -> Result<Named, QueryError> {
        let Snapshot { themes, codebook, .. } = self.snapshot;
        self.known(themes.iter().flat_map(|theme| [theme.id.as_str(), &theme.name]), "themes")?;
        let families = codebook.families();
        let mut chosen = vec![false; codebook.codes.len()];
        for theme in themes.iter().filter(|theme| self.fits(&theme.id) || self.fits(&theme.name)) {
            for at in theme.codes.iter().filter_map(|id| codebook.position(id)) {
                families[at].iter().for_each(|&code| chosen[code] = true);
            }
        }
        Ok(Named { codings: mask_of(&self.snapshot.codings.code, &chosen), ..Named::default() })
    }

    /// An attribute of participants, of cases, or of both.
    fn attribute(&self, name: &str) -> Result<Named, QueryError> {
        let Snapshot { cases, participants, .. } = self.snapshot;
        let wanted = key(name);
        let of_people = || participants.iter().flat_map(|person| &person.attributes);
        let of_cases = || cases.iter().flat_map(|case| &case.attributes);
        let values: Vec<&Value> =
            of_people().chain(of_cases()).filter(|(name, _)| key(name) == wanted).map(|(_, value)| value).collect();
        if values.is_empty() {
            let names: BTreeSet<&str> = of_people().chain(of_cases()).map(|(name, _)| name.as_str()).collect();
            let known: Vec<&str> = Field::WORDS.iter().map(|(word, _)| *word).chain(names).collect();
            let expected = "a field or an attribute of participants or cases";
            return Err(QueryError::new(self.text, self.term.column, format!("`{name}:`"), expected).hint(hint(
                name,
                "fields and attributes",
                &known,
            )));
        }
        // A number that nobody has is an answer ("none"); a word that nobody has is a slip.
        let number = self.number().is_some() && values.iter().any(|value| matches!(value, Value::Number(_)));
        if !number && !values.iter().any(|value| self.holds(value)) {
            let words: BTreeSet<String> = values.iter().map(ToString::to_string).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            return Err(self.unknown(&hint(&self.pattern().text, &format!("values of `{name}`"), &words)));
        }
        let has = |attributes: &[(String, Value)]| {
            attributes.iter().any(|(name, value)| key(name) == wanted && self.holds(value))
        };
        let chosen: Vec<bool> = cases.iter().map(|case| has(&case.attributes)).collect();
        let mut named = self.of_cases(&chosen);
        for (seen, person) in named.people.iter_mut().zip(participants) {
            *seen |= has(&person.attributes);
        }
        Ok(named)
    }

    fn number(&self) -> Option<f64> {
        let pattern = self.pattern();
        if pattern.any_ending { None } else { pattern.text.parse().ok().filter(|number: &f64| number.is_finite()) }
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

/// An attribute's name as it is compared: the header `Age at return` is asked for as `age_at_return`.
fn key(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}
