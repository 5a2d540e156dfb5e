//! What a memo on a coding says of an event: its date and which way it weighs.

use crate::model::{Certainty, EventSide, PartialDate};

/// What a memo says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Noted {
    /// First date, last date, how surely.
    pub date: Option<(PartialDate, Option<PartialDate>, Certainty)>,
    pub side: Option<EventSide>,
    /// A date that cannot be read.
    pub unreadable: Option<String>,
}

/// Reads `date: 2024-03`, `date=2019..2020`, `date: about 2019`, `side: risk` wherever they stand in a memo; other
/// words are left alone.
pub(super) fn noted(memo: &str) -> Noted {
    let mut noted = Noted::default();
    let lower = memo.to_lowercase();
    for written in values(&lower, "date") {
        let (certainty, rest) = certainty(written);
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.'))).unwrap_or(rest.len());
        let dates = rest.get(..end).unwrap_or_default().trim_end_matches(['.', '-']);
        let (first, last) = dates.split_once("..").map_or((dates, None), |(first, last)| (first, Some(last)));
        match (PartialDate::parse(first), last.map(PartialDate::parse)) {
            (Some(first), None) => noted.date = noted.date.or(Some((first, None, certainty))),
            (Some(first), Some(Some(last))) if first.first_day() <= last.last_day() => {
                noted.date = noted.date.or(Some((first, Some(last), certainty)));
            }
            _ => noted.unreadable = Some(crate::text::excerpt(written, 20)),
        }
    }
    for written in values(&lower, "side") {
        let word: String = written.chars().take_while(|c| c.is_alphabetic()).collect();
        let side = EventSide::WORDS.into_iter().find(|(_, known)| *known == word).map(|(side, _)| side);
        noted.side = noted.side.or(side);
    }
    noted
}

/// What stands behind each `key:` or `key=` that begins a word.
fn values<'m>(memo: &'m str, key: &'m str) -> impl Iterator<Item = &'m str> {
    memo.match_indices(key).filter_map(move |(at, _)| {
        let before = memo.get(..at)?.chars().next_back();
        let rest = memo.get(at + key.len()..)?.trim_start();
        let value = rest.strip_prefix([':', '='])?;
        before.is_none_or(|c| !c.is_alphanumeric()).then(|| value.trim_start())
    })
}

fn certainty(written: &str) -> (Certainty, &str) {
    let found =
        Certainty::WORDS.into_iter().find_map(|(certainty, word)| Some((certainty, written.strip_prefix(word)?)));
    found.map_or((Certainty::Exact, written), |(certainty, rest)| (certainty, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::noted;
    use crate::model::{Certainty, EventSide};

    fn said(memo: &str) -> Option<String> {
        let (first, last, certainty) = noted(memo).date?;
        let last = last.map_or_else(String::new, |last| format!("..{last}"));
        Some(format!("{} {first}{last}", certainty.word()))
    }

    #[test]
    fn a_date_is_found_among_other_words() {
        assert_eq!(said("date: 2024-03").as_deref(), Some("exact 2024-03"));
        assert_eq!(said("Check with Donna. Date=2019..2020, she thinks").as_deref(), Some("exact 2019..2020"));
        assert_eq!(said("date: about 2019-05.").as_deref(), Some("about 2019-05"));
        assert_eq!(said("date : before 2019").as_deref(), Some("before 2019"));
        assert_eq!(said("the update: 2024-03 is out"), None);
        assert_eq!(said("check dates with Donna"), None);
        assert_eq!(noted("date: 2019").date.map(|(_, _, certainty)| certainty), Some(Certainty::Exact));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_a_side_is_found() {
        assert_eq!(noted("date: May 2019").unreadable.as_deref(), Some("may 2019"));
        assert_eq!(noted("date: 2020..2019").unreadable.as_deref(), Some("2020..2019"));
        assert_eq!(noted("date: 2019-13").date, None);
        assert_eq!(noted("a risk; side: protective").side, Some(EventSide::Protective));
        assert_eq!(noted("a risk on one side").side, None);
    }
}
