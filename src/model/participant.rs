//! Participants, cases, their attributes, and consent.

use jiff::civil::Date;

/// What consent allows; each step includes those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Nothing: not given, expired or withdrawn. The words count nowhere.
    #[default]
    Nothing,
    /// The words may be analysed and counted, never quoted.
    Analyse,
    /// Quotes may be read inside the team.
    QuoteTeam,
    /// Quotes may be published.
    QuotePublished,
}

impl Scope {
    /// The word that participant sheets use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Analyse => "analyse",
            Self::QuoteTeam => "quote_team",
            Self::QuotePublished => "quote_published",
        }
    }

    /// Reads a word of a participant sheet; an empty cell is [`Scope::Nothing`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim() {
            "" | "nothing" | "none" | "no" => Some(Self::Nothing),
            "analyse" | "analyze" => Some(Self::Analyse),
            "quote_team" => Some(Self::QuoteTeam),
            "quote_published" => Some(Self::QuotePublished),
            _ => None,
        }
    }
}

/// What a participant, and for a child a guardian too, has agreed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// What the person agreed to.
    pub person: Scope,
    /// What the guardian agreed to, where one was asked.
    pub guardian: Option<Scope>,
    /// Day it was given.
    pub given: Option<Date>,
    /// Last day on which it holds.
    pub expires: Option<Date>,
    /// Day it was withdrawn.
    pub withdrawn: Option<Date>,
}

impl Consent {
    /// What is allowed on `today`. A guardian's narrower consent narrows it; where a guardian is
    /// needed and has not agreed, nothing is allowed.
    #[must_use]
    pub fn on(&self, today: Date, guardian_needed: bool) -> Scope {
        if self.withdrawn.is_some() || self.expires.is_some_and(|last| today > last) {
            return Scope::Nothing;
        }
        match self.guardian {
            Some(guardian) => self.person.min(guardian),
            None if guardian_needed => Scope::Nothing,
            None => self.person,
        }
    }
}

/// A value of an attribute, typed by how it was written.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub enum Value {
    /// A number.
    Number(f64),
    /// Anything else.
    Text(String),
}

impl Value {
    /// Reads a cell of a sheet; an empty cell is no value.
    #[must_use]
    pub fn read(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if cell.is_empty() {
            return None;
        }
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(Self::Number(number)),
            _ => Some(Self::Text(cell.to_owned())),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A person who speaks in the study.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Participant {
    /// Row in the project file (0 before it is stored).
    pub id: i64,
    /// Pseudonymous id, such as `C01`.
    pub name: String,
    /// Name that outputs print.
    pub pseudonym: String,
    /// Role: child, parent, practitioner, ... (data).
    pub role: String,
    /// Ids of the cases the person belongs to.
    pub cases: Vec<String>,
    /// Attributes in the sheet's column order.
    pub attributes: Vec<(String, Value)>,
    /// What the person has agreed to.
    pub consent: Consent,
}

impl Participant {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

/// The unit that is compared: a family, a local authority, a workshop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Id, such as `F1`.
    pub id: String,
    /// Name that outputs print.
    pub name: String,
    /// Family, workshop, ... (data).
    pub kind: String,
    /// Attributes in the sheet's column order.
    pub attributes: Vec<(String, Value)>,
}
