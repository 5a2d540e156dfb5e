//! What a speaker's label looks like: names, roles, handles; and the words before a colon that are none.

use std::borrow::Cow;

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

/// Words that make a label a role when it has no others besides numbers and single letters.
const ROLES: &[&str] = &[
    "advocate", "answer", "assistant", "aunt", "auntie", "boy", "brother", "carer", "chair", "child", "client",
    "coach", "counsellor", "dad", "daughter", "doctor", "fac", "facilitator", "family", "father", "female", "foster",
    "girl", "gran", "grandad", "grandfather", "grandmother", "granny", "group", "guardian", "guest", "host",
    "independent", "int", "interpreter", "interviewee", "interviewer", "judge", "key", "kinship", "lead", "leader",
    "male", "mam", "man", "manager", "mod", "moderator", "mom", "mother", "mum", "mummy", "nan", "narrator", "nurse",
    "observer", "officer", "parent", "participant", "patient", "person", "practitioner", "professional", "question",
    "res", "researcher", "residential", "respondent", "reviewing", "senior", "sister", "social", "solicitor", "son",
    "speaker", "staff", "student", "support", "teacher", "therapist", "translator", "uncle", "unidentified",
    "unknown", "voice", "witness", "woman", "worker", "young", "youth",
];

/// Words that make the words before a colon a statement about the recording, the page or the person.
const METADATA: &[&str] = &[
    "abstract", "address", "age", "attendees", "audio", "author", "citation", "code", "copyright", "date",
    "description", "dob", "doi", "duration", "email", "ethnicity", "file", "filename", "ftp", "gender", "http",
    "https", "id", "interview", "keywords", "language", "length", "location", "media", "page", "pages", "phone",
    "place", "present", "project", "pseudonym", "published", "recorded", "recording", "ref", "reference", "setting",
    "source", "study", "subject", "summary", "tags", "tel", "time", "title", "topic", "transcribed", "transcriber",
    "transcript", "transcription", "transcriptionist", "url", "venue", "version", "video", "website", "www",
];

/// Words that begin sentences, headings and asides, and that nobody is called.
const NEVER_FIRST: &[&str] = &[
    "a", "actually", "after", "again", "also", "an", "and", "anyway", "appendix", "are", "as", "at", "because",
    "before", "but", "by", "can", "chapter", "conclusion", "did", "do", "edit", "eg", "example", "examples", "figure",
    "finally", "first", "firstly", "for", "from", "ground", "had", "has", "have", "he", "her", "here", "his", "how",
    "however", "ie", "if", "important", "in", "introduction", "is", "it", "its", "just", "last", "lastly", "let",
    "like", "maybe", "my", "nb", "no", "not", "note", "notes", "now", "of", "oh", "ok", "okay", "on", "one", "or",
    "our", "part", "point", "ps", "remember", "second", "secondly", "section", "see", "she", "since", "so", "some",
    "sometimes", "still", "table", "thanks", "that", "the", "their", "then", "there", "these", "they", "third",
    "this", "those", "though", "three", "to", "too", "two", "um", "update", "very", "warning", "was", "we", "well",
    "were", "what", "when", "where", "whether", "which", "while", "who", "why", "with", "yeah", "yep", "yes", "you",
    "your",
];

/// What people say in a word, on a line of its own: not names, however often they recur.
const INTERJECTIONS: &[&str] = &[
    "absolutely", "ah", "alright", "amen", "bye", "cheers", "cool", "definitely", "exactly", "fine", "good",
    "goodbye", "great", "hello", "hey", "hi", "hm", "hmm", "indeed", "laughs", "laughter", "lovely", "mhm", "mm",
    "mmm", "never", "nice", "nope", "nothing", "oh", "ok", "okay", "pause", "perfect", "please", "really", "right",
    "silence", "sorry", "sure", "thank", "thanks", "totally", "true", "uh", "um", "wow", "yeah", "yep", "yes", "yup",
];

/// Parts of names that stay in lower case.
const PARTICLES: &[&str] = &[
    "al", "ap", "bin", "bint", "da", "das", "de", "del", "della", "der", "di", "do", "dos", "du", "el", "la", "le",
    "ten", "ter", "van", "von", "y",
];

