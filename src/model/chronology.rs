//! Events of an analytical chronology: what happened in a case, when, and how surely that is known.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date as far as it is known: a year, a month or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Reads `2019`, `2019-05` or `2019-05-14`; nothing for any other way of writing and for days that there are not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let number = |part: &str, digits: usize| -> Option<i16> {
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain { part.parse().ok() } else { None }
        };
        let small = |part: &str| i8::try_from(number(part, 2)?).ok();
        let date = match parts.as_slice() {
            [year] => Self { year: number(year, 4)?, month: None, day: None },
            [year, month] => Self { year: number(year, 4)?, month: Some(small(month)?), day: None },
            [year, month, day] => Self { year: number(year, 4)?, month: Some(small(month)?), day: Some(small(day)?) },
            _ => return None,
        };
        // The last day is made from the first, so that one look is enough.
        Date::new(date.year, date.month.unwrap_or(1), date.day.unwrap_or(1)).ok().map(|_| date)
    }

    /// A day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: Some(day.month()), day: Some(day.day()) }
    }

    /// The first day that it can be.
    #[must_use]
    pub fn first_day(self) -> Date {
        // Every value of this type has passed `Date::new`.
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// The last day that it can be.
    #[must_use]
    pub fn last_day(self) -> Date {
        match (self.month, self.day) {
            (_, Some(_)) => self.first_day(),
            (Some(_), None) => self.first_day().last_of_month(),
            (None, None) => self.first_day().last_of_year(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a date"))
    }
}

/// How surely the date of an event is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// On a day that the date allows.
    #[default]
    Exact,
    /// Near it.
    About,
    /// Before it; how long before is not known.
    Before,
    /// After it; how long after is not known.
    After,
}

impl Certainty {
    /// Every certainty with its word.
    pub const WORDS: [(Self, &'static str); 4] =
        [(Self::Exact, "exact"), (Self::About, "about"), (Self::Before, "before"), (Self::After, "after")];

    /// The word of sheets and tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(certainty, _)| *certainty == self).map_or("", |(_, word)| word)
    }
}

/// Which way an event weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventSide {
    /// It raised the risk.
    Risk,
    /// It protected.
    Protective,
}

impl EventSide {
    /// Both sides with their words.
    pub const WORDS: [(Self, &'static str); 2] = [(Self::Risk, "risk"), (Self::Protective, "protective")];

    /// The word of sheets and tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(side, _)| *side == self).map_or("", |(_, word)| word)
    }
}

/// An event of a case, as a sheet of events tells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChronologyEvent {
    /// Id of the case.
    pub case: String,
    /// When it happened or began.
    pub date: PartialDate,
    /// When it ended, where it lasted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PartialDate>,
    /// How surely `date` is known.
    #[serde(default)]
    pub certainty: Certainty,
    /// What happened.
    pub event: String,
    /// Which input of a chronology it is: an id of the scale `chronology_kinds`.
    pub kind: String,
    /// Where it is known from: an id of the scale `chronology_sources`, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Which way it weighs, where somebody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<EventSide>,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The sheet that it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
}

impl ChronologyEvent {
    /// What tells an event from others, whichever sheet says it.
    #[must_use]
    pub fn key(&self) -> String {
        let to = self.to.map_or_else(String::new, |to| format!("..{to}"));
        format!("{} {}{to} {} {} {}", self.case, self.date, self.certainty.word(), self.kind, self.event)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::PartialDate;

    #[test]
    fn a_date_is_known_to_the_year_the_month_or_the_day() {
        let days = |text: &str| PartialDate::parse(text).map(|date| (date.first_day(), date.last_day()));
        assert_eq!(days("2019"), Some((date(2019, 1, 1), date(2019, 12, 31))));
        assert_eq!(days("2020-02"), Some((date(2020, 2, 1), date(2020, 2, 29))));
        assert_eq!(days(" 2019-05-14 "), Some((date(2019, 5, 14), date(2019, 5, 14))));
        for wrong in ["", "19", "2019-5", "2019-13", "2019-02-30", "2019-05-14-01", "May 2019", "2019/05", "+201-05"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
        for text in ["2019", "2020-02", "2019-05-14"] {
            assert_eq!(PartialDate::parse(text).map(|date| date.to_string()).as_deref(), Some(text));
        }
    }
}
