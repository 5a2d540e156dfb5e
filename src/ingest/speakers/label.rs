//! What a speaker's label looks like: names, roles, handles; and the words before a colon that are none.

use std::borrow::Cow;

use super::words::{INTERJECTIONS, METADATA, NEVER_FIRST, PARTICLES, ROLES, is_in};

/// What some words look like that stand where a label would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// No label: a sentence, a number, a word that begins sentences.
    No,
    /// Says something about the recording or the page: `Date`, `Audio file`, `Transcript 3`.
    Metadata,
    /// Could be a label if it recurs: capitalised first word, or a user name in lower case.
    Possible,
    /// Written as names are: every word capitalised (`Luis Pinto | Besu`, `Mr Pugh`, `de Souza`), or in a script without
    /// capitals.
    Name,
    /// A role or an initialism: `Interviewer 2`, `Social worker`, `SPEAKER_01`, `P1`, `INT`.
    Role,
}

/// Longest label in characters and in words.
const LONGEST: usize = 50;
const MOST_WORDS: usize = 6;

/// Judges the words before a colon, beside a stamp or alone on a line.
pub(super) fn look(label: &str) -> Look {
    let starts_well = label.starts_with(|first: char| first.is_alphanumeric());
    let has_too_many_words = label.split_whitespace().nth(MOST_WORDS).is_some();
    if !starts_well
        || has_too_many_words
        || label.chars().nth(LONGEST).is_some()
        || !label.contains(char::is_alphabetic)
    {
        return Look::No;
    }
    if is_initialism(label) {
        return Look::Role;
    }
    let lower = label.to_lowercase();
    let is_joint = |c: char| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}';
    let parts = || lower.split(is_joint).filter(|part| !part.is_empty());
    let is_number = |part: &str| part.chars().nth(1).is_none() || part.chars().all(char::is_numeric);
    if parts().all(|part| is_in(part, ROLES) || is_number(part)) && parts().any(|part| is_in(part, ROLES)) {
        return Look::Role;
    }
    // In a name, what stands in brackets or after a bar says where somebody comes from.
    let end_of_name = label.find(['(', '|', '[']).unwrap_or(label.len());
    let name = label.get(..end_of_name).unwrap_or(label);
    let lower_name = lower.find(['(', '|', '[']).and_then(|end| lower.get(..end)).unwrap_or(&lower);
    if lower_name.split(is_joint).any(|part| is_in(part, METADATA)) {
        return Look::Metadata;
    }
    if parts().next().is_some_and(|first| is_in(first, NEVER_FIRST)) {
        return Look::No;
    }
    by_capitals(name)
}

/// Whether a word or two alone on a line are an answer rather than a name.
pub(super) fn is_interjection(line: &str) -> bool {
    let first = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    is_in(&first, INTERJECTIONS) || is_in(&first, NEVER_FIRST)
}

/// Whether a line's value after a colon names somebody or something rather than being said: `Peter Asaro`, `P04`.
pub(super) fn is_bare_name(value: &str) -> bool {
    let value = value.trim();
    !value.is_empty()
        && value.split_whitespace().nth(4).is_none()
        && !value.ends_with(['.', '?', '!', '\u{2026}', ','])
        && !is_interjection(value)
        && matches!(look(value), Look::Name | Look::Role)
}

/// The label as people read it: without zero-width characters, blanks single.
pub(super) fn cleaned(label: &str) -> Cow<'_, str> {
    let label = label.trim();
    let is_invisible = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}');
    let is_odd = |c: char| is_invisible(c) || (c.is_whitespace() && c != ' ');
    if !label.contains(is_odd) && !label.contains("  ") {
        return Cow::Borrowed(label);
    }
    let visible: String = label.chars().filter(|c| !is_invisible(*c)).collect();
    Cow::Owned(visible.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `I`, `P1`, `INT`, `S00`, `R2a`, `SW-07`, `SPEAKER_01`: up to three capitals, or any capitals with a number.
fn is_initialism(label: &str) -> bool {
    let letters = label.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = label.get(letters..).unwrap_or_default().trim_start_matches(['-', '_', ' ']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let tail = rest.get(digits..).unwrap_or_default();
    let tail_is_letter =
        tail.is_empty() || (digits > 0 && tail.len() == 1 && tail.bytes().all(|b| b.is_ascii_lowercase()));
    letters > 0 && tail_is_letter && if digits > 0 { digits <= 4 } else { letters <= 3 && rest.is_empty() }
}

fn by_capitals(label: &str) -> Look {
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_name_word = |word: &&str| {
        let first = word.trim_start_matches(['\'', '\u{2019}', '&', '/', '-', '.']).chars().next();
        first.is_none_or(|first| !first.is_lowercase()) || is_in(word, PARTICLES)
    };
    let some_name =
        words.iter().any(|word| is_name_word(word) && word.chars().any(char::is_alphabetic) && !is_in(word, PARTICLES));
    if some_name && words.iter().all(is_name_word) {
        return Look::Name;
    }
    let capitalised = label.starts_with(|first: char| !first.is_lowercase());
    if (capitalised && words.len() <= 4) || words.len() == 1 { Look::Possible } else { Look::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_from_the_wild() {
        for label in [
            "Interviewer",
            "Researcher 1",
            "SPEAKER_01",
            "S00",
            "P1",
            "INT",
            "I",
            "Q",
            "Social worker 2",
            "SW-07",
            "foster carer",
            "Unknown Speaker",
        ] {
            assert_eq!(look(label), Look::Role, "{label}");
        }
        for label in [
            "Mr Pugh",
            "Zoë",
            "Luis Pinto | Besu",
            "Adam Gibson (AG)",
            "Dr. O'Neill",
            "Łukasz Rozmej",
            "Ludwig van Beethoven",
            "采访者",
            "Enrico Del Fante (tbenr)",
        ] {
            assert_eq!(look(label), Look::Name, "{label}");
        }
        for label in ["lightclient", "dionysuz.eth", "Police constable"] {
            assert_eq!(look(label), Look::Possible, "{label}");
        }
    }

    #[test]
    fn what_is_no_label() {
        for label in
            ["Date", "PLACE", "Audio file", "Transcript 3", "https", "Date of interview", "Participant ID", "Interview"]
        {
            assert_eq!(look(label), Look::Metadata, "{label}");
        }
        for label in ["17", "", "So I said", "And then", "there are three of us in it", "(Language", "Note"] {
            assert_eq!(look(label), Look::No, "{label}");
        }
    }

    #[test]
    fn invisible_characters_do_not_make_another_speaker() {
        assert_eq!(cleaned(" An\u{200B}na \u{A0} B "), "Anna B");
        assert!(matches!(cleaned("Anna"), Cow::Borrowed("Anna")));
    }
}