/// Judges the words before a colon, beside a stamp or alone on a line.
pub(super) fn look(label: &str) -> Look {
    let words: Vec<&str> = label.split([' ', '\u{A0}', '\t']).filter(|word| !word.is_empty()).collect();
    let starts_well = label.starts_with(|first: char| first.is_alphanumeric());
    if words.len() > MOST_WORDS || label.chars().count() > LONGEST || !starts_well || !label.chars().any(char::is_alphabetic) {
        return Look::No;
    }
    let parts: Vec<String> = label
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}')
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is = |part: &String, list: &[&str]| list.binary_search(&part.as_str()).is_ok();
    let numbers_and = |list: &[&str]| {
        let of_list = |part: &String| is(part, list) || part.chars().count() == 1 || part.chars().all(char::is_numeric);
        parts.iter().all(of_list) && parts.iter().any(|part| is(part, list))
    };
    if numbers_and(ROLES) || is_initialism(label) {
        return Look::Role;
    }
    // In a name, what stands in brackets or after a bar says where somebody comes from.
    let outside = label.split(['(', '|', '[']).next().unwrap_or(label);
    let of_metadata = |part: &String| is(part, METADATA) && outside.to_lowercase().contains(part.as_str());
    if parts.iter().any(of_metadata) {
        return Look::Metadata;
    }
    if parts.first().is_some_and(|first| is(first, NEVER_FIRST)) {
        return Look::No;
    }
    by_capitals(outside)
}

/// Whether a word or two alone on a line are an answer rather than a name.
pub(super) fn is_interjection(line: &str) -> bool {
    let first = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    INTERJECTIONS.binary_search(&first.as_str()).is_ok() || NEVER_FIRST.binary_search(&first.as_str()).is_ok()
}

/// Whether a line's value after a colon names somebody or something rather than being said: `Peter Asaro`, `P04`.
pub(super) fn is_bare_name(value: &str) -> bool {
    let value = value.trim();
    !value.is_empty()
        && value.split_whitespace().count() <= 4
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
    let tail_is_letter = tail.is_empty() || (digits > 0 && tail.len() == 1 && tail.bytes().all(|b| b.is_ascii_lowercase()));
    letters > 0 && tail_is_letter && if digits > 0 { digits <= 4 } else { letters <= 3 && rest.is_empty() }
}

fn by_capitals(label: &str) -> Look {
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_name_word = |word: &&str| {
        let first = word.trim_start_matches(['\'', '\u{2019}', '&', '/', '-', '.']).chars().next();
        first.is_none_or(|first| !first.is_lowercase()) || PARTICLES.binary_search(word).is_ok()
    };
    let some_name = words.iter().any(|word| is_name_word(word) && word.chars().any(char::is_alphabetic) && PARTICLES.binary_search(word).is_err());
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
    fn lists_are_sorted_for_binary_search() {
        for list in [ROLES, METADATA, NEVER_FIRST, INTERJECTIONS, PARTICLES] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn labels_from_the_wild() {
        for label in ["Interviewer", "Researcher 1", "SPEAKER_01", "S00", "P1", "INT", "I", "Q", "Social worker 2", "SW-07", "foster carer", "Unknown Speaker"] {
            assert_eq!(look(label), Look::Role, "{label}");
        }
        for label in ["Mr Pugh", "Zoë", "Luis Pinto | Besu", "Adam Gibson (AG)", "Dr. O'Neill", "Łukasz Rozmej", "Ludwig van Beethoven", "采访者", "Enrico Del Fante (tbenr)"] {
            assert_eq!(look(label), Look::Name, "{label}");
        }
        for label in ["lightclient", "dionysuz.eth", "Police constable"] {
            assert_eq!(look(label), Look::Possible, "{label}");
        }
    }

    #[test]
    fn what_is_no_label() {
        for label in ["Date", "PLACE", "Audio file", "Transcript 3", "https", "Date of interview", "Participant ID", "Interview"] {
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
