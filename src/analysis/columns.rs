//! What the columns of a matrix can be, as the command line names them.

use super::AnalysisError;
use crate::model::{Snapshot, Value};

/// Who an attribute belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A participant.
    Participant,
    /// The cases that a participant belongs to.
    Case,
}

/// An attribute whose values are the columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Who has it.
    pub of: Holder,
    /// Its name: the header of its column in the sheet.
    pub key: String,
}

/// What the columns of a matrix are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Columns {
    /// Roles of participants, in the order of the roles scale.
    #[default]
    Role,
    /// Cases that participants belong to; for people without a case, the cases of the sources that
    /// they speak in. A person may stand in several.
    Case,
    /// Sources.
    Source,
    /// Participants.
    Participant,
    /// Values of an attribute; numbers in order of size, then words in order of the alphabet.
    Attribute(Attribute),
}

impl Columns {
    /// Reads `role`, `case`, `source`, `participant` or the name of an attribute. An attribute that
    /// participants and cases both have is the participants'; `case.NAME` asks for the cases'.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with all words that are possible in this project.
    pub fn parse(word: &str, snapshot: &Snapshot) -> Result<Self, AnalysisError> {
        let wanted = word.trim();
        match wanted.to_lowercase().as_str() {
            "role" | "roles" => return Ok(Self::Role),
            "case" | "cases" => return Ok(Self::Case),
            "source" | "sources" => return Ok(Self::Source),
            "participant" | "participants" => return Ok(Self::Participant),
            _ => {}
        }
        let attribute = |of: Holder, wanted: &str| {
            let name = attribute_names(snapshot, of).into_iter().find(|name| name.eq_ignore_ascii_case(wanted))?;
            Some(Self::Attribute(Attribute { of, key: name.to_owned() }))
        };
        let found = match wanted.split_once('.') {
            Some(("case", name)) => attribute(Holder::Case, name),
            Some(("participant", name)) => attribute(Holder::Participant, name),
            _ => attribute(Holder::Participant, wanted).or_else(|| attribute(Holder::Case, wanted)),
        };
        found.ok_or_else(|| {
            let mut possible =
                vec!["role".to_owned(), "case".to_owned(), "source".to_owned(), "participant".to_owned()];
            possible.extend(attribute_names(snapshot, Holder::Participant).into_iter().map(str::to_owned));
            possible.extend(attribute_names(snapshot, Holder::Case).into_iter().map(|name| format!("case.{name}")));
            AnalysisError::Unknown { what: "columns", found: word.to_owned(), expected: possible.join(", ") }
        })
    }

    /// The columns in words, as a title says them: `role`, `age of participants`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Role => "role".to_owned(),
            Self::Case => "case".to_owned(),
            Self::Source => "source".to_owned(),
            Self::Participant => "participant".to_owned(),
            Self::Attribute(Attribute { of: Holder::Participant, key }) => format!("{key} of participants"),
            Self::Attribute(Attribute { of: Holder::Case, key }) => format!("{key} of cases"),
        }
    }
}

/// Names of the attributes that somebody has, in the order in which the sheets have them.
fn attribute_names(snapshot: &Snapshot, of: Holder) -> Vec<&str> {
    let lists: Vec<&[(String, Value)]> = match of {
        Holder::Participant => snapshot.participants.iter().map(|person| person.attributes.as_slice()).collect(),
        Holder::Case => snapshot.cases.iter().map(|case| case.attributes.as_slice()).collect(),
    };
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in lists.into_iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}
