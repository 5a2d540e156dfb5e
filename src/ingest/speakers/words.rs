//! Words that tell names and roles from everything else that stands before a colon. Every list is sorted, so that it can
//! be searched by halves.

/// Words that make a label a role when it has no others besides numbers and single letters.
#[rustfmt::skip]
pub(super) const ROLES: &[&str] = &[
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

/// Words that make what stands before a colon a statement about the recording, the page, the person or the programme of a
/// workshop.
#[rustfmt::skip]
pub(super) const METADATA: &[&str] = &[
    "abstract", "activity", "address", "age", "agenda", "attendees", "audio", "author", "citation", "code",
    "copyright", "date", "description", "dob", "doi", "duration", "email", "ethnicity", "exercise", "file",
    "filename", "ftp", "gender", "http", "https", "id", "interview", "item", "keywords", "language", "length",
    "location", "media", "page", "pages", "phone", "place", "present", "project", "pseudonym", "published",
    "recorded", "recording", "ref", "reference", "scenario", "session", "setting", "slide", "source", "study",
    "subject", "summary", "tags", "task", "tel", "time", "title", "topic", "transcribed", "transcriber", "transcript",
    "transcription", "transcriptionist", "url", "venue", "version", "video", "vignette", "website", "www",
];

/// Words that begin sentences, headings and asides, and that nobody is called.
#[rustfmt::skip]
pub(super) const NEVER_FIRST: &[&str] = &[
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
#[rustfmt::skip]
pub(super) const INTERJECTIONS: &[&str] = &[
    "absolutely", "ah", "alright", "amen", "bye", "cheers", "cool", "definitely", "exactly", "fine", "good",
    "goodbye", "great", "hello", "hey", "hi", "hm", "hmm", "indeed", "laughs", "laughter", "lovely", "mhm", "mm",
    "mmm", "never", "nice", "nope", "nothing", "oh", "ok", "okay", "pause", "perfect", "please", "really", "right",
    "silence", "sorry", "sure", "thank", "thanks", "totally", "true", "uh", "um", "wow", "yeah", "yep", "yes", "yup",
];

/// Parts of names that stay in lower case.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "al", "ap", "bin", "bint", "da", "das", "de", "del", "della", "der", "di", "do", "dos", "du", "el", "la", "le",
    "ten", "ter", "van", "von", "y",
];

/// Whether a word, in lower case, is in one of the lists above.
pub(super) fn is_in(word: &str, sorted: &[&str]) -> bool {
    sorted.binary_search(&word).is_ok()
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
}
